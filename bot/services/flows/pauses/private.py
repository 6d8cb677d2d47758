"""A pause and what its author wrote: opened for them alone, sealed whenever it is stored."""

from dataclasses import replace

from bot.ports.sealing import Sealer, UnreadableError
from bot.services.visits import Visit
from nudges.cards import Form, Reply
from nudges.chance import stable_id
from nudges.flows.pauses.answers import SERIOUS, Answers, from_text, to_text
from nudges.flows.pauses.pause import BEHAVIOUR, Pause, State
from nudges.flows.pauses.told import Told

MESSAGE, LINE = "message", "line"
"""What may be told the other side, each once a pause."""
SERIOUS_FIELD = "serious"


def told_id(pause_id: str, what: str) -> str:
    return stable_id(pause_id, what)


def seal(sealer: Sealer, answers: Answers) -> str:
    return sealer.seal(to_text(answers))


def readable(sealer: Sealer, pause: Pause) -> Answers:
    """What was written; nothing where the key is gone."""
    try:
        return from_text(sealer.unseal(pause.sealed))
    except UnreadableError:
        return Answers()


def sealed(visit: Visit, pause: Pause, answers: Answers) -> Pause:
    """Sealed anew at every touch, so that what an old key sealed does not last."""
    return replace(pause, sealed=seal(visit.deps.sealer, answers))


async def of_author(visit: Visit, pause_id: str) -> tuple[Pause, Answers]:
    """A pause of this person. Raises ``NotPossibleError`` where it is not theirs, or gone."""
    pause = await visit.record(Pause, pause_id, lambda found: found.author_id)
    return pause, readable(visit.deps.sealer, pause)


async def latest(visit: Visit, *states: State) -> Pause | None:
    """The person's newest pause in one of these states."""
    found = await visit.uow.records.of_person(Pause, visit.person.id, states)
    return found[-1] if found else None


async def remove(visit: Visit, pause: Pause) -> None:
    """Take a pause away with all that came of it, letters that wait included."""
    for what in (MESSAGE, LINE):
        told = await visit.uow.records.get(Told, told_id(pause.id, what))
        if told is not None:
            await visit.turn.discard(told, told.people)
    await visit.turn.discard(pause, pause.people)


def is_serious(values: dict[str, tuple[str, ...]]) -> bool:
    return not set(values.get(SERIOUS_FIELD, ())).isdisjoint(SERIOUS)


async def leave(visit: Visit, pause_id: str = "") -> Reply:
    """The off-ramp: show who is there for this, and keep nothing, not even that it was so.

    It is shown in a dialog, which no chat keeps either.
    """
    pause = await visit.uow.records.get(Pause, pause_id)
    if pause is not None and pause.author_id == visit.person.id:
        await remove(visit, pause)
        await visit.uow.practices.remove(stable_id(pause.id, visit.person.id, BEHAVIOUR, ""))
    speak = visit.speak
    channels = visit.deps.conflict_help.official_channels or speak("pauses.official_default")
    words = speak("pauses.official", channels=channels)
    return Reply(form=Form("pause_left", speak("pauses.official_title"), speak("pauses.close"), (), words))
