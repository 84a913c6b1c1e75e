"""Principal axis of a handwritten one, its stem: two ends, thickness and darkness.

The axis is that of the ink's second moments. The image is sampled in a strip along it, and the strip's rows
say the rest (`ends`). Points are (x, y) in pixels, the centre of the first pixel at 0, 0. All images at once,
each from its own pixels alone.
"""

import math
from dataclasses import dataclass

import torch
from torch.nn.functional import grid_sample, normalize

from gapviz.core.types import Images
from gapviz.imaging.mnist_frame import powers
from gapviz.imaging.strokes import ends
from gapviz.imaging.strokes.place import Place, darkness

STRIP = 5 / 28
"""The strip reaches so far to both sides of the axis, in sides of the image: a bent stem stays within."""
REACH = 14 / 28
"""And so far along it from the centre of mass."""
ROUND = 1e-6
"""Square pixels; ink that is nowhere longer than this says is taken to stand upright."""
SLENDER = 2.0
"""A stem's length is at least this many times its thickness."""


@dataclass(frozen=True)
class Stem(Place):
    """A stem for each image.

    `top` and `bottom` are the centres of the round ends, `downwards` and `upwards` the unit vectors
    along which the stroke leaves them, all float32 (N, 2).
    """

    top: torch.Tensor
    bottom: torch.Tensor
    downwards: torch.Tensor
    upwards: torch.Tensor


def find_stem(images: Images) -> Stem:
    """Return the stem of each of `images`, float32 (N, 1, H, W).

    It is not found where the ink is no single stroke.
    """
    count, side = len(images), max(images.shape[2:])
    reach, breadth = math.ceil(side * REACH), math.ceil(side * STRIP)
    centre, axis, left = _axis(images)
    start, way, aside = torch.view_as_complex(torch.stack((centre, axis, left)) * _pixel(images))[:, :, None]
    along, across = start + way * powers(2 * reach + 1)[1], aside * powers(2 * breadth + 1)[1]
    rows = ends.rows_of(_sample(images, along[:, :, None] + across[:, None])[:, 0])
    spine = _sample(images, (along + rows.middle[:count] * aside)[:, :, None]).flatten(1)
    first, last = rows.first.view(2, count, 1)
    # From the first row to the last, both counted from the middle row.
    length, middle = 2 * reach + 1 - first - last, (first - last) / 2
    stroke = powers(2 * reach + 1)[1].sub(middle).abs_().lt_(length / 2)
    dark = darkness(spine.mul_(stroke))[:, None]
    thickness = rows.typical[:count] / dark.clamp(min=1e-3)
    both = ends.ends_of(rows, thickness / 2, max(side * ends.NEAR, 3)).view(3, 2, count, 1)
    away = torch.stack((axis, -axis))
    top, bottom = (both[0] - reach) * away + both[1] * left + (centre + _middle(images))
    downwards, upwards = normalize(away + both[2] * left, dim=2)
    return Stem(
        top=top,
        bottom=bottom,
        downwards=downwards,
        upwards=upwards,
        thickness=thickness[:, 0],
        darkness=dark[:, 0],
        found=((dark > 0) & (length > SLENDER * thickness))[:, 0],
    )


def _axis(images: Images) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return the centre of mass, counted from the image's middle, and the principal axis, all (N, 2).

    The axis is two unit vectors: downwards, along which the ink is longest, and to the left of that.
    """
    _, centre, wide, tall, both = _moments(images)
    # A complex root halves an angle, and points down.
    axis = normalize(torch.view_as_real(torch.complex(tall - wide + ROUND, 2 * both).sqrt_()))
    return centre, axis.flip(1), axis * torch.tensor([-1.0, 1.0])


def moments(images: Images) -> tuple[torch.Tensor, ...]:
    """Return the ink (N,), its centre (N, 2), its variance across and down, and their covariance, (N,)."""
    mass, centre, *variances = _moments(images)
    return mass, centre + _middle(images), *variances


def _moments(images: Images) -> tuple[torch.Tensor, ...]:
    """Return what `moments` does, the centre counted from the image's middle."""
    down, across = (powers(length) for length in images.shape[2:])
    columns = torch.bmm(down.expand(len(images), -1, -1), images[:, 0])  # each image's product is its own
    sums = (columns[:, :, None] * across).sum(3).flatten(1)
    mass = sums[:, :1].clamp(min=1e-6)
    _, x, xx, y, xy, _, yy, _, _ = (sums / mass).unbind(1)
    return mass[:, 0], torch.stack((x, y), 1), xx - x * x, yy - y * y, xy - x * y


def sample(images: Images, along: torch.Tensor, across: torch.Tensor) -> torch.Tensor:
    """Return the interpolated ink, float32 (N, T, A), at the points `along` (N, T, 2) + `across` (N, A,
    2)."""
    size = _pixel(images)
    first = torch.view_as_complex((along - _middle(images)) * size)
    second = torch.view_as_complex(across * size)
    return _sample(images, first[:, :, None] + second[:, None])[:, 0]


def _sample(images: Images, points: torch.Tensor) -> torch.Tensor:
    """Return the ink (N, 1, T, A) at `points` (N, T, A), interpolated.

    Points count from the middle, in halves of the sides. They are complex numbers, which add and turn at
    once; x and y apart would take five times as long.
    """
    return grid_sample(images, torch.view_as_real(points), align_corners=False)


def _middle(images: Images) -> torch.Tensor:
    """Return the middle of images."""
    return torch.tensor([(images.shape[3] - 1) / 2, (images.shape[2] - 1) / 2])


def _pixel(images: Images) -> torch.Tensor:
    """Return what a pixel is across and down, in halves of an image's sides."""
    return torch.tensor([2 / images.shape[3], 2 / images.shape[2]])
