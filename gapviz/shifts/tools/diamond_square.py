"""Plasma fractal (fog's clouds) by the diamond-square algorithm, computed only where an image looks at it.

MNIST-C's fog draws a map of 256 x 256 heights for each digit and shows its corner of 28 x 28. Here
the map is made whole down to a lattice of every 16th point, which holds its extremes to within 1 %,
and from there on only around the corner. Every height that is shown is what the whole map would show.
"""

import torch

from gapviz.core.draws import Draws
from gapviz.shifts.tools.random_bits import coarse_uniform

LATTICE = 16
"""The map is made whole down to every 16th point, 16 x 16 of them."""
HEIGHT = 100.0**2
"""Of the first, coarsest wobble; only its ratio to the finer ones matters."""


def plasma_fractal(height: int, width: int, decay: float, rng: Draws) -> torch.Tensor:
    """Return plasma fractals, clouds between 0 and 1, float32 (N, height, width).

    A large `decay` makes them smooth. At each halving of the lattice the wobble shrinks by `decay`
    squared (Fournier, Fussell and Carpenter, Communications of the ACM 25:371, 1982; constants of Hendrycks
    and Dietterich, 2019).
    """
    whole, around = [2**level for level in range(LATTICE.bit_length() - 1)], _sizes(max(height, width))
    counts = [3 * size**2 for size in whole + around]
    waves = coarse_uniform(rng, sum(counts)).T.contiguous().split_with_sizes(counts)
    scales = [HEIGHT / decay ** (2 * level) for level in range(len(counts))]
    heights = torch.zeros(1, 1, waves[0].shape[1])
    for _, wave, scale in zip(whole, waves, scales, strict=False):
        heights = _refine(heights, wave, scale)
    low, high = heights.amin(dim=(0, 1)), heights.amax(dim=(0, 1))
    corner = torch.arange(-1, around[0] - 1) % LATTICE
    heights = heights[corner][:, corner]
    for size, wave, scale in zip(around, waves[len(whole) :], scales[len(whole) :], strict=True):
        heights = _refine(heights[:size, :size], wave, scale)[1:, 1:]
    shown = heights[1 : height + 1, 1 : width + 1]
    return ((shown - low) / (high - low)).clamp_(0, 1).permute(2, 0, 1)


def _sizes(shown: int) -> list[int]:
    """Return how many points of the lattice, at each halving from LATTICE on, bear on `shown` pixels.

    A halving of n points yields 2 n - 3 that have all their neighbours, one of them outside the corner.
    """
    sizes = [shown + 1]
    for _ in range(LATTICE.bit_length() - 1):
        sizes.append((sizes[-1] + 4) // 2)
    return sizes[:0:-1]


def _refine(heights: torch.Tensor, wave: torch.Tensor, scale: float) -> torch.Tensor:
    """Return a lattice of twice the size, (2 n, 2 n, N), from one whose edges meet, (n, n, N).

    New points are the mean of their four neighbours and a wobble: `scale` times `wave`, (3 n n, N).
    """
    size = len(heights)
    centre, across, down = (wave * scale).view(3, size, size, -1)
    pairs = heights + heights.roll(-1, 0)
    centre = centre.add(pairs + pairs.roll(-1, 1), alpha=0.25)
    across = across.add(centre + centre.roll(1, 0) + heights + heights.roll(-1, 1), alpha=0.25)
    down = down.add(centre + centre.roll(1, 1) + pairs, alpha=0.25)
    rows = torch.stack([heights, across], dim=2), torch.stack([down, centre], dim=2)
    return torch.stack(rows, dim=1).view(2 * size, 2 * size, -1)
