"""Distribution shifts: image changes that leave the label alone, one function each, by family.

`SHIFTS["border"](images, severity=3, seed=0)` or `SHIFTS["border"](images, seed=0, pixels=2)`.
A family is a module here, and registers its shifts itself.
"""

import pkgutil
from importlib import import_module

from gapviz.shifts.registry import FINDERS, SEED, SEVERITY, SHIFTS, Shift, greys, shift

__all__ = ["FINDERS", "SEED", "SEVERITY", "SHIFTS", "Shift", "greys", "shift"]

for _found in pkgutil.iter_modules(__path__):
    import_module(f"{__name__}.{_found.name}")
