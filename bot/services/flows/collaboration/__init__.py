"""Collaboration points: ``point`` opens one; ``joint work`` shows all that one has under way."""

from datetime import datetime, timedelta

from bot.services.flow import Audience, Flow
from bot.services.flows.collaboration import going_on, letters, listing, opening
from bot.services.flows.collaboration.exports import EXPORTS
from bot.services.flows.collaboration.listing import joint_work
from bot.services.turn import Turn
from nudges.digests import Line
from nudges.flows.collaboration import (
    AGREED,
    ASKED,
    CHANGED,
    FINISHED,
    HOW_IT_STANDS,
    NOT_NOW,
    REMINDER,
    SET_ASIDE,
    CollaborationPoint,
    State,
    wake,
)

LASTS = timedelta(days=365)
"""Points opened longer ago than this are no longer news when they close."""


async def on_wake(turn: Turn, point: CollaborationPoint) -> None:
    await turn.keep(*wake(point))


async def week(turn: Turn, start: datetime, end: datetime) -> list[Line]:
    """How many points were opened, agreed and done."""
    known = await turn.uow.records.of_setting(CollaborationPoint, turn.setting.id, since=start - LASTS)
    opened = sum(start <= each.opened_at < end for each in known)
    agreed = sum(each.agreed_at is not None and start <= each.agreed_at < end for each in known)
    done = sum(
        each.reached is not None and each.closed_at is not None and start <= each.closed_at < end
        for each in known
    )
    if not (opened or agreed or done):
        return []
    return [Line("point.week", {"opened": opened, "agreed": agreed, "done": done})]


FLOW = Flow(
    name="collaboration",
    records=(CollaborationPoint,),
    words={"point": opening.point, "joint_work": joint_work},
    presses={
        "point_agree": opening.agreed,
        "point_decline": opening.declined,
        "point_drop": opening.dropped,
        "point_leave": opening.left,
        "point_no_plan": going_on.no_plan,
        "point_kept": going_on.kept,
        "point_let_go": going_on.let_plan_go,
        "joint_work": joint_work,
    },
    dialogs={
        "point": opening.point_anew,
        "point_change": opening.open_change,
        "point_plan": going_on.open_plan,
        "point_done": going_on.open_done,
    },
    submissions={
        "point": opening.opened,
        "point_change": opening.changed,
        "point_plan": going_on.planned,
        "point_done": going_on.done,
    },
    letters={
        ASKED: letters.asked,
        CHANGED: letters.asked,
        AGREED: letters.agreed,
        NOT_NOW: letters.not_now,
        SET_ASIDE: letters.set_aside,
        FINISHED: letters.finished,
        REMINDER: letters.reminder,
        HOW_IT_STANDS: letters.agreed,
    },
    wakes={CollaborationPoint: on_wake},
    over={CollaborationPoint: frozenset({State.DONE, State.DECLINED, State.LAPSED, State.DROPPED})},
    awaits={CollaborationPoint: (State.OPENED, ASKED)},
    exports=EXPORTS,
    week=week,
    home={Audience.EVERYONE: listing.at_home},
)
