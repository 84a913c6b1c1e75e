"""Stroke synthesis: digits drawn from nothing, and strokes grafted onto real ones, with their masks.

`strokes.add_flag(images, angle=60, length=8)` returns a `Graft` with its `images`, `mask` and `found`.
"""

from gapviz.strokes.draw import draw_one, draw_seven
from gapviz.strokes.flags import Flags, detect
from gapviz.strokes.four import Four, close_four, find_four, open_four
from gapviz.strokes.graft import Graft
from gapviz.strokes.grafts import add_crossbar, add_dot, add_flag, add_foot, add_slash
from gapviz.strokes.leg import Leg, find_leg
from gapviz.strokes.nine import Tail, add_tail, find_tail
from gapviz.strokes.ring import Ring, find_ring
from gapviz.strokes.serifs import add_serifs
from gapviz.strokes.stem import Stem, find_stem
from gapviz.strokes.three import Arch, find_arch, flatten_three
from gapviz.strokes.two import Diagonal, cross_two, find_diagonal

__all__ = [
    "Arch",
    "Diagonal",
    "Flags",
    "Four",
    "Graft",
    "Leg",
    "Ring",
    "Stem",
    "Tail",
    "add_crossbar",
    "add_dot",
    "add_flag",
    "add_foot",
    "add_serifs",
    "add_slash",
    "add_tail",
    "close_four",
    "cross_two",
    "detect",
    "draw_one",
    "draw_seven",
    "find_arch",
    "find_diagonal",
    "find_four",
    "find_leg",
    "find_ring",
    "find_stem",
    "find_tail",
    "flatten_three",
    "open_four",
]
