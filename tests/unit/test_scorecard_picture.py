"""The picture of a scorecard shows what is not known as plainly as what is."""

import re
import struct
from typing import Any

import pytest

from bot.content import load_content
from bot.pictures.scorecard import scorecard_picture, scorecard_spec
from nudges.flows.scorecard import Scorecard, Scores, Value, Values, score_values

CONTENT = load_content()
LANGUAGES = sorted(CONTENT.texts.languages)
SOME: Values = {
    "2.1": Value.MET,
    "2.2": Value.PARTLY,
    "2.3": Value.NOT_MET,
    "5.1": Value.NOT_RELEVANT,
    "7.1": Value.MET,
}
BARS_FROM = 40
"""Pixels from the top; the legend stands above."""


def scores(values: Values) -> Scores:
    return score_values(CONTENT.scorecard, values)


def spec(values: Values, of: str = "") -> dict[str, Any]:
    return scorecard_spec(scores(values), CONTENT.texts.speaker("en"), of)


def items(values: Values) -> list[dict[str, Any]]:
    return [item for each in spec(values)["datasets"].values() for item in each]


def bars(values: Values) -> list[list[tuple[str, float]]]:
    """Every bar from the top: its parts from the left, as value and width."""
    parts = [item for item in items(values) if "left" in item and item["top"] > BARS_FROM]
    tops = sorted({part["top"] for part in parts})
    rows = [sorted((p for p in parts if p["top"] == top), key=lambda p: p["left"]) for top in tops]
    return [[(part["value"], part["right"] - part["left"]) for part in row] for row in rows]


def texts(values: Values) -> list[str]:
    return [item["text"] for item in items(values) if "x" in item]


def test_parts_stand_in_one_order_and_their_widths_count_indicators() -> None:
    second = bars(SOME)[1]
    assert [value for value, _ in second] == ["met", "partly", "not_met", "unknown"]
    widths = [width + 2 for _, width in second]
    assert widths == pytest.approx([500 / 18, 500 / 18, 500 / 18, 500 * 15 / 18])


def test_a_score_stands_beside_what_it_rests_on() -> None:
    said = texts(SOME)
    assert "50% · 3 of 18 known" in said
    assert "no score yet · 0 of 15 known · 1 not relevant" in said
    assert "no score yet · 0 of 2 known" in said


def test_context_stands_apart_without_a_score() -> None:
    said = texts(SOME)
    assert "1 of 3 known" in said
    assert "The mandate: shown, not scored" in said
    tops = sorted({item["top"] for item in items(SOME) if "left" in item and item["top"] > BARS_FROM})
    assert tops[6] - tops[5] > tops[5] - tops[4]


def test_an_area_in_which_nothing_is_relevant_has_no_bar() -> None:
    nothing = {f"5.{n}": Value.NOT_RELEVANT for n in range(1, 17)}
    assert "nothing relevant" in texts(nothing)
    assert len(bars(nothing)) == 6


def test_the_title_names_the_setting_and_both_means() -> None:
    title = spec(SOME, "Sample country, 2026-Q4")["title"]
    assert "Sample country" in " ".join(title["text"])
    assert "50% as the mean of 1 of 6 areas, 50% where" in " ".join(title["subtitle"])
    assert "no score" in " ".join(spec({})["title"]["subtitle"])


def luminance(colour: str) -> float:
    parts = [int(pair, 16) / 255 for pair in re.findall("[0-9a-f]{2}", colour)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_counts_read_well_on_their_parts_and_parts_differ_without_hue() -> None:
    legend = sorted((i for i in items(SOME) if "left" in i and i["top"] < BARS_FROM), key=lambda i: i["left"])
    assert [part["value"] for part in legend] == ["met", "partly", "not_met", "unknown"]
    assert all(contrast(part["fill"], part["ink"]) >= 4.5 for part in legend)
    met, partly, not_met, unknown = (part["fill"] for part in legend)
    assert min(contrast(met, partly), contrast(met, not_met)) >= 3
    assert contrast(partly, not_met) >= 1.7
    assert [part["dashed"] for part in legend] == [False, False, False, True], unknown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_is_a_png_of_some_thousand_pixels(language: str) -> None:
    png = scorecard_picture(scores(SOME), CONTENT.texts.speaker(language), "Sample country, 2026-Q4")
    assert png.startswith(b"\x89PNG\r\n")
    width, _ = struct.unpack(">II", png[16:24])
    assert 1000 <= width <= 1100


def test_a_scorecard_without_areas_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="needs areas"):
        scorecard_spec(score_values(Scorecard(), {}), CONTENT.texts.speaker("en"))
