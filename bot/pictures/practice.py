"""The picture of practice: behaviours by weeks, in bands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap
from typing import Any

import altair as alt

from bot.pictures.drawing import INK, PAPER, SOFT_INK, WIDTH, Item, boxes, picture, png, texts
from nudges.practice_view import BandKind, ShareBand
from nudges.texts import Speaker

_LABEL_HEIGHT, _CELL_HEIGHT, _ROW_GAP, _CELL_GAP = 30, 40, 10, 4
_ROW_HEIGHT = _LABEL_HEIGHT + _CELL_HEIGHT + _ROW_GAP
_HEAD_HEIGHT = 24
_LARGEST_FONT = 17
_KEY_HEIGHT, _KEY_FONT, _KEY_LEFT, _KEY_BOX = 34, 14, 76, 34
_KEY_SHARES = (0, 25, 50, 75, 100)
_BAND_WIDTH = 4.1  # a band with its margins is about this many times as wide as its font is high
_LETTER_WIDTH = 0.52
_EMPTY = "#f1f3f5"
_SHADES = ("#e4eef7", "#1a5490")  # one hue from light to dark: a share, not a verdict
_PAPER_INK_FROM = 65  # per cent; from here white reads better on the shade than ink

Row = tuple[str, Sequence[ShareBand | None]]


@dataclass(frozen=True, slots=True)
class PracticeWords:
    """Every word in the picture of practice, in the reader's language."""

    title: str
    note: str
    """Under the title: what is counted, and what the sign for hidden means."""
    band: str
    """Has ``{low}`` and ``{high}``, whole per cent."""
    few: str
    nearly_all: str
    hidden: str
    scale: str
    """What the lightest shade of the key stands for, and ``scale_end`` the darkest."""
    scale_end: str


def draw_practice(
    weeks: Sequence[str], rows: Sequence[Row], speak: Speaker, longest: int | None = None
) -> bytes:
    """The picture of practice in the words of one language; several coordinators share one drawing."""
    plain = tuple((label, tuple(bands)) for label, bands in rows)
    return _drawn(tuple(weeks), plain, _words(speak), longest)


@lru_cache(maxsize=32)
def _drawn(
    weeks: tuple[str, ...],
    rows: tuple[tuple[str, tuple[ShareBand | None, ...]], ...],
    words: PracticeWords,
    longest: int | None,
) -> bytes:
    return practice_picture(weeks, rows, words, longest)


def _words(speak: Speaker) -> PracticeWords:
    return PracticeWords(
        title=speak("digest.picture_title"),
        note=speak("digest.picture_note"),
        band=speak("digest.picture_band"),
        few=speak("digest.band_few"),
        nearly_all=speak("digest.band_nearly_all"),
        hidden=speak("digest.hidden"),
        scale=speak("digest.picture_scale"),
        scale_end=speak("digest.picture_scale_end"),
    )


def practice_picture(
    weeks: Sequence[str], rows: Sequence[Row], words: PracticeWords, longest: int | None = None
) -> bytes:
    """Behaviours by weeks as a PNG about 1000 pixels wide; up to eight weeks read well on a phone.

    ``longest`` is the most pixels a side may have.

    ``rows`` are labels, each with one band for each week, None where the share is hidden.
    Raises ``ValueError`` as ``practice_spec`` does.
    """
    return png(practice_spec(weeks, rows, words), longest)


def practice_spec(weeks: Sequence[str], rows: Sequence[Row], words: PracticeWords) -> dict[str, Any]:
    """The picture as a Vega-Lite specification that holds its own data.

    Raises ``ValueError`` where there is nothing to draw or a row has not one entry a week.
    """
    if not weeks or not rows or any(len(bands) != len(weeks) for _, bands in rows):
        raise ValueError("a picture needs weeks and rows, and in each row one entry for each week")
    top = _HEAD_HEIGHT + len(rows) * _ROW_HEIGHT
    size = top + _KEY_HEIGHT
    cells = list(_cells(rows, words))
    font = _cell_font(WIDTH / len(weeks) - _CELL_GAP, words)
    layers = [
        texts(list(_heads(weeks)), size, font, "center"),
        texts(list(_labels(rows)), size, _LARGEST_FONT, "left"),
        boxes([cell for cell in cells if "share" in cell], size, _shade(), cornerRadius=5),
        boxes([cell for cell in cells if "share" not in cell], size, alt.ColorValue(_EMPTY), cornerRadius=5),
        texts([line for cell in cells for line in _lines(cell, font)], size, font, "center"),
        boxes(list(_key(top)), size, _shade(), cornerRadius=5),
        texts(list(_key_words(top, words)), size, _KEY_FONT, "left"),
    ]
    return picture(layers, size, words.title, wrap(words.note, 66))


def _cell_font(width: float, words: PracticeWords) -> int:
    """The font size at which a band and the longest single word fit a cell."""
    longest = max(len(word) for word in (*words.few.split(), *words.nearly_all.split()))
    return min(_LARGEST_FONT, int(width / max(_BAND_WIDTH, longest * _LETTER_WIDTH)))


def _cells(rows: Sequence[Row], words: PracticeWords) -> Iterator[Item]:
    """Box, words and share of every cell; a hidden cell has no share at all."""
    for place, (_, bands) in enumerate(rows):
        top = _HEAD_HEIGHT + place * _ROW_HEIGHT + _LABEL_HEIGHT
        width = WIDTH / len(bands)
        for column, band in enumerate(bands):
            across = {"left": column * width, "right": (column + 1) * width - _CELL_GAP}
            yield across | {"top": top, "bottom": top + _CELL_HEIGHT} | _face(band, words)


def _face(band: ShareBand | None, words: PracticeWords) -> Item:
    if band is None:
        return {"text": words.hidden, "ink": SOFT_INK}
    share = (band.low + band.high) / 2
    text = {BandKind.FEW: words.few, BandKind.NEARLY_ALL: words.nearly_all}.get(band.kind)
    ink = PAPER if share >= _PAPER_INK_FROM else INK
    return {"text": text or words.band.format(low=band.low, high=band.high), "share": share, "ink": ink}


def _lines(cell: Item, font: int) -> Iterator[Item]:
    """The words of a cell in its middle, broken where they are wider than the cell."""
    letters = int((cell["right"] - cell["left"]) / font / _LETTER_WIDTH)
    lines = wrap(cell["text"], letters, break_long_words=False)
    x, y = (cell["left"] + cell["right"]) / 2, (cell["top"] + cell["bottom"]) / 2
    for place, line in enumerate(lines):
        below = (place - (len(lines) - 1) / 2) * (font + 2)
        yield {"text": line, "x": x, "y": y + below, "ink": cell["ink"]}


def _heads(weeks: Sequence[str]) -> Iterator[Item]:
    width = WIDTH / len(weeks)
    for column, week in enumerate(weeks):
        yield {
            "text": week,
            "x": (column + 0.5) * width - _CELL_GAP / 2,
            "y": _HEAD_HEIGHT / 2,
            "ink": SOFT_INK,
        }


def _labels(rows: Sequence[Row]) -> Iterator[Item]:
    for place, (label, _) in enumerate(rows):
        yield {
            "text": label,
            "x": 0,
            "y": _HEAD_HEIGHT + place * _ROW_HEIGHT + _LABEL_HEIGHT / 2,
            "ink": INK,
        }


def _key(top: int) -> Iterator[Item]:
    """The shades from the lightest to the darkest: what lighter and darker mean."""
    for place, share in enumerate(_KEY_SHARES):
        left = _KEY_LEFT + place * _KEY_BOX
        yield {"left": left, "right": left + _KEY_BOX, "top": top + 12, "bottom": top + 28, "share": share}


def _key_words(top: int, words: PracticeWords) -> Iterator[Item]:
    end = _KEY_LEFT + len(_KEY_SHARES) * _KEY_BOX + 8
    for text, x in ((words.scale, 0), (words.scale_end, end)):
        yield {"text": text, "x": x, "y": top + 20, "ink": SOFT_INK}


def _shade() -> alt.Color:
    return alt.Color("share:Q", scale=alt.Scale(domain=[0, 100], range=list(_SHADES)), legend=None)
