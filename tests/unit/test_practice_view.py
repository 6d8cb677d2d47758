"""What a released window shows, and what it never shows."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.framework import Behaviour, Framework, RoleGroup
from nudges.practice_view import (
    BandKind,
    Member,
    PracticeView,
    ShareBand,
    Window,
    last_closed_window,
    release_view,
    share_band,
    window_of,
)

ROLES_OF = {
    "B1": "R1 R4",
    "B3": "R1",
    "B5": "R1 R2 R4",
    "B7": "R5",
    "B8": "R2 R3 R5",
}
FRAMEWORK = Framework(
    barriers={},
    behaviours={b: Behaviour(b, frozenset(roles.split()), False) for b, roles in ROLES_OF.items()},
    role_groups={r: RoleGroup(r, r in {"R1", "R4"}) for r in ("R1", "R2", "R3", "R4", "R5")},
    strategies={},
    recommendations={},
    solutions={},
)
WINDOW = window_of(date(2025, 3, 12))


def people(count: int, role_group: str, *units: str, prefix: str = "p") -> list[Member]:
    ids = (f"{prefix}-{role_group}-{'-'.join(units)}-{n}" for n in range(count))
    return [Member(person, role_group, frozenset(units)) for person in ids]


def ids(members: list[Member]) -> list[str]:
    return [member.person_id for member in members]


def text_of(view: PracticeView) -> str:
    return json.dumps(view.to_document(), sort_keys=True)


def test_a_setting_with_two_teams_shows_whole_teams_and_role_groups_as_bands() -> None:
    managers = people(12, "R2", "north")
    planners = people(20, "R3", "north")
    others = people(28, "R5", "south")
    practised = {"B8": ids(managers)[:6] + ids(planners)[:1] + ids(others)[:27]}

    view = release_view(WINDOW, managers + planners + others, practised, FRAMEWORK)

    shares = {(c.role_group, c.unit_id): (c.size, c.share) for c in view.cells if c.behaviour == "B8"}
    assert shares == {
        (None, None): (60, ShareBand(BandKind.RANGE, 55, 59)),  # 34 of 60
        (None, "north"): (32, ShareBand(BandKind.RANGE, 20, 29)),  # 7 of 32
        (None, "south"): (28, ShareBand(BandKind.NEARLY_ALL, 92, 100)),
        ("R2", None): (12, ShareBand(BandKind.RANGE, 40, 59)),  # 6 of 12
        ("R3", None): (20, ShareBand(BandKind.FEW, 0, 10)),
        ("R5", None): (28, ShareBand(BandKind.NEARLY_ALL, 92, 100)),
        ("R2", "north"): (12, ShareBand(BandKind.RANGE, 40, 59)),
        ("R3", "north"): (20, ShareBand(BandKind.FEW, 0, 10)),
        ("R5", "south"): (28, ShareBand(BandKind.NEARLY_ALL, 92, 100)),
    }
    assert view.public_pacts_only == ("B1", "B3")


def test_a_large_group_is_hidden_when_the_people_left_over_are_fewer_than_k() -> None:
    inside, left_over = people(12, "R5", "team"), people(3, "R5")

    view = release_view(WINDOW, inside + left_over, {}, FRAMEWORK)

    assert view.cell("B7") is not None
    assert view.cell("B7", unit_id="team") is None
    assert view.hidden == 4  # the team and the role group in it, for B7 and for B8


def test_a_group_is_hidden_when_two_others_leave_a_few_people_between_them() -> None:
    both, only_a, only_b, rest = (
        people(4, "R5", "a", "b"),
        people(20, "R5", "a"),
        people(19, "R5", "b"),
        people(30, "R5"),
    )

    view = release_view(WINDOW, both + only_a + only_b + rest, {}, FRAMEWORK)

    assert view.cell("B7", unit_id="a") is not None
    assert view.cell("B7", unit_id="b") is None


def test_nothing_is_shown_of_a_setting_with_fewer_than_k_people() -> None:
    members = people(9, "R5", "team")

    view = release_view(WINDOW, members, {"B7": ids(members)}, FRAMEWORK)

    assert view.cells == ()


def test_senior_leaders_are_in_no_cell_and_count_in_none() -> None:
    leaders = people(15, "R1", "team") + people(15, "R4", "team")
    managers = people(15, "R2", "team")
    practised = {b: ids(leaders) for b in ROLES_OF}

    view = release_view(WINDOW, leaders + managers, practised, FRAMEWORK)

    assert {cell.role_group for cell in view.cells} == {None, "R2"}
    assert {cell.size for cell in view.cells} == {15}
    assert {cell.share.kind for cell in view.cells} == {BandKind.FEW}


def test_a_person_counts_once_for_a_behaviour_however_often_it_was_practised() -> None:
    members = people(20, "R5")

    often = release_view(WINDOW, members, {"B7": ids(members)[:5] * 4}, FRAMEWORK)

    assert often == release_view(WINDOW, members, {"B7": ids(members)[:5]}, FRAMEWORK)


def test_people_who_are_no_members_do_not_count() -> None:
    members = people(20, "R5")

    view = release_view(WINDOW, members, {"B7": ["gone-1", "gone-2", "gone-3", "gone-4"]}, FRAMEWORK)

    assert view == release_view(WINDOW, members, {}, FRAMEWORK)


def test_a_person_listed_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        release_view(WINDOW, people(10, "R5") * 2, {}, FRAMEWORK)


@pytest.mark.parametrize("k", [-1, 0, 1, 4])
def test_a_least_group_below_five_is_refused(k: int) -> None:
    with pytest.raises(ValueError, match="below 5"):
        release_view(WINDOW, people(30, "R5"), {}, FRAMEWORK, k=k)


def test_no_person_appears_in_the_stored_view() -> None:
    members = people(40, "R5", "team", prefix="secret")

    view = release_view(WINDOW, members, {"B7": ids(members)}, FRAMEWORK)

    assert "secret" not in text_of(view)


def test_late_records_and_leavers_never_change_a_released_window() -> None:
    members = people(13, "R5", "team") + people(20, "R5")
    released = release_view(WINDOW, members, {"B7": ids(members)[:8]}, FRAMEWORK)
    stored = text_of(released)

    later = release_view(WINDOW, members[2:], {"B7": ids(members)[:25]}, FRAMEWORK)

    shown = PracticeView.from_document(json.loads(stored))
    assert later != released
    assert shown == released
    assert text_of(shown) == stored


def test_a_stored_view_of_another_format_is_refused() -> None:
    document = release_view(WINDOW, people(30, "R5"), {}, FRAMEWORK).to_document()

    with pytest.raises(ValueError, match="format 2"):
        PracticeView.from_document(document | {"format": 2})


@given(st.integers(1, 400).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size))))
def test_a_band_holds_the_share_but_never_tells_the_exact_number(practised_of: tuple[int, int]) -> None:
    practised, size = practised_of
    band = share_band(practised, size)
    alike = [count for count in range(size + 1) if share_band(count, size) == band]

    assert band.low <= 100 * practised / size < band.high + 1
    assert len(alike) >= (1 if size < 3 else 2)


@pytest.mark.parametrize("size", [10, 11, 17, 29, 30, 31, 64, 1000])
def test_fewer_than_three_are_few_and_all_but_fewer_than_three_are_nearly_all(size: int) -> None:
    kinds = [share_band(count, size).kind for count in range(size + 1)]

    assert kinds[:3] == [BandKind.FEW] * 3
    assert kinds[3:-3] == [BandKind.RANGE] * (size - 5)
    assert kinds[-3:] == [BandKind.NEARLY_ALL] * 3


def test_bands_are_ten_points_wide_in_groups_below_thirty_and_five_from_there() -> None:
    assert share_band(13, 29) == ShareBand(BandKind.RANGE, 40, 49)
    assert share_band(45, 100) == ShareBand(BandKind.RANGE, 45, 49)


def test_groups_below_ten_show_only_which_half() -> None:
    assert {share_band(count, 6) for count in range(7)} == {
        ShareBand(BandKind.RANGE, 0, 49),
        ShareBand(BandKind.RANGE, 50, 100),
    }


@pytest.mark.parametrize(("practised", "size"), [(-1, 10), (11, 10), (0, 0)])
def test_a_share_of_nobody_or_of_more_than_all_is_refused(practised: int, size: int) -> None:
    with pytest.raises(ValueError, match="not a share"):
        share_band(practised, size)


@given(st.dates(date(2000, 1, 3), date(2100, 1, 1)))
def test_windows_are_four_whole_weeks_and_every_day_is_in_exactly_one(day: date) -> None:
    window = window_of(day)

    assert window.covers(day)
    assert window.first.weekday() == 0
    assert (window.last - window.first).days == 27
    assert window.previous.last == window.first - timedelta(days=1)


@given(st.dates(date(2000, 3, 1), date(2100, 1, 1)))
def test_the_last_closed_window_is_over_and_the_next_is_not(today: date) -> None:
    closed = last_closed_window(today)

    assert closed.last < today
    assert window_of(today).previous == closed


def test_windows_off_the_grid_are_refused() -> None:
    with pytest.raises(ValueError, match="four-week windows"):
        Window(WINDOW.first + timedelta(days=7), WINDOW.last + timedelta(days=7))
    with pytest.raises(ValueError, match="four-week windows"):
        replace(WINDOW, last=WINDOW.last - timedelta(days=7))
