"""Gaussian smoothing as a matrix along each axis: on small images far quicker than a convolution."""

from functools import lru_cache

import torch

from gapviz.types import Images

TRUNCATE = 4.0
"""Standard deviations after which the bell is cut off (SciPy's and scikit-image's default)."""


@lru_cache(maxsize=64)
def gauss_weights(size: int, std: float, edge: str = "nearest") -> torch.Tensor:
    """Return the weights of all pixels of a line in each smoothed pixel, float32 (size, size).

    Beyond the edge the outermost pixel goes on ("nearest"), or there is nothing and the weights
    inside are scaled to one ("renormalised").
    """
    radius = int(TRUNCATE * std + 0.5)
    offsets = torch.arange(-radius, radius + 1, dtype=torch.float64)
    bell = torch.exp(-0.5 * (offsets / std) ** 2) if radius else torch.ones(1, dtype=torch.float64)
    places = torch.arange(size).unsqueeze(1) + offsets.long()
    inside = (places >= 0) & (places < size)
    kept = bell if edge == "nearest" else bell * inside
    weights = torch.zeros(size, size, dtype=torch.float64)
    weights.scatter_add_(1, places.clamp(0, size - 1), kept.expand(size, -1).contiguous())
    return (weights / weights.sum(dim=1, keepdim=True)).float()


def smooth(images: Images, std: float) -> Images:
    """Return images (N, C, H, W) blurred by a Gaussian of `std` pixels, edges going on as they are."""
    height, width = images.shape[-2:]
    return gauss_weights(height, std) @ (images @ gauss_weights(width, std).T)
