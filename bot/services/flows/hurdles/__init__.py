"""``hurdle``: log what got in the way; fixers see what several met, mend it, and hear if it is gone."""

from bot.services.flow import Audience, Flow, Register
from bot.services.flows.hurdles import fixing, naming, noting, queue
from bot.services.flows.hurdles.exports import EXPORTS
from nudges.flows.hurdles.cases import CALLED, DECLINED, GONE, HOW_IS_IT, REOPENED, TAKEN, Case, State
from nudges.flows.hurdles.log import Category, Fixers, Hurdle, Quiet

FLOW = Flow(
    name="hurdles",
    records=(Hurdle, Quiet, Fixers, Case),
    audience={"fixers": Audience.COORDINATORS, "hurdles": Audience.FIXERS},
    words={"hurdle": noting.hurdle, "hurdles": queue.hurdles, "fixers": naming.fixers},
    presses={
        **{f"hurdle_{each}": noting.noter(each) for each in Category},
        "hurdle_paperwork": noting.which_paperwork,
        "hurdle_nothing": noting.nothing_this_time,
        "hurdle_fix": fixing.taken,
        "hurdle_fixed": fixing.fixed,
        "hurdle_on_it": fixing.still_on_it,
        "hurdle_is_gone": fixing.is_gone,
        "hurdle_is_still": fixing.is_still_there,
    },
    dialogs={
        "hurdle_line": noting.line_form,
        "hurdle_assign": fixing.assign_form,
        "hurdle_why_not": fixing.why_not_form,
        "hurdle_fixers": naming.fixers,
    },
    submissions={
        "hurdle_line": noting.line_added,
        "hurdle_assign": fixing.assigned,
        "hurdle_why_not": fixing.declined,
        "fixers": naming.named,
    },
    letters={
        CALLED: fixing.waiting_facts,
        REOPENED: fixing.waiting_facts,
        HOW_IS_IT: fixing.taken_facts,
        TAKEN: fixing.told_taken_facts,
        DECLINED: fixing.declined_facts,
        GONE: fixing.asked_facts,
    },
    wakes={Hurdle: noting.on_wake, Quiet: noting.on_wake, Fixers: noting.on_wake, Case: fixing.on_wake},
    over={
        Hurdle: frozenset(Category),
        Case: frozenset({State.GONE, State.CLOSED}),
    },
    exports=EXPORTS,
    week=queue.week,
    needs=queue.needs,
    register=Register(
        queue.cards,
        frozenset(
            {"hurdle_fix", "hurdle_fixed", "hurdle_assign", "hurdle_why_not", "hurdle_fixers", "fixers"}
        ),
    ),
)
