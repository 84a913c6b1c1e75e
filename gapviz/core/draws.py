"""Counter-based random streams: an image's draws depend on the seed and on its index in its set alone.

Images are dealt with in blocks of a hundred indices. Each block's generator is seeded with a hash (BLAKE2b)
of the shift's name, the seed, the count of fields drawn so far and the block's number, so that shifting one
digit draws a hundred rows, shifting ten thousand draws no more than it must, and both draw the same.
"""

import hashlib
from collections.abc import Callable
from typing import TypeAlias

import torch

INDICES_PER_BLOCK = 100
COARSE_STEPS = 2**16
Fill: TypeAlias = Callable[[torch.Tensor, torch.Generator], object]
"""Fills a block's rows in place from its generator."""


class Draws:
    """The random streams (dice) of one call; each method draws a new field, (N, *shape)."""

    def __init__(self, name: str, seed: int, indices: torch.Tensor) -> None:
        self._name, self._seed, self._count, self._dice = name, seed, 0, torch.Generator()
        first, count = int(indices[0]), len(indices)
        self._blocks: list[int]
        self._rows: slice | torch.Tensor
        if first % INDICES_PER_BLOCK == 0 and torch.equal(indices, torch.arange(first, first + count)):
            self._blocks = list(range(first // INDICES_PER_BLOCK, -(-(first + count) // INDICES_PER_BLOCK)))
            self._rows = slice(count)
        else:
            needed, place = torch.unique(indices // INDICES_PER_BLOCK, return_inverse=True)
            self._blocks = needed.tolist()
            self._rows = place * INDICES_PER_BLOCK + indices % INDICES_PER_BLOCK

    def normal(self, *shape: int) -> torch.Tensor:
        """Return standard normal numbers, float32 (N, *shape)."""
        return self._field(torch.float32, shape, lambda rows, dice: rows.normal_(generator=dice))

    def uniform(self, *shape: int, low: float = 0.0, high: float = 1.0) -> torch.Tensor:
        """Return numbers from `low` to `high`, float32 (N, *shape)."""
        return self._field(torch.float32, shape, lambda rows, dice: rows.uniform_(low, high, generator=dice))

    def coarse(self, *shape: int) -> torch.Tensor:
        """Return numbers between 0 and 1 in 65,536 even steps, float32 (N, *shape), cheaply.

        The generator gives 64 bits at a time, so four numbers cost one draw.
        """
        steps = self._field(
            torch.int16,
            shape,
            lambda rows, dice: rows.view(-1).view(torch.int64).random_(-(2**63), None, generator=dice),
        )
        return steps.to(torch.float32).add_((COARSE_STEPS + 1) / 2).mul_(1 / COARSE_STEPS)

    def integers(self, low: int, high: int, *shape: int) -> torch.Tensor:
        """Return whole numbers from `low` to `high - 1`, int64 (N, *shape)."""
        return self._field(torch.int64, shape, lambda rows, dice: rows.random_(low, high, generator=dice))

    def _field(self, dtype: torch.dtype, shape: tuple[int, ...], fill: Fill) -> torch.Tensor:
        self._count += 1
        drawn = torch.empty(len(self._blocks), INDICES_PER_BLOCK, *shape, dtype=dtype)
        for block, rows in zip(self._blocks, drawn, strict=True):
            fill(rows, self._generator(block))
        return drawn.flatten(0, 1)[self._rows]

    def _generator(self, block: int) -> torch.Generator:
        key = f"{self._name}/{self._seed}/{self._count}/{block}".encode()
        digest = hashlib.blake2b(key, digest_size=7).digest()
        return self._dice.manual_seed(int.from_bytes(digest, "big"))
