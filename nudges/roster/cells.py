"""What people write in a roster's cells, and what it means.

Each function reads one tidied cell and raises ``CellError`` with the mend.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time

from nudges.faults import Wrong, meant, wrong
from nudges.people import Leave
from nudges.tables import CellError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OFFICE_DAYS = frozenset(range(5))
OFFICE_HOURS = (time(9), time(17))
NOON = 12
LONGEST = 120
"""Longest name, entity, pillar or duty station, in characters."""

_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"no", "n", "false", "0"})
_DASHES = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-"})
_EMAIL = re.compile(r"[^\s@,;:<>()\"]+@[^\s@,;:<>()\".]+(\.[^\s@,;:<>()\".]+)+")
_TIME = r"(\d{1,2})(?:[:.h](\d{2})?)?"
_HOURS = re.compile(rf"{_TIME} ?(?:-|to) ?{_TIME}")
_DAY = r"(\d{4}-\d{2}-\d{2})"
_AWAY = re.compile(rf"{_DAY}(?: ?(?:\.\.\.?|\u2026|/|to|\u2013| - ) ?{_DAY})?")
_SLACK = re.compile(r"(?:([TE][A-Z0-9]+):)?([UW][A-Z0-9]+)")
_ENTRA = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_TEAMS = re.compile(r"(?:([A-Za-z0-9._-]*[A-Za-z._-][A-Za-z0-9._-]*):)?((?:\d+:)?[A-Za-z0-9._@-]+)")


@dataclass(frozen=True, slots=True)
class ChatHandle:
    """A user as a chat platform names them; ``workspace`` is None where the file leaves it out."""

    workspace: str | None
    user_id: str


def email(text: str) -> str:
    """An e-mail address in lower case."""
    if not _EMAIL.fullmatch(text):
        raise CellError(wrong("no_email", text=text))
    return text.lower()


def words(text: str) -> str:
    """A name of something, short enough to be shown."""
    if len(text) > LONGEST:
        raise CellError(wrong("too_long", most=LONGEST))
    return text


def one_of(known: frozenset[str], key: str, **values: object) -> Callable[[str], str]:
    """A reader of one of the known words in any case, which gives it as it is known.

    ``key`` and ``values`` say what is wrong with any other word; see ``meant``.
    """
    by_case = {word.casefold(): word for word in known}

    def read(text: str) -> str:
        word = by_case.get(text.casefold())
        if word is None:
            raise CellError(meant(key, text, known, **values))
        return word

    return read


def country(known: frozenset[str]) -> Callable[[str], str]:
    """A reader of a two-letter country code."""
    by_code = frozenset(code.upper() for code in known)

    def read(text: str) -> str:
        if not re.fullmatch(r"[A-Za-z]{2}", text):
            raise CellError(wrong("no_country_code", text=text))
        if text.upper() not in by_code:
            raise CellError(wrong("unknown_country", text=text))
        return text.upper()

    return read


def yes_or_no(text: str) -> bool:
    word = text.casefold()
    if word not in _YES | _NO:
        raise CellError(wrong("neither_yes_nor_no", text=text))
    return word in _YES


def working_days(text: str) -> frozenset[int]:
    """``mon-fri``, ``sun-thu``, ``mon,tue,wed`` or ``Mon Tue``; 0 is Monday."""
    plain = re.sub(r"\s*-\s*", "-", text.casefold().translate(_DASHES))
    days: set[int] = set()
    for part in filter(None, re.split(r"[\s,;/]+", plain)):
        first, dash, last = part.partition("-")
        start = _weekday(first)
        days.update((start + n) % 7 for n in range((_weekday(last) - start) % 7 + 1 if dash else 1))
    if not days:
        raise CellError(wrong("no_day_named", text=text))
    return frozenset(days)


def working_hours(text: str) -> tuple[time, time]:
    """``09:00-17:00``, ``9-17`` or ``8.30-16.30``: start and end of one working day."""
    match = _HOURS.fullmatch(text.casefold().translate(_DASHES))
    if match is None:
        raise CellError(wrong("no_hours", text=text))
    start, end = _time(text, match[1], match[2]), _time(text, match[3], match[4])
    if start >= end:
        raise CellError(_backwards(text, start, end))
    return start, end


def _backwards(text: str, start: time, end: time) -> Wrong:
    """Hours that end before they start; with ``9-5``, 09:00-17:00 was probably meant."""
    if end < start and start.hour < NOON:
        later = end.replace(hour=end.hour + NOON)
        return wrong("hours_backwards_meant", text=text, guess=f"{start:%H:%M}-{later:%H:%M}")
    return wrong("hours_backwards", text=text)


def leave(text: str) -> tuple[Leave, ...]:
    """``2026-12-20..2027-01-03; 2027-02-01``: spans and single days, in order of time."""
    parts = filter(None, (part.strip() for part in re.split(r"[;,]", text)))
    return tuple(sorted({_away(part) for part in parts}, key=lambda away: (away.first, away.last)))


def iso_date(text: str) -> date:
    """A date as year-month-day."""
    try:
        if len(text) != len("2027-02-01"):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise CellError(wrong("no_date", text=text)) from None


def slack_id(text: str) -> ChatHandle:
    """``T123:U456`` (workspace and member) or ``U456``."""
    match = _SLACK.fullmatch(text.upper())
    if match is None:
        raise CellError(wrong("no_slack_id", text=text))
    return ChatHandle(match[1], match[2])


def teams_id(text: str) -> ChatHandle:
    """``tenant:user`` or ``user``. A user may itself begin with digits and a colon (``29:1ab``)."""
    match = _TEAMS.fullmatch(text)
    if match is None:
        raise CellError(wrong("no_teams_id", text=text))
    tenant, user = match[1], match[2]
    # Ids of Microsoft Entra have no case, and Teams writes them small; others, such as 29:1aB, have.
    return ChatHandle(tenant.lower() if tenant else None, user.lower() if _ENTRA.fullmatch(user) else user)


def _weekday(word: str) -> int:
    for number, name in enumerate(WEEKDAYS):
        if len(word) >= 3 and name.startswith(word):
            return number
    raise CellError(wrong("no_day", word=word))


def _time(text: str, hour: str, minute: str | None) -> time:
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        raise CellError(wrong("no_hours", text=text)) from None


def _away(text: str) -> Leave:
    match = _AWAY.fullmatch(text)
    if match is None:
        raise CellError(wrong("no_span", text=text))
    first = iso_date(match[1])
    last = iso_date(match[2]) if match[2] else first
    if last < first:
        raise CellError(wrong("span_backwards", text=text))
    return Leave(first, last)
