"""One's own data: why a message came, everything that is stored, and deleting it."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.services.visits import Visit
from nudges.cards import Action, Card, Facts, Paragraph, Reply, Style, say
from nudges.consent import ConsentAct
from nudges.prompt_cards import reason_of, title_of


async def why(visit: Visit) -> Reply:
    """Why the latest message came."""
    sent = await visit.uow.prompts.latest_of(visit.person.id, 1)
    if not sent:
        return Reply(say=(say(visit.speak("why.title"), visit.speak("why.none")),))
    prompt, sent_at = sent[0].prompt, sent[0].sent_at or visit.now
    when = f"{sent_at.astimezone(ZoneInfo(visit.person.time_zone)):%Y-%m-%d %H:%M}"
    title, reason = title_of(prompt, visit.wording), reason_of(prompt, visit.wording)
    lines = [visit.speak("why.sent", title=title, when=when, reason=reason)]
    decision = await visit.uow.prompts.decision(prompt.decision_id) if prompt.decision_id else None
    nudge = visit.deps.catalogue.nudges.get(prompt.nudge)
    if nudge is not None:
        solution = visit.speak(f"solution.{nudge.solution}.name")
        paragraphs = ", ".join(str(number) for number in nudge.paragraphs)
        lines.append(visit.speak("why.source", solution=solution, paragraphs=paragraphs))
    if decision is not None and len(decision.eligible) > 1:
        lines.append(visit.speak("why.chosen", count=len(decision.eligible)))
    return Reply(say=(say(visit.speak("why.title"), *lines),))


async def export(visit: Visit, section: str = "", end: str = "") -> Reply:
    """Everything stored about the person, in chat; of a section, its rows before the row ``end``."""
    document = await visit.uow.people.export(visit.person.id)
    if section:
        return _earlier(visit, section, document.get(section), end)
    await visit.consent(ConsentAct.EXPORTED)
    speak = visit.speak
    person = tuple(
        (name.replace("_", " "), _plain(value)) for name, value in document.pop("person").items() if value
    )
    sections = [(name, rows) for name, rows in document.items() if rows]
    counts = Facts(
        tuple((speak(f"export.{name}"), speak("export.counts", count=len(rows))) for name, rows in sections)
    )
    summary = Card(speak("export.title"), (Paragraph(speak("export.body")), Facts(person), counts))
    return Reply(say=(summary, *(_section(visit, name, rows, len(rows)) for name, rows in sections)))


_LINES_A_CARD = 40
"""Rows of one kind on one card, newest last: a longer card would not fit on any platform."""


def _earlier(visit: Visit, section: str, rows: object, end: str) -> Reply:
    """One more card of a section. The token may be old, or anything at all."""
    if not isinstance(rows, list) or not end.isascii() or not end.isdigit() or not 0 < int(end) <= len(rows):
        return visit.stale()
    return Reply(say=(_section(visit, section, rows, int(end)),))


def _section(visit: Visit, name: str, rows: Sequence[dict[str, object]], end: int) -> Card:
    """The last rows before ``end``: counted from the oldest, so that new rows move nothing."""
    begin, speak = max(0, end - _LINES_A_CARD), visit.speak
    lines = tuple(Paragraph(_row(row)) for row in rows[begin:end])
    shown = (begin, end) != (0, len(rows))
    return Card(
        speak(f"export.{name}"),
        lines,
        actions=(Action(f"export:{name}:{begin}", speak("export.earlier")),) if begin else (),
        footer=speak("export.shown", first=begin + 1, last=end, count=len(rows)) if shown else "",
    )


def _row(row: dict[str, object]) -> str:
    return "; ".join(
        f"{name} {_plain(value)}"
        for name, value in row.items()
        if value not in (None, "", {}) and name != "person_id"
    )


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return str(value)


async def forget(visit: Visit) -> Reply:
    """Ask once more before everything goes."""
    speak = visit.speak
    actions = (Action("forget_me", speak("forget.yes"), Style.PRIMARY), Action("keep_me", speak("forget.no")))
    return Reply(say=(say(speak("forget.title"), speak("forget.body"), actions=actions),))


async def forget_me(visit: Visit) -> Reply:
    """Delete the person and everything about them, now."""
    await visit.uow.people.erase(visit.person.id, visit.deps.address_hash(visit.person.email), visit.now)
    return Reply(replace=say(visit.speak("forget.done_title"), visit.speak("forget.done")))


async def keep_me(visit: Visit) -> Reply:
    return Reply(replace=say("", visit.speak("forget.kept")))
