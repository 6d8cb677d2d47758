"""One's own settings and data: hours, language, why, export, erasure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.services.visits import Visit
from nudges.cards import (
    Action,
    Card,
    ChoiceInput,
    Facts,
    Form,
    Option,
    Paragraph,
    Reply,
    Style,
    TextInput,
    say,
)
from nudges.consent import Consent, ConsentAct
from nudges.people import WorkingWeek
from nudges.prompt_cards import reason_of, title_of

SHORTEST_DAY_HOURS = 3
"""Below this no message fits between settling in and winding down."""


async def settings(visit: Visit) -> Reply:
    """What is set, and the ways to change it."""
    attention = (await visit.uow.looks.at([visit.person.id], visit.now))[visit.person.id]
    speak, person = visit.speak, visit.person
    taking_part = speak("settings.yes" if attention.consent is Consent.OPTED_IN else "settings.no")
    if attention.snoozed_until and attention.snoozed_until > visit.now:
        local = attention.snoozed_until.astimezone(ZoneInfo(person.time_zone))
        taking_part = speak("settings.quiet", until=f"{local:%Y-%m-%d}")
    facts = (
        (speak("settings.taking_part"), taking_part),
        (speak("settings.hours"), f"{person.week.start:%H:%M}–{person.week.end:%H:%M}"),
        (speak("settings.days"), ", ".join(speak(f"day.{day}") for day in sorted(person.week.days))),
        (speak("settings.zone"), person.time_zone),
        (speak("settings.language"), speak(f"language_name.{person.language}")),
    )
    return Reply(
        say=(
            Card(
                speak("settings.title"), (Facts(facts),), actions=_settings_actions(visit, attention.consent)
            ),
        )
    )


def _settings_actions(visit: Visit, consent: Consent) -> tuple[Action, ...]:
    speak = visit.speak
    change = Action("change", speak("settings.change"), Style.PRIMARY)
    export = Action("export", speak("settings.export"))
    if consent is not Consent.OPTED_IN:
        return (
            Action("optin", speak("welcome.yes"), Style.PRIMARY),
            replace(change, style=Style.PLAIN),
            export,
        )
    return (
        change,
        export,
        Action("snooze", speak("common.snooze"), Style.QUIET),
        Action("snooze_month", speak("settings.snooze_month"), Style.QUIET),
        Action("stop", speak("common.stop"), Style.QUIET),
    )


async def change(visit: Visit) -> Reply:
    """Open the dialog for hours, days and language."""
    speak, week = visit.speak, visit.person.week
    days = tuple(Option(str(day), speak(f"day.{day}")) for day in range(7))
    languages = tuple(
        Option(code, speak(f"language_name.{code}")) for code in sorted(visit.deps.texts.languages)
    )
    return Reply(
        form=Form(
            token="change",  # noqa: S106  an action token, not a secret
            title=speak("settings.form_title"),
            submit=speak("settings.form_submit"),
            inputs=(
                TextInput(
                    "start", speak("settings.start"), speak("settings.hint_time"), f"{week.start:%H:%M}", 5
                ),
                TextInput("end", speak("settings.end"), speak("settings.hint_time"), f"{week.end:%H:%M}", 5),
                ChoiceInput(
                    "days",
                    speak("settings.day_field"),
                    days,
                    tuple(str(d) for d in sorted(week.days)),
                    multiple=True,
                ),
                ChoiceInput("language", speak("settings.language"), languages, (visit.person.language,)),
                ChoiceInput(
                    "humanitarian",
                    speak("settings.humanitarian"),
                    (Option("no", speak("settings.no")), Option("yes", speak("settings.yes"))),
                    ("yes" if visit.person.humanitarian else "no",),
                ),
            ),
        )
    )


async def changed(visit: Visit, values: dict[str, tuple[str, ...]]) -> Reply:
    """Store one's own hours and language; the roster no longer changes them."""
    start, end = (_time(_one(values, field)) for field in ("start", "end"))
    days = frozenset(int(day) for day in values.get("days", ()) if day in set("0123456"))
    faults = _time_faults(visit, start, end)
    if not days:
        faults["days"] = visit.speak("settings.bad_days")
    if faults or start is None or end is None:
        return Reply(faults=faults)
    language = _one(values, "language")
    person = replace(
        visit.person,
        week=WorkingWeek(days, start, end),
        language=language if language in visit.deps.texts.languages else visit.person.language,
        humanitarian=_one(values, "humanitarian") == "yes",
    )
    await visit.uow.people.choose(person, frozenset({"hours", "language"}))
    await visit.uow.looks.look_again(person.id, visit.now)
    return Reply(say=(say("", visit.deps.texts.get(person.language, "settings.saved")),))


def _one(values: dict[str, tuple[str, ...]], field: str) -> str:
    return next(iter(values.get(field, ())), "").strip()


def _time(text: str) -> time | None:
    found = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2}))?", text)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _time_faults(visit: Visit, start: time | None, end: time | None) -> dict[str, str]:
    faults = {
        field: visit.speak("settings.bad_time")
        for field, value in (("start", start), ("end", end))
        if value is None
    }
    if start and end and _hours(end) - _hours(start) < SHORTEST_DAY_HOURS:
        faults["end"] = visit.speak("settings.bad_order")
    return faults


def _hours(at: time) -> float:
    return at.hour + at.minute / 60


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
    if isinstance(value, WorkingWeek):
        return f"{value.start:%H:%M}–{value.end:%H:%M}"
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
