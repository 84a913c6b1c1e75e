"""A drawing as numbers: what may come from the browser, and its picture.

A drawing is a list of strokes. Its points are (x, y, width) on a paper of PAPER_SIDE by PAPER_SIDE; the pen
passes from the middle of two points to the middle of the next two, drawn by the point between. The browser
sends these numbers and no picture: some browsers blur what a page reads back from a canvas, a picture would
have to be decoded before it is known to be harmless, and from strokes the drawing can be taken up again.
"""

import io
import math
from collections.abc import Iterator
from typing import Any, TypedDict

import numpy as np
from PIL import Image, ImageDraw

PAPER_SIDE = 280
MARGIN = 30
"""How far beyond the paper a stroke may run."""
SIZE, INK = (4, 40), (20, 100)
"""The pen's least and greatest width, and its ink in percent."""
WIDTH = (2, 60)
"""The width at a point, which the pen's pressure changes."""
STROKES, POINTS = 100, 2000
"""The most strokes of a drawing, and the most points of them all."""
FINE = 4
"""The picture is drawn so many times larger, then reduced."""
DENSE, STEPS = 4, 256
"""Discs to a radius of the pen's way, and the most of them at a point."""

Point = tuple[float, float, float]


class Stroke(TypedDict):
    """What one pen leaves between down and up; `ink` in percent, [x, y, width] for each point."""

    ink: float
    points: list[Point]


def checked(value: object) -> list[Stroke]:
    """Return the drawing that the browser sent; an empty one where anything is not as it must be."""
    if not isinstance(value, list) or len(value) > STROKES or not all(_is_stroke(part) for part in value):
        return []
    if sum(len(part["points"]) for part in value) > POINTS:
        return []
    return [{"ink": part["ink"], "points": part["points"]} for part in value]


def _is_stroke(value: Any) -> bool:
    if not isinstance(value, dict) or not within(value.get("ink"), *INK):
        return False
    points = value.get("points")
    return (
        isinstance(points, list) and 0 < len(points) <= POINTS and all(_is_point(point) for point in points)
    )


def _is_point(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 3:
        return False
    on_paper = all(within(place, -MARGIN, PAPER_SIDE + MARGIN) for place in value[:2])
    return on_paper and within(value[2], *WIDTH)


def within(value: object, low: float, high: float) -> bool:
    """Return whether a value from outside is a number from `low` to `high`."""
    return type(value) in (int, float) and low <= value <= high  # type: ignore[operator]


def picture(strokes: list[Stroke]) -> bytes | None:
    """Return a drawing as a PNG, black on white, PAPER_SIDE squared; None where no ink is on the paper."""
    paper = np.ones((PAPER_SIDE, PAPER_SIDE))
    for stroke in strokes:
        paper *= 1 - stroke["ink"] / 100 * _cover(stroke["points"])
    grey = np.round(255 * paper).astype(np.uint8)
    if grey.min() == 255:
        return None
    file = io.BytesIO()
    Image.fromarray(grey).save(file, "PNG")
    return file.getvalue()


def _cover(points: list[Point]) -> np.ndarray:
    """Return the share of each pixel that a stroke covers, float (PAPER_SIDE, PAPER_SIDE)."""
    page = Image.new("L", (PAPER_SIDE * FINE, PAPER_SIDE * FINE))
    draw = ImageDraw.Draw(page)
    for x, y, width in _discs(FINE * np.array(points)):
        radius = width / 2
        draw.ellipse((x - radius, y - radius, x + radius - 1, y + radius - 1), 255)
    return np.asarray(page.reduce(FINE)) / 255


def _discs(points: np.ndarray) -> Iterator[list[float]]:
    """Yield the discs (x, y, width) that a stroke is made of, close enough to look like one line."""
    middles = (points[:-1] + points[1:]) / 2
    starts, ends = np.vstack((points[:1], middles)), np.vstack((middles, points[-1:]))
    for start, by, end in zip(starts, points, ends, strict=True):
        way = np.hypot(*(by - start)[:2]) + np.hypot(*(end - by)[:2])
        share = np.linspace(0, 1, 1 + min(STEPS, math.ceil(2 * DENSE * way / by[2])))[:, None]
        bend = (1 - share) ** 2 * start + 2 * share * (1 - share) * by + share**2 * end
        yield from ([x, y, float(by[2])] for x, y, _ in bend.tolist())
