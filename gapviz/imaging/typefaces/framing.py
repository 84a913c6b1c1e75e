"""Preparations of digits drawn large: resized and centred in the MNIST frame, and as a tutorial would.

`size` is the digit's longer side there, in pixels; unasked it is that of the preparation, as in `SIZES`.
Averaged by Pillow, in whole numbers, so that the bytes are the same on every processor.
"""

import numpy as np
import torch
from PIL import Image

from gapviz.imaging.mnist_frame import BOX, MNIST_SIDE, centre_of_mass, centred


def as_mnist(digit: Image.Image, side: int = MNIST_SIDE, size: int | None = None) -> np.ndarray:
    """Return a digit in MNIST's frame, uint8 (side, side).

    Its longer side is scaled to the box, and its centre of mass lies in the middle.
    """
    small = _scaled(digit, size or round(BOX * side))
    ink = np.asarray(small)
    centre = centre_of_mass(torch.tensor(ink, dtype=torch.float64)[None])  # sums of whole numbers are exact
    extent = torch.tensor([[float(small.height)], [float(small.width)]])
    top, left = (int(place) for place in centred(centre, extent, torch.tensor([[side], [side]])))
    page = np.zeros((side, side), np.uint8)
    page[top : top + small.height, left : left + small.width] = ink
    return page


def as_tutorial(digit: Image.Image, side: int = MNIST_SIDE, size: int | None = None) -> np.ndarray:
    """Return a digit scaled to the image, uint8 (side, side), as a tutorial would.

    It reaches from edge to edge, and is centred by its bounding box.
    """
    small = _scaled(digit, size or side)
    page = Image.new("L", (side, side))
    page.paste(small, ((side - small.width) // 2, (side - small.height) // 2))
    return np.asarray(page)


def _scaled(digit: Image.Image, longest: int) -> Image.Image:
    width, height = (max(1, round(longest * length / max(digit.size))) for length in digit.size)
    return digit.resize((width, height), Image.Resampling.BOX)


PREPARATIONS = {"as_mnist": as_mnist, "as_tutorial": as_tutorial}
"""By name."""
SIZES = {"as_mnist": round(BOX * MNIST_SIDE), "as_tutorial": MNIST_SIDE}
"""The longer side, in pixels, that a digit has in each."""
