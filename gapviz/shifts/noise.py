"""Noise: Gaussian, salt and pepper, impulse and shot (Poisson) noise; every pixel, or some of them, lies.

Each function draws one field for an image and then thresholds or scales it, so that a higher level
means more of the same noise.
"""

from functools import lru_cache
from typing import Annotated

import torch

from gapviz.core.draws import Draws
from gapviz.core.parameters import Range
from gapviz.core.types import Images
from gapviz.shifts.registry import shift

BRIGHTNESSES = 256
CHANCES = 2**14
"""Rows and columns of the photon table: 4 MB, which a cache holds; it is exact to one chance in 16,384."""


@shift(std=(0.1, 0.2, 0.3, 0.4, 0.6))
def gaussian_noise(
    images: Images,
    std: Annotated[float, Range(0, 1, unit="of full scale"), "standard deviation"],
    rng: Draws,
) -> Images:
    """Independent Gaussian noise is added to every pixel."""
    return rng.normal(*images.shape[1:]).mul_(std).add_(images)


@shift(amount=(0.02, 0.05, 0.1, 0.2, 0.35))
def salt_and_pepper(
    images: Images,
    amount: Annotated[float, Range(0, 1, unit="of the pixels")],
    ink: Annotated[float, Range(0, 1, unit="of the struck pixels")] = 0.5,
    *,
    rng: Draws,
) -> Images:
    """A share of the pixels turns to full ink or to bare paper, in all colours at once."""
    return _struck(images, rng.coarse(1, *images.shape[2:]), amount * ink, amount * (1 - ink))


@shift(mnist_c=4, amount=(0.03, 0.06, 0.09, 0.17, 0.27))
def impulse_noise(
    images: Images,
    amount: Annotated[float, Range(0, 1, unit="of the pixels")],
    rng: Draws,
) -> Images:
    """A share of the pixels, drawn for each colour by itself, goes to one end of the scale or the other.

    MNIST-C's `impulse_noise` (Mu and Gilmer, 2019, arXiv:1906.02337): its five amounts; severity 4,
    17 % of the pixels, is the published one.
    """
    return _struck(images, rng.coarse(*images.shape[1:]), amount / 2, amount / 2)


@shift(mnist_c=5, photons=(60, 25, 12, 5, 3))
def shot_noise(
    images: Images,
    photons: Annotated[int, Range(1, 100, step=1, unit="photons")],
    rng: Draws,
) -> Images:
    """The light is so weak that full brightness means a handful of photons, which arrive as they please.

    A pixel of brightness x becomes k / photons, k drawn from the Poisson distribution of mean
    x * photons, by its inverse distribution function at the pixel's one kept uniform number. Brightness
    is counted in the 255 steps of a stored picture, chances in steps of 1 / 16,384.

    MNIST-C's `shot_noise` (Mu and Gilmer, 2019, arXiv:1906.02337): its five photon counts; severity 5,
    three photons, is the published one.
    """
    chances = rng.coarse(*images.shape[1:]).mul_(CHANCES).floor_()
    where = (images * (BRIGHTNESSES - 1)).round_().mul_(CHANCES).add_(chances).to(torch.int32)
    counts = _photon_table(photons).index_select(0, where.view(-1))
    return counts.view_as(images).to(images.dtype).mul_(1 / photons)


@lru_cache(maxsize=4)
def _photon_table(photons: int) -> torch.Tensor:
    """Return the photons counted for each brightness and chance, uint8 (256 * 16,384,)."""
    expected = torch.linspace(0, photons, BRIGHTNESSES, dtype=torch.float64)[:, None]
    counts = torch.arange(int(photons + 6 * photons**0.5 + 10))
    share = (torch.xlogy(counts, expected) - expected - torch.lgamma(counts + 1.0).double()).exp()
    edges = (share.cumsum(1) * CHANCES).round().long().clamp_(max=CHANCES)
    edges[:, -1] = CHANCES
    repeats = edges.diff(dim=1, prepend=torch.zeros(BRIGHTNESSES, 1, dtype=torch.long))
    return counts.to(torch.uint8).repeat(BRIGHTNESSES).repeat_interleave(repeats.flatten())


def _struck(images: Images, chances: torch.Tensor, ink: float, paper: float) -> Images:
    inked = torch.maximum(images, chances.lt(ink).to(images.dtype))
    return torch.minimum(inked, chances.lt_(1 - paper), out=inked)
