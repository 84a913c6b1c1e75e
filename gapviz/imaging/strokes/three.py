"""Grafts on threes: for the upper arch a flat top, as many hands write it, a bar and a diagonal to the waist.

The waist is where the right edge draws in most between two bulges; from it the middle stroke reaches to the
left. The arch above is followed by rays from within. Points are (x, y) in pixels, the centre of the first
pixel at 0, 0. All images at once, each from its own pixels alone.
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

import torch
from torch.nn.functional import pad

from gapviz.core.parameters import Range
from gapviz.core.types import Images
from gapviz.imaging.strokes.checks import Number, checked
from gapviz.imaging.strokes.draw import Segment
from gapviz.imaging.strokes.graft import Graft, graft
from gapviz.imaging.strokes.place import Place, darkness
from gapviz.imaging.strokes.stem import moments, sample

INK = 0.1
"""Rows of darker ink than this are the digit's height."""
EDGE = 0.5
"""A pixel at least this dark is within the right edge; a lighter one beside it moves it by its darkness."""
WAIST = (0.25, 0.75)
"""Shares of the height, from the top, between which the waist lies."""
DEPTH = 0.35 / 28
"""The right edge draws in by at least so much there, in sides of the image."""
MIDDLE = 0.2
"""The middle stroke slopes down from the waist by at most so much, in shares of the height."""
HANGING = 1.0
"""Pixels of ink left of the middle stroke, on the waist's row.

From so many on the arch hangs too low to be told from the rest.
"""
RAYS = torch.arange(-60, 201, 20)
"""Degrees from level, to the right: the rays that follow the arch from the waist over its top."""
UP = 6
"""The number of the ray, of 60 degrees, that every arch meets."""
REACH = 14 / 28
"""How far rays look, in sides of the image."""
STEP = 0.5
"""Pixels between the points of a ray."""
MET = 0.5
"""A ray meets the arch where it finds ink of at least this share of the arch's darkness."""
SQUARE = 0.3
"""The arch is as thick as this quantile of what the rays cross, most of them not square to it."""

Share = Annotated[Number, Range(0, 1, 0.01, "of the way")]


@dataclass(frozen=True)
class Arch(Place):
    """The upper arch of each image.

    `line` is float32 (N, K, 2), from the tip of the middle stroke to the arch's left end; `ink`, float32
    (N, 1, H, W), the share of each pixel's ink that is the arch's.
    """

    line: torch.Tensor
    ink: Images


@dataclass(frozen=True)
class Waist:
    """The `row` (N,) of the waist, and the left `tip` (N, 2) of the middle stroke.

    `left` (N, H) is where the last run of ink starts on each row.
    """

    row: torch.Tensor
    tip: torch.Tensor
    left: torch.Tensor
    found: torch.Tensor


def flatten_three(
    images: Images,
    flatness: Share = 1.0,
    reframe: bool = True,
    arch: Arch | None = None,
) -> Graft:
    """The three gets a flat top: a level bar for its arch, and from its right end a diagonal to the waist.

    Below a `flatness` of 1 the arch goes only that share of the way. The mask holds what was rubbed out too.
    `arch` is what `find_arch` found in `images`, where that is known. Raises ValueError for a flatness out of
    range.
    """
    (shares,) = checked(flatten_three, len(images), flatness=flatness).values()
    arch = (arch or find_arch(images)).expand(len(shares))
    line = torch.lerp(arch.line, _flat(arch.line), shares[:, None, None])
    radius = arch.thickness / 2
    strokes = [Segment(start, end, radius, radius) for start, end in pairwise(line.unbind(1))]
    return graft(images, arch, strokes, shares, reframe, arch.ink)


def find_arch(images: Images) -> Arch:
    """Return the upper arch of each of `images`, float32 (N, 1, H, W).

    It is not found where the right edge has no waist.
    """
    (height, width), waist = images.shape[2:], _waist(images)
    x, y = torch.arange(width, dtype=images.dtype), torch.arange(height, dtype=images.dtype)
    above = (y <= waist.row[:, None])[:, None, :, None]
    upper = images * above
    top = height - ((images[:, 0] > INK).any(2) * (height - y)).amax(1)
    middle = (upper[:, 0].sum(1) * x).sum(1) / upper.sum((1, 2, 3)).clamp(min=1e-6)
    line, met, thickness, dark = _followed(upper, torch.stack((middle, (top + waist.row) / 2), 1))
    start = waist.tip + torch.stack((thickness / 2, torch.zeros_like(thickness)), 1)
    beside = (x < waist.left[:, :, None] - 1)[:, None]
    over = (waist.row - thickness / 2)[:, None] + 0.5 - y
    ink = over.clamp(0, 1)[:, None, :, None].maximum((above & beside).to(images.dtype))
    hangs = (images * beside * (y == waist.row[:, None])[:, None, :, None]).sum((1, 2, 3)) >= HANGING
    return Arch(
        line=torch.cat((start[:, None], line), 1),
        ink=ink,
        thickness=thickness,
        darkness=dark,
        found=waist.found & met & ~hangs,
    )


def _flat(line: torch.Tensor) -> torch.Tensor:
    """Return where the points of an arch (N, K, 2) go on a flat top: up its diagonal, then along its bar."""
    count = line.shape[1]
    x, y = line.unbind(2)
    corner = (x - y).argmax(1, keepdim=True)
    turn, end = (torch.stack((side, y.amin(1)), 1)[:, None] for side in (x.amax(1), x.amin(1)))
    way = torch.arange(count, dtype=line.dtype) - corner
    bar = (way / (count - 1 - corner).clamp(min=1)).clamp(0, 1)[:, :, None]
    diagonal = (-way / corner.clamp(min=1)).clamp(0, 1)[:, :, None]
    flat: torch.Tensor = turn + (end - turn) * bar + (line[:, :1] - turn) * diagonal
    return flat


def _followed(upper: Images, centre: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """Return the line (N, K, 2) that rays from `centre` (N, 2) meet, and three tensors (N,).

    They are whether there is a line, its thickness and its darkness. Rays beyond its ends repeat the ends.
    """
    count = len(RAYS)
    turn, far = RAYS * (math.pi / 180), torch.arange(0, max(upper.shape[2:]) * REACH, STEP)
    ways = torch.stack((turn.cos(), -turn.sin()), 1)
    points = centre[:, None] + (ways[:, None] * far[:, None]).flatten(0, 1)
    seen = sample(upper, points, torch.zeros(1, 1, 2)).view(len(upper), count, len(far))
    across, peak = seen.sum(2), seen.amax(2)
    dark = darkness(peak)
    inked = peak > MET * dark[:, None]
    before, after = inked[:, : UP + 1].flip(1).cumprod(1).flip(1), inked[:, UP:].cumprod(1)
    met = torch.cat((before[:, :UP], after), 1).bool()
    crossed = (across * STEP).where(met, torch.nan).nanquantile(SQUARE, 1).nan_to_num()
    thickness = crossed / dark.clamp(min=1e-3)
    first = met.int().argmax(1, keepdim=True)
    last = count - 1 - met.flip(1).int().argmax(1, keepdim=True)
    places = torch.arange(count).clamp(min=first).minimum(last)
    reach = (seen * far).sum(2) / across.clamp(min=1e-6)
    line = (centre[:, None] + reach[:, :, None] * ways).gather(1, places[:, :, None].expand(-1, -1, 2))
    return line, met.any(1), thickness, dark


def _waist(images: Images) -> Waist:
    """Return the waist of `images`: the deepest valley of the right edge, the digit's slant taken off."""
    ink, (height, width) = images[:, 0], images.shape[2:]
    y = torch.arange(height, dtype=ink.dtype)
    inked = (ink > INK).any(2)
    top = height - (inked * (height - y)).amax(1)
    tall = ((inked * (y + 1)).amax(1) - top).clamp(min=1)
    place = (y + 0.5 - top[:, None]) / tall[:, None]
    dark = ink >= EDGE
    rows, last = dark.any(2), width - 1 - dark.flip(2).int().argmax(2)
    edge = last + pad(ink, (0, 1)).gather(2, last[:, :, None] + 1)[:, :, 0]
    _, centre, _, upright, both = moments(images)
    slant = both / upright.clamp(min=1e-3)
    edge = (edge - slant[:, None] * (y - centre[:, 1:])).where(rows, -width)
    valley = torch.minimum(edge.cummax(1).values, edge.flip(1).cummax(1).values.flip(1)) - edge
    depth, row = valley.where(rows & (place > WAIST[0]) & (place < WAIST[1]), -1).max(1)
    run = (dark | (torch.arange(width) > last[:, :, None])).flip(2).cumprod(2).sum(2)
    left = (width - run).to(ink.dtype)
    below = (y >= row[:, None]) & (y <= row[:, None] + MIDDLE * tall[:, None])
    tip, down = left.where(below & rows, width).min(1)
    point = torch.stack((tip - 0.5, down.to(ink.dtype)), 1)
    return Waist(row.to(ink.dtype), point, left, depth > DEPTH * max(height, width))
