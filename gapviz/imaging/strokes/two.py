"""Grafts on twos: the crossbar that people who cross their Z and their 7 draw over the diagonal.

A two is Z-shaped where its diagonal meets its base at an angle: no loop, open or blotted, between them.
Points are (x, y) in pixels, the centre of the first pixel at 0, 0. All images at once, each from its own
pixels alone.
"""

from dataclasses import dataclass

import torch
from torch.nn.functional import pad

from gapviz.core.types import Images
from gapviz.imaging.strokes.checks import checked
from gapviz.imaging.strokes.draw import Length, bar_through
from gapviz.imaging.strokes.graft import Graft, graft
from gapviz.imaging.strokes.grafts import Tilt
from gapviz.imaging.strokes.place import Place, darkness
from gapviz.imaging.strokes.stem import sample

INK = 0.1
"""Rows of darker ink than this are the digit's height."""
ALONE = (0.42, 0.62)
"""Shares of the height, from the top, between which the diagonal stands alone, below arc and above base."""
LOW = (0.62, 0.82)
"""And between which a loop would be; the base, as thick as the diagonal, is left out where it is higher."""
STRAIGHT = 1.0
"""The diagonal's ink lies about its line with a variance at most so much larger than a line's.

In square pixels of an image of 28.
"""
STOUT = 0.25
"""It is at most so thick, in shares of the height; what is thicker is several strokes in one."""
LEAN = 0.1
"""It runs left by at least so many pixels for each that it runs down."""
BLOT = 1.5
"""A first run of ink so many times as wide as the diagonal is a loop that has filled up."""
ON_INK = 0.65
"""Along its line the diagonal is at least so dark, in shares of the digit's darkest pixel."""
DARK, LIGHT = 0.5, 0.3
"""Ink bounds a loop from this share of the diagonal's darkness on; a run of ink ends below that one."""


@dataclass(frozen=True)
class Diagonal(Place):
    """A diagonal for each image; `middle` is float32 (N, 2)."""

    middle: torch.Tensor


def cross_two(
    images: Images,
    length: Length = 8.0,
    tilt: Tilt = 0.0,
    reframe: bool = True,
    diagonal: Diagonal | None = None,
) -> Graft:
    """The Z-shaped two gets a crossbar: a stroke across the middle of its diagonal.

    `tilt` raises its right end. A two with a loop is left as it is. `diagonal` is what `find_diagonal` found
    in `images`, where that is known. Raises ValueError for a length or a tilt out of range.
    """
    lengths, tilts = checked(cross_two, len(images), length=length, tilt=tilt).values()
    diagonal = (diagonal or find_diagonal(images)).expand(len(lengths))
    bar = bar_through(diagonal.middle, lengths, tilts, diagonal.thickness / 2)
    return graft(images, diagonal, [bar], lengths, reframe)


def find_diagonal(images: Images) -> Diagonal:
    """Return the diagonal of each of `images`, float32 (N, 1, H, W).

    It is not found where they are no Z-shaped two.
    """
    ink, (height, width) = images[:, 0], images.shape[2:]
    x, y = torch.arange(width, dtype=ink.dtype), torch.arange(height, dtype=ink.dtype)
    place, tall = _heights(ink)
    mass = ink.sum(2)
    alone = ((place > ALONE[0]) & (place < ALONE[1])) * mass
    first, second = ((ink * powers).sum(2) / mass.clamp(min=1e-6) for powers in (x, x * x))
    right, down = _over(alone, first), _over(alone, y.expand_as(mass))
    away = y - down[:, None]
    lean = _over(alone, away * first) / _over(alone, away * away).clamp(min=1e-3)
    line = right[:, None] + lean[:, None] * away
    points = torch.stack((line, y.expand_as(line)), 2)
    spine = sample(images, points, torch.zeros(1, 1, 2))[:, :, 0] * (alone > 0)
    dark = darkness(spine)
    across = _median(mass, alone > 0) / dark.clamp(min=1e-3)
    spread = _over(alone, second - 2 * line * first + line * line) - across * across / 12
    thickness = across / (1 + lean * lean).sqrt()
    bounds = torch.minimum(torch.tensor(LOW[1]), 1 - thickness / tall)[:, None]
    filled = _median(_first_run(ink, LIGHT * dark), (place > LOW[0]) & (place < bounds))
    blot = filled > BLOT * across * dark
    inside = (dark > 0) & (_over(alone, spine) > ON_INK * images.amax((1, 2, 3)))
    straight = (thickness < STOUT * tall) & (spread < STRAIGHT * (min(height, width) / 28) ** 2)
    looped = _holes(ink >= (DARK * dark)[:, None, None], place > sum(ALONE) / 2)
    return Diagonal(
        middle=torch.stack((right, down), 1),
        thickness=thickness,
        darkness=dark,
        found=inside & straight & (lean < -LEAN) & ~blot & ~looped,
    )


def _heights(ink: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return each row's place (N, H) in the digit's height, from 0 at its top to 1, and that height (N,)."""
    height = ink.shape[1]
    y = torch.arange(height, dtype=ink.dtype)
    inked = (ink > INK).any(2)
    top = height - (inked * (height - y)).amax(1)
    tall = ((inked * (y + 1)).amax(1) - top).clamp(min=1)
    return (y + 0.5 - top[:, None]) / tall[:, None], tall


def _first_run(ink: torch.Tensor, light: torch.Tensor) -> torch.Tensor:
    """Return the ink (N, H) of each row from its first pixel darker than `light` (N,) to the next lighter."""
    dark = ink > light[:, None, None]
    started = dark.cumsum(2) > 0
    ended = (started & ~dark).cumsum(2) > 0
    return (ink * (started & ~ended)).sum(2)


def _holes(dark: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
    """Return whether (N,) the pixels `dark` (N, H, W) of `rows` (N, H) enclose paper.

    Euler's number is then 0 or less. It is counted from the 2 x 2 windows, as Gray did it (1971), with pixels
    that touch at a corner taken as connected.
    """
    page = pad((dark & rows[:, :, None]).int(), (1, 1, 1, 1))
    corners = page[:, :-1, :-1], page[:, :-1, 1:], page[:, 1:, :-1], page[:, 1:, 1:]
    filled = corners[0] + corners[1] + corners[2] + corners[3]
    crossed = (filled == 2) & (corners[0] == corners[3])
    count: torch.Tensor = (filled == 1).sum((1, 2)) - (filled == 3).sum((1, 2)) - 2 * crossed.sum((1, 2))
    return count <= 0


def _median(values: torch.Tensor, where: torch.Tensor) -> torch.Tensor:
    """Return the median (N,) of `values` (N, H) `where` told, 0 where nowhere."""
    return values.where(where, torch.nan).nanmedian(1).values.nan_to_num()


def _over(weights: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
    """Return the weighted mean (N,) of `values` (N, H) under `weights`, 0 where they are all 0."""
    return (weights * values).sum(1) / weights.sum(1).clamp(min=1e-6)
