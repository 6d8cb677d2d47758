"""Keeping a pact: steps taken, the next occasion, the hour of reminders, and giving one up openly."""

from dataclasses import replace

from bot.services.flows.pacts import words
from bot.services.flows.pacts.drafting import change_form
from bot.services.flows.pacts.having import own_part
from bot.services.flows.pacts.leaving import ask_leave
from bot.services.flows.pacts.signing import Values, hours_fields, read_hours
from bot.services.visits import Visit
from nudges.cards import Action, Card, Form, Paragraph, Reply, Style, TextInput, say, token
from nudges.chance import stable_id
from nudges.channels import Purpose
from nudges.effects import Publish
from nudges.flows.pacts.commitments import LONGEST_CHANCE, Commitment, Period
from nudges.flows.pacts.letters import GAVE_UP
from nudges.flows.pacts.pact import Notice, Pact
from nudges.flows.pacts.part import Part, done, plan, since, start, take
from nudges.flows.pacts.steps import drop
from nudges.records import NotPossibleError
from nudges.working_time import local_date

WHEN = "when"


def _chosen(part: Part, pact: Pact, code: str, among: tuple[str, ...] = ()) -> Commitment | None:
    """The commitment meant: the named one, or the only one there is; None where it has to be asked."""
    kept = _candidates(part, pact, among)
    if not code:
        return kept[0] if len(kept) == 1 else None
    found = next((each for each in pact.of(part.person_id) if each.code == code), None)
    if found is None:
        raise NotPossibleError(code)
    return found


def _candidates(part: Part, pact: Pact, among: tuple[str, ...]) -> list[Commitment]:
    kept = pact.of(part.person_id)
    return [each for each in kept if each.code in among] or list(kept)


def _which(visit: Visit, press: str, part: Part, pact: Pact, among: tuple[str, ...] = ()) -> Reply:
    """Several commitments on one card: which one?"""
    lines = tuple(
        Paragraph(f"{n}. {words.action(visit.speak, each.code)}")
        for n, each in enumerate(_candidates(part, pact, among), start=1)
    )
    actions = tuple(
        Action(token(press, part.id, each.code), visit.speak("pact.number", n=n))
        for n, each in enumerate(_candidates(part, pact, among), start=1)
    )
    return Reply(say=(Card(visit.speak("pact.which"), lines, actions=actions),))


async def did(visit: Visit, part_id: str, code: str = "") -> Reply:
    """A step was taken."""
    part, pact = await own_part(visit, part_id)
    chosen = _chosen(part, pact, code)
    if chosen is None:
        return _which(visit, "pact_done", part, pact)
    day = local_date(visit.person, visit.now)
    after, effects = take(part, chosen, day)
    await visit.turn.keep(after, effects)
    counted = visit.speak(
        "pact.counted",
        done=done(after, chosen, day),
        target=chosen.target,
        since=words.day_text(visit.speak, since(chosen, day)),
    )
    return Reply(say=(say("", counted),))


async def open_plan(visit: Visit, part_id: str, code: str = "") -> Reply:
    """The next concrete occasion."""
    part, pact = await own_part(visit, part_id)
    chosen = _chosen(part, pact, code)
    if chosen is None:
        return _which(visit, "pact_plan", part, pact)
    speak = visit.speak
    chance = part.chances.get(chosen.code, chosen.chance)
    hint = speak("pact.hint_chance")
    field = TextInput(WHEN, speak("pact.field_chance"), hint=hint, initial=chance, limit=LONGEST_CHANCE)
    form = Form(
        token("pact_plan", part_id, chosen.code),
        speak("pact.plan_title"),
        speak("pact.form_save"),
        (field,),
        words.action(speak, chosen.code),
    )
    return Reply(form=form)


async def planned(visit: Visit, values: Values, part_id: str, code: str) -> Reply:
    part, pact = await own_part(visit, part_id)
    chosen = _chosen(part, pact, code)
    chance = " ".join(next(iter(values.get(WHEN, ())), "").split())
    if chosen is None or not 0 < len(chance) <= LONGEST_CHANCE:
        return Reply(faults={WHEN: visit.speak("pact.fault_chance")})
    await visit.turn.keep(plan(part, chosen.code, chance))
    return Reply(say=(say("", visit.speak("pact.planned")),))


async def not_this_time(visit: Visit, part_id: str) -> Reply:
    await own_part(visit, part_id)
    return Reply(say=(say("", visit.speak("nudge.S9-3.reply.declined")),))


async def change(visit: Visit, part_id: str, code: str = "") -> Reply:
    """Promise something else, or on other terms: all leaders sign that anew."""
    part, pact = await own_part(visit, part_id)
    chosen = _chosen(part, pact, code, part.reconsider)
    if chosen is None:
        return _which(visit, "pact_change", part, pact, part.reconsider)
    return await change_form(visit, pact, chosen)


async def shrink(visit: Visit, part_id: str, code: str = "") -> Reply:
    """The same, smaller: fewer times, or more time."""
    part, pact = await own_part(visit, part_id)
    chosen = _chosen(part, pact, code, part.reconsider)
    if chosen is None:
        return _which(visit, "pact_shrink", part, pact, part.reconsider)
    return await change_form(visit, pact, smaller(chosen))


def smaller(commitment: Commitment) -> Commitment:
    """Half as often, or the next longer period where it is once already."""
    if commitment.target > 1:
        return replace(commitment, target=commitment.target // 2)
    longer = {Period.FORTNIGHT: Period.MONTH}.get(commitment.period, Period.QUARTER)
    return replace(commitment, period=longer)


async def ask_drop(visit: Visit, part_id: str, code: str = "") -> Reply:
    """Before it is said in public: which one, and what it means. The last one is the whole pact."""
    part, pact = await own_part(visit, part_id)
    if len(pact.of(visit.person.id)) < 2:
        return await ask_leave(visit, pact.id)
    chosen = _chosen(part, pact, code, part.reconsider)
    if chosen is None:
        return _which(visit, "pact_drop", part, pact, part.reconsider)
    speak = visit.speak
    actions = (
        Action(token("pact_look", pact.id), speak("pact.leave_no"), Style.PRIMARY),
        Action(token("pact_drop_now", part_id, chosen.code), speak("pact.leave_public_yes")),
    )
    text = speak("pact.drop_about", action=words.action(speak, chosen.code))
    return Reply(say=(say("", text, actions=actions),))


async def dropped(visit: Visit, part_id: str, code: str) -> Reply:
    _, pact = await own_part(visit, part_id)
    me = visit.person.id
    await visit.turn.keep(drop(pact, me, code))
    notice = Notice(stable_id(pact.id, me, code), pact.setting_id, pact.id, me, code)
    await visit.turn.keep(notice, [Publish(GAVE_UP, Purpose.ANNOUNCEMENTS)])
    return Reply(replace=say("", visit.speak("pact.dropped")))


async def open_hours(visit: Visit, part_id: str) -> Reply:
    part, _ = await own_part(visit, part_id)
    speak = visit.speak
    form = Form(
        token("pact_hours", part_id),
        speak("pact.hours_title"),
        speak("pact.form_save"),
        hours_fields(visit, part),
        speak("pact.hours_about"),
    )
    return Reply(form=form)


async def hours(visit: Visit, values: Values, part_id: str) -> Reply:
    part, _ = await own_part(visit, part_id)
    chosen = read_hours(visit, values)
    if isinstance(chosen, dict):
        return Reply(faults=chosen)
    weekday, hour = chosen
    moved = replace(part, weekday=weekday, hour=hour, next_on=None, wake_at=None)
    await visit.turn.keep(start(moved, visit.person, visit.now, visit.deps.is_holiday))
    return Reply(say=(say("", visit.speak("pact.hours_saved")),))
