"""Grafts on nines: the tail drawn on from its lower end, straight, or curled to the left and up.

By geodesic distance, over the ink, the tail's end is what lies farthest from the nine's top: farther than the
ring's lower left. Points are (x, y) in pixels, the centre of the first pixel at 0, 0. All images at once,
each from its own pixels alone.
"""

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Annotated

import torch
from torch.nn.functional import normalize

from gapviz.core.parameters import Range
from gapviz.core.types import Images
from gapviz.imaging.strokes.checks import Number, checked
from gapviz.imaging.strokes.draw import Length, Segment, turned
from gapviz.imaging.strokes.graft import Graft, graft
from gapviz.imaging.strokes.paths import NOWHERE, SHORTEST, axes, middle, pen, reach
from gapviz.imaging.strokes.place import Place

TRACE = 0.25
"""The way keeps to ink at least so dark, in shares of the darkest pixel."""
LOW = 0.7
"""A tail ends below this share of the digit's height."""
BACK = 3.0
"""A tail's direction is taken over this many times its thickness."""
SLIM = 1.6
"""There it has at most this many times the ink of a single stroke."""
DOWN = 0.45
"""And runs down by this share of its way at least.

One that runs aside or up is curled already, and drawn on it would close an eight.
"""
PIECES = 8
"""An arc is drawn as so many straight strokes."""
TAPER = 0.8
"""A pen lifts as it ends: its radius there, in radii of the tail."""

Curl = Annotated[Number, Range(0, 270, 1.0, "degrees")]


@dataclass(frozen=True)
class Tail(Place):
    """A tail for each image.

    `end` is the centre of its round end, `onwards` the unit vector along which it ends, float32 (N, 2).
    """

    end: torch.Tensor
    onwards: torch.Tensor


def add_tail(
    images: Images,
    length: Length = 6.0,
    curl: Curl = 0.0,
    reframe: bool = True,
    tail: Tail | None = None,
) -> Graft:
    """The nine's tail is drawn on from its lower end.

    It runs on as it ends, and turns by `curl` over its `length`, to the left and up. `tail` is what
    `find_tail` found in `images`, where that is known. Raises ValueError for a length or a curl out of range.
    """
    lengths, curls = checked(add_tail, len(images), length=length, curl=curl).values()
    tail = (tail or find_tail(images)).expand(len(lengths))
    turns = torch.cat([curls * ((piece + 0.5) / PIECES) for piece in range(PIECES)])
    ways = turned(tail.onwards.repeat(PIECES, 1), turns).view(PIECES, -1, 2)
    points = accumulate(ways * (lengths / PIECES)[:, None], initial=tail.end)
    radii = [tail.thickness / 2 * (1 - (1 - TAPER) * done / PIECES) for done in range(PIECES + 1)]
    ends = zip(pairwise(points), pairwise(radii), strict=True)
    strokes = [Segment(start, end, thick, thin) for (start, end), (thick, thin) in ends]
    return graft(images, tail, strokes, lengths, reframe)


def find_tail(images: Images) -> Tail:
    """Return the tail of each of `images`, float32 (N, 1, H, W).

    It is not found where what is farthest from the top is no end of a stroke.
    """
    ink = images[:, 0]
    dark = ink > TRACE * ink.amax((1, 2), keepdim=True)
    rows = axes(ink)[1]
    inked = dark.any(2, keepdim=True)
    top = torch.where(inked, rows, NOWHERE).amin((1, 2), keepdim=True)
    bottom = (inked * rows).amax((1, 2), keepdim=True)
    far = reach(dark, dark & (rows == top))
    far = torch.where(dark & (far < NOWHERE) & (rows > top + LOW * (bottom - top)), far, -1.0)
    before = reach(dark, dark & (far == far.amax((1, 2), keepdim=True)))
    thickness, darkness = pen(images, 1.0)
    near = thickness.clamp(min=SHORTEST)[:, None, None]
    end = middle(ink * (near + 0.5 - before).clamp(0, 1))
    back = ink * torch.minimum(before - near, BACK * near - before).add(0.5).clamp(0, 1)
    onwards = normalize(end - middle(back))
    slim = back.sum((1, 2)) < SLIM * (BACK - 1) * near[:, 0, 0] * thickness * darkness
    return Tail(
        end=end,
        onwards=onwards,
        thickness=thickness,
        darkness=darkness,
        found=(darkness > 0) & slim & (onwards[:, 1] > DOWN),
    )
