"""What goes out this week in a setting, as groups of people, and how each message reads.

Figures here move with every plan, so they are coarser than a digest's: what goes to fewer than the
least group on a day is not told at all, more only by fives. They count what was planned, whatever
became of it: that somebody stopped changes none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.ports.storage import UnitOfWork
from bot.services.access import Reader
from bot.services.deps import Deps
from bot.services.samples import sample
from nudges.attention import Kind
from nudges.cards import Card
from nudges.decisions import Prompt
from nudges.digests import by_fives
from nudges.prompt_cards import Wording, prompt_card, title_of
from nudges.switches import is_message
from nudges.working_time import local_date

TO_PEOPLE = (Kind.WELCOME, Kind.CHECK_IN, Kind.NUDGE)
"""What the product sends by itself to many. Letters between colleagues are theirs, and a question
whether messages are still useful would tell who was silent."""
_POSTED = (Kind.CHANNEL_NUDGE,)
_DAYS = 7


@dataclass(frozen=True, slots=True)
class Going:
    """One message on one day. ``people`` is a range in words; empty for a post in channels."""

    id: str
    title: str
    people: str


@dataclass(frozen=True, slots=True)
class DayGoing:
    day: date
    going: Sequence[Going]
    others: bool
    """Whether there is more, to fewer people each than the least group."""


@dataclass(frozen=True, slots=True)
class PageWeek:
    """Nothing here asks whether the reader coordinates their setting: ``access`` has decided it."""

    deps: Deps

    async def days(self, reader: Reader) -> list[DayGoing]:
        """The reader's present week from its Monday, day by day of their calendar."""
        today = local_date(reader.person, self.deps.clock.now())
        monday = today - timedelta(days=today.weekday())
        async with self.deps.begin() as uow:
            most = len(await uow.people.active_ids(reader.setting.id))
            return [
                await self._day(uow, reader, monday + timedelta(days=each), most) for each in range(_DAYS)
            ]

    def messages(self, reader: Reader) -> list[tuple[str, str]]:
        """(id, title) of everything that may come by itself, in the catalogue's order."""
        edition = reader.setting.edition
        return [(each, self._title(reader, each)) for each in self._known() if edition.is_on(each)]

    def card(self, reader: Reader, message: str) -> Card | None:
        """A message as the reader would get it; None where there is none of this id.

        What an event would fill in stands as a gap. One that was switched off can be read as well: it may
        have gone out earlier in the week.
        """
        return prompt_card(*self._sample(reader, message)) if message in self._known() else None

    def _known(self) -> list[str]:
        nudges = self.deps.catalogue.nudges.values()
        return [Kind.WELCOME, Kind.CHECK_IN, *(each.id for each in nudges if is_message(each))]

    async def _day(self, uow: UnitOfWork, reader: Reader, day: date, most: int) -> DayGoing:
        start, end = (_midnight(each, reader) for each in (day, day + timedelta(days=1)))
        people = await uow.reports.planned(reader.setting.id, TO_PEOPLE, start, end)
        posts = await uow.reports.planned(reader.setting.id, _POSTED, start, end)
        shown = {name: count for name, count in people.items() if count >= self.deps.group_size}
        going = [
            *(Going(name, self._title(reader, name), by_fives(count, most)) for name, count in shown.items()),
            *(Going(name, self._title(reader, name), "") for name in posts),
        ]
        return DayGoing(day, going, others=len(shown) < len(people))

    def _title(self, reader: Reader, message: str) -> str:
        return title_of(*self._sample(reader, message))

    def _sample(self, reader: Reader, message: str) -> tuple[Prompt, Wording]:
        return sample(self.deps, message, reader.person, reader.setting)


def _midnight(day: date, reader: Reader) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(reader.person.time_zone))
