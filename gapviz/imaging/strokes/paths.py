"""Geodesic distance over the ink: how far each pixel lies from another when the way keeps to the ink.

Ink is float32 (N, H, W), or (N, K, H, W) for K ways through each image. Points are (x, y) in pixels, the
centre of the first pixel at 0, 0. All images at once, each from its own pixels alone.
"""

import math

import torch
from torch.nn.functional import pad

from gapviz.core.types import Images
from gapviz.imaging.strokes.place import darkness

NOWHERE = 1e4
"""Pixels; what lies so far is not reached."""
SHORTEST = 2.0
"""Pixels; an end is looked at over the stroke's thickness, or this where it is less: pixels are coarse."""


def reach(dark: torch.Tensor, seeds: torch.Tensor) -> torch.Tensor:
    """Return the geodesic distance of the pixels of `dark` from `seeds`, both bool (..., H, W).

    It is a flood fill by steps from pixel to pixel, until no step shortens a way. A step to a corner is
    sqrt(2) long: ways are at most 8 % longer than their straight lines. `NOWHERE` or more is not reached.
    """
    far, paper = torch.where(seeds, 0.0, NOWHERE), torch.where(dark, 0.0, NOWHERE)
    while True:
        page = pad(far, (1, 1, 1, 1), value=NOWHERE)
        beside = torch.minimum(page[..., :-2], page[..., 2:])
        over = torch.minimum(page[..., :-2, 1:-1], page[..., 2:, 1:-1])
        straight = torch.minimum(beside[..., 1:-1, :], over).add_(1)
        slanting = torch.minimum(beside[..., :-2, :], beside[..., 2:, :]).add_(math.sqrt(2))
        nearer = torch.minimum(far, torch.minimum(straight, slanting).add_(paper))
        if torch.equal(nearer, far):
            return far
        far = nearer


def middle(weights: torch.Tensor) -> torch.Tensor:
    """Return the centre of mass (N, 2) of `weights` (N, H, W), 0, 0 where they are all 0."""
    x, y = axes(weights)
    total = weights.sum((1, 2)).clamp(min=1e-6)
    return torch.stack(((weights * x).sum((1, 2)) / total, (weights * y).sum((1, 2)) / total), 1)


def axes(images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return x (W,) and y (H, 1) of the pixels of `images` (..., H, W)."""
    x, y = (torch.arange(images.shape[side], dtype=images.dtype) for side in (-1, -2))
    return x, y[:, None]


def pen(images: Images, loops: torch.Tensor | float) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the stroke width, or thickness, and the darkness (N,) of strokes that close `loops` (N,) loops.

    `images` are (N, 1, H, W). By Steiner's formula: a stroke's area is its thickness times half the length of
    its edge, less what its round ends, which a loop does without, add to the edge.
    """
    ink = pad(images[:, 0], (1, 1, 1, 1))
    dark = darkness(ink)
    rising, falling = ink[:, 1:, 1:] - ink[:, :-1, :-1], ink[:, 1:, :-1] - ink[:, :-1, 1:]
    slopes = torch.hypot(rising, falling) / math.sqrt(2)
    edge, area = (value.sum((1, 2)) / dark.clamp(min=1e-3) for value in (slopes, ink))
    ends = math.pi * (1 - torch.as_tensor(loops, dtype=ink.dtype)).clamp(min=0)
    # The smaller root of ends / 4 * t * t - edge / 2 * t + area, written so that no ends divide by nothing.
    root = (edge * edge - 4 * ends * area).clamp(min=0).sqrt()
    return 4 * area / (edge + root).clamp(min=1e-6), dark
