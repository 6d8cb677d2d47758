"""A senior leader brings two sides together without any formal authority (paragraph 57)."""

from bot.services.flows.filling import one, word_faults
from bot.services.flows.pauses.climbing import ladder_form
from bot.services.flows.pauses.private import sealed
from bot.services.flows.pauses.temperature import is_senior
from bot.services.reaching import takes_part
from bot.services.visits import Visit
from nudges.cards import Form, PersonInput, Reply, TextInput, say, token
from nudges.chance import stable_id
from nudges.flows.pauses.answers import Answers
from nudges.flows.pauses.disputes import STANDS_AFTER, Convening, Dispute, State, offer, stands
from nudges.flows.pauses.ladder import Ladder, Rung
from nudges.flows.pauses.pause import Pause, begun_on_ladder
from nudges.records import NotPossibleError

ONE_SIDE, OTHER_SIDE, WORDS = "one_side", "other_side", "words"
LONGEST_INVITATION = 500


async def draft(visit: Visit, dispute_id: str) -> Reply:
    """The invitation as a draft, to be copied or sent to the two sides."""
    await _reported(visit, dispute_id)
    speak = visit.speak
    sides = tuple(
        PersonInput(side, speak(f"pauses.{side}"), hint=speak("pauses.side_hint"), required=False)
        for side in (ONE_SIDE, OTHER_SIDE)
    )
    return Reply(
        form=Form(
            token=token("convening", dispute_id),
            title=speak("pauses.convene_title"),
            submit=speak("pauses.convene_send"),
            inputs=(_words(visit), *sides),
            intro=speak("pauses.convene_intro"),
        )
    )


def _words(visit: Visit) -> TextInput:
    return TextInput(
        WORDS,
        visit.speak("pauses.invitation"),
        initial=visit.speak("pauses.invitation_draft"),
        limit=LONGEST_INVITATION,
        multiline=True,
    )


async def sent(visit: Visit, values: dict[str, tuple[str, ...]], dispute_id: str) -> Reply:
    """The invitation goes to whom the leader named."""
    await _reported(visit, dispute_id)
    faults = word_faults(values, visit.speak, _words(visit))
    named = dict.fromkeys(filter(None, (one(values, ONE_SIDE), one(values, OTHER_SIDE))))
    others = (await visit.turn.colleagues()).keys() - {visit.person.id}
    if not named or not named.keys() <= others:
        faults[ONE_SIDE] = visit.speak("pauses.no_side")
    faults |= await _absent(visit, values)
    if faults:
        return Reply(faults=faults)
    await _offer(visit, dispute_id, one(values, WORDS), tuple(named))
    return Reply(say=(say("", visit.speak("pauses.convened")),))


async def _absent(visit: Visit, values: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """What is said of a side to which nothing can be sent; the leader still has the words."""
    return {
        side: visit.speak("reaching.field")
        for side in (ONE_SIDE, OTHER_SIDE)
        if await visit.turn.colleague(one(values, side)) and not await takes_part(visit, one(values, side))
    }


async def offered(visit: Visit, dispute_id: str) -> Reply:
    """The leader has offered it by themselves."""
    await _reported(visit, dispute_id)
    await _offer(visit, dispute_id, "", ())
    return Reply(say=(say("", visit.speak("pauses.offered")),))


async def _offer(visit: Visit, dispute_id: str, words: str, invited: tuple[str, ...]) -> None:
    """One offer for one report, however often it is said."""
    convening = Convening(
        id=stable_id(visit.person.id, Convening.KIND, dispute_id),
        setting_id=visit.setting.id,
        leader_id=visit.person.id,
        touched_at=visit.now,
        ask_at=visit.now + STANDS_AFTER,
        invited=invited,
        sealed=visit.deps.sealer.seal(words) if words else "",
    )
    if await visit.uow.records.get(Convening, convening.id) is None:
        await visit.turn.keep(*offer(convening))


async def settled(visit: Visit, record_id: str) -> Reply:
    return await _stands(visit, record_id, State.SETTLED)


async def moving(visit: Visit, record_id: str) -> Reply:
    return await _stands(visit, record_id, State.MOVING)


async def _stands(visit: Visit, record_id: str, state: State) -> Reply:
    convening = await _of_leader(visit, record_id)
    await visit.turn.keep(stands(convening, state, visit.now))
    return Reply(say=(say("", visit.speak(f"pauses.{state.value}")),))


async def stuck(visit: Visit, record_id: str) -> Reply:
    """Convening is the fifth rung: what lies below it is asked about, then the next one is open."""
    convening = await _of_leader(visit, record_id)
    if convening.state is not State.STUCK:
        await visit.turn.keep(stands(convening, State.STUCK, visit.now))
    tried = Ladder(tried=frozenset({Rung.SELF, Rung.SENIOR_LEADER}))
    new = Pause(
        id=stable_id(convening.id, Pause.KIND),
        setting_id=visit.setting.id,
        author_id=visit.person.id,
        started_at=visit.now,
        touched_at=visit.now,
    )
    if await visit.uow.records.get(Pause, new.id) is None:
        await visit.turn.keep(sealed(visit, begun_on_ladder(new), Answers().on(tried)))
    return Reply(form=ladder_form(visit, new, tried))


async def _of_leader(visit: Visit, record_id: str) -> Convening:
    return await visit.record(Convening, record_id, lambda found: found.leader_id)


async def _reported(visit: Visit, dispute_id: str) -> None:
    """Raises ``NotPossibleError`` where the report is gone or the person is no senior leader here."""
    if not is_senior(visit, visit.person):
        raise NotPossibleError(dispute_id)
    await visit.record(
        Dispute, dispute_id, lambda found: visit.person.id if found.setting_id == visit.setting.id else ""
    )
