"""Grafts on ones: serifs, a short stroke across either end of the stem, as in print and in careful hands."""

from gapviz.core.types import Images
from gapviz.imaging.strokes.checks import checked
from gapviz.imaging.strokes.draw import Length, bar_through
from gapviz.imaging.strokes.graft import Graft, graft
from gapviz.imaging.strokes.grafts import Tilt
from gapviz.imaging.strokes.stem import Stem, find_stem


def add_serifs(
    images: Images,
    length: Length = 6.0,
    tilt: Tilt = 0.0,
    reframe: bool = True,
    stem: Stem | None = None,
) -> Graft:
    """The one gets serifs: a level stroke across the upper end of its stem, and another across the lower end.

    Both are `length` long and have their middle on the end; `tilt` raises their right ends. `stem` is what
    `find_stem` found in `images`, where that is known. Raises ValueError for a length or a tilt out of range.
    """
    lengths, tilts = checked(add_serifs, len(images), length=length, tilt=tilt).values()
    stem = (stem or find_stem(images)).expand(len(lengths))
    serifs = [bar_through(end, lengths, tilts, stem.thickness / 2) for end in (stem.top, stem.bottom)]
    return graft(images, stem, serifs, lengths, reframe)
