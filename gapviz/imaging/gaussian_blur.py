"""Gaussian blur, separable: a matrix product along each axis, on small images far quicker than a convolution.

A convolution matrix (size, size) times a line of pixels is the line convolved; an image is blurred by one
from the left, its rows, and one from the right, its columns.
"""

from functools import lru_cache

import torch

from gapviz.core.types import Images

TRUNCATE = 4.0
"""Standard deviations after which the kernel is cut off (SciPy's and scikit-image's default)."""


def gaussian_kernel(std: float) -> torch.Tensor:
    """Return a Gaussian of `std` pixels, float64 (2 radius + 1,), 1 in its middle."""
    radius = int(TRUNCATE * std + 0.5)
    offsets = torch.arange(-radius, radius + 1, dtype=torch.float64)
    return torch.exp(-0.5 * (offsets / std) ** 2) if radius else torch.ones(1, dtype=torch.float64)


def convolution_matrix(kernel: torch.Tensor, size: int, edge: str = "nearest") -> torch.Tensor:
    """Return the matrix that convolves a line of `size` pixels with `kernel`, (size, size).

    `kernel` is symmetric and of odd length. Beyond the edge the outermost pixel goes on ("nearest"), or there
    is nothing ("zero").
    """
    radius = len(kernel) // 2
    places = torch.arange(size).unsqueeze(1) + torch.arange(-radius, radius + 1)
    kept = kernel if edge == "nearest" else kernel * ((places >= 0) & (places < size))
    weights = kernel.new_zeros(size, size)
    return weights.scatter_add_(1, places.clamp(0, size - 1), kept.expand(size, -1).contiguous())


@lru_cache(maxsize=64)
def gaussian_matrix(size: int, std: float, edge: str = "nearest") -> torch.Tensor:
    """Return the matrix that blurs a line by a Gaussian of `std` pixels, float32 (size, size).

    Its rows sum to one: with `edge` "zero" the weights inside are scaled up (renormalised), as scikit-image's
    `canny` does.
    """
    weights = convolution_matrix(gaussian_kernel(std), size, edge)
    return (weights / weights.sum(dim=1, keepdim=True)).float()


def gaussian_smooth(images: Images, std: float, across: bool = True) -> Images:
    """Return images (N, C, H, W) blurred by a Gaussian of `std` pixels, edges going on as they are.

    Unless it goes `across` as well, every column is blurred by itself, up and down.
    """
    height, width = images.shape[-2:]
    rows = images @ gaussian_matrix(width, std).T if across else images
    return gaussian_matrix(height, std) @ rows
