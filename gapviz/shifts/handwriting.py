"""Handwriting: the digit as other hands write it. Each is as valid as MNIST's, and grafted onto MNIST's own.

A shift names the class that it is for (in a test set all others stay as they are), what finds the place where
its stroke is drawn, and draws there. Its function gets every colour as a grey image of its own.
"""

from typing import Annotated

from gapviz.core.parameters import Choice, Range
from gapviz.core.types import Images
from gapviz.imaging import strokes
from gapviz.shifts.registry import shift

REAL_ANGLES, REAL_LENGTH = (28, 32, 38, 43, 47), 16
"""The flags of Swiss hands: of their angles the 10, 25, 50, 75 and 90 % quantiles, and their median length.

Degrees and pixels, as the recorded table `real_flags` has them.
"""
FLAT_TOPS, LONG_TOP = (35, 26, 20, 15, 10), 12
"""Slopes and length of the tops of sixes, in degrees and pixels.

The first two slopes are those that 5 and 1 % of MNIST's own training sixes stay below; Swiss ones are hardly
flatter. Back in MNIST's frame, tops of that length are as long as the longest tenth of its own, or longer.
"""
IN_FRAME = "mnist"
AS_DRAWN = "as_drawn"
FRAMES = {IN_FRAME: "brought back into MNIST’s", AS_DRAWN: "left as it is drawn"}
Frame = Annotated[str, Choice(tuple(FRAMES), words=FRAMES)]


@shift(classes="1", find=strokes.find_stem, angle=REAL_ANGLES, length=(REAL_LENGTH,) * 5)
def flag(
    images: Images,
    stem: strokes.Stem,
    angle: Annotated[float, Range(0, 150, 1.0, "degrees"), "flag angle"],
    length: Annotated[float, Range(0, 28, 0.5, "pixels"), "flag length"],
    frame: Frame = IN_FRAME,
) -> Images:
    """The 1 begins with an upstroke, as half of Europe writes it.

    Angle 0 lies along the stem, 90 stands square to it. In MNIST's frame the flagged digit is scaled and
    centred as MNIST's own were.
    """
    return strokes.add_flag(images, angle, length, reframe=frame == IN_FRAME, stem=stem).images


@shift(classes="1", find=strokes.find_stem, length=(4, 6, 8, 10, 12))
def foot(
    images: Images,
    stem: strokes.Stem,
    length: Annotated[float, Range(0, 14, 0.5, "pixels"), "foot length"],
    frame: Frame = IN_FRAME,
) -> Images:
    """The 1 stands on a foot."""
    return strokes.add_foot(images, length, reframe=frame == IN_FRAME, stem=stem).images


@shift(classes="1", find=strokes.find_stem, length=(2, 3, 4, 6, 8))
def serifs(
    images: Images,
    stem: strokes.Stem,
    length: Annotated[float, Range(0, 14, 0.5, "pixels"), "serif length"],
    frame: Frame = IN_FRAME,
) -> Images:
    """The 1 has serifs at both ends of its stem, as printed ones have."""
    return strokes.add_serifs(images, length, reframe=frame == IN_FRAME, stem=stem).images


@shift(classes="7", find=strokes.find_leg, length=(4, 6, 8, 10, 12))
def crossbar(
    images: Images,
    leg: strokes.Leg,
    length: Annotated[float, Range(0, 14, 0.5, "pixels"), "crossbar length"],
    tilt: Annotated[float, Range(-30, 30, 1.0, "degrees"), "crossbar tilt"] = 0.0,
    frame: Frame = IN_FRAME,
) -> Images:
    """The 7 has a crossbar through its leg, as much of Europe writes it.

    `tilt` raises its right end. A seven that has a crossbar already keeps it, and gets no second one.
    """
    return strokes.add_crossbar(images, length, tilt, reframe=frame == IN_FRAME, leg=leg).images


@shift(classes="2", find=strokes.find_diagonal, length=(4, 6, 8, 10, 12))
def crossed_two(
    images: Images,
    diagonal: strokes.Diagonal,
    length: Annotated[float, Range(0, 14, 0.5, "pixels"), "crossbar length"],
    tilt: Annotated[float, Range(-30, 30, 1.0, "degrees"), "crossbar tilt"] = 0.0,
    frame: Frame = IN_FRAME,
) -> Images:
    """The 2 of the Z's shape has a crossbar through its diagonal, as a crossed Z has.

    `tilt` raises its right end. A two with a loop stays as it is.
    """
    return strokes.cross_two(images, length, tilt, reframe=frame == IN_FRAME, diagonal=diagonal).images


@shift(classes="3", find=strokes.find_arch, flatness=(0.2, 0.4, 0.6, 0.8, 1.0))
def flat_top(
    images: Images,
    arch: strokes.Arch,
    flatness: Annotated[float, Range(0, 1, 0.05, "of the way to a straight bar"), "flatness of the top"],
    frame: Frame = IN_FRAME,
) -> Images:
    """The 3 has a flat top, a bar and a diagonal where others write an arch."""
    return strokes.flatten_three(images, flatness, reframe=frame == IN_FRAME, arch=arch).images


@shift(classes="0", find=strokes.find_ring, length=(14, 17, 20, 23, 26))
def slash(
    images: Images,
    ring: strokes.Ring,
    length: Annotated[float, Range(0, 28, 0.5, "pixels"), "slash length"],
    angle: Annotated[float, Range(0, 180, 1.0, "degrees"), "slash angle"] = 55.0,
    frame: Frame = IN_FRAME,
) -> Images:
    """The 0 is struck through, as engineers and programmers write it.

    Angle 0 lies level, 90 stands upright; between them the slash rises to the right.
    """
    return strokes.add_slash(images, length, angle, reframe=frame == IN_FRAME, ring=ring).images


@shift(classes="0", find=strokes.find_ring, diameter=(2, 2.5, 3, 4, 5))
def dot(
    images: Images,
    ring: strokes.Ring,
    diameter: Annotated[float, Range(0, 8, 0.5, "pixels"), "dot diameter"],
    frame: Frame = IN_FRAME,
) -> Images:
    """The 0 has a dot in its middle, as some terminals print it."""
    return strokes.add_dot(images, diameter, reframe=frame == IN_FRAME, ring=ring).images


@shift(classes="4", find=strokes.find_four, share=(0.2, 0.4, 0.6, 0.8, 1.0))
def closed_four(
    images: Images,
    four: strokes.Four,
    share: Annotated[float, Range(0, 1, 0.05, "of the way to the stem"), "lean of the arm"],
    frame: Frame = IN_FRAME,
) -> Images:
    """The 4 is closed at its top, as print has it.

    Its arm leans over to the upper end of its stem, and its bar is drawn on beyond the stem if it ends there.
    """
    return strokes.close_four(images, share, reframe=frame == IN_FRAME, four=four).images


@shift(classes="4", find=strokes.find_four, gap=(1, 2, 3, 4, 5))
def open_four(
    images: Images,
    four: strokes.Four,
    gap: Annotated[float, Range(0, 8, 0.5, "pixels"), "gap at the top"],
    frame: Frame = IN_FRAME,
) -> Images:
    """The 4 is open at its top, as most hands write it."""
    return strokes.open_four(images, gap, reframe=frame == IN_FRAME, four=four).images


@shift(classes="6", find=strokes.find_top, slope=FLAT_TOPS, length=(LONG_TOP,) * 5)
def straight_top(
    images: Images,
    top: strokes.Top,
    slope: Annotated[float, Range(0, 90, 1.0, "degrees"), "slope of the top"],
    length: Annotated[float, Range(0, 28, 0.5, "pixels"), "length of the top"],
    frame: Frame = IN_FRAME,
) -> Images:
    """The 6 has a long straight top, a bar to the right where others write a curve.

    Slope 0 lies level, 90 stands upright.
    """
    return strokes.straighten_six(images, length, slope, reframe=frame == IN_FRAME, top=top).images


@shift(classes="9", find=strokes.find_tail, length=(2, 4, 6, 8, 10))
def straight_tail(
    images: Images,
    tail: strokes.Tail,
    length: Annotated[float, Range(0, 14, 0.5, "pixels"), "tail drawn on by"],
    frame: Frame = IN_FRAME,
) -> Images:
    """The 9 has a long straight tail."""
    return strokes.add_tail(images, length, reframe=frame == IN_FRAME, tail=tail).images


@shift(classes="9", find=strokes.find_tail, curl=(50, 75, 100, 125, 150), length=(4, 5, 6, 7, 8))
def curled_tail(
    images: Images,
    tail: strokes.Tail,
    curl: Annotated[float, Range(0, 270, 1.0, "degrees"), "tail curls by"],
    length: Annotated[float, Range(0, 14, 0.5, "pixels"), "tail drawn on by"],
    frame: Frame = IN_FRAME,
) -> Images:
    """The 9 has a tail that curls to the left and up."""
    return strokes.add_tail(images, length, curl, reframe=frame == IN_FRAME, tail=tail).images
