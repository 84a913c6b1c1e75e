"""What a step of the preprocessing is: a function of a page, with a name and a sentence for the reader.

    @step()
    def specks(page: Page) -> Page:
        \"\"\"Dots and crumbs that are much smaller than anything written are rubbed out.\"\"\"

`without` is what becomes of a page where the reader has switched the step off; unless told nothing. A step
must not change its page's arrays in place.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from gapviz.core.parameters import first_line

HALF = 0.5
"""Ink darker than this is inside a stroke."""


@dataclass(frozen=True)
class Page:
    """A picture on its way into the MNIST frame.

    `picture` is float32 in [0, 1], (H, W, 3) in the colours that the camera saw, then (H, W); from the step
    `ink` on it is 0 paper and 1 ink. `turn` is the EXIF orientation, 1 to 8, that is still to be undone. Once
    cut out, digits are `pieces`, each float32 (h, w), in reading order, that come from `boxes`, int64 (N, 4):
    top, left, bottom and right in the picture, of which the last two are the first pixel beyond.
    """

    picture: np.ndarray
    turn: int = 1
    pieces: tuple[np.ndarray, ...] | None = None
    boxes: np.ndarray | None = None

    @property
    def solid(self) -> np.ndarray:
        """Which pixels are inside a stroke, bool (H, W)."""
        return self.picture > HALF

    def with_picture(self, picture: np.ndarray) -> "Page":
        """Return the page with another picture, clipped to [0, 1]."""
        return replace(self, picture=np.clip(picture, 0, 1).astype(np.float32))

    def each(self, change: Callable[[np.ndarray], np.ndarray]) -> "Page":
        """Return the page with every piece changed."""
        return replace(self, pieces=tuple(change(piece).astype(np.float32) for piece in self.pieces or ()))


def as_it_is(page: Page) -> Page:
    """Nothing is done."""
    return page


@dataclass(frozen=True)
class Step:
    """A step: call it with a page, and whether it is on."""

    name: str
    function: Callable[[Page], Page]
    without: Callable[[Page], Page]

    @property
    def label(self) -> str:
        """The name as a reader reads it."""
        return self.name.replace("_", " ")

    @property
    def sentence(self) -> str:
        """What it does, in one sentence."""
        return first_line(self.function)

    @property
    def instead(self) -> str:
        """What is done where it is off, in one sentence."""
        return first_line(self.without)

    def __call__(self, page: Page, on: bool = True) -> Page:
        """Return the page after this step, or after what stands for it where it is off."""
        return (self.function if on else self.without)(page)


def step(without: Callable[[Page], Page] = as_it_is) -> Callable[[Callable[[Page], Page]], Step]:
    """Make a function a step, whose name is the function's."""
    return lambda function: Step(function.__name__, function, without)
