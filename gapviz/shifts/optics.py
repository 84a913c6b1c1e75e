"""Optics: blur (Gaussian, motion, glass), JPEG and Canny edges; what lens, hand and file format leave."""

import math
from functools import lru_cache
from itertools import product
from typing import Annotated

import torch

from gapviz.core.draws import Draws
from gapviz.core.parameters import Choice, Range
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


KEPT, MOVED = "kept", "moved"
BOTH_WAYS, UP_AND_DOWN = "both_ways", "up_and_down"


@shift(mnist_c=3, mnist_c_with={"centre": MOVED}, std=(1, 2, 3, 4, 5))
def motion_blur(
    images: Images,
    std: Annotated[float, Range(0, 6, 0.1, "pixels"), "standard deviation"],
    rng: Draws,
    centre: Annotated[str, Choice((KEPT, MOVED)), "centre of mass"] = KEPT,
) -> Images:
    """The hand moved while the shutter was open: the digit is smeared along a line, fainter to its end.

    Half a bell of standard deviation `std`, along a direction within 45 degrees of the horizontal that
    is drawn for each image: ImageMagick's MotionBlurImage. That begins where the digit was, and so moves its
    centre of mass as well, by 0.6, 2.1 and 3.5 pixels at severities 1, 3 and 5; to the softmax this is the
    larger harm. With the `centre` "kept" the smear lies about where the digit was, and is a blur alone.
    MNIST-C (Mu and Gilmer, 2019) has 3 pixels and the centre "moved": severity 3, with that switched.
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
        up, weights = _motion_blur_matrices(index, std, width, centre == KEPT)
        rows = torch.arange(-up, height + len(weights) - 1 - up).clamp_(0, height - 1).view(-1, 1, 1)
        rows = torch.where(upwards[members] == 1, height - 1 - rows, rows)
        places = (rows + height * (members * channels + torch.arange(channels))).view(len(rows), -1)
        own = places[up : up + height].view(-1)
        smeared.index_copy_(0, own, _convolved_rows(lines, places, height, weights))
    return smeared.view(images.shape)


@shift(
    mnist_c=2,
    mnist_c_with={"blur": UP_AND_DOWN},
    std=(0.7, 0.7, 0.8, 0.9, 1.0),
    reach=(1, 1, 2, 3, 2),
    passes=(1, 2, 1, 1, 2),
)
def glass_blur(
    images: Images,
    std: Annotated[float, Range(0, 2, 0.1, "pixels"), "standard deviation"],
    reach: Annotated[int, Range(1, 4, 1, "pixels")],
    passes: Annotated[int, Range(1, 3, 1, "times")],
    rng: Draws,
    blur: Annotated[str, Choice((BOTH_WAYS, UP_AND_DOWN)), "blurred"] = BOTH_WAYS,
) -> Images:
    """The digit is seen through frosted glass: blurred, its pixels swapped with near ones, blurred again.

    MNIST-C (Mu and Gilmer, 2019) has 0.7, 1 and 2, severity 2, but is blurred "up_and_down" alone: its code
    says `multichannel=True` of a flat picture, whose columns are then taken for colours. As frosted glass
    does, ours blurs "both_ways" unless told.
    """
    across = blur == BOTH_WAYS
    shuffled = swap_pixels((gaussian_smooth(images, std, across) * 255).floor_(), reach, passes, rng)
    return gaussian_smooth(shuffled.div_(255), std, across)


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
def _motion_blur_matrices(
    steepness: int, std: float, width: int, kept: bool
) -> tuple[int, list[torch.Tensor]]:
    """Return what a blurred row takes from rows above, itself and below, each (width, width).

    The first number is how many of these rows lie above it. The path goes from pixel to nearest pixel, as in
    ImageMagick, and the row's last pixel goes on beyond the edge. It ends where half a bell has less than a
    thousandth left. Where the centre is `kept` the path starts as far before the pixel as its mean would lie
    beyond, and what falls between pixels is shared by them, since nearest ones would move the mean.
    """
    angle = math.radians(45 * (steepness + 0.5) / STEEPNESSES)
    steps = torch.arange(math.ceil(3.5 * std) + 1, dtype=torch.float64)
    bell = torch.exp(-((steps / std) ** 2) / 2)
    bell /= bell.sum()
    places = [(steps - kept * (steps * bell).sum()) * part for part in (math.sin(angle), math.cos(angle))]
    if not kept:
        places = [(place - 0.5).ceil() for place in places]
    first, last = int(places[0].min().floor()), int(places[0].max().ceil())
    weights = torch.zeros(last - first + 1, width, width, dtype=torch.float64)
    target = torch.arange(width)
    for (downs, of_down), (acrosses, of_across) in product(*map(_neighbours, places)):
        for down, across, share in zip(downs, acrosses, bell * of_down * of_across, strict=True):
            if share:
                weights[down - first, (target + across).clamp(0, width - 1), target] += share
    return -first, list(weights.float())


def _neighbours(places: torch.Tensor) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return the whole numbers below and above `places`, int64, and the share of each that is theirs."""
    below = places.floor()
    return [(below.long(), 1 - (places - below)), (below.long() + 1, places - below)]
