"""Messages against somebody's wish are found, by the order in which things really happened."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.chaos.diary import Note, life_of
from tests.chaos.history import Act, Arrival, Deed, History, PromptState
from tests.chaos.wishes import UNDER_WAY, against_wishes

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
WELCOME = PromptState(
    "p1", "d1", "sent", "sent", NOON, answered=False, kind="welcome", person="ada", unasked=True
)
NUDGE = replace(WELCOME, id="p2", key="d2", kind="nudge")
ASKED_FOR = replace(WELCOME, id="p3", key="d3", kind="news", unasked=False)
SECOND = replace(WELCOME, id="p4", key="d4")


def said(act: Act, began: float, clock: datetime = NOON, *, acknowledged: bool = True) -> Deed:
    return Deed("ada", act, f"{act} {began}", acknowledged, began=began, ended=began + 1, clock=clock)


def came(prompt: PromptState, seconds: float, at: datetime = NOON) -> Arrival:
    return Arrival(prompt.key, at, seconds)


def faults(*happened: Deed | Arrival) -> list[str]:
    """Of a history in which this happened; by words and person."""
    history = History(
        ended=NOON,
        deeds=[each for each in happened if isinstance(each, Deed)],
        arrivals=[each for each in happened if isinstance(each, Arrival)],
        prompts=(WELCOME, NUDGE, ASKED_FOR, SECOND),
    )
    found = list(against_wishes(history))
    assert {each.person for each in found} <= {"ada"}
    return [each.words for each in found]


YES, STOP, SNOOZE, RESUME = (
    said(Act.START, 10),
    said(Act.STOP, 20),
    said(Act.SNOOZE, 20),
    said(Act.RESUME, 30),
)
LATER = 21 + UNDER_WAY + 1


@pytest.mark.parametrize(
    ("happened", "words"),
    [
        ((YES, STOP, came(NUDGE, LATER)), "after they stopped"),
        ((YES, STOP, came(WELCOME, LATER)), "after they stopped"),
        ((STOP, came(WELCOME, LATER)), "after they stopped"),
        ((YES, RESUME, said(Act.STOP, 40), came(NUDGE, 60)), "after they stopped"),
        ((YES, STOP, came(NUDGE, LATER, NOON - timedelta(days=1))), "after they stopped"),
        ((came(NUDGE, 5), YES), "before they took part"),
        ((YES, came(WELCOME, 12), came(SECOND, 90)), "as a second welcome"),
        ((YES, SNOOZE, came(NUDGE, 90, NOON + timedelta(days=3))), "in a quiet time"),
    ],
    ids=[
        "a nudge after a stop",
        "the welcome after a stop",
        "the welcome to somebody who stopped before it",
        "a nudge after the last stop",
        "the clock leapt back after the stop",
        "a nudge to somebody never asked",
        "welcomed twice",
        "a nudge in a quiet time",
    ],
)
def test_a_message_against_a_wish_is_found(happened: tuple[Deed | Arrival, ...], words: str) -> None:
    (found,) = faults(*happened)
    assert words in found


@pytest.mark.parametrize(
    "happened",
    [
        (came(WELCOME, 5), YES, came(NUDGE, 60)),
        (YES, came(WELCOME, 15), said(Act.STOP, 20, NOON - timedelta(minutes=45))),
        (YES, STOP, came(NUDGE, 22)),
        (YES, said(Act.STOP, 20, acknowledged=False), came(NUDGE, 60)),
        (YES, STOP, said(Act.START, 40, acknowledged=False), came(NUDGE, 60)),
        (YES, STOP, came(ASKED_FOR, 60)),
        (YES, SNOOZE, RESUME, came(NUDGE, 60)),
        (YES, SNOOZE, came(NUDGE, 90, NOON + timedelta(days=8))),
        (came(WELCOME, 5), came(WELCOME, 90)),
    ],
    ids=[
        "welcomed, and took part",
        "stopped after it, when the clock had leapt back",
        "it was under way",
        "nobody acknowledged the stop",
        "who begins again may have been heard",
        "it was asked for",
        "the quiet was ended",
        "the quiet was over",
        "the same message twice is another promise",
    ],
)
def test_what_is_against_nobodys_wish_is_no_fault(happened: tuple[Deed | Arrival, ...]) -> None:
    assert faults(*happened) == []


def test_a_life_holds_all_of_a_person_and_what_happened_to_everybody_around_it() -> None:
    stop, other, leap, long_ago = (
        Note(100, NOON, "stop", "ada"),
        Note(100, NOON, "did", "bo"),
        Note(90, NOON, "all clocks leapt"),
        Note(5, NOON, "kill all"),
    )
    assert life_of("ada", [stop, other, leap, long_ago]) == [leap, stop]
