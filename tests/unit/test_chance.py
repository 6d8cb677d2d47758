"""Draws that can be drawn again."""

from statistics import mean

from hypothesis import given
from hypothesis import strategies as st

from nudges.chance import KeyedDraw, stable_id

NAMES = st.lists(st.text(max_size=20), min_size=1, max_size=4)


@given(st.binary(min_size=1), NAMES)
def test_the_same_key_and_name_always_draw_the_same_number(key: bytes, name: list[str]) -> None:
    first, second = KeyedDraw(key)(*name), KeyedDraw(key)(*name)
    assert first == second
    assert 0 <= first < 1


def test_another_key_or_another_name_draws_another_number() -> None:
    draw = KeyedDraw(b"one")
    assert (
        len({draw("a", "send"), draw("a", "choice"), draw("b", "send"), KeyedDraw(b"two")("a", "send")}) == 4
    )


def test_draws_are_spread_evenly() -> None:
    drawn = [KeyedDraw(b"key")(str(n)) for n in range(4000)]
    tenths = [sum(n / 10 <= d < (n + 1) / 10 for d in drawn) for n in range(10)]
    assert abs(mean(drawn) - 0.5) < 0.02
    assert all(330 < count < 470 for count in tenths)


def test_the_key_is_not_shown() -> None:
    assert "secret" not in repr(KeyedDraw(b"secret"))


def test_an_identifier_depends_on_where_its_parts_end() -> None:
    assert stable_id("ab", "c") == stable_id("ab", "c")
    assert stable_id("ab", "c") != stable_id("a", "bc")
    assert len(stable_id("x")) == 24
