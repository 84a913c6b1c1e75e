"""Rasterisation of strokes: anti-aliased by distance to the stroke, batched, with round caps as a pen leaves.

Points are (x, y) in pixels, the centre of the first pixel at 0, 0; angles are in degrees. A parameter is one
number, or float32 (N,) with one for each image. Angle 0 of a flag lies along the stem, downwards from its
top, and 90 stands square to it, to the left: with a long flag at 90 degrees a one has become a seven.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from typing import Annotated

import torch
from torch.nn.functional import normalize

from gapviz.core.parameters import Range
from gapviz.core.types import Images
from gapviz.imaging.strokes.checks import Number, checked

DOT = 1e-8
"""Square pixels; a stroke whose length has a smaller square is a dot, and runs in no direction of its own."""

Length = Annotated[Number, Range(0, 14, 0.1, "pixels")]
Long = Annotated[Number, Range(0, 28, 0.1, "pixels")]
Angle = Annotated[Number, Range(0, 150, 0.5, "degrees")]
Height = Annotated[Number, Range(4, 28, 0.1, "pixels")]
Slant = Annotated[Number, Range(-45, 45, 0.5, "degrees")]
Thickness = Annotated[Number, Range(0.5, 8, 0.1, "pixels")]


@dataclass(frozen=True)
class Segment:
    """A straight stroke for each image: float32 (N, 2) from `start` to `end`, its radius (N,) at both."""

    start: torch.Tensor
    end: torch.Tensor
    radius: torch.Tensor
    tip: torch.Tensor


def draw(strokes: Iterable[tuple[Segment, torch.Tensor]], rows: range, columns: range) -> Images:
    """Return segments, each with its darkness (N,), as the pixels of `rows` and `columns` show them."""
    lines = torch.arange(rows.start, rows.stop)[:, None], torch.arange(columns.start, columns.stop)[None]
    pages: Iterable[Images] = (cover(segment, darkness, *lines)[:, None] for segment, darkness in strokes)
    return reduce(torch.maximum, pages)


def cover(
    segment: Segment,
    darkness: torch.Tensor,
    rows: torch.Tensor,
    columns: torch.Tensor,
) -> torch.Tensor:
    """Return the share of each pixel that a segment covers, times its darkness, float32 (N, R, C).

    The pixels are those of `rows` (R, 1), or (N, R, 1), and `columns` (1, C), or (N, 1, C). A pixel is
    covered as far as its centre lies within the edge. A stroke narrower than a pixel never covers one whole:
    it is made as faint as its area asks.
    """
    run = segment.end - segment.start
    share = run / run.square().sum(1, keepdim=True).clamp_(min=DOT)
    left, top, x, y, across, along = torch.cat((segment.start, run, share), 1)[:, :, None, None].unbind(1)
    least = torch.minimum(segment.radius, segment.tip).clamp_(max=0.5)
    faint = 2 * darkness * least / (least + 0.5).square_()
    scalars = torch.stack((segment.tip - segment.radius, segment.radius + 0.5, faint))
    taper, thick, shade = scalars[:, :, None, None].unbind()
    right, down = columns - left, rows - top
    inside = (right * across + down * along).clamp_(0, 1)
    aside, beyond = torch.addcmul(right, inside, x, value=-1), torch.addcmul(down, inside, y, value=-1)
    distance = aside.square_().addcmul_(beyond, beyond).sqrt_()
    shown: torch.Tensor = inside.mul_(taper).add_(thick).sub_(distance).clamp_(0, 1).mul_(shade)
    return shown


def turned(direction: torch.Tensor, degrees: torch.Tensor) -> torch.Tensor:
    """Return unit vectors (N, 2) turned by `degrees` (N,), clockwise on the page: down becomes left."""
    radians = degrees.double() * (math.pi / 180)
    way = torch.polar(torch.ones_like(radians), radians)
    # A product of complex numbers in float32 rounds otherwise alone than in company.
    return torch.view_as_real(torch.complex(*direction.double().unbind(1)) * way).float()


def bar_through(
    middle: torch.Tensor,
    lengths: torch.Tensor,
    degrees: torch.Tensor,
    radius: torch.Tensor,
) -> Segment:
    """Return straight strokes whose middles are `middle` (N, 2).

    They are as long as `lengths` (N,) say, and their right ends are raised by `degrees` (N,).
    """
    half = turned(torch.tensor([[1.0, 0.0]]), -degrees) * (lengths / 2)[:, None]
    return Segment(middle - half, middle + half, radius, radius)


def draw_one(
    height: Height = 20.0,
    slant: Slant = 0.0,
    thickness: Thickness = 2.5,
    flag_angle: Angle = 45.0,
    flag_length: Long = 0.0,
    foot: Length = 0.0,
    side: int = 28,
) -> Images:
    """A one is drawn from nothing: a stem, a flag at its top, a foot under it.

    Returns float32 (N, 1, `side`, `side`), the stem's middle at the centre. `height` reaches from the stem's
    upper edge to its lower one; `slant` leans it to the right. `flag_length` is the pen's way from the stem's
    end; `foot` is the pen's whole way along the line. Raises ValueError for a value out of range.
    """
    tall, lean, thick, angle, flag, wide = checked(
        draw_one,
        height=height,
        slant=slant,
        thickness=thickness,
        flag_angle=flag_angle,
        flag_length=flag_length,
        foot=foot,
    ).values()
    stem = _stem(tall, lean, thick, side)
    return _digit(stem, tall, (angle, flag), (stem.end, wide), side)


def draw_seven(
    height: Height = 20.0,
    slant: Slant = 20.0,
    thickness: Thickness = 2.5,
    bar: Length = 10.0,
    angle: Angle = 70.0,
    crossbar: Length = 0.0,
    side: int = 28,
) -> Images:
    """A seven is drawn from nothing: a stem, a bar at its top, a crossbar through its middle.

    As `draw_one`; the bar's `angle` is the flag's, and `crossbar` is the pen's whole way along it.
    """
    tall, lean, thick, long, turn, wide = checked(
        draw_seven,
        height=height,
        slant=slant,
        thickness=thickness,
        bar=bar,
        angle=angle,
        crossbar=crossbar,
    ).values()
    stem = _stem(tall, lean, thick, side)
    return _digit(stem, tall, (turn, long), ((stem.start + stem.end) / 2, wide), side)


def _stem(height: torch.Tensor, slant: torch.Tensor, thickness: torch.Tensor, side: int) -> Segment:
    """Return a stem, from its top to its bottom, in the middle of the image."""
    rise = (height - thickness).clamp(min=0) / 2
    half = torch.stack((-rise * torch.tan(slant * (math.pi / 180)), rise), 1)
    middle, radius = (side - 1) / 2, thickness / 2
    return Segment(middle - half, middle + half, radius, radius)


def _digit(
    stem: Segment,
    height: torch.Tensor,
    flag: tuple[torch.Tensor, torch.Tensor],
    level: tuple[torch.Tensor, torch.Tensor],
    side: int,
) -> Images:
    """Return the picture of a stem, a flag (angle, length) at its top and a level stroke (middle, length).

    `height` is the stem's; a stroke of length 0 is left out.
    """
    (angle, long), (middle, wide) = flag, level
    down = normalize(stem.end - stem.start)
    tip = stem.start + turned(down, angle) * long[:, None]
    half = torch.stack((wide / 2, torch.zeros_like(wide)), 1)
    across = replace(stem, start=middle - half, end=middle + half)
    strokes = [(stem, height), (replace(stem, end=tip), long), (across, wide)]
    return draw(((stroke, (length > 0).float()) for stroke, length in strokes), range(side), range(side))
