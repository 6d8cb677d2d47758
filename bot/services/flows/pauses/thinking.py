"""``stop and think``: begin, go on, and the seven steps one after the other."""

from dataclasses import replace

from bot.services.flows.filling import one
from bot.services.flows.pauses import steps
from bot.services.flows.pauses.private import is_serious, latest, leave, of_author, remove, sealed
from bot.services.flows.pauses.telling import share_form, tell
from bot.services.pointing import Pointed
from bot.services.reaching import takes_part
from bot.services.visits import Visit
from nudges.cards import Action, Card, Form, Paragraph, Reply, Style, say, token
from nudges.chance import stable_id
from nudges.flows.pauses.answers import AGREE, ASK, EMPATHY, LAST, SITUATION, Answers
from nudges.flows.pauses.pause import (
    Pause,
    State,
    advance,
    agree,
    begun_between_others,
    close,
    goes_on,
    reached_out,
    settles_at,
    will_reach_out,
)
from nudges.records import NotPossibleError
from nudges.working_time import instant, local_date

NUDGE = "S17-1"
STEPS = {str(step): step for step in range(SITUATION, LAST + 1)}


async def stop_and_think(visit: Visit, _: str = "") -> Reply:
    """What it is, or where one stopped. What was typed after the command is nobody's business."""
    speak, known = visit.speak, await latest(visit, State.OPEN, State.AGREED)
    more_serious = Action(
        token("pause_serious", known.id if known else ""), speak("pauses.more_serious"), Style.QUIET
    )
    if known is None:
        start = Action(token("pause_start"), speak(f"nudge.{NUDGE}.choice.start"), Style.PRIMARY)
        title, body = speak(f"nudge.{NUDGE}.title"), speak(f"nudge.{NUDGE}.body")
        return Reply(say=(say(title, body, actions=(start, more_serious), footer=speak("pauses.private")),))
    return Reply(say=(_stopped_at(visit, known, more_serious),))


def _stopped_at(visit: Visit, pause: Pause, more_serious: Action) -> Card:
    """Numbers only: a card stays in the chat, what was written does not."""
    speak, is_open = visit.speak, pause.state is State.OPEN
    words = speak("pauses.stopped_at", step=pause.step) if is_open else speak("pauses.has_step")
    ladder = Action(token("pause_ladder", pause.id), speak("pauses.stuck"))
    actions = (
        *((Action(token("pause_go", pause.id), speak("pauses.go_on"), Style.PRIMARY),) if is_open else ()),
        Action(token("pause_read", pause.id), speak("pauses.read")),
        *((ladder,) if pause.step >= AGREE else ()),
        Action(token("pause_anew", pause.id), speak("pauses.anew"), Style.QUIET),
        Action(token("pause_drop", pause.id), speak("pauses.drop"), Style.QUIET),
        more_serious,
    )
    return Card(
        speak("pauses.known_title"), (Paragraph(words),), actions=actions, footer=speak("pauses.private")
    )


async def start(visit: Visit) -> Reply:
    """The first dialog. Nothing is stored before it comes back."""
    return Reply(form=steps.form(visit, "", SITUATION))


async def start_pointed(visit: Visit, _: Pointed) -> Reply:
    """Begun from a message: nothing of it comes along, not even that there was one."""
    if await latest(visit, State.OPEN, State.AGREED) is not None:
        return await stop_and_think(visit)
    form = steps.form(visit, "", SITUATION)
    note = visit.speak("pauses.pointed")
    return Reply(form=replace(form, intro=f"{note}\n\n{form.intro}"))


async def start_between_others(visit: Visit, dispute_id: str = "") -> Reply:
    """For who sees something stuck between others: from step 4 on."""
    pause = begun_between_others(_new(visit, dispute_id))
    if await visit.uow.records.get(Pause, pause.id) is None:
        await visit.turn.keep(sealed(visit, pause, Answers()))
    return Reply(form=steps.form(visit, pause.id, EMPATHY))


async def go_on(visit: Visit, pause_id: str) -> Reply:
    """The dialog at which the author stopped, or what they wrote where all steps are done."""
    pause, _ = await of_author(visit, pause_id)
    if pause.state is not State.OPEN:
        return await read(visit, pause_id)
    return Reply(form=steps.form(visit, pause.id, pause.step))


async def anew(visit: Visit, pause_id: str) -> Reply:
    """Leave the old one to its end and begin another."""
    pause, answers = await of_author(visit, pause_id)
    if pause.state is State.OPEN:
        await visit.turn.keep(sealed(visit, close(pause, visit.now), answers))
    return await start(visit)


async def drop(visit: Visit, pause_id: str) -> Reply:
    """Delete it now."""
    pause, _ = await of_author(visit, pause_id)
    await remove(visit, pause)
    return Reply(replace=say("", visit.speak("pauses.dropped")))


async def read(visit: Visit, pause_id: str) -> Reply:
    """Everything the author wrote, in a dialog: no chat keeps one."""
    _, answers = await of_author(visit, pause_id)
    speak, words = visit.speak, steps.all_of(visit, answers)
    return Reply(form=Form("pause_left", speak("pauses.read_title"), speak("pauses.close"), (), words))


async def serious(visit: Visit, pause_id: str = "") -> Reply:
    return await leave(visit, pause_id)


async def left(visit: Visit, _: dict[str, tuple[str, ...]]) -> Reply:
    """A dialog that was only to be read is closed."""
    return Reply()


async def stepped(visit: Visit, values: dict[str, tuple[str, ...]], pause_id: str, number: str) -> Reply:
    """One step came back: take it, and open the next. Sent twice, it leads to where the author is."""
    step = STEPS.get(number, 0)
    if is_serious(values):
        return await leave(visit, pause_id)
    pause, answers = await _at_step(visit, pause_id, step)
    if pause.state is State.AGREED:
        return Reply(say=(said_agreed(visit, pause),))
    if pause.step > step:
        return Reply(form=steps.form(visit, pause.id, pause.step))
    faults = steps.faults(visit, values, step)
    answers = answers if faults else steps.taken(answers, values, step)
    if not faults and not answers.passes(step):
        faults = {steps.gate_field(step): visit.speak(f"pauses.step{step}.gate")}
    return Reply(faults=faults) if faults else await _taken(visit, pause, answers, values)


async def _taken(visit: Visit, pause: Pause, answers: Answers, values: dict[str, tuple[str, ...]]) -> Reply:
    match pause.step:
        case 5:
            return await _asked(visit, pause, answers, values)
        case 7:
            return await _agreed(visit, pause, answers, values)
        case step:
            return await _next(visit, advance(pause, answers, step, visit.now), answers)


async def _at_step(visit: Visit, pause_id: str, step: int) -> tuple[Pause, Answers]:
    """The pause a dialog belongs to; a first step begins one. Raises ``NotPossibleError``."""
    if pause_id or step != SITUATION:
        pause, answers = await of_author(visit, pause_id)
        agreed_again = pause.state is State.AGREED and step == LAST
        if not agreed_again and (pause.state is not State.OPEN or not 0 < step <= pause.step):
            raise NotPossibleError(pause.state)
        return pause, answers
    new = _new(visit, visit.key)
    known = await visit.uow.records.get(Pause, new.id)
    return (known, Answers()) if known else (new, Answers())


def _new(visit: Visit, key: str) -> Pause:
    return Pause(
        id=stable_id(visit.person.id, "pause", key),
        setting_id=visit.setting.id,
        author_id=visit.person.id,
        started_at=visit.now,
        touched_at=visit.now,
    )


async def _next(visit: Visit, pause: Pause, answers: Answers) -> Reply:
    await visit.turn.keep(sealed(visit, pause, answers))
    return Reply(form=steps.form(visit, pause.id, pause.step))


async def _asked(visit: Visit, pause: Pause, answers: Answers, values: dict[str, tuple[str, ...]]) -> Reply:
    """Step 5: the question goes through us, or is taken along, or not put at all."""
    advanced, how = advance(pause, answers, ASK, visit.now), one(values, steps.SEND)
    if how == steps.BY_BOT:
        return await _sent(visit, advanced, answers, one(values, steps.COLLEAGUE))
    if how == steps.BY_ONESELF and answers.message:
        advanced = will_reach_out(advanced, visit.now)
    return await _next(visit, advanced, answers)


async def _sent(visit: Visit, pause: Pause, answers: Answers, other_id: str) -> Reply:
    if not answers.message:
        return Reply(faults={steps.WORDS: visit.speak("pauses.nothing_to_send")})
    if await visit.turn.colleague(other_id) and not await takes_part(visit, other_id):
        return Reply(faults={steps.COLLEAGUE: visit.speak("reaching.field")})
    if not await tell(visit, pause, other_id, answers.message, agreed=False):
        return Reply(faults={steps.COLLEAGUE: visit.speak("pauses.no_colleague")})
    reached, effects = reached_out(pause, visit.now, borne_out=True)
    await visit.turn.keep(sealed(visit, reached, answers), effects)
    return Reply(form=steps.form(visit, pause.id, pause.step))


async def _agreed(visit: Visit, pause: Pause, answers: Answers, values: dict[str, tuple[str, ...]]) -> Reply:
    """Step 7: a next step stands; the line for the other side is shown before anything goes."""
    day = answers.by or local_date(visit.person, visit.now)
    on_the_day = instant(visit.person, day, visit.person.week.start)
    wanted = "yes" in values.get(steps.REMIND, ()) and on_the_day > visit.now
    agreed, effects = agree(
        pause,
        answers,
        visit.now,
        settles_at(visit.person, day, visit.deps.is_holiday),
        on_the_day if wanted else None,
    )
    await visit.turn.keep(sealed(visit, agreed, answers), effects)
    if one(values, steps.SHARE) == steps.SHARED:
        return Reply(form=await share_form(visit, agreed, answers))
    return Reply(say=(said_agreed(visit, agreed),))


def said_agreed(visit: Visit, pause: Pause) -> Card:
    speak = visit.speak
    actions = (Action(token("pause_read", pause.id), speak("pauses.read")),)
    return say(speak("pauses.agreed_title"), speak("pauses.agreed"), actions=actions)


async def reached(visit: Visit, pause_id: str) -> Reply:
    """The author says that they reached the other side."""
    pause, answers = await of_author(visit, pause_id)
    known, effects = reached_out(pause, visit.now, borne_out=False)
    await visit.turn.keep(sealed(visit, known, answers), effects)
    return _thanks(visit, "reached")


async def later(visit: Visit, _: str) -> Reply:
    return _thanks(visit, "later")


async def settled(visit: Visit, pause_id: str) -> Reply:
    pause, answers = await of_author(visit, pause_id)
    await visit.turn.keep(sealed(visit, close(pause, visit.now), answers))
    return _thanks(visit, "settled")


async def moving(visit: Visit, pause_id: str) -> Reply:
    pause, answers = await of_author(visit, pause_id)
    today = local_date(visit.person, visit.now)
    asks = settles_at(visit.person, today, visit.deps.is_holiday)
    await visit.turn.keep(sealed(visit, goes_on(pause, visit.now, asks), answers))
    return _thanks(visit, "moving")


def _thanks(visit: Visit, text: str) -> Reply:
    return Reply(say=(say("", visit.speak(f"pauses.{text}")),))
