"""Image changes that leave the label alone, one function each, by family.

`SHIFTS["border"](images, severity=3, seed=0)` or `SHIFTS["border"](images, seed=0, pixels=2)`.
"""

from gapviz.shifts import borders, geometry, handwriting, light, lines, noise, optics, paper
from gapviz.shifts.registry import FINDERS, SEED, SEVERITY, SHIFTS, Shift, greys, shift

__all__ = [
    "FINDERS",
    "SEED",
    "SEVERITY",
    "SHIFTS",
    "Shift",
    "borders",
    "geometry",
    "greys",
    "handwriting",
    "light",
    "lines",
    "noise",
    "optics",
    "paper",
    "shift",
]
