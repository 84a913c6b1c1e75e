"""Where on each digit a stroke is grafted, as finders return it, and the pen that wrote the digit."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Self

import torch


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place for a stroke on each of N digits; where `found` is False the rest means nothing.

    `thickness` of the digit's own strokes in pixels, and their `darkness` from 0 to 1, are float32 (N,);
    `found` is bool (N,). Finders add fields of their own, tensors with a row for each digit. Points are
    (x, y) in pixels, the centre of the first pixel at 0, 0.
    """

    thickness: torch.Tensor
    darkness: torch.Tensor
    found: torch.Tensor

    def at(self, rows: torch.Tensor) -> Self:
        """Return the places of the digits at `rows`, int64 (M,)."""
        columns = _columns(self)
        return replace(self, **{name: values.index_select(0, rows) for name, values in columns.items()})

    def expand(self, count: int) -> Self:
        """Return a place for each of `count` digits, the only one many times."""
        if len(self.found) == count:
            return self
        columns = _columns(self).items()
        return replace(self, **{name: values.expand(count, *values.shape[1:]) for name, values in columns})


def joined(places: Sequence[Place]) -> Place:
    """Return the places of one finder on several lots of digits as those of all, one lot after the other."""
    columns = [_columns(place) for place in places]
    return replace(places[0], **{name: torch.cat([some[name] for some in columns]) for name in columns[0]})


def darkness(ink: torch.Tensor) -> torch.Tensor:
    """Return how dark the strokes of N images are, float32 (N,), from some of their `ink`, float32 (N, ...).

    It is the mean of the ink, each pixel weighted by its square: faint pixels, at an edge, count little.
    """
    squares = ink * ink
    total, weight = ((squares * ink).flatten(1).sum(1), squares.flatten(1).sum(1))
    return total / weight.clamp(min=1e-6)


def _columns(place: Place) -> dict[str, torch.Tensor]:
    return {field.name: getattr(place, field.name) for field in fields(place)}
