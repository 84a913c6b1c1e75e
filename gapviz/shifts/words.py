"""Cheap dice for shifts that throw a thousand an image: 16 bits each, four from every 64-bit word."""

import torch

from gapviz.shifts.draws import Draws

PER_WORD = 4
BITS = 16


def words(rng: Draws, dice: int) -> torch.Tensor:
    """Return random words that hold `dice` dice an image, int64 (N, ceil(dice / 4)).

    A generator's cost is per word: a die costs a quarter of a number from `rng.uniform`.
    """
    return rng.integers(-(2**63), 2**63 - 1, -(-dice // PER_WORD))


def uniform(rng: Draws, count: int) -> torch.Tensor:
    """Return `count` numbers an image from -1 to 1, in steps of 2 ** -15, float32 (N, count)."""
    return words(rng, count).view(torch.int16)[:, :count].float().div_(2 ** (BITS - 1))
