"""Handwriting: the digit as other hands write it. Each is as valid as MNIST's, and drawn onto MNIST's own.

Only the digits of `classes` are written so; in a test set all others stay as they are.
"""

from collections.abc import Callable
from typing import Annotated

from gapviz import strokes
from gapviz.registry import Choice, Range
from gapviz.shifts.registry import shift
from gapviz.types import Images

FRAMES = ("mnist", "as_drawn")
Frame = Annotated[str, Choice(FRAMES)]


@shift(classes="1", angle=(35, 45, 55, 65, 75), length=(6, 7, 8, 9, 10))
def flag(
    images: Images,
    angle: Annotated[float, Range(0, 150, 1.0, "degrees"), "flag angle"],
    length: Annotated[float, Range(0, 14, 0.5, "pixels"), "flag length"],
    frame: Frame = "mnist",
) -> Images:
    """The 1 begins with an upstroke, as half of Europe writes it.

    Angle 0 lies along the stem, 90 stands square to it. In MNIST's frame the flagged digit is scaled and
    centred as MNIST's own were.
    """
    return _each_colour(images, lambda grey: strokes.add_flag(grey, angle, length, frame == FRAMES[0]).images)


@shift(classes="1", length=(4, 6, 8, 10, 12))
def foot(
    images: Images,
    length: Annotated[float, Range(0, 14, 0.5, "pixels"), "foot length"],
    frame: Frame = "mnist",
) -> Images:
    """The 1 stands on a foot."""
    return _each_colour(
        images, lambda grey: strokes.add_foot(grey, length, reframe=frame == FRAMES[0]).images
    )


@shift(classes="1", length=(2, 3, 4, 6, 8))
def serifs(
    images: Images,
    length: Annotated[float, Range(0, 14, 0.5, "pixels"), "serif length"],
    frame: Frame = "mnist",
) -> Images:
    """The 1 has serifs at both ends of its stem, as printed ones have."""
    return _each_colour(
        images, lambda grey: strokes.add_serifs(grey, length, reframe=frame == FRAMES[0]).images
    )


@shift(classes="7", length=(4, 6, 8, 10, 12))
def crossbar(
    images: Images,
    length: Annotated[float, Range(0, 14, 0.5, "pixels"), "crossbar length"],
    tilt: Annotated[float, Range(-30, 30, 1.0, "degrees"), "crossbar tilt"] = 0.0,
    frame: Frame = "mnist",
) -> Images:
    """The 7 has a crossbar through its leg, as much of Europe writes it.

    `tilt` raises its right end. A seven that has a crossbar already keeps it, and gets no second one.
    """
    return _each_colour(
        images, lambda grey: strokes.add_crossbar(grey, length, tilt, frame == FRAMES[0]).images
    )


@shift(classes="2", length=(4, 6, 8, 10, 12))
def crossed_two(
    images: Images,
    length: Annotated[float, Range(0, 14, 0.5, "pixels"), "crossbar length"],
    tilt: Annotated[float, Range(-30, 30, 1.0, "degrees"), "crossbar tilt"] = 0.0,
    frame: Frame = "mnist",
) -> Images:
    """The 2 of the Z's shape has a crossbar through its diagonal, as a crossed Z has.

    `tilt` raises its right end. A two with a loop stays as it is.
    """
    return _each_colour(images, lambda grey: strokes.cross_two(grey, length, tilt, frame == FRAMES[0]).images)


@shift(classes="3", flatness=(0.2, 0.4, 0.6, 0.8, 1.0))
def flat_top(
    images: Images,
    flatness: Annotated[float, Range(0, 1, 0.05, "of the way to a straight bar"), "flatness of the top"],
    frame: Frame = "mnist",
) -> Images:
    """The 3 has a flat top, a bar and a diagonal where others write an arch."""
    return _each_colour(images, lambda grey: strokes.flatten_three(grey, flatness, frame == FRAMES[0]).images)


@shift(classes="0", length=(14, 17, 20, 23, 26))
def slash(
    images: Images,
    length: Annotated[float, Range(0, 28, 0.5, "pixels"), "slash length"],
    angle: Annotated[float, Range(0, 180, 1.0, "degrees"), "slash angle"] = 55.0,
    frame: Frame = "mnist",
) -> Images:
    """The 0 is struck through, as engineers and programmers write it.

    Angle 0 lies level, 90 stands upright; between them the slash rises to the right.
    """
    return _each_colour(
        images, lambda grey: strokes.add_slash(grey, length, angle, frame == FRAMES[0]).images
    )


@shift(classes="0", diameter=(2, 2.5, 3, 4, 5))
def dot(
    images: Images,
    diameter: Annotated[float, Range(0, 8, 0.5, "pixels"), "dot diameter"],
    frame: Frame = "mnist",
) -> Images:
    """The 0 has a dot in its middle, as some terminals print it."""
    return _each_colour(images, lambda grey: strokes.add_dot(grey, diameter, frame == FRAMES[0]).images)


@shift(classes="4", share=(0.2, 0.4, 0.6, 0.8, 1.0))
def closed_four(
    images: Images,
    share: Annotated[float, Range(0, 1, 0.05, "of the way to the stem"), "lean of the arm"],
    frame: Frame = "mnist",
) -> Images:
    """The 4 is closed at its top, as print has it.

    Its arm leans over to the upper end of its stem, and its bar is drawn on beyond the stem where it ends there.
    """
    return _each_colour(images, lambda grey: strokes.close_four(grey, share, frame == FRAMES[0]).images)


@shift(classes="4", gap=(1, 2, 3, 4, 5))
def open_four(
    images: Images,
    gap: Annotated[float, Range(0, 8, 0.5, "pixels"), "gap at the top"],
    frame: Frame = "mnist",
) -> Images:
    """The 4 is open at its top, as most hands write it."""
    return _each_colour(images, lambda grey: strokes.open_four(grey, gap, frame == FRAMES[0]).images)


@shift(classes="9", length=(2, 4, 6, 8, 10))
def straight_tail(
    images: Images,
    length: Annotated[float, Range(0, 14, 0.5, "pixels"), "tail drawn on by"],
    frame: Frame = "mnist",
) -> Images:
    """The 9 has a long straight tail."""
    return _each_colour(
        images, lambda grey: strokes.add_tail(grey, length, reframe=frame == FRAMES[0]).images
    )


@shift(classes="9", curl=(50, 75, 100, 125, 150), length=(4, 5, 6, 7, 8))
def curled_tail(
    images: Images,
    curl: Annotated[float, Range(0, 270, 1.0, "degrees"), "tail curls by"],
    length: Annotated[float, Range(0, 14, 0.5, "pixels"), "tail drawn on by"],
    frame: Frame = "mnist",
) -> Images:
    """The 9 has a tail that curls to the left and up."""
    return _each_colour(images, lambda grey: strokes.add_tail(grey, length, curl, frame == FRAMES[0]).images)


def _each_colour(images: Images, graft: Callable[[Images], Images]) -> Images:
    return graft(images.flatten(0, 1).unsqueeze(1)).view(images.shape)
