"""Moments of people's own working days, such as one chosen in a dialog by day and hour."""

from collections.abc import Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.services.flows.filling import Values, choice_faults, day_field, day_of, one
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import ChoiceInput, Option
from nudges.dates import day_in_words
from nudges.people import Person
from nudges.texts import Speaker
from nudges.working_time import instant, local_date, next_working_day

DAY, HOUR = "day", "hour"
_HALF_HOURS = tuple(time(hour, minute) for hour in range(6, 21) for minute in (0, 30))


def hour_field(visit: Visit) -> ChoiceInput:
    """The half hours in which the person works."""
    week = visit.person.week
    options = tuple(Option(f"{at:%H.%M}", f"{at:%H:%M}") for at in _HALF_HOURS if week.start <= at < week.end)
    return ChoiceInput(HOUR, visit.speak("moment.hour"), options)


def moment_fields(visit: Visit) -> tuple[ChoiceInput, ChoiceInput]:
    return day_field(visit, DAY, visit.speak("moment.day")), hour_field(visit)


def hour_of(values: Values) -> time:
    """The hour that was chosen; ask ``choice_faults`` first."""
    return time.fromisoformat(one(values, HOUR).replace(".", ":"))


def moment_of(visit: Visit, values: Values) -> tuple[datetime | None, Mapping[str, str]]:
    """The moment that was chosen, or what is wrong, by field."""
    faults = choice_faults(values, visit.speak, *moment_fields(visit))
    day = None if faults else day_of(values, DAY)
    if day is None:
        return None, faults
    at = instant(visit.person, day, hour_of(values))
    return (at, {}) if at > visit.now else (None, {HOUR: visit.speak("filling.past")})


def moment_in_words(at: datetime, person: Person, speak: Speaker) -> str:
    """Day and hour by the person's clock, and whose clock that is."""
    local = at.astimezone(ZoneInfo(person.time_zone))
    place = person.time_zone.rpartition("/")[2].replace("_", " ")
    return speak("moment.words", day=day_in_words(local.date(), speak), time=f"{local:%H:%M}", place=place)


def next_morning(turn: Turn, person: Person) -> datetime | None:
    """When the person's next working day begins; None where none is near."""
    day = next_working_day(person, local_date(person, turn.now), turn.deps.is_holiday)
    return instant(person, day, person.week.start) if day else None
