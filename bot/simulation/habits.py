"""What invented colleagues begin by themselves, and how often: a plausible guess, so that every flow runs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from random import Random

from bot.services.flow import Audience, Flows
from nudges.flows.meetings.occurrences import Occurrence
from nudges.framework import SENIOR_LEADERS
from nudges.people import Person

PER_WORKING_HOUR: Mapping[Audience, float] = {
    Audience.EVERYONE: 0.002,
    Audience.LEADERS: 0.02,
    Audience.COORDINATORS: 0.05,
}
"""How often somebody types a command: staff about once in three months, coordinators twice a week."""

LIKED: Mapping[str, float] = {
    "intro": 8, "stopandthink": 3, "pact": 3, "questions": 2, "decided": 2, "link": 0,
}  # fmt: skip
"""By command: how much more often than another it is chosen. Invented colleagues have one chat each."""


def part_of(person: Person) -> Audience:
    """What somebody is here, of the parts that have commands of their own."""
    if person.is_coordinator:
        return Audience.COORDINATORS
    return Audience.LEADERS if person.role_group in SENIOR_LEADERS else Audience.EVERYONE


@dataclass(frozen=True, slots=True)
class Habits:
    """Which commands people of each part type."""

    flows: Flows

    def command(self, person: Person, rng: Random) -> str:
        """The name of the command somebody types now: half of a special part's are its own."""
        part = part_of(person)
        own = part if rng.random() < 0.5 else Audience.EVERYONE
        names = self.flows.words_for(own)
        return rng.choices(names, [LIKED.get(name, 1) for name in names])[0]


@dataclass(slots=True)
class InventedCalendars:
    """Whatever address is connected, it tells of one meeting a week with colleagues of every pillar."""

    people: Sequence[Person] = field(default_factory=tuple)

    async def read(self, address: str, start: datetime, end: datetime) -> Sequence[Occurrence]:
        begins = datetime.combine(start.date() - timedelta(days=start.weekday()), time(9), UTC)
        weeks = (begins + timedelta(days=1, weeks=week) for week in range((end - start).days // 7 + 2))
        return [_meeting(address, at, self._guests()) for at in weeks if start <= at < end]

    def _guests(self) -> Collection[str]:
        """The first of each pillar."""
        return {person.pillar: person.email for person in reversed(self.people)}.values()


def _meeting(series: str, start: datetime, guests: Collection[str]) -> Occurrence:
    organiser, *attendees = sorted(guests) or [""]
    return Occurrence(series, "Joint meeting", start, start + timedelta(hours=1), organiser, tuple(attendees))
