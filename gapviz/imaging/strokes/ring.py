"""Ellipse fit to the ring of a handwritten zero: its centre, its thickness and its darkness.

The ink's second moments give the ellipse, its area over the ellipse's perimeter the thickness. Points are
(x, y) in pixels, the centre of the first pixel at 0, 0. All images at once, each from its own pixels alone.
"""

import math
from dataclasses import dataclass

import torch

from gapviz.core.types import Images
from gapviz.imaging.strokes.place import Place, darkness
from gapviz.imaging.strokes.stem import moments, sample

HOLE = 0.3
"""The hole is looked for within this share of the ellipse's half axes."""
LIGHT = 0.4
"""And is a hole where its mean ink is less than this share of the ring's darkness."""
SMALLEST = 2 / 28
"""Both half axes of a ring are at least so long, in sides of the image."""


@dataclass(frozen=True)
class Ring(Place):
    """A ring for each image; `centre` is float32 (N, 2)."""

    centre: torch.Tensor


def find_ring(images: Images) -> Ring:
    """Return the ring of each of `images`, float32 (N, 1, H, W).

    It is not found where no paper shows in the ink's middle.
    """
    mass, centre, wide, tall, both = moments(images)
    middle, half = (wide + tall) / 2, torch.hypot((wide - tall) / 2, both)
    # The points of an ellipse with half axes a and b have variances a * a / 2 and b * b / 2 along them.
    long, short = (2 * (middle + half)).sqrt(), (2 * (middle - half).clamp(min=0)).sqrt()
    perimeter = math.pi * (3 * (long + short) - ((3 * long + short) * (long + 3 * short)).sqrt())
    dark = darkness(images)
    steps = torch.linspace(-1, 1, 5)[:, None] * (HOLE * short)[:, None, None]
    level, upright = (steps * torch.tensor(way) for way in ((1.0, 0.0), (0.0, 1.0)))
    inside = sample(images, centre[:, None] + upright, level).mean((1, 2))
    least = SMALLEST * min(images.shape[2:])
    return Ring(
        centre=centre,
        thickness=mass / (dark * perimeter).clamp(min=1e-6),
        darkness=dark,
        found=(dark > 0) & (short > least) & (inside < LIGHT * dark),
    )
