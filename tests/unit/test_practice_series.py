"""One group over several windows: nothing beyond what the releases show."""

from collections.abc import Collection

from nudges.practice_view import PracticeView, Trend, Window, release_view, series, window_of
from tests.factories import A_MONDAY
from tests.unit.test_practice_view import FRAMEWORK, ids, people

LAST = window_of(A_MONDAY)
STAFF = people(20, "R3", "north")


def view(did: Collection[str], window: Window = LAST, k: int = 10) -> PracticeView:
    return release_view(window, STAFF, {"B8": did}, FRAMEWORK, k=k)


def trend_of(before: int, after: int) -> Trend:
    views = [view(ids(STAFF)[:before], LAST.previous), view(ids(STAFF)[:after])]
    found = series(views, FRAMEWORK)
    return next(row.trend for row in found.rows if row.behaviour == "B8")


def test_each_row_has_a_cell_for_each_window_as_it_was_released() -> None:
    views = [view(ids(STAFF)[:6], LAST.previous), view(ids(STAFF)[:12])]

    shown = series(views, FRAMEWORK)

    assert shown.windows == (LAST.previous, LAST)
    assert {row.behaviour: row.cells for row in shown.rows} == {
        behaviour: tuple(each.cell(behaviour) for each in views) for behaviour in ("B5", "B7", "B8")
    }


def test_a_group_sees_only_its_own_cells() -> None:
    own = series([view([])], FRAMEWORK, unit_id="north")

    assert {cell.unit_id for row in own.rows for cell in row.cells if cell} == {"north"}
    assert series([view([])], FRAMEWORK, unit_id="south").empty


def test_a_trend_is_told_only_where_the_bands_do_not_touch() -> None:
    assert trend_of(4, 16) is Trend.HIGHER
    assert trend_of(16, 4) is Trend.LOWER
    assert trend_of(8, 9) is Trend.ALIKE


def test_without_a_window_to_compare_with_there_is_no_trend() -> None:
    assert {row.trend for row in series([view(ids(STAFF))], FRAMEWORK).rows} == {Trend.UNKNOWN}


def test_before_the_first_window_there_is_nothing() -> None:
    nothing = series([], FRAMEWORK)

    assert nothing.empty
    assert nothing.rows == ()
