"""Optics: blur (Gaussian, motion, glass), JPEG and Canny edges; what lens, hand and file format leave."""

import math
from functools import lru_cache
from typing import Annotated

import torch

from gapviz.core.draws import Draws
from gapviz.core.parameters import Range
from gapviz.core.types import Images
from gapviz.imaging.gaussian_blur import gaussian_smooth
from gapviz.shifts.registry import shift
from gapviz.shifts.tools.canny import canny
from gapviz.shifts.tools.jpeg import compress
from gapviz.shifts.tools.pixel_swaps import swap_pixels

STEEPNESSES = 9
"""Of motion blur, upwards and downwards each: 2.5, 7.5 ... 42.5 degrees, the middles of 5 degrees each."""


@shift(std=(0.5, 0.8, 1.2, 1.6, 2.2))
def gaussian_blur(
    images: Images,
    std: Annotated[float, Range(0, 4, 0.1, "pixels"), "standard deviation"],
) -> Images:
    """The picture is out of focus."""
    return gaussian_smooth(images, std)


@shift(mnist_c=3, std=(1, 2, 3, 4, 5))
def motion_blur(
    images: Images,
    std: Annotated[float, Range(0, 6, 0.1, "pixels"), "standard deviation"],
    rng: Draws,
) -> Images:
    """The hand moved while the shutter was open: the digit is smeared along a line, fainter to its end.

    Half a bell of standard deviation `std`, along a direction within 45 degrees of the horizontal that
    is drawn for each image: ImageMagick's MotionBlurImage. MNIST-C (Mu and Gilmer, 2019) has 3 pixels:
    severity 3.
    """
    if std == 0:
        return images.clone()
    channels, height, width = images.shape[1:]
    steepness, upwards = rng.integers(0, STEEPNESSES), rng.integers(0, 2)
    lines = images.reshape(-1, width)
    smeared = torch.empty_like(lines)
    for index in range(STEEPNESSES):
        members = (steepness == index).nonzero()
        if not len(members):
            continue
        weights = _motion_blur_matrices(index, std, width)
        rows = torch.arange(height + len(weights) - 1).clamp_(max=height - 1).view(-1, 1, 1)
        rows = torch.where(upwards[members] == 1, height - 1 - rows, rows)
        places = (rows + height * (members * channels + torch.arange(channels))).view(len(rows), -1)
        smeared.index_copy_(0, places[:height].view(-1), _convolved_rows(lines, places, height, weights))
    return smeared.view(images.shape)


@shift(mnist_c=2, std=(0.7, 0.7, 0.8, 0.9, 1.0), reach=(1, 1, 2, 3, 2), passes=(1, 2, 1, 1, 2))
def glass_blur(
    images: Images,
    std: Annotated[float, Range(0, 2, 0.1, "pixels"), "standard deviation"],
    reach: Annotated[int, Range(1, 4, 1, "pixels")],
    passes: Annotated[int, Range(1, 3, 1, "times")],
    rng: Draws,
) -> Images:
    """The digit is seen through frosted glass: blurred, its pixels swapped with near ones, blurred again.

    MNIST-C (Mu and Gilmer, 2019) has 0.7, 1 and 2: severity 2.
    """
    shuffled = swap_pixels((gaussian_smooth(images, std) * 255).floor_(), reach, passes, rng)
    return gaussian_smooth(shuffled.div_(255), std)


@shift(quality=(50, 25, 15, 9, 3))
def jpeg(images: Images, quality: Annotated[int, Range(1, 100, 1, "of 100")]) -> Images:
    """The picture was saved as a JPEG file, and somebody was saving space."""
    return compress(images, quality)


@shift(mnist_c=5, strength=(0.2, 0.4, 0.6, 0.8, 1))
def canny_edges(
    images: Images,
    strength: Annotated[float, Range(0, 1, 0.01, "of the way")],
    std: Annotated[float, Range(0.5, 3, 0.1, "pixels"), "standard deviation"] = 1.0,
) -> Images:
    """Ink gives way to its outline.

    MNIST-C (Mu and Gilmer, 2019) shows the outline alone, `std` 1 pixel as in scikit-image's `canny`:
    severity 5. Colours are averaged before edges are sought.
    """
    grey = images.mean(dim=1) if images.shape[1] > 1 else images.squeeze(1)
    edges = canny(grey, std).unsqueeze(1)
    return images.lerp(edges.to(images.dtype).expand_as(images), strength)


def _convolved_rows(
    lines: torch.Tensor,
    places: torch.Tensor,
    height: int,
    weights: list[torch.Tensor],
) -> torch.Tensor:
    """Return the first `height` rows of some images, each a sum over rows further on, (height x images, W).

    `places` says where in `lines` the rows of all these images are, the same row of each side by side.
    """
    source = lines.index_select(0, places.view(-1))
    images = places.shape[1]
    smeared = source[: height * images] @ weights[0]
    for down, matrix in enumerate(weights[1:], start=1):
        smeared.addmm_(source[down * images : (down + height) * images], matrix)
    return smeared


@lru_cache(maxsize=256)
def _motion_blur_matrices(steepness: int, std: float, width: int) -> list[torch.Tensor]:
    """Return what a blurred row takes from itself and from each row further down, each (width, width).

    The path goes from pixel to nearest pixel, as in ImageMagick, and the row's last pixel goes on
    beyond the edge. It ends where half a bell has less than a thousandth left.
    """
    angle = math.radians(45 * (steepness + 0.5) / STEEPNESSES)
    steps = torch.arange(math.ceil(3.5 * std) + 1, dtype=torch.float64)
    bell = torch.exp(-((steps / std) ** 2) / 2)
    downs, acrosses = ((steps * part - 0.5).ceil().long() for part in (math.sin(angle), math.cos(angle)))
    weights = torch.zeros(int(downs[-1]) + 1, width, width, dtype=torch.float64)
    target = torch.arange(width)
    for down, across, share in zip(downs, acrosses, bell / bell.sum(), strict=True):
        weights[down, (target + across).clamp(max=width - 1), target] += share
    return list(weights.float())
