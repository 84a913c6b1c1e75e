"""Local pixel permutation: glass blur's swaps of near pixels, a thousand in a row, for all images at once.

Swap after swap, as ImageNet-C and MNIST-C do it, the order matters: the loop runs upwards from the
bottom right, and a pixel may travel far. But swaps whose neighbourhoods do not meet may change places,
so that those on one slanting front of the image (a wavefront) are done together, with the same result.
"""

from dataclasses import dataclass
from functools import lru_cache

import torch

from gapviz.core.draws import Draws
from gapviz.core.types import Images
from gapviz.shifts.tools.random_bits import BITS_PER_DRAW, DRAWS_PER_WORD, random_words

OUTCOMES = 4096
"""Of the draw that decides a swap: its table fits the fastest cache, and no target is 2 % too likely."""


@dataclass(frozen=True)
class Fronts:
    """The swaps of an image, one entry a front: their pixels, and the word and the bits that decide them."""

    pixels: tuple[torch.Tensor, ...]
    words: tuple[torch.Tensor, ...]
    bits: tuple[torch.Tensor, ...]


def swap_pixels(images: Images, reach: int, passes: int, rng: Draws) -> Images:
    """Return images whose pixels changed places with near ones, `passes` times over, (N, C, H, W).

    At each pixel that is far enough from the edge a coin decides whether it is swapped with one at
    -`reach` to `reach` - 1 pixels down and across (Mu and Gilmer, 2019, corruptions.py).
    """
    height, width = images.shape[-2:]
    count, channels = images.shape[:2]
    size = count * channels
    drawn = torch.cat([random_words(rng, height * width) for _ in range(passes)], dim=1).T.contiguous()
    pixels = images.reshape(size, -1).T.contiguous()
    flat, columns = pixels.view(-1), torch.arange(size).view(1, count, channels)
    moves = _moves(reach, width) * size
    fronts = _fronts(height, width, reach, passes)
    for here, word, bits in zip(fronts.pixels, fronts.words, fronts.bits, strict=True):
        dice = drawn.index_select(0, word).bitwise_right_shift_(bits).bitwise_and_(OUTCOMES - 1)
        move = moves.index_select(0, dice.view(-1)).view(-1, count, 1)
        there = (move + columns).add_((here * size).view(-1, 1, 1)).view(-1)
        going, coming = pixels.index_select(0, here), flat.index_select(0, there)
        flat.scatter_(0, there, going.view(-1))
        pixels.index_copy_(0, here, coming.view_as(going))
    return pixels.T.contiguous().view(images.shape)


@lru_cache(maxsize=16)
def _moves(reach: int, width: int) -> torch.Tensor:
    """Return how far each outcome of a draw moves a pixel, in the flat image, int64 (OUTCOMES,)."""
    outcomes = torch.arange(OUTCOMES)
    target = (outcomes // 2) * (2 * reach) ** 2 // (OUTCOMES // 2)
    down, across = target // (2 * reach) - reach, target % (2 * reach) - reach
    return torch.where(outcomes % 2 == 0, down * width + across, 0)


@lru_cache(maxsize=16)
def _fronts(height: int, width: int, reach: int, passes: int) -> Fronts:
    """Return the swaps of an image, sorted into fronts of which each may be done at once.

    A swap at (row, column) touches rows and columns -reach to reach - 1 away, so that it must wait for
    earlier ones less than 2 reach away. With `side` = 2 reach, a front number of side for each row up,
    1 for each column to the left and side * side for each pass grows along every such wait.
    """
    side = 2 * reach
    shape = passes, max(height - side, 0), max(width - side, 0)
    turn, up, left = torch.meshgrid(*map(torch.arange, shape), indexing="ij")
    number = (side * (up + side * turn) + left).flatten()
    order = number.argsort(stable=True)
    pixels = ((height - reach - up) * width + width - reach - left).flatten()[order]
    start = -(-height * width // DRAWS_PER_WORD) * turn.flatten()[order]
    sizes = [int(size) for size in torch.bincount(number) if size]
    split = [array.split_with_sizes(sizes) for array in (pixels, start + pixels // DRAWS_PER_WORD)]
    bits = (BITS_PER_DRAW * (pixels % DRAWS_PER_WORD)).unsqueeze(1).split_with_sizes(sizes)
    return Fronts(split[0], split[1], bits)
