"""``forum``: the register, the vote after a session, the owner's decision, mechanisms in a crisis."""

from bot.services.flow import Flow, Register
from bot.services.flows.forums import (
    ahead,
    auditing,
    checking,
    crisis,
    listing,
    meeting,
    opening,
    proposing,
    registering,
)
from bot.services.flows.forums.exports import EXPORTS
from bot.services.flows.forums.meeting import session_ended
from bot.services.flows.forums.shown import week
from nudges.flows.forums.coming import Coming
from nudges.flows.forums.letters import (
    ACTIVATED,
    AUDIT,
    CHECK_BACK,
    DECIDED,
    MECHANISM_REVIEW,
    POLL,
    PROPOSAL_ANSWERED,
    PROPOSED,
    REVIEW,
)
from nudges.flows.forums.mechanisms import Activation
from nudges.flows.forums.mechanisms import State as ActivationState
from nudges.flows.forums.openers import Opener
from nudges.flows.forums.proposals import Proposal
from nudges.flows.forums.proposals import State as ProposalState
from nudges.flows.forums.register import Forum
from nudges.flows.forums.sessions import Session, Vote
from nudges.flows.forums.sessions import State as SessionState

__all__ = ["FLOW", "session_ended"]

FLOW = Flow(
    name="forums",
    records=(Forum, Session, Proposal, Activation, Coming, Opener),
    words={"forum": listing.forum, "mechanisms": crisis.mechanisms},
    presses={
        "forum_show": listing.show,
        "forum_take": registering.take,
        "forum_use": proposing.use,
        "forum_adapt": proposing.adapt,
        "forum_leave": registering.leave,
        "forum_agree": proposing.agreed,
        "forum_decline": proposing.declined,
        "forum_opener": opening.show,
        "forum_opened_with": opening.told_it,
        **{f"forum_vote_{each}": meeting.voter(each) for each in Vote},
        "forum_keep": auditing.keep,
        "forum_stop": auditing.stop,
        "forum_later": auditing.later,
        "forum_restore": checking.restored,
        "forum_keep_so": checking.kept,
        "forum_close": checking.closed,
        "mechanism_activate": crisis.activated,
        "mechanism_keep": crisis.kept,
        "mechanism_stand_down": crisis.stood_down,
    },
    dialogs={
        "forum_new": registering.new,
        "forum_change": registering.change,
        "forum_anyway": registering.anyway,
        "forum_met": meeting.met,
        "forum_next": ahead.open_next,
        "forum_decide": auditing.decide_form,
    },
    submissions={
        "forum_new": registering.registered,
        "forum_change": registering.changed,
        "forum_anyway": registering.created,
        "forum_met": meeting.noted,
        "forum_next": ahead.next_told,
        "forum_decide": auditing.decided,
    },
    letters={
        POLL: meeting.poll_facts,
        AUDIT: auditing.audit_facts,
        REVIEW: auditing.audit_facts,
        DECIDED: auditing.decided_facts,
        CHECK_BACK: checking.check_facts,
        PROPOSED: proposing.open_facts,
        PROPOSAL_ANSWERED: proposing.facts,
        ACTIVATED: crisis.facts,
        MECHANISM_REVIEW: crisis.open_facts,
    },
    wakes={
        Forum: checking.on_wake,
        Session: meeting.on_wake,
        Proposal: proposing.on_wake,
        Activation: crisis.on_wake,
        Coming: ahead.on_wake,
        Opener: opening.on_wake,
    },
    over={
        Session: frozenset({SessionState.NOTED, SessionState.CLOSED}),
        Proposal: frozenset(ProposalState) - {ProposalState.OPEN},
        Activation: frozenset({ActivationState.REVIEWED, ActivationState.STOOD_DOWN}),
    },
    awaits={Proposal: (ProposalState.OPEN, PROPOSED)},
    exports=EXPORTS,
    week=week,
    register=Register(
        listing.cards,
        frozenset(
            {"forum_new", "forum_change", "forum_anyway", "forum_use", "forum_adapt", "forum_leave"}
            | {"forum_met", "forum_next", "forum_decide", "forum_restore", "forum_take"}
        ),
    ),
    crisis=crisis.shown,
)
