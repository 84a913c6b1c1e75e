"""Grafts on fours: the open top of a handwritten one closed as print has it, and a closed one opened.

A four is an arm down to the left, a bar from the arm's lower end and a stem through the bar; the paper
between arm and stem is the bay (`bay`). Points are (x, y) in pixels, the centre of the first pixel at 0, 0.
All images at once, each from its own pixels alone.
"""

from dataclasses import dataclass, replace
from typing import Annotated

import torch
from torch.nn.functional import max_pool2d, normalize

from gapviz.core.parameters import Range
from gapviz.core.types import Images
from gapviz.imaging.strokes.bay import Bay, edge_of, find_bay
from gapviz.imaging.strokes.checks import Number, checked
from gapviz.imaging.strokes.draw import Segment
from gapviz.imaging.strokes.graft import Graft, graft
from gapviz.imaging.strokes.paths import NOWHERE, SHORTEST, axes, middle, pen, reach
from gapviz.imaging.strokes.place import Place
from gapviz.imaging.strokes.stem import sample

ASIDE = 1.5
"""Pixels; of a closed four, what lies farther left of the stem's edge is not the stem's."""
OVERHANG = 4 / 28
"""A closed four's bar is drawn on so far beyond its stem, in sides of the image: else the four is a nine."""
CROSSES = 1.5 / 28
"""Where ink is there already farther than this from the stem, nothing is drawn.

It must be as much as the bar would have over as much again.
"""
DRAWN = 0.25
"""Along bar and stem the ink is at least so dark, in shares of the digit's darkness."""
LEVEL = 0.6
"""The bar rises or falls by less than this many times its width."""
TALL, WIDE = 0.2, 1.5
"""The stem rises above the bar by this share of the image's side, the bar is this many times its thickness
long, at least."""
LOWER = 0.1
"""And the stem ends below the arm by no more than this share of the side."""
STEPS = 12
"""Points along bar and stem that are looked at."""

Share = Annotated[Number, Range(0, 1, 0.01)]
Gap = Annotated[Number, Range(0, 8, 0.1, "pixels")]


@dataclass(frozen=True)
class Four(Place):
    """A four's strokes for each image.

    `arm` and `stem` are their upper ends (the same where the four is `closed`), `corner` is where the arm
    meets the bar, `joint` where the bar meets the stem, all float32 (N, 2). `written` float32 (N, 1, H, W) is
    the share of each pixel that is the arm's. `crosses` bool (N,) says whether the bar crosses the stem.
    """

    arm: torch.Tensor
    stem: torch.Tensor
    corner: torch.Tensor
    joint: torch.Tensor
    written: Images
    crosses: torch.Tensor
    closed: torch.Tensor


def close_four(
    images: Images,
    share: Share = 1.0,
    reframe: bool = True,
    four: Four | None = None,
) -> Graft:
    """The four is closed at its top, as print has it: its arm leans over to the stem.

    `share` is how much of the way: at 1 the arm's upper end meets the stem's. The bar is drawn on beyond the
    stem where it ends there. Found where a four is open. `four` is what `find_four` found in `images`, where
    that is known. Raises ValueError for a share out of range.
    """
    (shares,) = checked(close_four, len(images), share=share).values()
    four = (four or find_four(images)).expand(len(shares))
    tip = four.arm + (four.stem - four.arm) * shares[:, None]
    # The bar is first: a four half closed is easily a nine.
    overhang = four.thickness / 2 + OVERHANG * min(images.shape[2:])
    beyond = torch.where(four.crosses, 0.0, (2 * shares).clamp(max=1) * overhang)
    bar = four.joint + normalize(four.joint - four.corner) * beyond[:, None]
    return _redrawn(images, four, ~four.closed, [(four.corner, tip), (four.joint, bar)], shares, reframe)


def open_four(
    images: Images,
    gap: Gap = 3.0,
    reframe: bool = True,
    four: Four | None = None,
) -> Graft:
    """The four is opened at its top, as hands write it: its arm stands off the stem.

    `gap` is the paper between them. Found where a four is closed. The rest is as in `close_four`.
    """
    (gaps,) = checked(open_four, len(images), gap=gap).values()
    four = (four or find_four(images)).expand(len(gaps))
    tip = four.stem + _left_of(normalize(four.stem - four.joint)) * (gaps + four.thickness)[:, None]
    return _redrawn(images, four, four.closed, [(four.corner, tip)], gaps, reframe)


def _redrawn(
    images: Images,
    four: Four,
    which: torch.Tensor,
    lines: list[tuple[torch.Tensor, torch.Tensor]],
    sizes: torch.Tensor,
    reframe: bool,
) -> Graft:
    """Return fours with their written arm rubbed out and `lines` drawn, of those `which` (N,)."""
    radius = four.thickness / 2
    strokes = [Segment(start, end, radius, radius) for start, end in lines]
    return graft(images, replace(four, found=four.found & which), strokes, sizes, reframe, four.written)


def find_four(images: Images) -> Four:
    """Return the strokes of each of `images`, float32 (N, 1, H, W).

    They are not found where they are no arm, bar and stem, open or closed.
    """
    ink, size = images[:, 0], min(images.shape[2:])
    bay = find_bay(ink)
    closed = bay.closed
    thickness, darkness = pen(images, closed)
    near, half = thickness.clamp(min=SHORTEST), thickness[:, None, None] / 2
    edge, up = edge_of(bay)
    over, right = _seen_from(edge, up, ink)
    stem = _end(ink, bay.above & ((right > -ASIDE) | ~closed[:, None, None]), bay.stem, near)
    arm = torch.where(closed[:, None], stem, _end(ink, bay.above, bay.arm, near))
    low = torch.where(bay.paper, over - right, NOWHERE)
    paper = middle(bay.paper * (low.amin((1, 2), keepdim=True) + 1 - low).clamp(0, 1))
    joint = paper - (_left_of(up) + up) * (0.5 + thickness / 2)[:, None]
    right = _seen_from(joint, normalize(stem - joint), ink)[1]
    corner = _corner(ink, bay, right < -2 * half, (arm, joint), near)
    away = CROSSES * size
    beside = _seen_from(joint, normalize(joint - corner), ink)[1].abs()
    beyond = (ink * (right > half + away) * (beside < half + away)).sum((1, 2))
    left = (0.5 - right - half).clamp(0, 1)
    written = _written(bay.dark & (right < half), (arm, corner, joint), left, half)
    four = Four(
        arm=arm,
        stem=stem,
        corner=corner,
        joint=joint,
        thickness=thickness,
        darkness=darkness,
        written=written,
        crosses=beyond > away * thickness * darkness,
        closed=closed,
        found=bay.open | closed,
    )
    return replace(four, found=four.found & _drawn(images, four))


def _seen_from(
    point: torch.Tensor,
    way: torch.Tensor,
    ink: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return how far `ink` (N, H, W) lies along `way` (N, 2) and to its right, seen from `point` (N, 2)."""
    x, y = axes(ink)
    right, down = x - point[:, 0, None, None], y - point[:, 1, None, None]
    ahead, aside = way[:, 0, None, None], way[:, 1, None, None]
    return right * ahead + down * aside, down * ahead - right * aside


def _left_of(way: torch.Tensor) -> torch.Tensor:
    """Return unit vectors (N, 2) square to `way`, to its left."""
    return torch.stack((way[:, 1], -way[:, 0]), 1)


def _end(ink: torch.Tensor, dark: torch.Tensor, seeds: torch.Tensor, near: torch.Tensor) -> torch.Tensor:
    """Return the centre of the end (N, 2) that lies farthest over the `dark` ink from `seeds`.

    It is the middle of the end's last `near` pixels.
    """
    far = reach(dark, seeds)
    far = torch.where(far < NOWHERE, far, -NOWHERE)
    last = (far - far.amax((1, 2), keepdim=True) + near[:, None, None] + 0.5).clamp(0, 1)
    return middle(ink * last * (far >= 0))


def _corner(
    ink: torch.Tensor,
    bay: Bay,
    left: torch.Tensor,
    line: tuple[torch.Tensor, torch.Tensor],
    near: torch.Tensor,
) -> torch.Tensor:
    """Return where the arm meets the bar (N, 2).

    Of the ink `left` of the stem it is what lies farthest from the `line` from arm to joint.
    """
    arm, joint = line
    far = _seen_from(arm, normalize(joint - arm), ink)[1]
    rows = axes(ink)[1]
    floor = (bay.paper.any(2, keepdim=True) * rows).amax((1, 2))
    side = bay.dark & left & (rows <= (floor + near + 0.5)[:, None, None])
    far = torch.where(side, far, -NOWHERE)
    return middle(ink * side * (far - far.amax((1, 2), keepdim=True) + near[:, None, None]).clamp(0, 1))


def _written(
    dark: torch.Tensor,
    points: tuple[torch.Tensor, ...],
    left: torch.Tensor,
    half: torch.Tensor,
) -> Images:
    """Return the share of each pixel that is the arm's, (N, 1, H, W).

    The arm's is what lies over the ink from its end, not so far as its corner.
    """
    arm, corner, joint = points
    far = reach(dark, _nearest(dark, arm))
    whole = torch.where(_nearest(dark, corner), far, NOWHERE).amin((1, 2), keepdim=True)
    over = -_seen_from(corner, normalize(joint - corner), left)[1]
    written = ((whole - far).clamp(0, 1) * left * (0.5 + over - half).clamp(0, 1) * dark)[:, None]
    # The edge, too faint to be ink, goes with the ink beside it.
    return torch.where(dark[:, None], written, max_pool2d(written, 3, 1, 1))


def _nearest(dark: torch.Tensor, point: torch.Tensor) -> torch.Tensor:
    """Return the pixels of `dark`, bool (N, H, W), that lie nearest to `point` (N, 2)."""
    x, y = axes(point.new_zeros(dark.shape[1:]))
    away = torch.where(dark, torch.hypot(x - point[:, 0, None, None], y - point[:, 1, None, None]), NOWHERE)
    return dark & (away <= away.amin((1, 2), keepdim=True))


def _drawn(images: Images, four: Four) -> torch.Tensor:
    """Return whether bar and stem are there and lie as a four's do, bool (N,)."""
    share = torch.linspace(0, 1, STEPS)[:, None]
    spot, inked = torch.zeros(1, 1, 2), []
    for end in (four.corner, four.stem):
        line = four.joint[:, None] + share * (end - four.joint)[:, None]
        inked.append(sample(images, line, spot).amin((1, 2)) > DRAWN * four.darkness)
    bar, rise = four.joint - four.corner, (four.joint - four.stem).norm(dim=1)
    level = bar[:, 1].abs() < LEVEL * bar[:, 0]
    upright = four.stem[:, 1] - four.arm[:, 1] < LOWER * min(images.shape[2:])
    large = (rise > TALL * min(images.shape[2:])) & (bar[:, 0] > WIDE * four.thickness)
    drawn: torch.Tensor = (four.darkness > 0) & inked[0] & inked[1] & level & upright & large
    return drawn
