"""How people write days, hours, leave, yes and no, and ids."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.people import Leave
from nudges.roster import cells
from tests.told import refused

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("Mon \u2013 Fri", {0, 1, 2, 3, 4}),
        ("sun-thu", {6, 0, 1, 2, 3}),
        ("sat-wed", {5, 6, 0, 1, 2}),
        ("mon,tue,wed", {0, 1, 2}),
        ("Mon Tue", {0, 1}),
        ("Monday; Thurs", {0, 3}),
        ("mon-tue, fri", {0, 1, 4}),
        ("mon-mon", {0}),
    ],
)
def test_working_days_may_be_spans_or_lists(text: str, days: set[int]) -> None:
    assert cells.working_days(text) == days


@pytest.mark.parametrize("text", ["m-f", "mon-", "weekdays", ",", "1-5"])
def test_days_nobody_can_know_are_refused(text: str) -> None:
    with refused("mon-fri"):
        cells.working_days(text)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("09:00-17:00", time(9), time(17)),
        ("9-17", time(9), time(17)),
        ("8.30-16.30", time(8, 30), time(16, 30)),
        ("08:30 \u2013 16:30", time(8, 30), time(16, 30)),
        ("9h-17h30", time(9), time(17, 30)),
        ("9:00 to 17:00", time(9), time(17)),
    ],
)
def test_working_hours_may_be_written_in_several_ways(text: str, start: time, end: time) -> None:
    assert cells.working_hours(text) == (start, end)


@pytest.mark.parametrize("text", ["9-5", "17-9", "9-9", "9", "9-25", "9:70-17", "nine to five"])
def test_hours_that_make_no_day_are_refused(text: str) -> None:
    with refused("09:00-17:00"):
        cells.working_hours(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9-5", 'did you mean "09:00-17:00"'),
        ("8:30-4.30", 'did you mean "08:30-16:30"'),
        ("9-9", "use the 24-hour clock, like 09:00-17:00"),
        ("22-6", "use the 24-hour clock, like 09:00-17:00"),
    ],
)
def test_hours_of_a_twelve_hour_clock_are_answered_with_what_was_meant(text: str, said: str) -> None:
    with refused("ends before it starts", said):
        cells.working_hours(text)


@pytest.mark.parametrize("text", ["yes", "TRUE", "1", "x", "Y"])
def test_yes(text: str) -> None:
    assert cells.yes_or_no(text)


@pytest.mark.parametrize("text", ["no", "False", "0", "n"])
def test_no(text: str) -> None:
    assert not cells.yes_or_no(text)


def test_perhaps_is_neither_yes_nor_no() -> None:
    with refused("write yes or no"):
        cells.yes_or_no("perhaps")


@given(st.lists(st.tuples(DAYS, DAYS).map(sorted), min_size=1, max_size=5), st.sampled_from(["; ", ",", ";"]))
def test_leave_written_out_reads_back_in_order_of_time(spans: list[list[date]], mark: str) -> None:
    text = mark.join(f"{a}..{b}" if a != b else f"{a}" for a, b in spans)
    assert cells.leave(text) == tuple(Leave(a, b) for a, b in sorted({(a, b) for a, b in spans}))


@pytest.mark.parametrize(
    "text", ["2026-12-20..2027-01-03", "2026-12-20 to 2027-01-03", "2026-12-20 - 2027-01-03"]
)
def test_a_span_of_leave_may_be_written_in_several_ways(text: str) -> None:
    assert cells.leave(text) == (Leave(date(2026, 12, 20), date(2027, 1, 3)),)


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("01/02/2027", "write 2027-02-01"),
        ("2027-02-30", "year-month-day"),
        ("2027-02-02..2027-02-01", "swap the two dates"),
    ],
)
def test_leave_that_cannot_be_read_is_refused(text: str, mend: str) -> None:
    with refused(mend):
        cells.leave(text)


@pytest.mark.parametrize("text", ["amina", "a@b", "a b@c.org", "a@b.org, c@d.org", "<a@b.org>", "a@@b.org"])
def test_what_is_no_email_address_is_refused(text: str) -> None:
    with refused("name@example.org"):
        cells.email(text)


@pytest.mark.parametrize(
    ("text", "workspace", "user"),
    [("T123:U456", "T123", "U456"), ("U456", None, "U456"), ("u456", None, "U456"), ("E1:W2", "E1", "W2")],
)
def test_slack_ids(text: str, workspace: str | None, user: str) -> None:
    assert cells.slack_id(text) == cells.ChatHandle(workspace, user)


@pytest.mark.parametrize("text", ["@amina", "T123", "Amina B.", "T1:U2:U3"])
def test_a_display_name_is_no_slack_id(text: str) -> None:
    with refused("not the display name"):
        cells.slack_id(text)


@pytest.mark.parametrize(
    ("text", "tenant", "user"),
    [
        ("tenant:user", "tenant", "user"),
        ("user", None, "user"),
        ("29:1ab-c", None, "29:1ab-c"),
        ("0f0e-aa:29:1ab", "0f0e-aa", "29:1ab"),
        ("29:1aB", None, "29:1aB"),
        ("Tenant:0F0E1D2C-aaaa-bbbb-cccc-0123456789AB", "tenant", "0f0e1d2c-aaaa-bbbb-cccc-0123456789ab"),
    ],
)
def test_teams_ids(text: str, tenant: str | None, user: str) -> None:
    assert cells.teams_id(text) == cells.ChatHandle(tenant, user)


def test_a_display_name_is_no_teams_id() -> None:
    with refused("not the names"):
        cells.teams_id("Amina B.")


def test_a_country_is_a_code_with_known_holidays() -> None:
    read = cells.country(frozenset({"KE"}))
    assert read("ke") == "KE"
    with refused("two-letter"):
        read("Kenya")
    with refused("no public holidays"):
        read("QQ")


def test_a_name_longer_than_a_line_is_refused() -> None:
    with refused("shorten it"):
        cells.words("x" * 121)
