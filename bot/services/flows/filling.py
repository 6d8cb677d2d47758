"""Reading what a dialog brought back: it may be empty, too long or forged, whatever was asked."""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import TypeAlias

from bot.services.visits import Visit
from nudges.cards import ChoiceInput, Option, TextInput
from nudges.dates import day_in_words
from nudges.texts import Speaker
from nudges.working_time import local_date, works_on

Values: TypeAlias = Mapping[str, tuple[str, ...]]
"""A dialog's values by field."""

DAYS_AHEAD = 42
"""How far ahead a day can be chosen."""


def one(values: Values, field: str) -> str:
    """The first value of a field, without the space around it."""
    return next(iter(values.get(field, ())), "").strip()


def word_faults(values: Values, speak: Speaker, *fields: TextInput) -> dict[str, str]:
    """What is missing or too long, by field."""
    faults = {}
    for field in fields:
        words = one(values, field.id)
        if field.required and not words:
            faults[field.id] = speak("filling.needed")
        elif len(words) > field.limit:
            faults[field.id] = speak("filling.too_long", limit=field.limit)
    return faults


def choice_faults(values: Values, speak: Speaker, *fields: ChoiceInput) -> dict[str, str]:
    """The fields in which nothing, or nothing that was offered, is chosen."""
    return {
        field.id: speak("filling.choose")
        for field in fields
        if (one(values, field.id) or field.required)
        and one(values, field.id) not in {option.value for option in field.options}
    }


def day_label(speak: Speaker, day: date) -> str:
    """A day as people say it."""
    return speak("common.date", weekday=speak(f"day.{day.weekday()}"), date=day_in_words(day, speak))


def day_field(visit: Visit, name: str, label: str, *, required: bool = True) -> ChoiceInput:
    """One of the person's own working days of the next six weeks, today included."""
    today = local_date(visit.person, visit.now)
    days = (today + timedelta(days=n) for n in range(DAYS_AHEAD))
    working = (day for day in days if works_on(visit.person, day, visit.deps.is_holiday))
    options = tuple(Option(day.isoformat(), day_label(visit.speak, day)) for day in working)
    return ChoiceInput(name, label, options, required=required)


def day_of(values: Values, field: str) -> date | None:
    """The day that was chosen, where there is one; ask ``choice_faults`` first."""
    words = one(values, field)
    return date.fromisoformat(words) if words else None


def time_of(words: str) -> time | None:
    """A time of day as people write it: 9:30, 9.30, 9h30, 14."""
    found = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2})?)?", words.strip().lower())
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
