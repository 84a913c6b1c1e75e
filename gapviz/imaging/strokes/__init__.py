"""Stroke synthesis: digits drawn from nothing, and strokes grafted onto real ones, with their masks.

`strokes.add_flag(images, angle=60, length=8)` returns a `Graft` with its `images`, `mask` and `found`.
"""

from gapviz.imaging.strokes.draw import draw_one, draw_seven
from gapviz.imaging.strokes.flags import Flags, detect
from gapviz.imaging.strokes.four import Four, close_four, find_four, open_four
from gapviz.imaging.strokes.graft import Graft
from gapviz.imaging.strokes.grafts import add_crossbar, add_dot, add_flag, add_foot, add_slash
from gapviz.imaging.strokes.leg import Leg, find_leg
from gapviz.imaging.strokes.nine import Tail, add_tail, find_tail
from gapviz.imaging.strokes.ring import Ring, find_ring
from gapviz.imaging.strokes.serifs import add_serifs
from gapviz.imaging.strokes.six import Top, find_top, straighten_six
from gapviz.imaging.strokes.stem import Stem, find_stem
from gapviz.imaging.strokes.three import Arch, find_arch, flatten_three
from gapviz.imaging.strokes.two import Diagonal, cross_two, find_diagonal

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
    "Top",
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
    "find_top",
    "flatten_three",
    "open_four",
    "straighten_six",
]
