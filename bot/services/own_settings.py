"""One's own settings: hours, days, language, what to hold back."""

import re
from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

from bot.services.own_accounts import where_messages_go
from bot.services.visits import Visit
from nudges.cards import (
    Action,
    Card,
    ChoiceInput,
    Facts,
    Form,
    Option,
    Reply,
    Style,
    TextInput,
    say,
)
from nudges.consent import Consent
from nudges.dates import date_in_words
from nudges.people import Person, WorkingWeek
from nudges.roster.change import CHOSEN

SHORTEST_DAY_HOURS = 3
"""Below this no message fits between settling in and winding down."""


async def settings(visit: Visit) -> Reply:
    return Reply(say=(await settings_card(visit),))


async def settings_card(visit: Visit) -> Card:
    """What is set, and the ways to change it."""
    attention = (await visit.uow.looks.at([visit.person.id], visit.now))[visit.person.id]
    speak, person = visit.speak, visit.person
    taking_part = speak("settings.yes" if attention.consent is Consent.OPTED_IN else "settings.no")
    if attention.snoozed_until and attention.snoozed_until > visit.now:
        local = attention.snoozed_until.astimezone(ZoneInfo(person.time_zone))
        taking_part = speak("settings.quiet", until=date_in_words(local, speak))
    facts = (
        (speak("settings.taking_part"), taking_part),
        (speak("settings.hours"), f"{person.week.start:%H:%M}–{person.week.end:%H:%M}"),
        (speak("settings.days"), ", ".join(speak(f"day.{day}") for day in sorted(person.week.days))),
        (speak("settings.zone"), person.time_zone),
        (speak("settings.language"), speak(f"language_name.{person.language}")),
        (speak("link.chats_title"), await where_messages_go(visit)),
    )
    return Card(speak("settings.title"), (Facts(facts),), actions=_settings_actions(visit, attention.consent))


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
        Action("link_begin", speak("link.chats_title")),
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
                TextInput("end", speak("settings.end"), speak("settings.hint_end"), f"{week.end:%H:%M}", 5),
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
    """Store one's own hours, language and flag.

    The roster no longer changes the hours or the language once the person did. What the form
    merely repeated stays the roster's.
    """
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
    await visit.uow.people.choose(person, _chosen(visit.person, person))
    await visit.uow.looks.look_again(person.id, visit.now)
    return Reply(say=(say("", visit.deps.texts.get(person.language, "settings.saved")),))


def _chosen(before: Person, after: Person) -> frozenset[str]:
    return frozenset(key for key, field in CHOSEN.items() if getattr(before, field) != getattr(after, field))


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
