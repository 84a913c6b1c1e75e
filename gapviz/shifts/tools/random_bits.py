"""Batched random bits: cheap draws of 16 bits, four from a 64-bit word, for shifts that take a thousand."""

import torch

from gapviz.core.draws import Draws

DRAWS_PER_WORD = 4
BITS_PER_DRAW = 16


def random_words(rng: Draws, draws: int) -> torch.Tensor:
    """Return random words that hold `draws` draws an image, int64 (N, ceil(draws / 4)).

    A generator's cost is per word: a draw costs a quarter of a number from `rng.uniform`.
    """
    return rng.integers(-(2**63), 2**63 - 1, -(-draws // DRAWS_PER_WORD))


def coarse_uniform(rng: Draws, count: int) -> torch.Tensor:
    """Return `count` numbers an image from -1 to 1, in steps of 2 ** -15, float32 (N, count)."""
    return random_words(rng, count).view(torch.int16)[:, :count].float().div_(2 ** (BITS_PER_DRAW - 1))
