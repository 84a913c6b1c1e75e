"""Cache of where strokes are grafted onto the digits of a test set, by name.

Where a stroke lies on a digit depends on nothing that a reader moves, and finding it costs more than drawing
it. It is found a chunk of the set at a time, as the set is worked through, and by whichever thread comes
first: nobody waits for another.
"""

import torch

from gapviz import data
from gapviz.core.caches import cached
from gapviz.imaging.strokes.place import Place, joined
from gapviz.shifts import FINDERS, Shift, greys

KEPT = 320
"""Chunks that are kept. MNIST's test set has 140, 20 of each of seven finders, in 7 MB."""


def on_test_digits(name: str, shift: Shift, indices: torch.Tensor) -> Place:
    """Return where `shift` draws on the test digits of a data set at `indices`, int64 (N,), in their order.

    There is a row for each colour of each digit. The digits are of the classes that the shift is for.
    """
    numbers = torch.unique(indices // data.CHUNK).tolist()
    chunks = [_of_chunk(name, "test", shift.finder, shift.classes, number) for number in numbers]
    known = torch.cat([digits for digits, _ in chunks])
    place, colours = joined([found for _, found in chunks]), data.load(name, "test").pixels.shape[1]
    rows = torch.searchsorted(known, indices)[:, None] * colours + torch.arange(colours)
    return place.at(rows.flatten())


@cached(KEPT)
def _of_chunk(
    name: str,
    split: str,
    finder: str,
    classes: tuple[str, ...],
    number: int,
) -> tuple[torch.Tensor, Place]:
    """Return the indices of a chunk's digits of `classes`, int64 (M,), and what a finder found on them."""
    dataset = data.load(name, split)
    digits = dataset.places(*(name for name in dataset.classes if name in classes))
    digits = digits[digits // data.CHUNK == number]
    return digits, FINDERS[finder](greys(dataset.at(digits)))
