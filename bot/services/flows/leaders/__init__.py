"""``half hour``, ``arrival``, ``rehearse``: time and space for senior leaders; ``beginning`` for all."""

from bot.services.flow import Audience, Flow
from bot.services.flows.leaders import arrival, beginning, half_hour, rehearsing
from bot.services.flows.leaders.exports import EXPORTS
from nudges.flows.leaders.arrivals import A_MONTH_IN, Arrival
from nudges.flows.leaders.arrivals import State as ArrivalState
from nudges.flows.leaders.beginnings import Beginning
from nudges.flows.leaders.half_hour import ITS_TIME, HalfHour
from nudges.flows.leaders.half_hour import State as HalfHourState
from nudges.flows.leaders.rehearsals import HOW_WAS_IT, TOMORROW, Rehearsal

FLOW = Flow(
    name="leaders",
    records=(HalfHour, Arrival, Rehearsal, Beginning),
    audience={
        "half_hour": Audience.LEADERS,
        "arrival": Audience.LEADERS,
        "rehearse": Audience.LEADERS,
        "beginning": Audience.COORDINATORS,
    },
    words={
        "half_hour": half_hour.half_hour,
        "arrival": arrival.arrival,
        "rehearse": rehearsing.rehearse,
        "beginning": beginning.beginning,
    },
    presses={
        "half_hour_done": half_hour.was_done,
        "half_hour_not_now": half_hour.not_now,
        "half_hour_stop": half_hour.stopped,
        "arrival": arrival.arrival,
        "arrival_heard": arrival.was_heard,
        "arrival_pact": arrival.pact,
        "rehearse_ready": rehearsing.ready,
        "rehearse_held": rehearsing.was_held,
        "rehearse_not_held": rehearsing.was_not_held,
    },
    dialogs={
        "half_hour": half_hour.half_hour,
        "half_hour_line": half_hour.line_form,
        "rehearse": rehearsing.rehearse,
        "rehearse_lines": rehearsing.lines_form,
    },
    submissions={
        "half_hour": half_hour.chosen,
        "half_hour_line": half_hour.line_written,
        "rehearse": rehearsing.flagged,
        "rehearse_lines": rehearsing.lines_written,
        "beginning": beginning.announced,
    },
    letters={
        ITS_TIME: half_hour.facts,
        A_MONTH_IN: arrival.month_facts,
        TOMORROW: rehearsing.tomorrow_facts,
        HOW_WAS_IT: rehearsing.how_was_it_facts,
    },
    wakes={
        HalfHour: half_hour.wakes,
        Arrival: arrival.wakes,
        Rehearsal: rehearsing.wakes,
    },
    over={
        HalfHour: frozenset({HalfHourState.STOPPED}),
        Arrival: frozenset(ArrivalState),
        Beginning: frozenset({"told"}),
    },
    exports=EXPORTS,
    week=beginning.week,
)
