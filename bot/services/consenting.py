"""Taking part, stopping, and quiet times."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.services.visits import Visit
from bot.services.withdrawing import withdraw_open
from nudges.attention import Reason
from nudges.candidates import Happening
from nudges.cards import Action, Card, Reply, Style, say
from nudges.chance import stable_id
from nudges.consent import Consent, ConsentAct
from nudges.dates import day_in_words
from nudges.events import EventKind

WEEK = timedelta(days=7)
MONTH = timedelta(days=28)
SAME_WISH = timedelta(hours=1)
"""The same quiet asked for twice within this time is one wish: a double click, a redelivery."""


async def opt_in(visit: Visit, prompt_id: str = "") -> Reply:
    """Start taking part; pressed twice it stays one consent."""
    await _answered(visit, prompt_id, "yes")
    standing = await _standing(visit)
    await _break_silence(visit)
    if standing is not Consent.OPTED_IN:
        await visit.consent(ConsentAct.OPTED_IN, Consent.OPTED_IN)
        await visit.uow.looks.snooze(visit.person.id, None)
        await visit.uow.looks.schedule({visit.person.id: visit.now})
        event = Happening(
            id=stable_id(visit.person.id, EventKind.ONBOARDED),
            kind=EventKind.ONBOARDED,
            at=visit.now,
            person_id=visit.person.id,
        )
        await visit.uow.looks.happened([event], visit.setting.id)
    title = "resumed.title" if standing is Consent.OPTED_OUT else "common.noted"
    # What was agreed to stays readable, also for whoever began with a word instead of the welcome.
    stored = visit.speak("welcome.stored", **visit.wording.values)
    return _shown(visit, prompt_id, say(visit.speak(title), visit.speak("welcome.joined"), stored))


async def opt_out(visit: Visit, prompt_id: str = "") -> Reply:
    """Say no to the welcome."""
    await _answered(visit, prompt_id, "no")
    await _leave(visit)
    card = say(visit.speak("welcome.declined_title"), visit.speak("welcome.declined"))
    return _shown(visit, prompt_id, card)


async def stop(visit: Visit, prompt_id: str = "") -> Reply:
    """Nothing unasked any more; what is planned is taken back."""
    await _answered(visit, prompt_id, "stop")
    await _leave(visit)
    again = Action("optin", visit.speak("common.undo"))
    card = say(visit.speak("stopped.title"), visit.speak("stopped.body"), actions=(again,))
    return _shown(visit, prompt_id, card)


async def snooze(visit: Visit, prompt_id: str = "", *, length: timedelta = WEEK) -> Reply:
    """Quiet for a while."""
    await _answered(visit, prompt_id, "snooze")
    quiet, until = await _quiet_until(visit), visit.now + length
    if quiet is None or abs(until - quiet) > SAME_WISH:
        await visit.uow.looks.snooze(visit.person.id, until)
        await visit.consent(ConsentAct.SNOOZED, detail=until.isoformat())
    await withdraw_open(visit.uow, visit.person.id, Reason.SNOOZED)
    return _shown(visit, prompt_id, snoozed_card(visit, until))


async def snooze_month(visit: Visit) -> Reply:
    return await snooze(visit, length=MONTH)


async def resume(visit: Visit) -> Reply:
    """End the quiet."""
    if await _standing(visit) is not Consent.OPTED_IN:
        return await opt_in(visit)
    await _break_silence(visit)
    if await _quiet_until(visit) is not None:
        await visit.uow.looks.snooze(visit.person.id, None)
        await visit.consent(ConsentAct.RESUMED)
        await visit.uow.looks.schedule({visit.person.id: visit.now})
    return Reply(say=(say(visit.speak("resumed.title"), visit.speak("resumed.body")),))


def snoozed_card(visit: Visit, until: datetime) -> Card:
    day = until.astimezone(ZoneInfo(visit.person.time_zone))
    words = visit.speak(
        "common.date", weekday=visit.speak(f"day.{day.weekday()}"), date=day_in_words(day, visit.speak)
    )
    return say(
        visit.speak("snoozed.title", until=words),
        visit.speak("snoozed.body"),
        actions=(Action("resume", visit.speak("common.undo"), Style.QUIET),),
    )


async def _leave(visit: Visit) -> None:
    if await _standing(visit) is not Consent.OPTED_OUT:
        await visit.consent(ConsentAct.OPTED_OUT, Consent.OPTED_OUT)
        await withdraw_open(visit.uow, visit.person.id, Reason.OPTED_OUT)
        await visit.uow.looks.schedule({visit.person.id: None})


async def _standing(visit: Visit) -> Consent:
    return (await visit.uow.looks.consents([visit.person.id]))[visit.person.id]


async def _quiet_until(visit: Visit) -> datetime | None:
    return (await visit.uow.looks.at([visit.person.id], visit.now))[visit.person.id].snoozed_until


async def _break_silence(visit: Visit) -> None:
    """Asking for messages answers whatever lay unanswered: the rate is no longer held down."""
    latest = await visit.uow.prompts.latest_of(visit.person.id, 8)
    unasked = next((stored.prompt for stored in latest if stored.prompt.kind.unasked), None)
    if unasked is not None:
        await visit.uow.prompts.acknowledge(unasked.id, visit.now)


async def _answered(visit: Visit, prompt_id: str, choice: str) -> None:
    if prompt_id and await visit.prompt(prompt_id):
        await visit.uow.prompts.answer(prompt_id, visit.person.id, "", choice, visit.now)


def _shown(visit: Visit, prompt_id: str, card: Card) -> Reply:
    """Redraw the message that was pressed; answer a typed word with a new one."""
    return Reply(replace=card) if prompt_id else Reply(say=(card,))
