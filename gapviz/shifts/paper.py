"""Paper: stains, smears and spatter, what a sheet lives through before it is scanned.

What lies on the paper is the same in every colour. Lengths are in pixels of the image.
"""

import math
from functools import lru_cache
from typing import Annotated

import torch
from torch.nn import functional

from gapviz.core.draws import Draws
from gapviz.core.parameters import Choice, Range
from gapviz.core.types import Images
from gapviz.imaging.gaussian_blur import convolution_matrix, gaussian_kernel
from gapviz.shifts.registry import shift

STAIN_BODY = 0.55
"""Darkness inside a dried coffee stain as a share of that at its rim."""
RIM_WIDTH = 2.0
STAIN_FORM = (0.3, 0.5, 1.5, 3.0, 3.0)
"""How far a stain departs from a disc: stretch, skew, height of its bumps in pixels, their two phases."""
DRIED = 0.8
"""MNIST-C: what is covered less than this after blurring is dry."""


@shift(darkness=(0.2, 0.35, 0.5, 0.65, 0.8), radius=(5, 6, 7, 8, 9))
def stain(
    images: Images,
    darkness: Annotated[float, Range(0, 1, unit="of full ink")],
    radius: Annotated[float, Range(1, 20, step=0.5, unit="pixels")],
    rng: Draws,
) -> Images:
    """A drop of coffee has dried on the digit, pale inside and darker at its uneven rim."""
    height, width = images.shape[2:]
    place, form = rng.uniform(2, 1, 1, 1), rng.uniform(5, 1, 1, 1, low=-1)
    down = torch.arange(height)[:, None] - place[:, 0] * (height - 1)
    right = torch.arange(width) - place[:, 1] * (width - 1)
    scaled = zip(form.unbind(1), STAIN_FORM, strict=True)
    stretch, skew, bump, *phase = (number.mul_(scale) for number, scale in scaled)
    outside = (down**2 * (1 + stretch)) + right**2 * (1 - stretch)
    outside.addcmul_(down * skew, right).sqrt_().sub_(radius)
    outside.addcmul_((down * 0.6 + phase[0]).cos(), (right * 0.6 + phase[1]).cos().mul_(bump))
    body = (0.5 - outside).clamp_(0, 1).mul_(STAIN_BODY)
    rim = outside.abs_().mul_(-1 / RIM_WIDTH).add_(1)
    coffee = torch.maximum(body, rim, out=body).mul_(darkness)
    return coffee + images * (1 - coffee)


@shift(pixels=(1, 2, 4, 7, 12), wetness=(0.4, 0.5, 0.6, 0.7, 0.8))
def smear(
    images: Images,
    pixels: Annotated[float, Range(0.5, 20, step=0.5, unit="pixels")],
    wetness: Annotated[float, Range(0, 1, unit="of the ink")],
    towards: Annotated[str, Choice(("right", "left"))] = "right",
    *,
    rng: Draws,
) -> Images:
    """A sleeve has dragged the wet ink sideways, more of it in some rows than in others.

    The trail starts with the share `wetness` of the ink that made it and fades to 1 / e over `pixels`.
    """
    height, width = images.shape[2:]
    trail, step = images.clone(), 1
    while step < width:
        fading = math.exp(-step / pixels)
        ahead, behind = (trail[..., step:], trail[..., :-step])[:: 1 if towards == "right" else -1]
        torch.maximum(ahead, behind * fading, out=ahead)
        step *= 2
    rows = rng.uniform(1, height + 2, 1)
    uneven = (rows[:, :, :-2] + rows[:, :, 1:-1] + rows[:, :, 2:]).mul_(0.5).clamp_(0, 1)
    return torch.maximum(images, trail.mul_(uneven * wetness), out=trail)


@shift(mnist_c=4, wet=(0.32, 0.4, 0.45, 0.5, 0.56))
def spatter(
    images: Images,
    wet: Annotated[float, Range(0, 0.8, unit="of the paper")],
    brightness: Annotated[float, Range(0, 1, unit="of full scale")] = 63 / 255,
    *,
    rng: Draws,
) -> Images:
    """Mud of one even grey has spattered over ink and paper alike.

    MNIST-C's `spatter` (Mu and Gilmer, 2019, arXiv:1906.02337): noise blurred by 1 pixel is wet where
    it passes a threshold, the wet part is blurred by 1.5 pixels and what is covered less than 0.8 has
    dried. Severity 4, half of the paper wet before drying, is the published one; the other four keep
    its drops and change only their extent.
    """
    height, width = images.shape[2:]
    noise = _blurred(rng.coarse(1, height, width).mul_(256).floor_(), 1.0)
    threshold = 127.5 + _spread(1.0) * math.sqrt(2) * float(torch.erfinv(torch.tensor(1 - 2 * wet)))
    mud = _blurred(noise.gt_(threshold * 2**16), 1.5).mul_(2**-16)
    functional.threshold(mud, DRIED, 0.0, inplace=True)
    return torch.lerp(images, torch.tensor(brightness), mud)


@shift(mnist_c=4, pixels=(1, 3, 5, 7, 9))
def stripe(images: Images, pixels: Annotated[int, Range(0, 14, step=1, unit="pixels")]) -> Images:
    """A band at the left and one at the right are turned into their negative.

    MNIST-C's `stripe` (Mu and Gilmer, 2019, arXiv:1906.02337): severity 4, seven of 28 columns at
    each side, is the published one; it has no other.
    """
    place = torch.arange(images.shape[3])
    negative = ((place < pixels) | (place.flip(0) < pixels)).to(images.dtype)
    return negative + images * (1 - 2 * negative)


def _blurred(fields: torch.Tensor, sigma: float) -> torch.Tensor:
    """Return whole numbers (N, 1, H, W) blurred by `sigma` pixels, times 2 ** 16, edges repeated.

    The kernel's weights are whole 256ths: sums of such numbers are exact in float32, in any order, and
    a pixel at the threshold falls on the same side in a batch of one and of thousands.
    """
    height, width = fields.shape[2:]
    return _blur_matrix(height, sigma) @ (fields @ _blur_matrix(width, sigma).T)


@lru_cache(maxsize=16)
def _blur_matrix(size: int, sigma: float) -> torch.Tensor:
    return convolution_matrix(_kernel(sigma), size)


def _kernel(sigma: float) -> torch.Tensor:
    """Return a Gaussian of `sigma` pixels in whole 256ths, float32 (2 radius + 1,); they sum to 256."""
    bell = gaussian_kernel(sigma)
    weights = (256 * bell / bell.sum()).round()
    weights[len(weights) // 2] += 256 - weights.sum()
    return weights.float()


def _spread(sigma: float) -> float:
    """Return the standard deviation of even noise from 0 to 255 once it is blurred by `sigma` pixels."""
    weights: list[float] = _kernel(sigma).tolist()
    return math.sqrt((256**2 - 1) / 12) * sum((weight / 256) ** 2 for weight in weights)
