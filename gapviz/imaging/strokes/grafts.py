"""Grafts on ones, sevens and zeros: in the digit's own thickness and darkness, where its stroke really ends.

Images are float32 (N, 1, H, W). Lengths are the pen's way in pixels of the image before reframing. A
parameter is one number, or float32 (N,) with one for each image. A length of 0 changes nothing, and the image
is not reframed.
"""

from typing import Annotated

from gapviz.core.parameters import Range
from gapviz.core.types import Images
from gapviz.imaging.strokes.checks import Number, checked
from gapviz.imaging.strokes.draw import Angle, Length, Long, Segment, bar_through, turned
from gapviz.imaging.strokes.flags import TAPER
from gapviz.imaging.strokes.graft import Graft, graft
from gapviz.imaging.strokes.leg import Leg, find_leg
from gapviz.imaging.strokes.ring import Ring, find_ring
from gapviz.imaging.strokes.stem import Stem, find_stem

Turn = Annotated[Number, Range(0, 180, 0.5, "degrees")]
Dot = Annotated[Number, Range(0, 8, 0.1, "pixels")]
Tilt = Annotated[Number, Range(-30, 30, 0.5, "degrees")]


def add_flag(
    images: Images,
    angle: Angle = 60.0,
    length: Long = 8.0,
    reframe: bool = True,
    stem: Stem | None = None,
) -> Graft:
    """The one gets a flag: a stroke from its upper end, down to the left.

    Angle 0 lies along the stem, downwards from its top, and 90 stands square to it, to the left. A
    single image serves all angles and lengths. `stem` is what `find_stem` found in `images`, where that
    is known. Raises ValueError for an angle or a length out of range.
    """
    angles, lengths = checked(add_flag, len(images), angle=angle, length=length).values()
    stem = (stem or find_stem(images)).expand(len(angles))
    radius = stem.thickness / 2
    tip = stem.top + turned(stem.downwards, angles) * lengths[:, None]
    return graft(images, stem, [Segment(stem.top, tip, radius, TAPER * radius)], lengths, reframe)


def add_foot(
    images: Images,
    length: Length = 8.0,
    tilt: Tilt = 0.0,
    reframe: bool = True,
    stem: Stem | None = None,
) -> Graft:
    """The one gets a foot: a stroke along the line, its middle under the stem's lower end.

    `tilt` raises its right end. The rest is as in `add_flag`.
    """
    lengths, tilts = checked(add_foot, len(images), length=length, tilt=tilt).values()
    stem = (stem or find_stem(images)).expand(len(lengths))
    foot = bar_through(stem.bottom, lengths, tilts, stem.thickness / 2)
    return graft(images, stem, [foot], lengths, reframe)


def add_crossbar(
    images: Images,
    length: Length = 8.0,
    tilt: Tilt = 0.0,
    reframe: bool = True,
    leg: Leg | None = None,
) -> Graft:
    """The seven gets a crossbar: a stroke across the middle of its leg.

    `tilt` raises its right end. `leg` is what `find_leg` found in `images`, where that is known. Raises
    ValueError for a length or a tilt out of range.
    """
    lengths, tilts = checked(add_crossbar, len(images), length=length, tilt=tilt).values()
    leg = (leg or find_leg(images)).expand(len(lengths))
    bar = bar_through(leg.middle, lengths, tilts, leg.thickness / 2)
    return graft(images, leg, [bar], lengths, reframe)


def add_slash(
    images: Images,
    length: Long = 20.0,
    angle: Turn = 55.0,
    reframe: bool = True,
    ring: Ring | None = None,
) -> Graft:
    """The zero gets a slash: a stroke through its centre, rising to the right.

    `angle` is its rise from level. `ring` is what `find_ring` found in `images`, where that is known. Raises
    ValueError for a length or an angle out of range.
    """
    lengths, angles = checked(add_slash, len(images), length=length, angle=angle).values()
    ring = (ring or find_ring(images)).expand(len(lengths))
    slash = bar_through(ring.centre, lengths, angles, ring.thickness / 2)
    return graft(images, ring, [slash], lengths, reframe)


def add_dot(
    images: Images,
    diameter: Dot = 4.0,
    reframe: bool = True,
    ring: Ring | None = None,
) -> Graft:
    """The zero gets a dot in its centre.

    `ring` is as in `add_slash`. Raises ValueError for a diameter out of range.
    """
    (diameters,) = checked(add_dot, len(images), diameter=diameter).values()
    ring = (ring or find_ring(images)).expand(len(diameters))
    radius = diameters / 2
    return graft(images, ring, [Segment(ring.centre, ring.centre, radius, radius)], diameters, reframe)
