"""Perspective rectification (a homography): what was photographed at a slant, as it is seen from above."""

import numpy as np


def rectified(pixels: np.ndarray, corners: np.ndarray, places: np.ndarray, side: int) -> np.ndarray:
    """Return a square cut-out of a photograph, uint8 (H, W, 3), seen from above, as uint8 (side, side, 3).

    The four `corners` in the photograph, float (4, 2) as x, y, come to lie at `places` in the cut-out, which
    may be outside of it. Beyond its edge the photograph goes on as it ends there.
    """
    from skimage.transform import ProjectiveTransform, warp

    to_picture = ProjectiveTransform.from_estimate(places, corners)
    found = warp(pixels / 255, to_picture, output_shape=(side, side), order=3, mode="edge").clip(0, 1)
    return np.asarray(np.rint(found * 255), dtype=np.uint8)
