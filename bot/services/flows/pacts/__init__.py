"""``pact`` and ``pacts``: what senior leaders of several entities promise together, in public."""

from bot.services.flow import Audience, Flow, Register
from bot.services.flows.pacts import (
    drafting,
    keeping,
    leaving,
    register,
    reviewing,
    showing,
    signing,
    telling,
)
from bot.services.flows.pacts.exports import EXPORTS
from nudges.flows.pacts import letters
from nudges.flows.pacts.pact import Joining, Notice, Pact
from nudges.flows.pacts.part import Part

FLOW = Flow(
    name="pacts",
    records=(Pact, Part, Notice, Joining),
    audience={"pact": Audience.LEADERS},
    words={"pact": showing.pact, "pacts": register.register},
    presses={
        "pacts": register.register,
        "pact_begin": drafting.begin,
        "pact_look": drafting.look_at,
        "pact_remove": drafting.remove,
        "pact_later": drafting.later,
        "pact_renew": drafting.renew,
        "pact_renew_changed": drafting.renew,
        "pact_announce": signing.announced,
        "pact_leave": leaving.ask_leave,
        "pact_leave_now": leaving.left,
        "pact_decline": leaving.declined,
        "pact_done": keeping.did,
        "pact_not_this_time": keeping.not_this_time,
        "pact_drop": keeping.ask_drop,
        "pact_drop_now": keeping.dropped,
        "pact_end": reviewing.ended,
        "pact_join": register.join,
    },
    dialogs={
        "pact_edit": drafting.edit,
        "pact_invite": drafting.open_invite,
        "pact_sign": signing.open_sign,
        "pact_plan": keeping.open_plan,
        "pact_change": keeping.change,
        "pact_shrink": keeping.shrink,
        "pact_hours": keeping.open_hours,
        "pact_review": reviewing.open_review,
    },
    submissions={
        "pact_commit": drafting.commit,
        "pact_invite": drafting.invited,
        "pact_sign": signing.signed,
        "pact_plan": keeping.planned,
        "pact_hours": keeping.hours,
        "pact_review": reviewing.reviewed,
    },
    letters={
        letters.INVITED: telling.invited,
        letters.EDITED: telling.edited,
        letters.READY: telling.ready,
        letters.WAITING: telling.waiting,
        letters.PUBLISHED: telling.published,
        letters.ENDED_EARLY: telling.ended_early,
        letters.REMINDER: telling.reminded,
        letters.MISSED: telling.reminded,
        letters.REVIEW_DUE: telling.review_due,
        letters.WHAT_NEXT: telling.what_next,
        letters.ANNOUNCED: telling.announced,
        letters.LEFT: telling.noticed,
        letters.GAVE_UP: telling.noticed,
        letters.RESULT: telling.result,
    },
    wakes={Pact: telling.on_wake, Part: telling.on_wake_part},
    exports=EXPORTS,
    week=register.week,
    register=Register(register.cards),
    home={Audience.EVERYONE: showing.at_home},
)
