"""Packing of digits: images of one size as bytes, cropped to their ink, for `src/figures/digits.js`.

An image is its first and last row and column with ink, as four bytes, ends exclusive, then the pixels in
between, row by row. Host and browser gzip what travels; cropped it is a quarter shorter.
"""

import numpy as np
import torch

from gapviz.core.types import Images


def packed(images: Images) -> bytes:
    """Return images, float32 (N, 1, H, W) of a side below 256, packed one after the other."""
    levels = (images[:, 0] * 255).round().to(torch.uint8).numpy()
    return b"".join(_cropped(image) for image in levels)


def _cropped(image: np.ndarray) -> bytes:
    (rows, columns) = (np.flatnonzero(image.any(axis)) for axis in (1, 0))
    if not len(rows):
        return bytes(4)
    box = (rows[0], rows[-1] + 1, columns[0], columns[-1] + 1)
    return bytes(map(int, box)) + np.ascontiguousarray(image[box[0] : box[1], box[2] : box[3]]).tobytes()
