"""The checker finds each broken promise in a history made by hand, and none where there is none."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.chaos.checks import check, unknown
from tests.chaos.history import Act, Arrival, Deed, Fault, History, Promise, PromptState, RecordState

NOW = datetime(2026, 3, 6, 18, tzinfo=UTC)
BEFORE = NOW - timedelta(days=1)

YES = Deed("ada", Act.START, "k1", acknowledged=True, prompt="p1", choice="yes")
MET = Deed("ada", Act.DID, "k2", acknowledged=True, behaviour="B8")
DONE = Deed("ada", Act.ANSWER, "k3", acknowledged=True, prompt="p2", choice="done", behaviour="B8")
WELCOME = PromptState("p1", "d1", "answered", "sent", BEFORE, answered=True, answers={"": "yes"})
NUDGE = PromptState("p2", "d2", "answered", "sent", BEFORE, answered=True, answers={"": "done"})
SOON = PromptState("p3", "d3", "planned", "planned", NOW + timedelta(hours=1), answered=False)
PACT = RecordState("r1", "pact", "running", NOW + timedelta(days=3))

SOUND = History(
    ended=NOW,
    deeds=(YES, MET, DONE),
    arrivals=(Arrival("d1", BEFORE), Arrival("d2", BEFORE)),
    prompts=(WELCOME, NUDGE, SOON),
    practised={("ada", "B8"): 2},
    taking_part={"ada": True},
    records=(PACT,),
)


def broken(history: History) -> set[Promise]:
    return {each.promise for each in check(history)}


def test_a_sound_history_breaks_no_promise() -> None:
    assert check(SOUND) == []


def test_nothing_is_expected_of_what_was_never_acknowledged() -> None:
    tried = [replace(each, acknowledged=False) for each in SOUND.deeds]
    bare = replace(SOUND, deeds=tried, prompts=(), arrivals=(), practised={}, taking_part={"ada": False})
    assert check(bare) == []


def test_what_was_done_and_not_acknowledged_may_count_once() -> None:
    lost_reply = replace(MET, acknowledged=False)
    assert check(replace(SOUND, deeds=(YES, lost_reply, DONE))) == []


@pytest.mark.parametrize(
    "bad",
    [
        replace(SOUND, prompts=(WELCOME, replace(NUDGE, answered=False, answers={}), SOON)),
        replace(SOUND, prompts=(WELCOME, replace(NUDGE, answers={"": "not_now"}), SOON)),
        replace(SOUND, prompts=(WELCOME, SOON)),
        replace(SOUND, practised={("ada", "B8"): 0}),
        replace(SOUND, taking_part={"ada": False}),
        replace(SOUND, deeds=(*SOUND.deeds, replace(YES, act=Act.STOP, prompt=""))),
    ],
    ids=["answer gone", "another answer", "prompt gone", "practice gone", "consent gone", "stop gone"],
)
def test_an_acknowledged_answer_that_is_lost_is_found(bad: History) -> None:
    assert broken(bad) == {Promise.KEPT}


def test_a_wish_said_elsewhere_than_below_a_prompt_needs_none() -> None:
    assert check(replace(SOUND, deeds=(replace(YES, prompt="w1"), MET, DONE))) == []


def test_either_wish_may_stand_where_the_later_one_was_not_acknowledged() -> None:
    stop = replace(YES, act=Act.STOP, prompt="", acknowledged=False)
    for standing in (True, False):
        assert check(replace(SOUND, deeds=(*SOUND.deeds, stop), taking_part={"ada": standing})) == []


def test_one_more_record_than_was_ever_done_is_found() -> None:
    assert broken(replace(SOUND, practised={("ada", "B8"): 3})) == {Promise.ONCE}


def test_an_answer_pressed_twice_counts_once() -> None:
    again = replace(DONE, key="k4")
    assert broken(replace(SOUND, deeds=(*SOUND.deeds, again), practised={("ada", "B8"): 3})) == {Promise.ONCE}


def test_a_message_that_arrived_twice_is_found() -> None:
    assert broken(replace(SOUND, arrivals=(*SOUND.arrivals, Arrival("d2", NOW)))) == {Promise.ONE_MESSAGE}


@pytest.mark.parametrize(
    "wrong",
    [
        replace(SOON, due_at=BEFORE),
        replace(SOON, delivery="sending"),
        replace(SOON, key="d2"),
        replace(SOON, status="sent", delivery="sent"),
        replace(SOON, status="sent", delivery="planned", key="d2"),
        replace(SOON, status="withdrawn", delivery="withdrawn", key="d2"),
        replace(SOON, status="failed", delivery="sending"),
        replace(SOON, status="lost", delivery="lost"),
    ],
    ids=[
        "forgotten",
        "never settled",
        "arrived but planned",
        "sent but never arrived",
        "half settled",
        "arrived but withdrawn",
        "failed midway",
        "no state",
    ],
)
def test_a_prompt_in_an_illegal_state_is_found(wrong: PromptState) -> None:
    assert broken(replace(SOUND, prompts=(WELCOME, NUDGE, wrong))) == {Promise.TRUE_STATE}


def test_an_unknown_outcome_is_listed_and_breaks_nothing() -> None:
    parked = replace(SOON, status="unknown", delivery="unknown")
    for arrivals in (SOUND.arrivals, (*SOUND.arrivals, Arrival("d3", BEFORE))):
        history = replace(SOUND, prompts=(WELCOME, NUDGE, parked), arrivals=arrivals)
        assert check(history) == []
        assert unknown(history) == ["p3"]


@pytest.mark.parametrize(
    "record",
    [replace(PACT, wrong="ready, and nobody signed it"), replace(PACT, wake_at=BEFORE)],
    ids=["illegal", "forgotten"],
)
def test_a_record_in_an_illegal_state_is_found(record: RecordState) -> None:
    assert broken(replace(SOUND, records=(record,))) == {Promise.RECORDS}


def test_what_the_audit_of_the_budget_found_is_a_breach() -> None:
    assert broken(replace(SOUND, budget=(Fault("the second that day", "ada"),))) == {Promise.BUDGET}


def test_a_process_that_hides_its_trouble_is_found() -> None:
    assert broken(replace(SOUND, unseen=("database away, and a web did not say so",))) == {Promise.SEEN}
