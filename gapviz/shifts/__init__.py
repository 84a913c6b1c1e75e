"""Image changes that leave the label alone, one function each, by family.

`SHIFTS["border"](images, severity=3, seed=0)` or `SHIFTS["border"](images, seed=0, pixels=2)`.
"""

from gapviz.shifts import borders, geometry, handwriting, light, lines, noise, optics, paper
from gapviz.shifts.registry import SEED, SEVERITY, SHIFTS, Shift, shift

__all__ = [
    "SEED",
    "SEVERITY",
    "SHIFTS",
    "Shift",
    "borders",
    "geometry",
    "handwriting",
    "light",
    "lines",
    "noise",
    "optics",
    "paper",
    "shift",
]
