"""What a trace says of a request."""

import pytest

from bot.tracing import route_of


@pytest.mark.parametrize("nudge", ["S2-1", "t", "south-sudan"])
def test_a_route_shows_nothing_of_what_was_asked_for(nudge: str) -> None:
    scope = {
        "endpoint": None,
        "path": f"/pages/settings/south/catalogue/{nudge}/off",
        "path_params": {"setting": "south", "nudge": nudge},
    }
    assert route_of(scope) == "/pages/settings/{setting}/catalogue/{nudge}/off"


def test_of_a_path_that_leads_nowhere_nothing_is_kept() -> None:
    assert route_of({"path": "/of/somebody", "path_params": {}}) == "nowhere"
