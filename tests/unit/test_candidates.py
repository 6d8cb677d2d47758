"""Which nudges come up for a person on a day, and which are barred."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest

from nudges.attention import Attention, Kind, Reason
from nudges.candidates import Candidate, Happening, Priority, candidates
from nudges.catalogue import Cap, Nudge, Per
from nudges.events import EventKind
from nudges.triggers import Every, InCheckIn, OnRequest, Recurring
from nudges.working_time import IsHoliday
from tests.factories import (
    A_MONDAY,
    a_happening,
    a_nudge,
    a_person,
    after,
    an_attention,
    holidays_on,
    no_holidays,
    weekly,
)

DAY = timedelta(days=1)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
MET = EventKind.CONTACT_CONFIRMED


def came_up(
    *nudges: Nudge,
    attention: Attention | None = None,
    happenings: Sequence[Happening] = (),
    days: int = 0,
    is_holiday: IsHoliday = no_holidays,
) -> list[Candidate]:
    day, now = A_MONDAY + days * DAY, NINE + days * DAY
    return candidates(nudges, attention or an_attention(), happenings, day, now, is_holiday)


def names(found: Sequence[Candidate]) -> list[str]:
    return [candidate.name for candidate in found]


def test_only_nudges_of_the_persons_role_come_up() -> None:
    leaders = a_nudge("S3-2", cells=[("R1", "B2")])
    assert names(came_up(a_nudge(), leaders)) == ["S5-3"]
    assert names(came_up(a_nudge(), leaders, attention=an_attention(a_person(role_group="R1")))) == ["S3-2"]


def test_lines_of_the_check_in_and_what_people_start_are_no_prompts() -> None:
    assert came_up(a_nudge("S7-3", InCheckIn()), a_nudge("S17-1", OnRequest("stopandthink"))) == []


# --- by the calendar


def test_a_weekly_nudge_is_open_on_its_day_and_two_more() -> None:
    assert [len(came_up(a_nudge(), days=n)) for n in range(5)] == [1, 1, 1, 0, 0]


def test_its_own_time_is_wanted_only_on_its_own_day() -> None:
    nudge = a_nudge("S5-3", weekly(at=time(11)))
    assert [came_up(nudge, days=n)[0].at for n in range(3)] == [time(11), None, None]


def test_an_opening_raises_a_nudge_once() -> None:
    sent = an_attention(last_nudge={"S5-3": (1, NINE)})
    assert came_up(a_nudge(), attention=sent, days=1) == []
    assert names(came_up(a_nudge(), attention=sent, days=7)) == ["S5-3"]


def test_it_closes_with_the_last_open_day() -> None:
    assert came_up(a_nudge())[0].closes == NINE + 2 * DAY + timedelta(hours=8)


def test_the_first_working_monday_of_the_quarter_waits_out_a_holiday() -> None:
    trigger = Recurring(Every.QUARTER, 0, time(9), nth=1, working=True)
    nudge, easter_monday = a_nudge("S3-2", trigger), date(2026, 4, 6)
    found = [n for n in range(28, 50) if came_up(nudge, days=n, is_holiday=holidays_on(easter_monday))]
    assert [A_MONDAY + n * DAY for n in found] == [date(2026, 4, d) for d in (13, 14, 15)]


# --- by events


def test_an_event_raises_its_nudge_for_as_long_as_it_is_open() -> None:
    nudge = a_nudge("S16-2", after(MET, open_days=2))
    event = [a_happening(MET, NINE)]
    assert [len(came_up(nudge, happenings=event, days=n)) for n in range(-1, 4)] == [0, 1, 1, 0, 0]


def test_each_delay_is_a_cause_of_its_own() -> None:
    nudge = a_nudge("S14-2", after(EventKind.ARRIVED, 3, 10, open_days=6))
    event = [a_happening(EventKind.ARRIVED, NINE)]
    causes = {n: [c.cause for c in came_up(nudge, happenings=event, days=n)] for n in (2, 3, 8, 9, 10, 16)}
    assert causes == {
        2: [], 3: ["event-1+3"], 8: ["event-1+3"], 9: [], 10: ["event-1+10"], 16: [],
    }  # fmt: skip  # one table


def test_one_cause_raises_a_nudge_once_and_another_again() -> None:
    nudge = a_nudge("S16-2", after(MET))
    events = [a_happening(MET, NINE), a_happening(MET, NINE, happening_id="event-2")]
    used = an_attention(causes=frozenset({("S16-2", "event-1+0")}))
    assert [c.cause for c in came_up(nudge, attention=used, happenings=events)] == ["event-2+0"]


def test_the_facts_of_the_event_come_along() -> None:
    event = a_happening(MET, NINE, counterpart="Ben", counterpart_entity="WFP")
    (found,) = came_up(a_nudge("S16-2", after(MET)), happenings=[event])
    assert found.facts == {"counterpart": "Ben", "counterpart_entity": "WFP"}


# --- a colleague's word


@pytest.mark.parametrize(("days", "count"), [(-1, 0), (0, 1), (13, 1), (14, 0)])
def test_a_colleagues_word_waits_a_fortnight_for_the_other_side(days: int, count: int) -> None:
    asked = [a_happening(EventKind.CONFIRMATION_ASKED, NINE)]
    found = came_up(happenings=asked, days=days)
    assert [c.kind for c in found] == [Kind.CONFIRMATION] * count


def test_a_confirmation_is_asked_once() -> None:
    asked = [a_happening(EventKind.CONFIRMATION_ASKED, NINE)]
    known = an_attention(causes=frozenset({("confirmation", "event-1")}))
    assert came_up(attention=known, happenings=asked) == []


# --- caps


@pytest.mark.parametrize(
    ("cap", "count", "days_ago", "comes"),
    [
        (Cap(1, 14), 1, 13, False),
        (Cap(1, 14), 1, 14, True),
        (Cap(2, 7), 5, 3, False),
        (Cap(2, 7), 5, 4, True),
        (Cap(3, None), 2, 1, True),
        (Cap(3, None), 3, 900, False),
        (Cap(1, 14, Per.PAIR), 1, 1, True),
    ],
)
def test_a_cap_keeps_a_nudge_from_coming_up(cap: Cap, count: int, days_ago: int, *, comes: bool) -> None:
    attention = an_attention(last_nudge={"S16-2": (count, NINE - days_ago * DAY)})
    nudge = a_nudge("S16-2", after(MET), caps=[cap])
    found = came_up(nudge, attention=attention, happenings=[a_happening(MET, NINE)])
    assert bool(found) is comes


def test_a_cap_counts_days_where_the_person_is() -> None:
    """Late on a Sunday in New York is Monday in UTC."""
    person = a_person(time_zone="America/New_York")
    sent = datetime(2026, 3, 2, 3, tzinfo=UTC)
    attention = an_attention(person, last_nudge={"S5-3": (1, sent)})
    assert names(came_up(a_nudge("S5-3", caps=[Cap(1, 1)]), attention=attention)) == ["S5-3"]


# --- barred


def test_a_humanitarian_flag_bars_joint_action_and_leaves_information() -> None:
    nudges = [a_nudge("S5-3", joint_action=True), a_nudge("S2-1", joint_action=False)]
    found = came_up(*nudges, attention=an_attention(a_person(humanitarian=True)))
    assert [c.barred for c in found] == [Reason.HUMANITARIAN, None]


@pytest.mark.parametrize(
    ("practised", "barred"),
    [({"B6"}, None), ({"B6", "B9"}, Reason.PRACTISED), ({"B1", "B6", "B9"}, Reason.PRACTISED), (set(), None)],
)
def test_a_nudge_is_barred_once_all_it_serves_was_practised(
    practised: set[str], barred: Reason | None
) -> None:
    nudge = a_nudge(cells=[("R3", "B6"), ("R3", "B9"), ("R2", "B8")])
    (found,) = came_up(nudge, attention=an_attention(practised=frozenset(practised)))
    assert found.barred is barred


# --- priority


def test_follow_ups_of_a_pause_go_before_pacts_events_and_the_calendar() -> None:
    nudges = [
        a_nudge("S5-3"),
        a_nudge("S16-2", after(MET)),
        a_nudge("S9-3", weekly(), flow="pacts"),
        a_nudge("S17-2", after(MET), flow="pauses"),
    ]
    found = came_up(*nudges, happenings=[a_happening(MET, NINE)])
    by_urgency = sorted(found, key=lambda c: c.priority)
    assert names(by_urgency) == ["S17-2", "S9-3", "S16-2", "S5-3"]
    assert min(c.priority for c in found) > Priority.CHOSEN_REMINDER
