"""Conditions: a test set under a shift, by name, so that caches and addresses can tell one from another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch

from gapviz import data
from gapviz.core.parameters import check_all, look_up
from gapviz.core.types import MNIST, Images
from gapviz.evaluation import places
from gapviz.shifts import SHIFTS


@dataclass(frozen=True)
class Condition:
    """A test set under a shift, by name: `levels` are pairs of parameter and value; no shift is clean."""

    shift: str = ""
    levels: tuple[tuple[str, Any], ...] = ()
    seed: int = 0
    data: str = MNIST

    def apply(self, images: Images, indices: torch.Tensor) -> Images:
        """Return `images`, which stand at `indices` in their set, under this condition."""
        if not self.shift:
            return images
        entry, levels = SHIFTS[self.shift], dict(self.levels)
        if not entry.classes:
            return entry(images, seed=self.seed, indices=indices, **levels)
        dataset = data.load(self.data, "test")
        names = [number for number, name in enumerate(dataset.classes) if name in entry.classes]
        rows = torch.isin(dataset.labels[indices], torch.tensor(names)).nonzero().flatten()
        of_class = indices.index_select(0, rows)
        known = places.on_test_digits(self.data, entry, of_class) if entry.finder and len(rows) else None
        some = images.index_select(0, rows)  # a fifth of what images[rows] takes
        some = entry(some, seed=self.seed, indices=of_class, places=known, **levels)
        return images.index_copy(0, rows, some)


CLEAN = Condition()


def condition(
    shift: str,
    severity: int | None = None,
    seed: int = 0,
    levels: Mapping[str, Any] | None = None,
    data: str = CLEAN.data,
) -> Condition:
    """Return the condition of a shift at a severity or at physical `levels`, on the test set of `data`.

    Severity 0 is the clean set. Raises ValueError for an unknown shift, severity or parameter.
    """
    entry = look_up("shift", shift, SHIFTS)
    if severity == 0:
        return Condition(data=data)
    given = check_all(shift, levels or {}, entry.parameters.values())
    values = entry.levels(3 if severity is None else severity) | given
    return Condition(shift, tuple(sorted(values.items())), seed, data)
