"""What somebody did with others, in words for them, and all that is stored about them as a file."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from bot.services.exporting import Names, Words
from bot.services.visits import Visit
from nudges.cards import Attachment
from nudges.dates import date_in_words

_Row: TypeAlias = Mapping[str, Any]
"""A stored row as plain values by column."""

_COLUMNS = frozenset({"kind", "state", "created_at", "changed_at"})
_CODE = re.compile(r"[a-z0-9_.:+T-]*", re.IGNORECASE)
"""A value that is no words: a state, a code, a date, a number."""
_OTHERS, _ANY_ID = r"^(person|counterpart|manager)_id$", r"_id$"
"""Columns that hold people's ids; inside a value any id may be somebody's."""
_NOTHING: tuple[object, ...] = (None, "", {}, [], ())


async def own_records(visit: Visit, document: _Row) -> list[_Row]:
    """What they did with others, as they may read it: nobody else's part, and names for ids."""
    told: dict[str, set[str]] = {}
    for prompt in document["prompts"]:
        if prompt["sent_at"]:
            told.setdefault(prompt["facts"].get("record", ""), set()).add(prompt["nudge"])
    rows = [
        visit.flows.exported(visit.deps, row, visit.person.id, told.get(row["id"], ()))
        for row in document["records"]
    ]
    named = any(isinstance(value, Names) for row in rows for value in row.values())
    people = await visit.uow.people.of_setting(visit.setting.id) if named else []
    known = {each.id: each.name for each in people}
    return [{name: _told(visit, value, known) for name, value in row.items()} for row in rows]


def _told(visit: Visit, value: object, known: Mapping[str, str]) -> object:
    match value:
        case Names():
            return [known[each] for each in value.ids if each in known]
        case Words():
            return visit.speak(value.key)
    return value


def day_of(visit: Visit, at: date) -> str:
    """A day of any year as people say it, where the reader is."""
    local = at.astimezone(ZoneInfo(visit.person.time_zone)) if isinstance(at, datetime) else at
    return date_in_words(local, visit.speak)


def record_line(visit: Visit, row: _Row) -> str:
    """One record: when it began, what it is, and the names and words in it.

    How it stands and what else is stored is in the file: those are codes of the product.
    """
    what = visit.speak(f"export.kind.{row['kind']}")
    words = dict.fromkeys(
        each for name, value in row.items() if name not in _COLUMNS for each in _said(value)
    )
    told = "; ".join((what, *words))
    return visit.speak("export.line", day=day_of(visit, row["created_at"]), what=told)


def _said(value: object) -> Iterator[str]:
    match value:
        case str() if not _CODE.fullmatch(value) or (value.isalpha() and value[0].isupper()):
            yield value
        case list() | tuple():
            for each in value:
                yield from _said(each)
        case Mapping():
            for each in value.values():
                yield from _said(each)


def everything(visit: Visit, document: _Row) -> Attachment:
    """All rows as they are stored, without what is empty and without the ids of other people."""
    plain = {name: _cleaned(rows, _OTHERS) for name, rows in document.items() if rows}
    text = json.dumps(plain, ensure_ascii=False, indent=1, default=str)
    return Attachment("crosspillar.json", "application/json", text.encode(), visit.speak("export.file_label"))


def _cleaned(value: object, others: str = _ANY_ID) -> object:
    match value:
        case Mapping():
            return {
                name: _cleaned(each)
                for name, each in value.items()
                if each not in _NOTHING and not re.search(others, str(name))
            }
        case list() | tuple():
            return [_cleaned(each, others) for each in value]
    return value
