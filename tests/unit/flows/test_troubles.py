"""Troubles are told once each, and end only by a message that proves it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from nudges.flows.troubles import QUIET, State, Trouble, TroubleKind, found, mended, trouble_id

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
HERE = ("slack", "T1")


def a_trouble(what: TroubleKind, channel_id: str = "") -> Trouble:
    key = trouble_id("south", *HERE, channel_id, what)
    return Trouble(key, "south", *HERE, channel_id=channel_id, what=what, since=NOW)


def test_two_kinds_that_take_turns_in_one_place_are_two_troubles() -> None:
    ids = {a_trouble(what).id for what in TroubleKind}
    assert len(ids) == len(TroubleKind)


def test_coordinators_are_told_of_a_new_trouble_alone() -> None:
    new = a_trouble(TroubleKind.PERMISSION)
    kept, letters = found(None, new, ["boss"])
    assert (kept, [each.person_id for each in letters]) == (new, ["boss"])
    assert found(kept, replace(new, since=NOW + timedelta(hours=1)), ["boss"]) == (kept, [])


def test_one_that_comes_back_soon_opens_again_in_silence() -> None:
    before = mended(a_trouble(TroubleKind.PERMISSION))
    again, letters = found(before, a_trouble(TroubleKind.PERMISSION), ["boss"])
    assert (again.state, letters) == (State.OPEN, [])
    later = replace(a_trouble(TroubleKind.PERMISSION), since=NOW + QUIET)
    assert len(found(before, later, ["boss"])[1]) == 1


@pytest.mark.parametrize(
    ("what", "of", "by_message", "by_post_there", "by_post_elsewhere"),
    [
        (TroubleKind.DISCONNECTED, "", True, True, True),
        (TroubleKind.MESSAGES_OFF, "", True, False, False),
        (TroubleKind.PERMISSION, "", True, False, False),
        (TroubleKind.PERMISSION, "room", False, True, False),
        (TroubleKind.NOT_IN_CHANNEL, "room", False, True, False),
    ],
)
def test_what_came_through_ends_what_it_disproves(
    what: TroubleKind, of: str, *, by_message: bool, by_post_there: bool, by_post_elsewhere: bool
) -> None:
    trouble = a_trouble(what, of)
    assert trouble.ended_by(*HERE, "") is by_message
    assert trouble.ended_by(*HERE, "room") is by_post_there
    assert trouble.ended_by(*HERE, "another") is by_post_elsewhere
    assert not trouble.ended_by("slack", "T2", of)
