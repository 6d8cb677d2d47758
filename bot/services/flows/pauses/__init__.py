"""``stop and think``: seven private steps, the ladder, and what festers between entities."""

from datetime import datetime

from bot.services.flow import Flow
from bot.services.flows.pauses import climbing, convening, letters, telling, temperature, thinking
from bot.services.flows.pauses.exports import EXPORTS
from bot.services.turn import Turn
from nudges.digests import Line
from nudges.flows.pauses import disputes, pause, told
from nudges.flows.pauses.disputes import Convening, Dispute
from nudges.flows.pauses.pause import Pause
from nudges.flows.pauses.told import Told


async def on_pause(turn: Turn, known: Pause) -> None:
    step = pause.wake(known, turn.now)
    await (turn.uow.records.remove(known) if step is None else turn.keep(*step))


async def on_told(turn: Turn, known: Told) -> None:
    await turn.uow.records.remove(known)


async def on_dispute(turn: Turn, known: Dispute) -> None:
    await turn.uow.records.remove(known)


async def on_convening(turn: Turn, known: Convening) -> None:
    step = disputes.wake(known, turn.now)
    await (turn.uow.records.remove(known) if step is None else turn.keep(*step))


async def week(turn: Turn, start: datetime, end: datetime) -> list[Line]:
    """How often people stopped to think; nothing where few did."""
    begun = await turn.uow.records.of_setting(Pause, turn.setting.id, since=start)
    authors = {each.author_id for each in begun if each.started_at < end}
    return [Line("pauses.week", {"count": len(authors)})] if len(authors) >= turn.deps.group_size else []


FLOW = Flow(
    name="pauses",
    records=(Pause, Told, Dispute, Convening),
    words={"stopandthink": thinking.stop_and_think},
    presses={
        "pause_drop": thinking.drop,
        "pause_reached": thinking.reached,
        "pause_later": thinking.later,
        "pause_settled": thinking.settled,
        "pause_moving": thinking.moving,
        "pause_works": telling.works,
        "pause_talk": telling.talk,
        "pause_temperature": temperature.said,
        "dispute_moved": temperature.moved,
        "dispute_ways": temperature.ways,
        "convening_offered": convening.offered,
        "convening_settled": convening.settled,
        "convening_moving": convening.moving,
    },
    dialogs={
        "pause_start": thinking.start,
        "pause_go": thinking.go_on,
        "pause_anew": thinking.anew,
        "pause_read": thinking.read,
        "pause_serious": thinking.serious,
        "pause_ladder": climbing.ladder,
        "dispute_think": temperature.think,
        "convening_draft": convening.draft,
        "convening_stuck": convening.stuck,
    },
    submissions={
        "pause_step": thinking.stepped,
        "pause_left": thinking.left,
        "pause_share": telling.shared,
        "pause_rung": climbing.answered,
        "convening": convening.sent,
    },
    letters={
        pause.A_DAY_LATER: letters.of_pause,
        pause.ON_THE_DAY: letters.of_pause,
        pause.HOW_IT_STANDS: letters.of_pause,
        told.QUESTION: letters.told,
        told.LINE: letters.told,
        told.ANSWERED: letters.told_back,
        disputes.HAS_IT_MOVED: letters.of_dispute,
        disputes.INVITED: letters.invited,
        disputes.HOW_IT_STANDS: letters.of_convening,
    },
    wakes={Pause: on_pause, Told: on_told, Dispute: on_dispute, Convening: on_convening},
    exports=EXPORTS,
    check_in=temperature.in_check_in,
    week=week,
    shortcuts={"stopandthink": thinking.start_pointed},
)
