"""The sample roster of the demo is valid and shows what the product has to cope with."""

from collections import Counter
from pathlib import Path
from zoneinfo import available_timezones

import holidays
import pytest

from bot.spreadsheets import read_table
from nudges.roster.file import Known, Roster, read_roster

SAMPLE = Path(__file__).parents[3] / "config" / "examples" / "sample-roster.csv"
SMALLEST_GROUP = 10


@pytest.fixture(scope="module")
def roster() -> Roster:
    known = Known(
        zones=frozenset(available_timezones()),
        countries=frozenset(holidays.list_supported_countries()),
        languages=frozenset({"en"}),
        role_groups=frozenset({"R1", "R2", "R3", "R4", "R5"}),
    )
    return read_roster(read_table(SAMPLE), known)


def test_every_address_is_one_that_can_never_exist(roster: Roster) -> None:
    assert all(row.email.endswith("@sample.example") for row in roster.rows)


def test_every_entity_is_marked_as_a_sample(roster: Roster) -> None:
    entities = {row.entity for row in roster.rows}
    assert len(entities) == 8
    assert all(entity.startswith("Sample ") for entity in entities)


def test_four_pillars_and_all_role_groups_are_there(roster: Roster) -> None:
    assert len({row.pillar for row in roster.rows}) == 4
    assert Counter(row.role_group for row in roster.rows) == {"R1": 4, "R2": 12, "R3": 26, "R4": 4, "R5": 16}


def test_some_managers_have_a_group_large_enough_to_be_shown(roster: Roster) -> None:
    sizes = Counter(row.manager_email for row in roster.rows if row.manager_email)
    assert sum(size >= SMALLEST_GROUP for size in sizes.values()) >= 3
    assert any(size < SMALLEST_GROUP for size in sizes.values())


def test_it_spans_zones_with_odd_offsets_and_weeks_that_begin_on_sunday(roster: Roster) -> None:
    assert {"Asia/Kathmandu", "America/New_York", "Europe/Zurich"} <= {row.time_zone for row in roster.rows}
    assert 6 in {row.week.first_day for row in roster.rows}
    assert any(row.leave for row in roster.rows)


def test_two_people_coordinate(roster: Roster) -> None:
    assert sum(row.is_coordinator for row in roster.rows) == 2


def test_no_two_names_look_alike(roster: Roster) -> None:
    assert roster.alike == ()
