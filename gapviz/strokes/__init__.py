"""Strokes: digits drawn from nothing, and strokes grafted onto real ones, with their masks.

`strokes.add_flag(images, angle=60, length=8)` returns a `Graft` with its `images`, `mask` and `found`.
"""

from gapviz.strokes.draw import draw_one, draw_seven
from gapviz.strokes.flags import Flags, detect
from gapviz.strokes.graft import Graft
from gapviz.strokes.grafts import add_crossbar, add_dot, add_flag, add_foot, add_slash
from gapviz.strokes.leg import Leg, find_leg
from gapviz.strokes.ring import Ring, find_ring
from gapviz.strokes.stem import Stem, find_stem

__all__ = [
    "Flags",
    "Graft",
    "Leg",
    "Ring",
    "Stem",
    "add_crossbar",
    "add_dot",
    "add_flag",
    "add_foot",
    "add_slash",
    "detect",
    "draw_one",
    "draw_seven",
    "find_leg",
    "find_ring",
    "find_stem",
]
