"""The app's icons, drawn from the product's mark."""

import vl_convert

ACCENT = "#0d6b68"
_MARK = "M10 7v18M22 7v18M10 13c4 0 8 6 12 6M10 19c4 0 8-6 12-6"
COLOUR, OUTLINE = 192, 32
"""Pixels Teams asks for, each way."""


def colour_icon() -> bytes:
    """PNG. Teams rounds the corners itself."""
    return _png(COLOUR, f'<rect width="32" height="32" fill="{ACCENT}"/>')


def outline_icon() -> bytes:
    """PNG, white on nothing."""
    return _png(OUTLINE, "")


def _png(pixels: int, ground: str) -> bytes:
    mark = f'<path d="{_MARK}" fill="none" stroke="#ffffff" stroke-width="2.4" stroke-linecap="round"/>'
    head = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="{pixels}" height="{pixels}"'
    return vl_convert.svg_to_png(f"<svg {head}>{ground}{mark}</svg>", scale=1)
