"""A drawing as a small picture in a file of its own: its chart, or else its digits; it knows both grounds."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image

from gapviz.editions.article import tiles
from gapviz.editions.web import look
from gapviz.editions.web.svg.picture import plot
from gapviz.figures import Drawing, Tile

WIDTH = 560
"""Pixels of the picture before it is made small."""
MOST, ROW = 10, 5
"""So many digits are shown, and so many stand in a row."""
BESIDE, SIDE = 2, 150
"""So many digits stand beside a chart, SIDE pixels wide."""
GAP = 12
TALL = 0.75
"""Of a chart taller than so many times the width the upper part is shown."""
SHARP = 160
"""About the pixels of a picture's longer side: of a photograph no more are needed."""
STYLE = (
    ":root { color-scheme: light dark; color: light-dark(#1D1B18, #EFEAE0); font-family: Inter, sans-serif; }"
    ".ink { fill: currentColor; } .for { fill: light-dark(#D2451E, #FF7A4D); }"
    ".against { fill: light-dark(#0072B2, #56B4E9); } image { image-rendering: pixelated; }"
    "mask { mask-type: alpha; }"
)


def small(drawing: Drawing, chart: Mapping[str, Any] | None) -> str:
    """Return a drawing, whose chart is given as plotly.js takes it, as the text of an SVG file.

    Of many digits beside a chart none is shown.
    """
    if chart:
        beside = drawing.tiles if len(drawing.tiles) <= BESIDE else ()
        left = SIDE + GAP if beside else 0
        height, drawn = _plotted(chart, left)
        for place, picture in enumerate(beside):
            drawn += _digit(picture, _at(0, place * (SIDE + GAP), SIDE), f"d{place}")
    else:
        height, drawn = _digits(drawing.tiles[:MOST])
    height = min(height, TALL * WIDTH)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="gv-plot" viewBox="0 0 {WIDTH} {height:g}">'
        f"<style>{STYLE}{look.pictures()}</style>{drawn}</svg>\n"
    )


def _plotted(chart: Mapping[str, Any], left: float) -> tuple[float, str]:
    found = plot(chart)
    room = found.room
    left += room["left"]
    inside = (
        f'<svg x="{left:g}" y="{room["top"]:g}" width="{WIDTH - left - room["right"]:g}" '
        f'height="{found.height:g}">{found.drawn}</svg>'
    )
    return room["top"] + found.height + room["bottom"], inside


def _digits(pictures: tuple[Tile, ...]) -> tuple[float, str]:
    in_a_row = min(ROW, len(pictures)) if len(pictures) != ROW + 1 else 3
    side = (WIDTH - GAP * (in_a_row - 1)) / max(in_a_row, 3)
    drawn = []
    for place, picture in enumerate(pictures):
        down, across = divmod(place, in_a_row)
        at = _at(across * (side + GAP), down * (side + GAP), side)
        drawn.append(_digit(picture, at, f"d{place}"))
    rows = -(-len(pictures) // in_a_row)
    return rows * (side + GAP) - GAP, "".join(drawn)


def _at(x: float, y: float, side: float) -> str:
    return f'x="{x:g}" y="{y:g}" width="{side:g}" height="{side:g}"'


def _digit(picture: Tile, at: str, name: str) -> str:
    """Return a digit as ink, evidence over it; a colour picture as it is."""
    if picture.pixels.ndim == 3:
        photo = Image.fromarray(picture.pixels, "RGB")
        photo.thumbnail((SHARP, SHARP))
        return f'<image {at} href="{tiles.png(photo)}"/>'
    if picture.evidence is None:
        return _layer(picture.pixels / 255, at, name, "ink")
    return (
        _layer(picture.pixels / 255 * tiles.FAINT, at, name, "ink")
        + _layer(np.maximum(picture.evidence, 0), at, f"{name}f", "for")
        + _layer(np.maximum(-picture.evidence, 0), at, f"{name}a", "against")
    )


def _layer(alpha: np.ndarray, at: str, name: str, kind: str) -> str:
    step = -(-max(alpha.shape) // SHARP)
    alpha = alpha[::step, ::step]
    return (
        f'<mask id="{name}"><image {at} href="{tiles.mask(alpha)}"/></mask>'
        f'<rect {at} class="{kind}" mask="url(#{name})"/>'
    )
