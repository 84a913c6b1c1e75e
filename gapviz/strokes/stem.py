"""The stem of a handwritten one: its axis, its two ends, its thickness and its darkness.

The axis is that of the ink's second moments. The image is sampled in a strip along it, and the strip's rows say
the rest (`ends`). Points are (x, y) in pixels, the centre of the first pixel at 0, 0. All images at once, each
from its own pixels alone.
"""

import math
from dataclasses import dataclass, fields

import torch
from torch.nn.functional import grid_sample, normalize

from gapviz.strokes import ends
from gapviz.types import Images

STRIP = 6 / 28
"""The strip reaches so far to both sides of the axis, in sides of the image: a bent stem stays within."""
REACH = 16 / 28
"""And so far along it from the centre of mass."""
SLENDER = 2.0
"""A stem's length is at least this many times its thickness."""


@dataclass(frozen=True)
class Stem:
    """A stem for each image; where `found` is False the rest means nothing.

    `top` and `bottom` are the centres of the round ends, `downwards` and `upwards` the unit vectors
    along which the stroke leaves them, all float32 (N, 2); `thickness` in pixels and `darkness` from 0
    to 1 are float32 (N,).
    """

    top: torch.Tensor
    bottom: torch.Tensor
    downwards: torch.Tensor
    upwards: torch.Tensor
    thickness: torch.Tensor
    darkness: torch.Tensor
    found: torch.Tensor

    def expand(self, count: int) -> "Stem":
        """Return a stem for each of `count` images, the only one many times."""
        return Stem(*(getattr(self, field.name).expand(count, *getattr(self, field.name).shape[1:]) for field in fields(self)))


def find_stem(images: Images) -> Stem:
    """Return the stem of each of `images`, float32 (N, 1, H, W); not found where the ink is no single stroke."""
    side = max(images.shape[2:])
    centre, axis = _axis(images)
    left = torch.stack((-axis[:, 1], axis[:, 0]), 1)
    reach, breadth = math.ceil(side * REACH), math.ceil(side * STRIP)
    along = centre[:, None] + torch.arange(-reach, reach + 1.0)[:, None] * axis[:, None]
    across = torch.arange(-breadth, breadth + 1.0)[:, None] * left[:, None]
    rows = ends.profile(sample(images, along, across))
    spine = sample(images, along + rows.middle[:, :, None] * left[:, None], torch.zeros(1, 1, 2))[:, :, 0]
    darkness = _darkness(spine * rows.stroke)
    thickness = rows.typical / darkness.clamp(min=1e-3)
    near = max(side * ends.NEAR, 3)
    first, last = (ends.end(way, thickness / 2, near) for way in (rows, ends.reverse(rows)))

    def point(place: torch.Tensor, aside: torch.Tensor) -> torch.Tensor:
        return centre + (place - reach)[:, None] * axis + aside[:, None] * left

    length = rows.stroke.sum(1)
    return Stem(
        top=point(first.along, first.aside),
        bottom=point(2 * reach - last.along, last.aside),
        downwards=normalize(axis + first.lean[:, None] * left),
        upwards=normalize(last.lean[:, None] * left - axis),
        thickness=thickness,
        darkness=darkness,
        found=(darkness > 0) & (length > SLENDER * thickness),
    )


def _axis(images: Images) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the centre of mass and the downward unit vector along which the ink is longest, (N, 2)."""
    _, centre, wide, tall, both = moments(images)
    # In float32, sines of many numbers and of one differ in their last digit, and the stem is a long lever.
    angle = torch.atan2(2 * both.double(), (wide - tall).double()) / 2
    axis = torch.stack((angle.cos(), angle.sin()), 1).float()
    return centre, axis * torch.where(axis[:, 1:] < 0, -1.0, 1.0)


def moments(images: Images) -> tuple[torch.Tensor, ...]:
    """Return the ink (N,), its centre (N, 2), its variance across and down, and their covariance, (N,)."""
    ink, (height, width) = images[:, 0], images.shape[2:]
    x, y = torch.arange(width) - (width - 1) / 2, torch.arange(height) - (height - 1) / 2
    rows, columns, crossed = ink.sum(2), ink.sum(1), (ink * x).sum(2)
    mass = rows.sum(1, keepdim=True).clamp(min=1e-6)
    rows, columns, crossed = rows / mass, columns / mass, crossed / mass
    right, down = (columns * x).sum(1), (rows * y).sum(1)
    wide, tall = (columns * x * x).sum(1) - right * right, (rows * y * y).sum(1) - down * down
    both = (crossed * y).sum(1) - right * down
    return mass[:, 0], torch.stack((right + (width - 1) / 2, down + (height - 1) / 2), 1), wide, tall, both


def sample(images: Images, along: torch.Tensor, across: torch.Tensor) -> torch.Tensor:
    """Return the ink at the points `along` (N, T, 2) + `across` (N, A, 2), interpolated, float32 (N, T, A)."""
    size = torch.tensor([2 / images.shape[3], 2 / images.shape[2]])
    # As complex numbers the points of a grid are added at once; x and y apart would take five times as long.
    first, second = torch.view_as_complex((along + 0.5) * size - 1), torch.view_as_complex(across * size)
    grid = torch.view_as_real(first[:, :, None] + second[:, None])
    return grid_sample(images, grid, align_corners=False)[:, 0]


def _darkness(spine: torch.Tensor) -> torch.Tensor:
    """Return the darkness of strokes (N,) from the ink along their middles (N, T); faint places count little."""
    squares = spine * spine
    return (squares * spine).sum(1) / squares.sum(1).clamp(min=1e-6)
