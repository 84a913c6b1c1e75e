"""Grafts on sixes: for the curve above the bowl a long straight top, as some hands write it, steep or flat.

Above its bowl a six is one stroke: each row has a single run of ink, no wider than the stroke is there. Where
the bowl begins, the run widens, or there are two. Points are (x, y) in pixels, the centre of the first pixel
at 0, 0. All images at once, each from its own pixels alone.
"""

from dataclasses import dataclass
from typing import Annotated

import torch
from torch.nn.functional import pad

from gapviz.core.parameters import Range
from gapviz.core.types import Images
from gapviz.imaging.strokes.checks import Number, checked
from gapviz.imaging.strokes.draw import Long, Segment, turned
from gapviz.imaging.strokes.graft import Graft, graft
from gapviz.imaging.strokes.paths import NOWHERE, axes, middle, pen
from gapviz.imaging.strokes.place import Place

TRACE = 0.25
"""A run of ink is at least so dark, in shares of the darkest pixel."""
EDGE = 0.5
"""The left edge is where ink is so dark, in shares of the stroke's; a lighter pixel before it moves it."""
BOWL = (0.35, 0.95)
"""Shares of the height, from the top, between which a row with two runs crosses the bowl, and no hook."""
WIDE, COARSE = 1.5, 0.5
"""A run is the bowl's from so many times the stroke's width on, and so many pixels more: they are coarse."""
CLEAR = 2 / 28
"""So much paper is left between the bowl and a level top, in sides of the image."""

Slope = Annotated[Number, Range(0, 90, 0.5, "degrees")]


@dataclass(frozen=True)
class Top(Place):
    """The top of each six; `corner`, float32 (N, 2), is where its stroke leaves the side of the bowl."""

    corner: torch.Tensor


def straighten_six(
    images: Images,
    length: Long = 12.0,
    slope: Slope = 20.0,
    reframe: bool = True,
    top: Top | None = None,
) -> Graft:
    """The six gets a straight top: what is above its corner goes, and a bar is drawn from there to the right.

    It rises by `slope` from level. The mask holds what was rubbed out too. `top` is what `find_top` found in
    `images`, where that is known. Raises ValueError for a length or a slope out of range.
    """
    lengths, slopes = checked(straighten_six, len(images), length=length, slope=slope).values()
    top = (top or find_top(images)).expand(len(lengths))
    way, radius = turned(torch.tensor([[1.0, 0.0]]), -slopes), top.thickness / 2
    bar = Segment(top.corner, top.corner + way * lengths[:, None], radius, radius)
    above = (axes(images)[1] < top.corner[:, 1, None, None])[:, None].to(images.dtype)
    return graft(images, top, [bar], lengths, reframe, above)


def find_top(images: Images) -> Top:
    """Return the top of each of `images`, float32 (N, 1, H, W).

    It is not found where no bowl is open enough to be told from the stroke, or the stroke above is too short.
    """
    ink, side = images[:, 0], max(images.shape[2:])
    thickness, darkness = pen(images, 1.0)
    rows = axes(ink)[1][:, 0]
    dark = ink > TRACE * ink.amax((1, 2), keepdim=True)
    runs = (dark & ~pad(dark, (1, 0))[..., :-1]).sum(2)
    first = torch.where(runs > 0, rows, NOWHERE).amin(1, keepdim=True)
    last = torch.where(runs > 0, rows, -1.0).amax(1, keepdim=True)
    place = (rows + 0.5 - first) / (last + 1 - first)
    crossed = (runs > 1) & (place > BOWL[0]) & (place < BOWL[1])
    bowl = torch.where(crossed, rows, NOWHERE).amin(1, keepdim=True)
    width = ink.sum(2) / darkness[:, None].clamp(min=1e-3)
    single = (runs == 1) & (width < WIDE * thickness[:, None] * _slant(ink, darkness) + COARSE)
    upper = torch.where(single & (rows < bowl), rows, -1.0).amax(1, keepdim=True)
    corner = (upper + 0.5 - thickness[:, None] / 2 - CLEAR * side).round()
    free = (single | (rows < corner) | (rows > upper)).all(1)
    point = middle(ink * (rows == corner)[:, :, None])
    return Top(
        corner=torch.stack((point[:, 0], corner[:, 0]), 1),
        thickness=thickness,
        darkness=darkness,
        found=(darkness > 0) & free & (corner > first)[:, 0] & (bowl < NOWHERE)[:, 0],
    )


def _slant(ink: torch.Tensor, darkness: torch.Tensor) -> torch.Tensor:
    """Return how many times (N, H) as wide as thick a stroke is on each row, from how its left edge runs."""
    dark = ink >= EDGE * darkness[:, None, None]
    start = dark.int().argmax(2)
    before = pad(ink, (1, 0)).gather(2, start[:, :, None])[:, :, 0]
    left = start - before / darkness[:, None].clamp(min=1e-3)
    aside = left.diff(dim=1).abs()
    return torch.hypot(torch.maximum(pad(aside, (1, 0)), pad(aside, (0, 1))), torch.tensor(1.0))
