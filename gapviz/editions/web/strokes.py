"""Packing of places: where strokes are grafted onto MNIST's test digits, for `src/strokes.js`.

Places are looked for here; the browser draws at them. A finder's places are little-endian float32, a row for
each test digit of its class, in the order of the test set. A row is the thickness and the darkness of the
digit's own stroke, both 0 where no place was found, and then what `COLUMNS` says.
"""

from collections.abc import Callable

import numpy as np
import torch

from gapviz import data
from gapviz.editions.web import shifts
from gapviz.evaluation import places
from gapviz.imaging import strokes
from gapviz.shifts import Shift

COLUMNS: dict[str, Callable[..., tuple[torch.Tensor, ...]]] = {
    "find_stem": lambda stem: (stem.top, stem.bottom, _lean(stem)),
    "find_leg": lambda leg: (leg.middle,),
    "find_ring": lambda ring: (ring.centre,),
    "find_top": lambda top: (top.corner,),
}
"""By finder, what follows thickness and darkness: points, x before y, and of a stem its lean.

That is the angle in radians from straight down to the right, in which the stroke leaves the upper end.
"""


def ported() -> dict[str, Shift]:
    """Return the shifts that the browser grafts, by name; the others travel as recorded ladders."""
    return {name: shift for name, shift in shifts.ported().items() if shift.finder}


def packed(finder: str) -> bytes:
    """Return the places of one of the finders in `COLUMNS`, (N, 7) or (N, 4) numbers."""
    shift = next(shift for shift in ported().values() if shift.finder == finder)
    digits = data.load("mnist", "test").places(*shift.classes)
    found = places.on_test_digits("mnist", shift, digits)
    columns = [found.thickness, found.darkness, *COLUMNS[finder](found)]
    rows = torch.cat([column.reshape(len(digits), -1) for column in columns], 1)
    return np.ascontiguousarray(torch.where(found.found[:, None], rows, 0).numpy(), "<f4").tobytes()


def _lean(stem: strokes.Stem) -> torch.Tensor:
    right, down = stem.downwards.unbind(1)
    return torch.atan2(right, down)
