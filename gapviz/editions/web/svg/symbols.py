"""The markers of Plotly that charts here use, as outlines in a square from -1 to 1, y downwards."""

import math
from collections.abc import Sequence

Outline = tuple[tuple[float, float], ...]


def _regular(corners: int, turn: float = 0, inner: float = 0) -> Outline:
    """Return a regular polygon, its first corner above; with `inner` a star of so many points."""
    steps = 2 * corners if inner else corners
    return tuple(
        (radius * math.sin(angle), -radius * math.cos(angle))
        for step in range(steps)
        for angle in [2 * math.pi * step / steps + turn]
        for radius in [inner if inner and step % 2 else 1.0]
    )


_CROSS: Outline = (
    (-0.35, -1), (0.35, -1), (0.35, -0.35), (1, -0.35), (1, 0.35), (0.35, 0.35),
    (0.35, 1), (-0.35, 1), (-0.35, 0.35), (-1, 0.35), (-1, -0.35), (-0.35, -0.35),
)  # fmt: skip


def _turned(outline: Outline, degrees: float) -> Outline:
    angle = math.radians(degrees)
    sine, cosine = math.sin(angle), math.cos(angle)
    return tuple((x * cosine - y * sine, x * sine + y * cosine) for x, y in outline)


UP: Outline = ((0, -1), (1, 0.75), (-1, 0.75))
OUTLINES: dict[str, Outline] = {
    "square": ((-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)),
    "diamond": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    "diamond-tall": ((0, -1.4), (0.7, 0), (0, 1.4), (-0.7, 0)),
    "cross": _CROSS,
    "x": _turned(_CROSS, 45),
    "triangle-up": UP,
    "triangle-right": _turned(UP, 90),
    "triangle-down": _turned(UP, 180),
    "triangle-left": _turned(UP, 270),
    "pentagon": _regular(5),
    "hexagon": _regular(6),
    "hexagon2": _regular(6, math.pi / 6),
    "star": tuple((1.3 * x, 1.3 * y) for x, y in _regular(5, inner=0.4)),
    "hexagram": tuple((1.3 * x, 1.3 * y) for x, y in _regular(6, inner=0.577)),
    "star-diamond": tuple((1.3 * x, 1.3 * y) for x, y in _regular(4, inner=0.45)),
    "hourglass": ((-1, -1), (1, -1), (-1, 1), (1, 1)),
    "bowtie": ((-1, -1), (-1, 1), (1, -1), (1, 1)),
}
STROKES: dict[str, Sequence[Outline]] = {
    "line-ns": [((0, -1.4), (0, 1.4))],
    "x-thin": [((-1, -1), (1, 1)), ((-1, 1), (1, -1))],
}
"""Markers that are lines and have no inside."""
