"""The picture of practice: readable, and with no number where a share is hidden."""

import struct
from typing import Any

import pytest

from bot.pictures.practice import PracticeWords, Row, practice_picture, practice_spec
from nudges.practice_view import ShareBand, share_band

WORDS = PracticeWords(
    title="Practised together",
    note="A dash means too few people.",
    band="{low} to {high} %",
    few="only a few",
    nearly_all="nearly everybody",
    hidden="-",
    scale="none",
    scale_end="all",
)
WEEKS = ["6 Jan", "13 Jan", "20 Jan", "27 Jan"]
ROWS: list[Row] = [
    ("Settled a disagreement", [share_band(1, 40), share_band(20, 40), share_band(39, 40), None]),
    ("Met a counterpart", [None, None, None, None]),
]


def items(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for values in spec["datasets"].values() for item in values]


def boxes(spec: dict[str, Any]) -> list[dict[str, Any]]:
    cells = [item for item in items(spec) if "left" in item and "text" in item]
    return sorted(cells, key=lambda cell: (cell["top"], cell["left"]))


def words_of(spec: dict[str, Any]) -> list[str]:
    return [item["text"] for item in items(spec) if "x" in item]


def size_of(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_the_picture_is_a_png_wide_enough_for_a_phone_and_light_enough_for_chat() -> None:
    png = practice_picture(WEEKS, ROWS, WORDS)

    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = size_of(png)
    assert 1000 <= width <= 1200
    assert 300 <= height <= 1000
    assert len(png) < 200_000


@pytest.mark.parametrize("band", [None, share_band(7, 20)], ids=["all hidden", "none hidden"])
def test_a_picture_where_all_or_none_is_hidden_can_be_drawn(band: ShareBand | None) -> None:
    assert practice_picture(WEEKS, [("Met a counterpart", [band] * 4)], WORDS).startswith(b"\x89PNG")


def test_hidden_cells_carry_a_dash_and_no_share() -> None:
    hidden = [box for box in boxes(practice_spec(WEEKS, ROWS, WORDS)) if box["text"] == "-"]

    assert len(hidden) == 5
    assert all("share" not in box for box in hidden)
    assert len({box["ink"] for box in hidden}) == 1


def test_cells_say_their_band_in_the_words_given() -> None:
    texts = [box["text"] for box in boxes(practice_spec(WEEKS, ROWS, WORDS))]

    assert texts[:4] == ["only a few", "50 to 54 %", "nearly everybody", "-"]


def test_long_words_are_broken_into_lines_that_fit_the_cell() -> None:
    weeks = WEEKS * 2
    spec = practice_spec(weeks, [("Shared something", [share_band(40, 40)] * 8)], WORDS)

    assert words_of(spec).count("nearly everybody") == 0
    assert words_of(spec).count("nearly") == 8


def test_labels_weeks_title_and_note_are_all_shown() -> None:
    spec = practice_spec(WEEKS, ROWS, WORDS)

    assert {*WEEKS, "Settled a disagreement", "Met a counterpart"} <= {*words_of(spec)}
    assert spec["title"]["text"] == ["Practised together"]
    assert spec["title"]["subtitle"] == ["A dash means too few people."]


def test_a_key_says_what_light_and_dark_mean() -> None:
    spec = practice_spec(WEEKS, ROWS, WORDS)
    shades = [item["share"] for item in items(spec) if "share" in item and "text" not in item]

    assert shades == sorted(shades)
    assert (shades[0], shades[-1]) == (0, 100)
    assert {"none", "all"} <= {*words_of(spec)}


def test_everything_drawn_is_inside_the_specification() -> None:
    spec = practice_spec(WEEKS, ROWS, WORDS)

    assert "url" not in str({key: value for key, value in spec.items() if key != "$schema"})


@pytest.mark.parametrize(
    ("weeks", "rows"),
    [([], ROWS), (WEEKS, []), (WEEKS[:3], ROWS)],
    ids=["no weeks", "no rows", "a row too long"],
)
def test_a_picture_of_nothing_or_of_uneven_rows_is_refused(weeks: list[str], rows: list[Row]) -> None:
    with pytest.raises(ValueError, match="one entry for each week"):
        practice_picture(weeks, rows, WORDS)
