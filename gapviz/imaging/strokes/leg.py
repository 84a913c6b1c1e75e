"""Line fit to the leg of a handwritten seven: where a crossbar crosses it, its thickness and its darkness.

Below its bar a seven is one stroke, so its rows say where the stroke runs. Points are (x, y) in pixels, the
centre of the first pixel at 0, 0. All images at once, each from its own pixels alone.
"""

from dataclasses import dataclass

import torch
from torch.nn.functional import max_pool1d, pad

from gapviz.core.types import Images
from gapviz.imaging.strokes.place import Place, darkness
from gapviz.imaging.strokes.stem import sample

INK = 0.1
"""Rows of darker ink than this are the digit's height."""
CROSSED, LOWER = (0.44, 0.6), (0.6, 0.92)
"""Shares of the height, from the top, between which a crossbar crosses, and the leg stands alone."""
ALONE = 3.0
"""The leg's ink lies about its line with less than this many times the variance of a straight stroke's."""
BEND = 0.6
"""And this variance more, in square pixels of an image of 28, since legs are bent."""
ON_INK = 0.65
"""Along its line the leg is at least so dark, in shares of the digit's darkest pixel."""
NEAR = 1.5
"""Ink within so many times the leg's breadth of its line says where its middle is.

A tip of the bar that hangs down does not.
"""
EDGE = 0.5
"""A pixel at least this dark is within an edge; a lighter one beside it moves it by its own darkness."""
BARRED = (0.36, 0.75)
"""Shares of the height between which writers put crossbars: some sevens carry one already."""
LOW = 3 / 28
"""A crossbar is less than twice so high, and a pixel, in sides of the image.

What stands out over more rows is the leg itself.
"""
OUT = 1.3 / 28
"""It stands out on both sides by at least so much, in sides of the image."""


@dataclass(frozen=True)
class Leg(Place):
    """A leg for each image; `middle`, float32 (N, 2), is where a crossbar crosses it."""

    middle: torch.Tensor


def find_leg(images: Images) -> Leg:
    """Return the leg of each of `images`, float32 (N, 1, H, W).

    It is not found where it is no single stroke, or crossed already.
    """
    ink, (height, width) = images[:, 0], images.shape[2:]
    x, y = torch.arange(width, dtype=ink.dtype), torch.arange(height, dtype=ink.dtype)
    rows, first, second = ink.sum(2), (ink * x).sum(2), (ink * (x * x)).sum(2)
    inked = (ink > INK).any(2)
    top = height - (inked * (height - y)).amax(1)
    tall = ((inked * (y + 1)).amax(1) - top).clamp(min=1)
    place = (y + 0.5 - top[:, None]) / tall[:, None]
    crossed, lower = (((place > low) & (place < high)) * 1.0 for low, high in (CROSSED, LOWER))
    mass = rows.clamp(min=1e-6)
    down = _over(crossed, y.expand_as(rows))
    right, below = _over(lower * rows, first / mass), _over(lower * rows, y.expand_as(rows))
    away = y - below[:, None]
    lean = _over(lower * rows, away * first / mass) / _over(lower * rows, away * away).clamp(min=1e-3)
    line = right[:, None] + lean[:, None] * away
    spread = _over(lower * rows, second / mass - 2 * line * first / mass + line * line)
    spine = sample(images, torch.stack((line, y.expand_as(line)), 2), torch.zeros(1, 1, 2))[:, :, 0] * lower
    dark = darkness(spine)
    across = rows.where(lower > 0, torch.nan).nanmedian(1).values.nan_to_num() / dark.clamp(min=1e-3)
    near = ink * ((x - line[:, :, None]).abs() < NEAR * across[:, None, None].clamp(min=1))
    passed = crossed * near.sum(2)
    middle = _over(passed, (near * x).sum(2) / near.sum(2).clamp(min=1e-6))
    inside = (dark > 0) & (_over(lower, spine) > ON_INK * images.amax((1, 2, 3)))
    inside &= passed.amax(1) > 0
    found = inside & (spread < ALONE * across * across / 12 + BEND * (min(height, width) / 28) ** 2)
    barred = _barred(ink, lean[:, None] * away, (place > BARRED[0]) & (place < BARRED[1]))
    return Leg(
        middle=torch.stack((middle, down), 1),
        thickness=across / (1 + lean * lean).sqrt(),
        darkness=dark,
        found=found & ~barred,
    )


def _barred(ink: torch.Tensor, aside: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
    """Return whether (N,) a crossbar stands out to both sides of a leg.

    It is looked for on `rows` (N, H), bool, on which the leg runs `aside` (N, H). What stands out is the
    top-hat of each edge: the edge less its morphological opening.
    """
    side, inked = max(ink.shape[1:]), (ink >= EDGE).any(2)
    reach = round(side * LOW)
    out = []
    for page, way in ((ink, aside), (ink.flip(2), -aside)):
        last = page.shape[2] - 1 - (page >= EDGE).flip(2).int().argmax(2)
        edge = last + pad(page, (0, 1)).gather(2, last[:, :, None] + 1)[:, :, 0]
        edge = (edge - way).where(inked, -side)[:, None]
        plain = max_pool1d(-max_pool1d(-edge, 2 * reach + 1, 1, reach), 2 * reach + 1, 1, reach)
        out.append(max_pool1d(edge - plain, 3, 1, 1)[:, 0])
    return (torch.minimum(*out).where(rows, 0) > OUT * side).any(1)


def _over(weights: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
    """Return the weighted mean (N,) of `values` (N, H) under `weights`, 0 where they are all 0."""
    return (weights * values).sum(1) / weights.sum(1).clamp(min=1e-6)
