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
    return _each_colour(images, lambda grey: strokes.add_foot(grey, length, reframe=frame == FRAMES[0]).images)


def _each_colour(images: Images, graft: Callable[[Images], Images]) -> Images:
    return graft(images.flatten(0, 1).unsqueeze(1)).view(images.shape)
