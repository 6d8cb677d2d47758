"""One's own data: why a message came, everything that is stored, and deleting it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from bot.services.own_records import day_of, everything, own_records, record_line
from bot.services.visits import Visit
from nudges.attention import Kind
from nudges.cards import Action, Card, Facts, Paragraph, Reply, Style, say, token
from nudges.consent import ConsentAct
from nudges.people import Standing
from nudges.prompt_cards import reason_of, title_key, title_of

_Row: TypeAlias = Mapping[str, Any]
"""A stored row as plain values by column."""


async def why(visit: Visit) -> Reply:
    """Why the latest message came."""
    sent = await visit.uow.prompts.latest_of(visit.person.id, 1)
    if not sent:
        return Reply(say=(say(visit.speak("why.title"), visit.speak("why.none")),))
    prompt, sent_at = sent[0].prompt, sent[0].sent_at or visit.now
    local = sent_at.astimezone(ZoneInfo(visit.person.time_zone))
    when = visit.speak("common.moment", day=day_of(visit, sent_at), time=f"{local:%H:%M}")
    title, reason = title_of(prompt, visit.wording), reason_of(prompt, visit.wording)
    lines = [visit.speak("why.sent", title=title, when=when, reason=reason)]
    decision = await visit.uow.prompts.decision(prompt.decision_id) if prompt.decision_id else None
    nudge = visit.deps.catalogue.nudges.get(prompt.nudge)
    if nudge is not None:
        paragraphs = ", ".join(str(number) for number in nudge.paragraphs)
        lines.append(visit.speak("why.source", paragraphs=paragraphs))
    if decision is not None and len(decision.eligible) > 1:
        lines.append(visit.speak("why.chosen", count=len(decision.eligible)))
    return Reply(say=(say(visit.speak("why.title"), *lines),))


async def export(visit: Visit, section: str = "", end: str = "") -> Reply:
    """Everything stored about the person, in chat; of a section, its rows before the row ``end``."""
    document = await visit.uow.people.export(visit.person.id)
    document["records"] = await own_records(visit, document)
    document["answers"] = await _answers(visit, document)
    if section == _FILE:
        return Reply(say=(Card(visit.speak("export.file"), (everything(visit, document),)),))
    if section:
        return _earlier(visit, document, section, end)
    await visit.consent(ConsentAct.EXPORTED)
    entry = await _roster_entry(visit, document["person"])
    readable = [name for name in _READABLE if document[name]]
    technical = [name for name in document if name not in (*_READABLE, "person") and document[name]]
    opens = [name for name in _ON_REQUEST if document[name]]
    summary = Card(
        visit.speak("export.title"),
        (Paragraph(visit.speak("export.body")), entry, _counts(visit, document, (*readable, *technical))),
        actions=(*(_opens(visit, name, len(document[name])) for name in opens), _file_action(visit)),
    )
    return Reply(say=(summary, *(_section(visit, document, name, len(document[name])) for name in readable)))


async def _answers(visit: Visit, document: _Row) -> list[_Row]:
    """Their answers, each with the message it answered: their own, or a post that many read."""
    asked = {prompt["id"]: prompt for prompt in document["prompts"]}
    for row in document["answers"]:
        post = None if row["prompt_id"] in asked else await visit.uow.prompts.get(row["prompt_id"])
        if post is not None:
            prompt = post.prompt
            asked[prompt.id] = {"kind": prompt.kind.value, "nudge": prompt.nudge, "facts": prompt.facts}
    return [{**row, "asked": asked[row["prompt_id"]]} for row in document["answers"]]


_READABLE = ("prompts", "answers", "practice_records", "consent", "leave")
"""What people would want to read, in this order."""
_ON_REQUEST = ("records",)
"""What may be long, or private. The rest is technical: counted, and in the file."""

_FILE = "file"
_LINES_A_CARD = 40
"""Rows of one kind on one card, newest last: a longer card would not fit on any platform."""


async def _roster_entry(visit: Visit, row: _Row) -> Facts:
    """The person's own row in plain words, without what is empty."""
    speak, person = visit.speak, visit.person
    manager = await visit.uow.people.get(person.manager_id) if person.manager_id else None
    own = [speak(f"settings.{name}") for name in row["own_choices"].split(",") if name]
    fields = {
        "name": person.name,
        "email": person.email,
        "role_group": speak(f"role.{person.role_group}.name"),
        "setting": visit.setting.name,
        "entity": person.entity,
        "pillar": person.pillar,
        "duty_station": person.duty_station,
        "country": person.country,
        "manager": manager.name if manager else "",
        "is_coordinator": _yes_or_no(visit, person.is_coordinator),
        "humanitarian": _yes_or_no(visit, person.humanitarian),
        "standing": _yes_or_no(visit, person.standing is Standing.ACTIVE),
        "own_choices": ", ".join(own),
        "id": person.id,
    }
    told = tuple((speak(f"export.field.{name}"), value) for name, value in fields.items() if value)
    return Facts((*told, *_working_time(visit)))


def _working_time(visit: Visit) -> tuple[tuple[str, str], ...]:
    speak, person = visit.speak, visit.person
    return (
        (speak("settings.days"), ", ".join(speak(f"day.{day}") for day in sorted(person.week.days))),
        (speak("settings.hours"), f"{person.week.start:%H:%M}–{person.week.end:%H:%M}"),
        (speak("settings.zone"), person.time_zone),
        (speak("settings.language"), speak(f"language_name.{person.language}")),
    )


def _yes_or_no(visit: Visit, value: bool) -> str:
    return visit.speak("settings.yes" if value else "settings.no")


def _counts(visit: Visit, document: _Row, names: Sequence[str]) -> Facts:
    speak = visit.speak
    return Facts(
        tuple((speak(f"export.{name}"), speak("export.counts", count=len(document[name]))) for name in names)
    )


def _file_action(visit: Visit) -> Action:
    return Action(token("export", _FILE, ""), visit.speak("export.file"), Style.QUIET)


def _opens(visit: Visit, name: str, end: int) -> Action:
    return Action(token("export", name, str(end)), visit.speak(f"export.{name}"), Style.QUIET)


def _earlier(visit: Visit, document: _Row, section: str, end: str) -> Reply:
    """One more card of a section. The token may be old, or anything at all."""
    rows = document.get(section) if section in (*_READABLE, *_ON_REQUEST) else None
    if not isinstance(rows, list) or not end.isascii() or not end.isdigit() or not 0 < int(end) <= len(rows):
        return visit.stale()
    return Reply(say=(_section(visit, document, section, int(end)),))


def _section(visit: Visit, document: _Row, name: str, end: int) -> Card:
    """The last rows before ``end``: counted from the oldest, so that new rows move nothing."""
    rows, speak = document[name], visit.speak
    begin = max(0, end - _LINES_A_CARD)
    lines = tuple(Paragraph(_line(visit, name, row)) for row in rows[begin:end])
    shown = (begin, end) != (0, len(rows))
    return Card(
        speak(f"export.{name}"),
        lines,
        actions=(Action(f"export:{name}:{begin}", speak("export.earlier")),) if begin else (),
        footer=speak("export.shown", first=begin + 1, last=end, count=len(rows)) if shown else "",
    )


def _line(visit: Visit, name: str, row: _Row) -> str:
    match name:
        case "prompts":
            return _dated(visit, row["sent_at"] or row["due_at"], _message(visit, row))
        case "answers":
            return _dated(visit, row["at"], _answer(visit, row))
        case "practice_records":
            return _dated(visit, row["practised_on"], _practised(visit, row))
        case "consent":
            return _dated(visit, row["at"], visit.speak(f"export.act.{row['act']}"))
        case "leave":
            first, last = (day_of(visit, row[name]) for name in ("first", "last"))
            return visit.speak("export.away", first=first, last=last)
    return record_line(visit, row)


def _dated(visit: Visit, at: date, what: str) -> str:
    return visit.speak("export.line", day=day_of(visit, at), what=what)


def _message(visit: Visit, row: _Row) -> str:
    """The title, and what became of a message that did not arrive."""
    title, status = _title(visit, row), f"export.status.{row['status']}"
    if not visit.speak.has(status):
        return title
    return visit.speak("export.message", title=title, status=visit.speak(status))


def _title(visit: Visit, prompt: _Row) -> str:
    key = title_key(Kind(prompt["kind"]), prompt["nudge"])
    if not visit.speak.has(key):
        return str(prompt["nudge"])  # a nudge that has left the catalogue
    return visit.speak(key, **visit.wording.values, **prompt["facts"])


def _answer(visit: Visit, row: _Row) -> str:
    return visit.speak(
        "export.answer",
        choice=_choice(visit, row["part"], row["choice"], row["asked"]),
        title=_title(visit, row["asked"]),
    )


def _choice(visit: Visit, part: str, choice: str, prompt: _Row) -> str:
    """What was chosen, as its button said it."""
    speak = visit.speak
    if part in visit.deps.catalogue.framework.behaviours:
        return speak(f"check_in.line_{choice}", statement=speak(f"behaviour.{part}.check_in"))
    keys = (
        f"nudge.{prompt['nudge']}.choice.{choice}",
        f"nudge.{part}.choice.{choice}",
        f"letter.{prompt['nudge']}.button.{choice}",
        f"{prompt['kind']}.{choice}",
        f"common.{choice}",
    )
    return next((speak(key) for key in keys if speak.has(key)), choice)


def _practised(visit: Visit, row: _Row) -> str:
    return visit.speak(
        "export.practised",
        behaviour=visit.speak(f"behaviour.{row['behaviour']}.short"),
        source=visit.speak(f"export.source.{row['source']}"),
        evidence=visit.speak(f"export.evidence.{row['evidence']}"),
    )


async def forget(visit: Visit) -> Reply:
    """Ask once more before everything goes."""
    speak = visit.speak
    actions = (Action("keep_me", speak("forget.no"), Style.PRIMARY), Action("forget_me", speak("forget.yes")))
    return Reply(say=(say(speak("forget.title"), speak("forget.body"), actions=actions),))


async def forget_me(visit: Visit) -> Reply:
    """Delete the person and everything about them, now."""
    await visit.uow.records.forget(visit.person.id, visit.now)
    await visit.uow.people.erase(visit.person.id, visit.deps.address_hash(visit.person.email), visit.now)
    return Reply(replace=say(visit.speak("forget.done_title"), visit.speak("forget.done")))


async def keep_me(visit: Visit) -> Reply:
    return Reply(replace=say("", visit.speak("forget.kept")))
