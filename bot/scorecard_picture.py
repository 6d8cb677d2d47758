"""The picture of a filled scorecard, drawn with Altair and rendered without a browser or the network.

Every area is one bar of the same length that stands for its relevant indicators. What is not
known is an empty, dashed part of it, so that a score never looks surer than it is. The parts
stand in the same order everywhere and differ in lightness, outline and count, never by hue alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from textwrap import wrap
from typing import Any, Literal, TypeAlias

import altair as alt
import vl_convert

from nudges.flows.scorecard import AreaScore, Scores, Tally, Value
from nudges.texts import Speaker

_WIDTH = 500  # logical pixels; twice as many in the picture, so that it is sharp on a phone
_SCALE = 2
_LABEL_HEIGHT, _BAR_HEIGHT, _ROW_GAP = 26, 30, 14
_ROW_HEIGHT = _LABEL_HEIGHT + _BAR_HEIGHT + _ROW_GAP
_LEGEND_HEIGHT, _CONTEXT_HEIGHT = 34, 40
_PART_GAP = 2
_SOLID: list[float] = [1, 0]
_DASHED: list[float] = [4, 3]
_FONT = "Roboto, Noto Sans, sans-serif"
_LARGE, _SMALL = 16, 14
_INK, _SOFT_INK, _PAPER = "#17222d", "#566573", "#ffffff"


@dataclass(frozen=True, slots=True)
class _Look:
    """How one value's part of a bar is drawn. Ink on fill has a contrast of at least 4.5 to 1."""

    fill: str
    ink: str
    dashed: bool = False


_LOOKS = {
    Value.MET: _Look("#1a5490", _PAPER),
    Value.PARTLY: _Look("#8fb8dc", _INK),
    Value.NOT_MET: _Look("#edf1f5", _INK),
    Value.UNKNOWN: _Look(_PAPER, _SOFT_INK, dashed=True),
}
"""By value, from left to right."""

Item: TypeAlias = dict[str, Any]


def scorecard_picture(scores: Scores, speak: Speaker, of: str = "") -> bytes:
    """The scorecard as a PNG about 1000 pixels wide.

    ``of`` names what it is of, such as the setting and the quarter. Raises ``ValueError`` as
    ``scorecard_spec`` does.
    """
    spec = scorecard_spec(scores, speak, of)
    png: bytes = vl_convert.vegalite_to_png(spec, scale=_SCALE, allowed_base_urls=[])
    return png


def scorecard_spec(scores: Scores, speak: Speaker, of: str = "") -> dict[str, Any]:
    """The picture as a Vega-Lite specification that holds its own data.

    Areas that are not scored stand apart below the others. Raises ``ValueError`` where there
    is no area.
    """
    if not scores.areas:
        raise ValueError("a picture of a scorecard needs areas")
    rows, height = _rows(scores)
    legend = list(_legend(speak))
    parts = [*_swatches(legend), *(part for top, row in rows for part in _parts(row, top))]
    left = [*(_beside(item) for item in legend), *(_name(row, top, speak) for top, row in rows)]
    left += _context_heads(rows, speak)
    layers = [
        _boxes([part for part in parts if not part["dashed"]], height, _SOLID),
        _boxes([part for part in parts if part["dashed"]], height, _DASHED),
        _texts([_count(part) for part in parts if part.get("count")], height, _SMALL, "center"),
        _texts([item for item in left if item["size"] == _LARGE], height, _LARGE, "left"),
        _texts([item for item in left if item["size"] == _SMALL], height, _SMALL, "left"),
        _texts([_said(row, top, speak) for top, row in rows], height, _SMALL, "right"),
    ]
    spec: dict[str, Any] = alt.LayerChart(
        layer=layers, width=_WIDTH, height=height, title=_title(scores, speak, of), config=_calm()
    ).to_dict()
    return spec


Placed: TypeAlias = tuple[float, AreaScore]
"""An area and where its row begins, in pixels from the top."""


def _rows(scores: Scores) -> tuple[list[Placed], float]:
    """Every area with its place, those that are not scored last and apart; and the whole height."""
    top: float = _LEGEND_HEIGHT
    placed: list[Placed] = []
    for row in sorted(scores.areas, key=lambda one: not one.area.scored):
        if not row.area.scored and (not placed or placed[-1][1].area.scored):
            top += _CONTEXT_HEIGHT
        placed.append((top, row))
        top += _ROW_HEIGHT
    return placed, top


def _parts(row: AreaScore, top: float) -> Iterator[Item]:
    """The parts of one bar; values that nothing has are left out."""
    counts, left = asdict(row.tally), 0.0
    for value in _LOOKS:
        width = _WIDTH * counts[value] / max(1, row.tally.relevant)
        if width:
            box = {"left": left, "right": left + width - _PART_GAP, "top": top + _LABEL_HEIGHT}
            yield _box(box, value, _BAR_HEIGHT) | {"count": str(counts[value])}
        left += width


def _box(box: Item, value: Value, height: float) -> Item:
    look = _LOOKS[value]
    return box | {
        "bottom": box["top"] + height,
        "fill": look.fill,
        "ink": look.ink,
        "dashed": look.dashed,
        "value": value,
    }


def _count(part: Item) -> Item:
    x, y = (part["left"] + part["right"]) / 2, (part["top"] + part["bottom"]) / 2
    return _text(part["count"], x, y, part["ink"], _SMALL)


def _name(row: AreaScore, top: float, speak: Speaker) -> Item:
    name = f"{row.area.number}  {speak(f'scorecard.area.{row.area.number}.name')}"
    return _text(name, 0, top + _LABEL_HEIGHT / 2, _INK, _LARGE)


def _said(row: AreaScore, top: float, speak: Speaker) -> Item:
    """The score and what it rests on, at the right of an area's name."""
    said = " · ".join(_facts(row, speak))
    return _text(said, _WIDTH - _PART_GAP, top + _LABEL_HEIGHT / 2, _INK, _SMALL)


def _facts(row: AreaScore, speak: Speaker) -> Iterator[str]:
    tally = row.tally
    if not tally.relevant:
        yield speak("scorecard.picture.none_relevant")
        return
    if row.area.scored:
        yield _percent(row.score, speak)
    yield speak("scorecard.picture.known", known=tally.assessed, relevant=tally.relevant)
    if tally.not_relevant:
        yield speak("scorecard.picture.left_out", count=tally.not_relevant)


def _percent(share: float | None, speak: Speaker) -> str:
    if share is None:
        return speak("scorecard.picture.no_score")
    return speak("scorecard.picture.percent", percent=f"{share:.0%}".rstrip("%"))


def _context_heads(rows: Sequence[Placed], speak: Speaker) -> list[Item]:
    """The heading of the areas that are not scored, if there are any."""
    top = next((top for top, row in rows if not row.area.scored), None)
    if top is None:
        return []
    return [_text(speak("scorecard.picture.context"), 0, top - _CONTEXT_HEIGHT / 2 + 4, _SOFT_INK, _SMALL)]


def _legend(speak: Speaker) -> Iterator[Item]:
    """A sample of every part, in the order of the bars, a quarter of the width each."""
    for number, value in enumerate(_LOOKS):
        name = speak(f"scorecard.value.{value}.name")
        yield {"left": number * _WIDTH / len(_LOOKS), "value": value, "text": name}


def _swatches(legend: Sequence[Item]) -> Iterator[Item]:
    for item in legend:
        yield _box({"left": item["left"], "right": item["left"] + 22, "top": 4.0}, item["value"], 16)


def _beside(item: Item) -> Item:
    return _text(item["text"], item["left"] + 30, 12, _INK, _SMALL)


def _text(text: str, x: float, y: float, ink: str, size: int) -> Item:
    return {"text": text, "x": x, "y": y, "ink": ink, "size": size}


def _boxes(parts: list[Item], height: float, dash: list[float]) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=parts))
        .mark_rect(cornerRadius=3, stroke=_SOFT_INK, strokeWidth=1, strokeDash=dash)
        .encode(
            x=alt.X("left:Q", scale=_pixels(_WIDTH), axis=None),
            x2="right:Q",
            y=alt.Y("top:Q", scale=_pixels(height, down=True), axis=None),
            y2="bottom:Q",
            color=alt.Color("fill:N", scale=None, legend=None),
        )
    )
    return chart


def _texts(
    items: list[Item], height: float, font: int, align: Literal["left", "center", "right"]
) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=items))
        .mark_text(align=align, baseline="middle", fontSize=font, font=_FONT, limit=_WIDTH)
        .encode(
            x=alt.X("x:Q", scale=_pixels(_WIDTH), axis=None),
            y=alt.Y("y:Q", scale=_pixels(height, down=True), axis=None),
            text="text:N",
            color=alt.Color("ink:N", scale=None, legend=None),
        )
    )
    return chart


def _pixels(length: float, *, down: bool = False) -> alt.Scale:
    """A scale whose values are pixels; ``down`` counts from the top."""
    return alt.Scale(domain=[length, 0] if down else [0, length], nice=False, zero=False)


def _title(scores: Scores, speak: Speaker, of: str) -> alt.TitleParams:
    title = speak("scorecard.picture.title_of", of=of) if of else speak("scorecard.picture.title")
    return alt.TitleParams(
        text=wrap(title, 44),
        subtitle=[line for text in _overall(scores, speak) for line in wrap(text, 70)],
        anchor="start",
        fontSize=22,
        subtitleFontSize=15,
        color=_INK,
        subtitleColor=_SOFT_INK,
        font=_FONT,
        subtitleFont=_FONT,
        subtitlePadding=6,
        offset=14,
    )


def _overall(scores: Scores, speak: Speaker) -> Iterator[str]:
    """Both overall means, and on how much they rest."""
    together: Tally = scores.together
    if together.score is None:
        yield speak("scorecard.picture.means_none")
        return
    areas, indicators = (_percent(s, speak) for s in (scores.mean_of_areas, scores.weighted_by_indicators))
    yield speak("scorecard.picture.means", areas=areas, indicators=indicators)
    yield speak("scorecard.picture.note", known=together.assessed, relevant=together.relevant)


def _calm() -> alt.Config:
    """No frame, no grid, only room around."""
    return alt.Config(background=_PAPER, padding=20, view=alt.ViewConfig(stroke=None))
