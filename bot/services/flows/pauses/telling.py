"""What the author chooses to tell the other side, and the other side's one tap."""

from bot.services.flows.filling import one, word_faults
from bot.services.flows.pauses import steps
from bot.services.flows.pauses.private import LINE, MESSAGE, is_serious, leave, of_author, told_id
from bot.services.reaching import takes_part
from bot.services.visits import Visit
from nudges.cards import Form, Input, PersonInput, Reply, TextInput, say, token
from nudges.flows.pauses.answers import Answers
from nudges.flows.pauses.pause import Pause, State
from nudges.flows.pauses.told import State as Said
from nudges.flows.pauses.told import Told, answer, overtaken
from nudges.flows.pauses.told import tell as told_now
from nudges.records import NotPossibleError

LONGEST_LINE = 300


async def tell(visit: Visit, pause: Pause, other_id: str, words: str, *, agreed: bool) -> bool:
    """Send the words to a colleague, once. False where there is nobody of that name to send them to."""
    others = await visit.turn.colleagues()
    if other_id not in others or other_id == visit.person.id:
        return False
    told = Told(
        id=told_id(pause.id, LINE if agreed else MESSAGE),
        setting_id=visit.setting.id,
        author_id=visit.person.id,
        other_id=other_id,
        told_at=visit.now,
        sealed=visit.deps.sealer.seal(words),
        agreed=agreed,
    )
    if await visit.uow.records.get(Told, told.id) is None:
        await visit.turn.keep(*told_now(told))
    return True


async def share_form(visit: Visit, pause: Pause, answers: Answers) -> Form:
    """The line as it would go out, to be changed or left; whom it goes to, where that is not known yet."""
    speak, other_id = visit.speak, await _other(visit, pause)
    other = await visit.uow.people.get(other_id)
    names = {"me": visit.person.name} | ({"they": other.name} if other else {})
    fields: list[Input] = [_line_field(visit, steps.line(visit, answers, names))]
    if not other_id:
        hint = speak("pauses.colleague_hint")
        fields.append(PersonInput(steps.COLLEAGUE, speak("pauses.share_with"), hint))
    to = await visit.turn.name(other_id, visit.person.language) if other_id else speak("pauses.chosen_below")
    return Form(
        token=token("pause_share", pause.id),
        title=speak("pauses.share_title"),
        submit=speak("pauses.share_send"),
        inputs=tuple(fields),
        intro=speak("pauses.share_intro", name=to),
    )


def _line_field(visit: Visit, line: str) -> TextInput:
    return TextInput(
        steps.WORDS, visit.speak("pauses.share_line"), initial=line, limit=LONGEST_LINE, multiline=True
    )


async def shared(visit: Visit, values: dict[str, tuple[str, ...]], pause_id: str) -> Reply:
    """The author sends the line."""
    if is_serious(values):
        return await leave(visit, pause_id)
    pause, _ = await of_author(visit, pause_id)
    if pause.state is not State.AGREED:
        raise NotPossibleError(pause.state)
    if faults := word_faults(values, visit.speak, _line_field(visit, "")):
        return Reply(faults=faults)
    other_id = await _other(visit, pause) or one(values, steps.COLLEAGUE)
    if await visit.turn.colleague(other_id) and not await takes_part(visit, other_id):
        return Reply(faults={steps.WORDS: visit.speak("reaching.field")})
    if not await tell(visit, pause, other_id, one(values, steps.WORDS), agreed=True):
        return Reply(faults={steps.COLLEAGUE: visit.speak("pauses.no_colleague")})
    question = await visit.uow.records.get(Told, told_id(pause.id, MESSAGE))
    if question is not None:
        await visit.turn.keep(overtaken(question))
    name = await visit.turn.name(other_id, visit.person.language)
    title, words = visit.speak("pauses.agreed_title"), visit.speak("pauses.shared", name=name)
    return Reply(say=(say(title, words),))


async def _other(visit: Visit, pause: Pause) -> str:
    """Who the question of step 5 went to."""
    told = await visit.uow.records.get(Told, told_id(pause.id, MESSAGE))
    return told.other_id if told else ""


async def works(visit: Visit, record_id: str) -> Reply:
    return await _said(visit, record_id, Said.WORKS)


async def talk(visit: Visit, record_id: str) -> Reply:
    return await _said(visit, record_id, Said.TALK)


async def _said(visit: Visit, record_id: str, said: Said) -> Reply:
    told = await visit.record(Told, record_id, lambda found: found.other_id)
    await visit.turn.keep(*answer(told, said))
    return Reply(say=(say("", visit.speak("pauses.told_back")),))
