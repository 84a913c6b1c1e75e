"""Packing of typefaces: their digits, drawn and framed in Python, for `src/faces.js`.

A pack is bytes, digit after digit, ten a face: where the box of the digit's ink starts, from the top and from
the left, its height and its width, a byte each, and then the pixels in it, row by row, from 0 paper to 255
ink. A face takes about 1.4 kB gzipped in MNIST's frame and 2 kB scaled to the image, all 960 together
1.2 MB and 1.8 MB.
"""

import numpy as np

from gapviz.data import faces


def packed(rows: np.ndarray, preparation: str) -> bytes:
    """Return the digits of the faces at `rows` of `faces.table`, prepared in one of the ways.

    Raises ValueError for an unknown preparation.
    """
    images = faces.images(rows, preparation)[:, 0].mul(255).round().byte().numpy()
    return b"".join(map(boxed, images))


def boxed(image: np.ndarray) -> bytes:
    """Return one digit, uint8 (H, W), as the pack has it; without ink its box is empty."""
    inked = image > 0
    down, across = (np.flatnonzero(inked.any(axis)) for axis in (1, 0))
    if not len(down):
        return bytes(4)
    box = image[down[0] : down[-1] + 1, across[0] : across[-1] + 1]
    return bytes((down[0], across[0], *box.shape)) + box.tobytes()
