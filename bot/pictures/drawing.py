"""What all pictures share: paper, ink, letters, and boxes and words placed by pixels."""

import struct
from collections.abc import Sequence
from textwrap import wrap
from typing import Any, Literal, TypeAlias

import altair as alt
import vl_convert

WIDTH = 500  # logical pixels; twice as many in the picture, so that it is sharp on a phone
_SCALE = 2
_FONT = "Roboto, Noto Sans, sans-serif"
INK, SOFT_INK, PAPER = "#17222d", "#566573", "#ffffff"

Item: TypeAlias = dict[str, Any]
"""One box (``left, right, top, bottom``) or line of words (``text, x, y, ink``), in pixels."""


def boxes(items: list[Item], height: float, colour: alt.Color | alt.ColorValue, **look: Any) -> alt.Chart:
    """Rectangles on a picture of this height; ``look`` goes to the mark."""
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=items))
        .mark_rect(**look)
        .encode(
            x=alt.X("left:Q", scale=_pixels(WIDTH), axis=None),
            x2="right:Q",
            y=alt.Y("top:Q", scale=_pixels(height, down=True), axis=None),
            y2="bottom:Q",
            color=colour,
        )
    )
    return chart


def texts(
    items: list[Item], height: float, font: int, align: Literal["left", "center", "right"]
) -> alt.Chart:
    """Lines of words on a picture of this height; ``font`` is their size in pixels."""
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=items))
        .mark_text(align=align, baseline="middle", fontSize=font, font=_FONT, limit=WIDTH)
        .encode(
            x=alt.X("x:Q", scale=_pixels(WIDTH), axis=None),
            y=alt.Y("y:Q", scale=_pixels(height, down=True), axis=None),
            text="text:N",
            color=alt.Color("ink:N", scale=None, legend=None),
        )
    )
    return chart


def picture(layers: Sequence[alt.Chart], height: float, title: str, below: Sequence[str]) -> dict[str, Any]:
    """Layers under a title and what is said below it, as a Vega-Lite specification with its own data."""
    chart = alt.LayerChart(
        layer=layers, width=WIDTH, height=height, title=_title(title, below), config=_calm()
    )
    spec: dict[str, Any] = chart.to_dict()
    return spec


def png(spec: dict[str, Any], longest: int | None = None) -> bytes:
    """About 1000 pixels wide, or smaller so that no side is longer than ``longest``. Nothing is fetched."""
    drawn = _png(spec, _SCALE)
    side = max(struct.unpack(">II", drawn[16:24]))  # where every PNG has its width and height
    return drawn if longest is None or side <= longest else _png(spec, _SCALE * longest / (side + 1))


def _png(spec: dict[str, Any], scale: float) -> bytes:
    drawn: bytes = vl_convert.vegalite_to_png(spec, scale=scale, allowed_base_urls=[])
    return drawn


def _pixels(length: float, *, down: bool = False) -> alt.Scale:
    """A scale whose values are pixels; ``down`` counts from the top."""
    return alt.Scale(domain=[length, 0] if down else [0, length], nice=False, zero=False)


def _title(title: str, below: Sequence[str]) -> alt.TitleParams:
    return alt.TitleParams(
        text=wrap(title, 44),
        subtitle=list(below),
        anchor="start",
        fontSize=22,
        subtitleFontSize=15,
        color=INK,
        subtitleColor=SOFT_INK,
        font=_FONT,
        subtitleFont=_FONT,
        subtitlePadding=6,
        offset=14,
    )


def _calm() -> alt.Config:
    """No frame, no grid, only room around."""
    return alt.Config(background=PAPER, padding=20, view=alt.ViewConfig(stroke=None))
