"""The weekly series of the digest: the whole setting only."""

import json
from datetime import date, timedelta

import pytest

from nudges.practice_view import BandKind, ShareBand, WeekShares, release_week, weekly_rows
from tests.unit.test_practice_view import FRAMEWORK, ids, people

MONDAY = date(2025, 3, 10)


def test_a_week_shows_each_counted_behaviour_once_for_the_whole_setting() -> None:
    managers, others = people(12, "R2", "north"), people(18, "R5", "south")

    week = release_week(
        MONDAY, managers + others, {"B7": ids(others)[:1], "B8": ids(managers + others)[:13]}, FRAMEWORK
    )

    assert week.shares == {
        "B5": ShareBand(BandKind.FEW, 0, 16),
        "B7": ShareBand(BandKind.FEW, 0, 11),
        "B8": ShareBand(BandKind.RANGE, 35, 44),
    }


def test_a_behaviour_counted_for_fewer_than_k_people_is_hidden() -> None:
    week = release_week(MONDAY, people(9, "R2") + people(20, "R3"), {}, FRAMEWORK)

    assert week.shares["B5"] is None
    assert week.shares["B8"] is not None


def test_senior_leaders_are_not_counted_in_a_week() -> None:
    leaders = people(20, "R1") + people(20, "R4")

    week = release_week(MONDAY, leaders, {"B5": ids(leaders)}, FRAMEWORK)

    assert set(week.shares.values()) == {None}


def test_a_stored_week_is_shown_as_it_was_released() -> None:
    week = release_week(MONDAY, people(9, "R2") + people(20, "R3"), {}, FRAMEWORK)

    assert WeekShares.from_document(json.loads(json.dumps(week.to_document()))) == week


def test_rows_follow_the_framework_and_leave_gaps_where_a_week_has_no_band() -> None:
    first = release_week(MONDAY, people(9, "R5"), {}, FRAMEWORK)
    second = release_week(MONDAY + timedelta(days=7), people(20, "R5"), {}, FRAMEWORK)
    few = ShareBand(BandKind.FEW, 0, 10)

    assert weekly_rows([first, second], FRAMEWORK) == (
        ("B5", (None, None)),
        ("B7", (None, few)),
        ("B8", (None, few)),
    )


def test_a_week_that_does_not_start_on_a_monday_is_refused() -> None:
    with pytest.raises(ValueError, match="Monday"):
        release_week(MONDAY + timedelta(days=1), people(20, "R5"), {}, FRAMEWORK)


def test_a_week_refuses_small_groups_and_doubled_people() -> None:
    with pytest.raises(ValueError, match="below 5"):
        release_week(MONDAY, people(20, "R5"), {}, FRAMEWORK, k=4)
    with pytest.raises(ValueError, match="twice"):
        release_week(MONDAY, people(20, "R5") * 2, {}, FRAMEWORK)
