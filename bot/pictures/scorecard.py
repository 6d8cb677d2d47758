"""The picture of a filled scorecard.

Every area is one bar of the same length that stands for its relevant indicators. What is not
known is an empty, dashed part of it, so that a score never looks surer than it is. The parts
stand in the same order everywhere and differ in lightness, outline and count, never by hue alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from textwrap import wrap
from typing import Any, TypeAlias

import altair as alt

from bot.pictures.drawing import INK, PAPER, SOFT_INK, WIDTH, Item, boxes, picture, png, texts
from nudges.flows.scorecard import AreaScore, Scores, Tally, Value
from nudges.texts import Speaker

_LABEL_HEIGHT, _BAR_HEIGHT, _ROW_GAP = 26, 30, 14
_ROW_HEIGHT = _LABEL_HEIGHT + _BAR_HEIGHT + _ROW_GAP
_LEGEND_HEIGHT, _CONTEXT_HEIGHT = 34, 40
_PART_GAP = 2
_SOLID: list[float] = [1, 0]
_DASHED: list[float] = [4, 3]
_EDGE: dict[str, Any] = {"cornerRadius": 3, "stroke": SOFT_INK, "strokeWidth": 1}
_FILL = alt.Color("fill:N", scale=None, legend=None)
_LARGE, _SMALL = 16, 14


@dataclass(frozen=True, slots=True)
class _Look:
    """How one value's part of a bar is drawn. Ink on fill has a contrast of at least 4.5 to 1."""

    fill: str
    ink: str
    dashed: bool = False


_LOOKS = {
    Value.MET: _Look("#1a5490", PAPER),
    Value.PARTLY: _Look("#8fb8dc", INK),
    Value.NOT_MET: _Look("#edf1f5", INK),
    Value.UNKNOWN: _Look(PAPER, SOFT_INK, dashed=True),
}
"""By value, from left to right."""


def scorecard_picture(scores: Scores, speak: Speaker, of: str = "") -> bytes:
    """The scorecard as a PNG about 1000 pixels wide.

    ``of`` names what it is of, such as the setting and the quarter. Raises ``ValueError`` as
    ``scorecard_spec`` does.
    """
    return png(scorecard_spec(scores, speak, of))


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
        boxes([part for part in parts if not part["dashed"]], height, _FILL, **_EDGE, strokeDash=_SOLID),
        boxes([part for part in parts if part["dashed"]], height, _FILL, **_EDGE, strokeDash=_DASHED),
        texts([_count(part) for part in parts if part.get("count")], height, _SMALL, "center"),
        texts([item for item in left if item["size"] == _LARGE], height, _LARGE, "left"),
        texts([item for item in left if item["size"] == _SMALL], height, _SMALL, "left"),
        texts([_said(row, top, speak) for top, row in rows], height, _SMALL, "right"),
    ]
    title = speak("scorecard.picture.title_of", of=of) if of else speak("scorecard.picture.title")
    below = [line for text in _overall(scores, speak) for line in wrap(text, 70)]
    return picture(layers, height, title, below)


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
        width = WIDTH * counts[value] / max(1, row.tally.relevant)
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
    return _text(name, 0, top + _LABEL_HEIGHT / 2, INK, _LARGE)


def _said(row: AreaScore, top: float, speak: Speaker) -> Item:
    """The score and what it rests on, at the right of an area's name."""
    said = " · ".join(_facts(row, speak))
    return _text(said, WIDTH - _PART_GAP, top + _LABEL_HEIGHT / 2, INK, _SMALL)


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
    return [_text(speak("scorecard.picture.context"), 0, top - _CONTEXT_HEIGHT / 2 + 4, SOFT_INK, _SMALL)]


def _legend(speak: Speaker) -> Iterator[Item]:
    """A sample of every part, in the order of the bars, a quarter of the width each."""
    for number, value in enumerate(_LOOKS):
        name = speak(f"scorecard.value.{value}.name")
        yield {"left": number * WIDTH / len(_LOOKS), "value": value, "text": name}


def _swatches(legend: Sequence[Item]) -> Iterator[Item]:
    for item in legend:
        yield _box({"left": item["left"], "right": item["left"] + 22, "top": 4.0}, item["value"], 16)


def _beside(item: Item) -> Item:
    return _text(item["text"], item["left"] + 30, 12, INK, _SMALL)


def _text(text: str, x: float, y: float, ink: str, size: int) -> Item:
    return {"text": text, "x": x, "y": y, "ink": ink, "size": size}


def _overall(scores: Scores, speak: Speaker) -> Iterator[str]:
    """Both overall means, and on how much they rest."""
    together: Tally = scores.together
    if together.score is None:
        yield speak("scorecard.picture.means_none")
        return
    areas, indicators = (_percent(s, speak) for s in (scores.mean_of_areas, scores.weighted_by_indicators))
    judged, every = len(scores.judged_areas), len(scores.scored_areas)
    yield speak("scorecard.picture.means", areas=areas, indicators=indicators, judged=judged, all=every)
    yield speak("scorecard.picture.note", known=together.assessed, relevant=together.relevant)
