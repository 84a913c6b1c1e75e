"""The two ways of a digit, drawn large, into its image: as MNIST was made, and as a tutorial would.

`size` is the digit's longer side there, in pixels; unasked it is that of the way, as in `SIZES`.
Averaged by Pillow, in whole numbers, so that the bytes are the same on every processor.
"""

import numpy as np
from PIL import Image

from gapviz.frame import BOX, TIE

SIDE = 28


def as_mnist(digit: Image.Image, side: int = SIDE, size: int | None = None) -> np.ndarray:
    """Return a digit in MNIST's frame, uint8 (side, side).

    Its longer side is scaled to the box, and its centre of mass lies in the middle.
    """
    small = _scaled(digit, size or round(BOX * side))
    ink = np.asarray(small, dtype=np.int64)
    corner = []
    for axis, length in enumerate(ink.shape):
        along = ink.sum(1 - axis)
        centre = float((along * (np.arange(length) + 0.5)).sum()) / max(int(along.sum()), 1)
        corner.append(int(np.clip(np.ceil(side // 2 - centre - TIE), 0, side - length)))
    page = np.zeros((side, side), np.uint8)
    page[corner[0] : corner[0] + ink.shape[0], corner[1] : corner[1] + ink.shape[1]] = ink
    return page


def as_tutorial(digit: Image.Image, side: int = SIDE, size: int | None = None) -> np.ndarray:
    """Return a digit scaled to the image, uint8 (side, side), as a tutorial would.

    It reaches from edge to edge, and is centred by its box.
    """
    small = _scaled(digit, size or side)
    page = Image.new("L", (side, side))
    page.paste(small, ((side - small.width) // 2, (side - small.height) // 2))
    return np.asarray(page)


def _scaled(digit: Image.Image, longest: int) -> Image.Image:
    width, height = (max(1, round(longest * length / max(digit.size))) for length in digit.size)
    return digit.resize((width, height), Image.Resampling.BOX)


PREPARATIONS = {"as_mnist": as_mnist, "as_tutorial": as_tutorial}
"""The two ways of a digit into its image."""
SIZES = {"as_mnist": round(BOX * SIDE), "as_tutorial": SIDE}
"""The longer side, in pixels, that a digit has in each."""
