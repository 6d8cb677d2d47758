"""Signing exactly the text one saw, and agreeing to announce it."""

from bot.services.flows.pacts import words
from bot.services.flows.pacts.having import is_leader, keeps_another, own_pact, part_id, part_of, parts_of
from bot.services.flows.pacts.showing import card, shown
from bot.services.visits import Visit
from nudges.cards import Action, Card, ChoiceInput, Form, Option, Reply, Style, say, token
from nudges.flows.pacts.pact import DRAFTING, RUNS_FOR, Pact, State
from nudges.flows.pacts.part import Part, start
from nudges.flows.pacts.steps import announce, sign, supersede
from nudges.records import NotPossibleError
from nudges.working_time import local_date

DAY, HOUR, NO_HOUR = "day", "hour", "none"
Values = dict[str, tuple[str, ...]]


async def open_sign(visit: Visit, pact_id: str, text_hash: str) -> Reply:
    """The whole text once more, and the leader's own hour for reminders."""
    pact = await own_pact(visit, pact_id)
    if not _still(visit, pact, text_hash):
        return await _changed_meanwhile(visit, pact)
    if await keeps_another(visit.turn, pact, (visit.person.id,)):
        return _say(visit, "one_at_a_time")
    speak = visit.speak
    part = await part_of(visit.turn, pact, visit.person.id)
    intro = speak(
        "pact.sign_about",
        commitments=words.with_chances(speak, pact.commitments),
        days=RUNS_FOR.days,
    )
    form = Form(
        token("pact_sign", pact_id, text_hash),
        speak("pact.sign_title"),
        speak("pact.sign"),
        hours_fields(visit, part),
        intro,
    )
    return Reply(form=form)


def hours_fields(visit: Visit, part: Part | None) -> tuple[ChoiceInput, ChoiceInput]:
    """Day and hour of the fortnightly reminder, inside the leader's own week; or none at all."""
    speak, week = visit.speak, visit.person.week
    days = tuple(Option(str(day), speak(f"day.{day}")) for day in sorted(week.days))
    none = Option(NO_HOUR, speak("pact.no_reminders"))
    hours = tuple(Option(str(hour), f"{hour:02d}:00") for hour in _hours(visit))
    day = str(part.weekday) if part else days[0].value
    hour = (NO_HOUR if part.hour is None else str(part.hour)) if part else hours[0].value
    return (
        ChoiceInput(HOUR, speak("pact.field_hour"), (*hours, none), (hour,)),
        ChoiceInput(DAY, speak("pact.field_day"), days, (day,)),
    )


def _hours(visit: Visit) -> range:
    week = visit.person.week
    first = week.start.hour + bool(week.start.minute)
    return range(first, max(first + 1, week.end.hour))


def read_hours(visit: Visit, values: Values) -> tuple[int, int | None] | dict[str, str]:
    """The chosen weekday and hour, or what is wrong by field."""
    day, hour = (next(iter(values.get(name, ())), "") for name in (DAY, HOUR))
    if hour not in (NO_HOUR, *map(str, _hours(visit))):
        return {HOUR: visit.speak("pact.fault_hour")}
    if day not in map(str, visit.person.week.days):
        return {DAY: visit.speak("pact.fault_hour")}
    return int(day), None if hour == NO_HOUR else int(hour)


async def signed(visit: Visit, values: Values, pact_id: str, text_hash: str) -> Reply:
    """The signature, under the text that was shown and no other."""
    pact = await own_pact(visit, pact_id)
    chosen = read_hours(visit, values)
    if isinstance(chosen, dict):
        return Reply(faults=chosen)
    if not _still(visit, pact, text_hash):
        return await _changed_meanwhile(visit, pact)
    if await keeps_another(visit.turn, pact, (visit.person.id,)):
        return _say(visit, "one_at_a_time")
    after, effects = sign(pact, visit.person, pact.text_hash, visit.now)
    await visit.turn.keep(after, effects)
    weekday, hour = chosen
    me = visit.person.id
    await visit.turn.keep(Part(part_id(pact, me), pact.setting_id, pact.id, me, weekday, hour))
    # The card that was signed takes it in: a second press on it would sign nothing.
    if after.state is not State.READY:
        return Reply(replace=await card(visit, after))
    names = await words.names(visit.turn, after.signers, visit.person.language)
    now = say(visit.speak("pact.draft_title"), visit.speak("pact.signed_by", names=names))
    return Reply(replace=now, say=(await _both_signed(visit, after),))


async def _both_signed(visit: Visit, pact: Pact) -> Card:
    """Nudge S9-2, at the moment it is about: leaders of two entities signed."""
    others = [each for each in pact.signatures if each.person_id != visit.person.id]
    other = next((s for s in others if s.entity != visit.person.entity), others[0])
    partner = await visit.uow.people.get(other.person_id)
    speak = visit.speak
    body = speak(
        "nudge.S9-2.body",
        counterpart=partner.name if partner else speak("common.former_colleague"),
        counterpart_entity=other.entity,
        review_date=words.day_text(speak, local_date(visit.person, visit.now + RUNS_FOR)),
    )
    actions = (
        Action(token("pact_announce", pact.id), speak("nudge.S9-2.choice.announce"), Style.PRIMARY),
        Action(token("pact_look", pact.id), speak("nudge.S9-2.choice.change")),
        Action(token("pact_leave", pact.id), speak("nudge.S9-2.choice.declined"), Style.QUIET),
    )
    return say(speak("nudge.S9-2.title"), body, actions=actions)


def _still(visit: Visit, pact: Pact, text_hash: str) -> bool:
    """Whether the text is the one that was shown. Raises ``NotPossibleError`` for whoever cannot sign."""
    if pact.state not in DRAFTING or not is_leader(visit.turn, visit.person):
        raise NotPossibleError(pact.state)
    return len(text_hash) >= 16 and pact.text_hash.startswith(text_hash)


async def _changed_meanwhile(visit: Visit, pact: Pact) -> Reply:
    """Nobody signs a text they have not seen: here it is as it is now."""
    now = await shown(visit, pact)
    return Reply(say=(say("", visit.speak("pact.changed_meanwhile")), *now.say))


async def announced(visit: Visit, pact_id: str) -> Reply:
    """One more leader agrees to make it public; with the last one it is."""
    pact = await own_pact(visit, pact_id)
    after, effects = announce(pact, visit.person.id, visit.now)
    if after.state is State.RUNNING:
        if not await visit.uow.channels.of_setting(visit.setting.id):
            return _say(visit, "no_channel")
        if await keeps_another(visit.turn, after, after.leaders):
            return _say(visit, "one_at_a_time")
        await _begin_parts(visit, after)
        await _take_place(visit, after)
    await visit.turn.keep(after, effects)
    if after.state is not State.RUNNING:
        return Reply(say=(say("", visit.speak("nudge.S9-2.reply.announce")),))
    public = await shown(visit, after)
    return Reply(say=(say("", visit.speak("pact.now_public")), *public.say))


async def _begin_parts(visit: Visit, pact: Pact) -> None:
    colleagues = await visit.turn.colleagues()
    for part in await parts_of(visit.turn, pact):
        if part.person_id in colleagues:
            person = colleagues[part.person_id]
            await visit.turn.keep(start(part, person, visit.now, visit.deps.is_holiday))


async def _take_place(visit: Visit, pact: Pact) -> None:
    old = await visit.uow.records.get(Pact, pact.replaces) if pact.replaces else None
    if old is not None:
        await visit.turn.keep(*supersede(old, pact))


def _say(visit: Visit, text: str) -> Reply:
    return Reply(say=(say("", visit.speak(f"pact.{text}")),))
