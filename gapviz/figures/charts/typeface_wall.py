"""A wall of typefaces: their digits themselves, in the colour of the answer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from PIL import Image

from gapviz.figures.charts.clicks import clickable, framed
from gapviz.figures.charts.style import GREY, RIGHT, WRONG, Chart, frame, rgb

ACROSS, GUTTER = 2, 1.0
"""Typefaces side by side, and the gap between them in digits."""
PITCH = 66
"""Pixels from one row of typefaces to the next."""
NAME, ANSWER, TOP, BOTTOM = 0.12, 0.28, 0.41, 0.97
"""Where in a row the name stands, and what is read, and between which its digits lie.

It is high enough for them at any width.
"""


@dataclass(frozen=True)
class Strip:
    """A typeface: `pixels` uint8 (N, H, W) of its digits, which of them are read rightly, and as what."""

    face: str
    name: str
    pixels: np.ndarray
    right: Sequence[bool]
    answers: Sequence[str]
    sure: Sequence[float]


def wall(strips: Sequence[Strip], here: str) -> Chart:
    """Draw typefaces two in a row, their digits blue where they are read rightly, else vermilion.

    Above a vermilion one stands the answer.

    A click on a digit carries the typeface; the one that is `here` is framed.
    """
    width = max((len(strip.answers) for strip in strips), default=10)
    places = [((number % ACROSS) * (width + GUTTER), number // ACROSS) for number in range(len(strips))]
    rows = places[-1][1] + 1 if places else 1
    pictures = [
        {
            "source": _coloured(strip),
            "xref": "x",
            "yref": "y",
            "x": x,
            "y": y + TOP,
            "sizex": width,
            "sizey": BOTTOM - TOP,
            "layer": "below",
        }
        for strip, (x, y) in zip(strips, places, strict=True)
    ]
    shapes = [
        framed(x + width / 2, y + 0.5, width + 0.4, 0.98)
        for strip, (x, y) in zip(strips, places, strict=True)
        if strip.face == here
    ]
    layout = {
        "xaxis": {"visible": False, "range": [-0.3, ACROSS * (width + GUTTER) - GUTTER + 0.3]},
        "yaxis": {"visible": False, "range": [rows, 0]},
        "images": pictures,
        "shapes": shapes,
        "margin": {"l": 0, "r": 0, "t": 4, "b": 4},
    }
    return go.Figure(
        [_names(strips, places), _answers(strips, places), _marks(strips, places)],
        frame(PITCH * rows + 8, **layout),
    )


def _coloured(strip: Strip) -> Image.Image:
    """Return the digits of a typeface side by side, each in the colour of its answer, on nothing."""
    count, height, width = strip.pixels.shape
    page = np.zeros((height, count * width, 4), np.uint8)
    page[..., 3] = strip.pixels.transpose(1, 0, 2).reshape(height, -1)
    for number, right in enumerate(strip.right):
        page[:, number * width : (number + 1) * width, :3] = rgb(RIGHT if right else WRONG)
    return Image.fromarray(page, "RGBA")


def _names(strips: Sequence[Strip], places: list[tuple[float, int]]) -> go.Scatter:
    return go.Scatter(
        x=[x for x, _ in places],
        y=[y + NAME for _, y in places],
        text=[strip.name for strip in strips],
        mode="text",
        textposition="middle right",
        textfont={"size": 11, "color": GREY},
        hoverinfo="skip",
    )


def _answers(strips: Sequence[Strip], places: list[tuple[float, int]]) -> go.Scatter:
    """Return what the wrong digits are read as, above them: colour alone would not do for every eye."""
    wrong = [
        (x + number + 0.5, y + ANSWER, strip.answers[number])
        for strip, (x, y) in zip(strips, places, strict=True)
        for number, right in enumerate(strip.right)
        if not right
    ]
    across, down, text = zip(*wrong, strict=True) if wrong else ((), (), ())
    font = {"size": 10, "color": WRONG, "weight": 700}
    return go.Scatter(
        x=across,
        y=down,
        text=text,
        mode="text",
        textposition="middle center",
        textfont=font,
        hoverinfo="skip",
    )


def _marks(strips: Sequence[Strip], places: list[tuple[float, int]]) -> go.Scatter:
    cells = [
        (strip, x, y, number)
        for strip, (x, y) in zip(strips, places, strict=True)
        for number in range(len(strip.answers))
    ]
    said = [
        f"{strip.name}: {number} read as {strip.answers[number]}, {100 * strip.sure[number]:.0f} % sure"
        for strip, _, _, number in cells
    ]
    middle = (TOP + BOTTOM) / 2
    return clickable(
        [x + number + 0.5 for _, x, _, number in cells],
        [y + middle for _, _, y, _ in cells],
        [[strip.face] for strip, *_ in cells],
        "%{hovertext}<extra></extra>",
        None,
        said,
        pixels=16,
    )
