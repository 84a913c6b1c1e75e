"""Light: illumination, contrast, brightness, negatives and fog; paper is not white, or ink not black."""

import math
from typing import Annotated

import torch

from gapviz.core.draws import Draws
from gapviz.core.parameters import Range
from gapviz.core.types import Images
from gapviz.shifts.registry import shift
from gapviz.shifts.tools.diamond_square import plasma_fractal


@shift(depth=(0.15, 0.3, 0.45, 0.6, 0.75))
def uneven_light(
    images: Images,
    depth: Annotated[float, Range(0, 1, 0.01, "of full light lost")],
    rng: Draws,
) -> Images:
    """The lamp stands to one side: the far side of the page lies in shadow.

    Light falls off evenly along a direction drawn for each image, from 1 at the nearest corner to 1 -
    `depth` at the farthest. Paper sends back what it gets, ink nothing: shadow looks like thin ink.
    """
    height, width = images.shape[-2:]
    angles = rng.uniform(1, 1, 1, high=2 * math.pi)
    slopes = angles.cos() * _axis(height).view(-1, 1), angles.sin() * _axis(width)
    reach = angles.cos().abs() + angles.sin().abs()
    distance = (slopes[0] + slopes[1]) / (2 * reach) + 0.5
    return 1 - (1 - images) * (1 - depth * distance)


@shift(contrast=(0.8, 0.6, 0.4, 0.25, 0.15))
def low_contrast(images: Images, contrast: Annotated[float, Range(0, 1, 0.01, "of full contrast")]) -> Images:
    """Ink and paper both fade towards the same grey."""
    return 0.5 + contrast * (images - 0.5)


@shift(share=(0.2, 0.4, 0.6, 0.8, 1))
def inverted(images: Images, share: Annotated[float, Range(0, 1, 0.01, "of the width")]) -> Images:
    """The picture turns into its negative, from the left edge on: light ink on dark paper."""
    width = images.shape[-1]
    negative = (share * width - torch.arange(width, dtype=images.dtype)).clamp(0, 1)
    return torch.lerp(images, 1 - images, negative)


@shift(mnist_c=5, amount=(0.1, 0.2, 0.3, 0.4, 0.5))
def brightness(images: Images, amount: Annotated[float, Range(0, 1, 0.01, "of full scale")]) -> Images:
    """Every pixel is raised by the same amount, which turns white paper grey.

    MNIST-C (Mu and Gilmer, 2019) raises by 0.5: severity 5. Its whole ladder is kept.
    """
    return images + amount


@shift(mnist_c=5, amount=(0.25, 0.6, 1.2, 2, 3))
def fog(
    images: Images,
    amount: Annotated[float, Range(0, 5, 0.05, "times the ink")],
    rng: Draws,
    decay: Annotated[float, Range(1.2, 3, 0.1, "a halving")] = 1.4,
) -> Images:
    """Clouds drift over the page, and the digit pales behind them.

    MNIST-C (Mu and Gilmer, 2019) has clouds three times as strong as ink, of roughness 1.4: severity
    5. As there, the sum is scaled back to the brightest pixel of the clean image.
    """
    clouds = plasma_fractal(images.shape[-2], images.shape[-1], decay, rng).unsqueeze(1)
    brightest = images.amax(dim=(1, 2, 3), keepdim=True)
    return (images + amount * clouds) * (brightest / (brightest + amount).clamp_min(1e-6))


def _axis(size: int) -> torch.Tensor:
    """Return the pixels' places along an axis, from -1 at one edge to 1 at the other, float32 (size,)."""
    return (2 * torch.arange(size) + 1) / size - 1
