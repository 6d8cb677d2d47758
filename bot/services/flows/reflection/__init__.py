"""``acronym``, ``reflect``, ``other side``: looking at the same thing from another desk."""

from bot.services.flow import Audience, Flow
from bot.services.flows.reflection import acronyms, other_side, reading, rounds
from bot.services.flows.reflection.exports import EXPORTS
from nudges.flows.reflection.acronyms import EXPLAINER_ASKED, Acronym
from nudges.flows.reflection.acronyms import State as AcronymState
from nudges.flows.reflection.other_side import WAS_IT_RIGHT, OtherSide
from nudges.flows.reflection.readings import ALONE, ASKED, SHOWN, Group, Membership, Objective, Use

FLOW = Flow(
    name="reflection",
    records=(Acronym, Membership, Objective, Group, OtherSide),
    audience={"objective": Audience.COORDINATORS},
    words={
        "acronym": acronyms.acronym,
        "reflect": rounds.reflect,
        "objective": rounds.objective,
        "other_side": other_side.other_side,
    },
    presses={
        "acronym_agree": acronyms.agreed,
        "acronym_decline": acronyms.declined,
        "acronym_first": acronyms.said_first,
        "acronym_second": acronyms.said_second,
        "reflect_join": rounds.joined,
        "reflect_leave": rounds.left,
        "reading_pass": reading.passed,
        "other_side_looked_back": other_side.looked_back,
    },
    dialogs={
        "reading_write": reading.write_form,
        "reading_point": reading.point,
        "other_side": other_side.other_side,
    },
    submissions={
        "acronym": acronyms.proposed,
        "objective": rounds.given,
        "reading_write": reading.written,
        "other_side": other_side.written,
    },
    letters={
        EXPLAINER_ASKED: acronyms.explainer_facts,
        ASKED: reading.asked_facts,
        SHOWN: reading.shown_facts,
        ALONE: reading.alone_facts,
        WAS_IT_RIGHT: other_side.facts,
    },
    posts={
        "S13-1": (acronyms.material, acronyms.post_facts),
        "S13-2": (rounds.material, rounds.post_facts),
    },
    invitations=frozenset({"S13-2"}),
    wakes={Group: reading.group_wakes, OtherSide: other_side.wakes},
    daily=rounds.daily,
    over={
        Acronym: frozenset({AcronymState.DECLINED}),
        Objective: frozenset({Use.USED}),
    },
    exports=EXPORTS,
    week=rounds.week,
)
