"""Lines: ruled and squared paper, stray strokes, and the lines of MNIST-C.

A line is drawn, anti-aliased, from the distance of each pixel's centre to it, so that it is smooth at its
edges and costs the same at any angle. Lengths are in pixels of the image.
"""

import math
from collections.abc import Iterable
from functools import reduce
from typing import Annotated

import torch

from gapviz.core.draws import Draws
from gapviz.core.parameters import Range
from gapviz.core.types import Images
from gapviz.shifts.registry import shift

Darkness = Annotated[float, Range(0, 1, unit="of full ink")]
LineWidth = Annotated[float, Range(0.5, 4, step=0.1, unit="pixels")]
Spacing = Annotated[float, Range(4, 28, step=0.5, unit="pixels")]
TILT_DEGREES = 3.0
"""Sheets lie in a scanner at most this askew."""
MOST_LINES = 6
BEND = 0.04
"""Stray strokes are pieces of parabolas of at most this leading coefficient, per pixel."""
HAZE = 2.3
"""MNIST-C: a line of brightness 1 + log(1 - distance / 2.3), so it ends 1.45 pixels from its middle."""
TURN = 0.05
"""Columns; where a zigzag turns inside one MNIST-C draws both pieces there: this step finds the second."""
ZIGZAG = 2.0
"""MNIST-C: a zigzag's height above its middle, and a quarter of its period, in pixels."""


@shift(darkness=(0.15, 0.3, 0.45, 0.65, 0.9))
def ruled_lines(
    images: Images,
    darkness: Darkness,
    spacing: Spacing = 9.0,
    width: LineWidth = 1.2,
    *,
    rng: Draws,
) -> Images:
    """The digit was written on ruled paper, a little askew, and its lines were scanned with it."""
    return _ruled(images, darkness, spacing, width, rng, squared=False)


@shift(darkness=(0.15, 0.3, 0.45, 0.65, 0.9))
def squared_paper(
    images: Images,
    darkness: Darkness,
    spacing: Spacing = 9.0,
    width: LineWidth = 1.2,
    *,
    rng: Draws,
) -> Images:
    """The digit was written on squared paper, a little askew, and the squares were scanned with it."""
    return _ruled(images, darkness, spacing, width, rng, squared=True)


@shift(strokes=(1, 2, 2, 3, 4), length=(6, 8, 12, 14, 16))
def stray_strokes(
    images: Images,
    strokes: Annotated[int, Range(1, MOST_LINES, step=1)],
    length: Annotated[float, Range(1, 30, step=0.5, unit="pixels")],
    width: LineWidth = 1.6,
    *,
    rng: Draws,
) -> Images:
    """A pen has left a few slightly bent strokes that belong to no digit."""
    dice = rng.uniform(MOST_LINES, 4, 1, 1, 1)
    distances = (_to_stroke(images, dice[:, stroke], length) for stroke in range(strokes))
    return torch.maximum(images, _covered(_nearest(distances), width))


@shift(mnist_c=2, lines=(1, 1, 2, 3, 4), darkness=(0.5, 1, 1, 1, 1))
def dotted_line(
    images: Images,
    lines: Annotated[int, Range(1, MOST_LINES, step=1)],
    darkness: Darkness,
    rng: Draws,
) -> Images:
    """Dotted lines cross the image from its left to its right, two columns drawn and two left out.

    MNIST-C's `dotted_line` (Mu and Gilmer, 2019, arXiv:1906.02337): severity 2, one line of full ink
    between random heights, is the published one; it has no other.
    """
    height, width = images.shape[2:]
    columns, ends = torch.arange(width), rng.uniform(MOST_LINES, 2, 1, 1, 1, high=height - 1)
    left_out = ((columns // 2 % 2 == 0) | (columns == width - 1)) * 1e4
    slopes = columns / max(width - 1, 1)
    heights = (torch.lerp(ends[:, line, 0], ends[:, line, 1], slopes) + left_out for line in range(lines))
    return images + _haze(images, heights).mul_(darkness)


@shift(mnist_c=3, lines=(1, 1, 1, 2, 3), darkness=(0.4, 0.7, 1, 1, 1))
def zigzag(
    images: Images,
    lines: Annotated[int, Range(1, MOST_LINES, step=1)],
    darkness: Darkness,
    rng: Draws,
) -> Images:
    """Zigzag lines cross the image from side to side.

    MNIST-C's `zigzag` (Mu and Gilmer, 2019, arXiv:1906.02337): severity 3, one zigzag of full ink from
    the third column to the last but two, is the published one; it has no other.
    """
    height, width = images.shape[2:]
    columns, dice = torch.arange(width) - 2.0, rng.uniform(MOST_LINES, 2, 1, 1, 1)[:, :lines]
    left_out = ((columns < 0) | (columns >= width - 5)) * 1e4
    angle = torch.atan((dice[:, :, 1] * 10 - 5) / (width - 5))
    here, after, before = (_zigzag(columns + offset, angle) for offset in (0.0, 1.0, 1 - TURN))
    heights = torch.cat((here, after - (after - before) / TURN), 1)
    heights += dice[:, :, 0].repeat(1, 2, 1, 1, 1) * (height - 1)
    return images + _haze(images, (heights + left_out).unbind(1)).mul_(darkness)


def _ruled(
    images: Images,
    darkness: float,
    spacing: float,
    width: float,
    rng: Draws,
    *,
    squared: bool,
) -> Images:
    """Return images on paper that is ruled along, and if `squared` across as well, askew by one tilt."""
    tilt, down, right = rng.uniform(3, 1, 1, 1).unbind(1)
    distance = _to_ruling(images, spacing, tilt, down, upright=False)
    if squared:
        torch.minimum(distance, _to_ruling(images, spacing, tilt, right, upright=True), out=distance)
    return torch.maximum(images, _covered(distance, width).mul_(darkness))


def _to_ruling(
    images: Images,
    spacing: float,
    tilt: torch.Tensor,
    phase: torch.Tensor,
    *,
    upright: bool,
) -> torch.Tensor:
    """Return the distance of each pixel to the nearest of parallel lines, (N, 1, H, W)."""
    height, width = images.shape[2:]
    angle = (tilt * 2 - 1) * math.radians(TILT_DEGREES)
    down, right = (-angle.sin(), angle.cos()) if upright else (angle.cos(), angle.sin())
    rows = torch.arange(height)[:, None] * (down / spacing) + phase
    turns = rows + torch.arange(width) * (right / spacing)
    return turns.sub_(turns.round()).abs_().mul_(spacing)


def _to_stroke(images: Images, dice: torch.Tensor, length: float) -> torch.Tensor:
    """Return the distance of each pixel to a bent stroke, (N, 1, H, W), with square ends."""
    height, width = images.shape[2:]
    column, row, turn, bend = dice.unbind(1)
    cos, sin = (turn * math.pi).cos(), (turn * math.pi).sin()
    right = torch.arange(width) - column * (width - 1)
    down = torch.arange(height)[:, None] - row * (height - 1)
    along, aside = right * cos + down * sin, down * cos - right * sin
    aside.addcmul_(along * ((bend * 2 - 1) * BEND), along).abs_()
    return torch.maximum(aside, along.abs_().sub_(length / 2), out=aside)


def _covered(distance: torch.Tensor, width: float) -> torch.Tensor:
    """Turn `distance` into the share of each pixel that a line of `width` covers, in place."""
    return distance.mul_(-1).add_(width / 2 + 0.5).clamp_(0, min(width, 1))


def _nearest(distances: Iterable[torch.Tensor]) -> torch.Tensor:
    """Return the smallest of `distances`, overwriting the first."""
    return reduce(lambda least, other: torch.minimum(least, other, out=least), distances)


def _haze(images: Images, heights: Iterable[torch.Tensor]) -> torch.Tensor:
    """Return the brightness of lines at `heights` (N, 1, 1, W), measured up and down as MNIST-C does."""
    rows = torch.arange(images.shape[2], dtype=images.dtype)[:, None]
    distance = _nearest((rows - height).abs_() for height in heights)
    return distance.clamp_(max=HAZE - 0.1).mul_(-1 / HAZE).add_(1).log_().add_(1).clamp_(min=0)


def _zigzag(columns: torch.Tensor, angle: torch.Tensor) -> torch.Tensor:
    """Return the height of MNIST-C's zigzag, tilted by `angle`, above its start at `columns`.

    The tilted wave is found column by column as a fixed point: tilts are small, three rounds do.
    """
    cos, sin = angle.cos(), angle.sin()
    along, wave = columns / cos, torch.zeros(1)
    for _ in range(3):
        turns = along / (4 * ZIGZAG) - 0.25
        wave = ((turns - turns.round()).abs() * -4 + 1) * ZIGZAG
        along = (columns + wave * sin) / cos
    return along * sin + wave * cos
