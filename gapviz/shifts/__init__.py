"""Distribution shifts: image changes that leave the label alone, one function each, by family.

`SHIFTS["border"](images, severity=3, seed=0)` or `SHIFTS["border"](images, seed=0, pixels=2)`.
A family is a module here, and registers its shifts itself.
"""

from gapviz.core.discovery import import_all
from gapviz.shifts.registry import FINDERS, SEED, SEVERITY, SHIFTS, Shift, greys, shift

__all__ = ["FINDERS", "SEED", "SEVERITY", "SHIFTS", "Shift", "greys", "shift"]

import_all(__name__, __path__)
