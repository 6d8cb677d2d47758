"""``intro``: rounds of introductions across pillars, from joining to a second meeting (S16)."""

from bot.services.flow import Audience, Flow, Register, Waited
from bot.services.flows.introductions import avoiding, meeting, opening, overview, swapping, taking_part
from bot.services.flows.introductions.exports import EXPORTS
from bot.services.flows.introductions.rounds import hold, see_to_leavers
from bot.services.turn import Turn
from nudges.flows.introductions.doors import LINE, Door
from nudges.flows.introductions.held_rounds import HeldRound, RoundRules
from nudges.flows.introductions.meetings import (
    AGAIN,
    DID_YOU_MEET,
    MADE,
    NOT_THIS_TIME,
    PARTED,
    REMINDER,
    Introduction,
)
from nudges.flows.introductions.participation import MISSED, Participation
from nudges.flows.introductions.swaps import SAID, Constraint


async def daily(turn: Turn) -> None:
    await see_to_leavers(turn)
    await opening.offer_for_channels(turn)


FLOW = Flow(
    name="introductions",
    records=(Participation, Introduction, HeldRound, RoundRules, Door, Constraint),
    audience={"rounds": Audience.COORDINATORS},
    words={"intro": taking_part.intro, "rounds": overview.rounds},
    presses={
        "intro": taking_part.intro,
        "introduction_unpause": taking_part.unpaused,
        "introduction_never": avoiding.never,
        "introduction_allow": avoiding.allow,
        "introduction_leave": taking_part.leave,
        "introduction_calendar": meeting.calendar,
        "introduction_planned": meeting.planned,
        "introduction_met": meeting.met,
        "introduction_declined": meeting.declined,
        "introduction_again": meeting.again,
        "introduction_threes_on": overview.threes_on,
        "introduction_threes_off": overview.threes_off,
    },
    dialogs={
        "introduction_join": taking_part.join,
        "introduction_wishes": taking_part.join,
        "introduction_pause": taking_part.ask_pause,
        "introduction_never_add": avoiding.never_add,
        "introduction_exchange": meeting.exchange,
        "introduction_pilot": meeting.pilot,
        "introduction_door": opening.draft,
        "introduction_cadence": overview.cadence,
        **swapping.PRESSES,
    },
    submissions={
        "introduction_wishes": taking_part.wished,
        "introduction_pause": taking_part.paused,
        "introduction_never": avoiding.never_added,
        "introduction_door": opening.said,
        "introduction_swap": swapping.said,
        "introduction_cadence": overview.cadence_chosen,
    },
    letters={
        MADE: meeting.introduced_facts,
        REMINDER: meeting.open_facts,
        DID_YOU_MEET: meeting.open_facts,
        NOT_THIS_TIME: meeting.ended_facts,
        PARTED: meeting.ended_facts,
        AGAIN: meeting.again_facts,
        MISSED: meeting.missed_facts,
        LINE: opening.door_facts,
        SAID: swapping.swap_facts,
    },
    posts={"S16-4": (swapping.material, swapping.no_facts)},
    invitations=frozenset({"S16-4"}),
    waited={
        LINE: Waited(back=opening.stays_back),
        SAID: Waited(swapping.goes_out, swapping.stays_back),
    },
    wakes={Introduction: meeting.on_wake},
    daily=daily,
    apart=hold,
    exports=EXPORTS,
    week=overview.week,
    register=Register(
        overview.cards,
        frozenset({"introduction_threes_on", "introduction_threes_off", "introduction_cadence"}),
    ),
    home={Audience.EVERYONE: taking_part.at_home, Audience.COORDINATORS: overview.at_home},
)
