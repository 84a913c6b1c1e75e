"""Baseline preparations, to compare with: the tutorials' resizing, and binarisation at Otsu's threshold."""

from collections.abc import Callable

import numpy as np
import torch

from gapviz.core.types import Images
from gapviz.imaging.mnist_frame import MNIST_SIDE, reframe
from gapviz.imaging.photo.light import greyscale


def tutorial(pixels: np.ndarray) -> Images:
    """The picture is made grey, resized to 28 x 28 whatever its aspect, and inverted where mostly light.

    `pixels` are uint8 (H, W, 3), the result float32 (1, 1, 28, 28).
    """
    from skimage.transform import resize

    small = resize(greyscale(pixels) / 255, (MNIST_SIDE, MNIST_SIDE), anti_aliasing=True).astype(np.float32)
    return torch.from_numpy(1 - small if small.mean() > 0.5 else small).clamp(0, 1)[None, None]


def otsu(pixels: np.ndarray) -> Images:
    """What is darker than Otsu's threshold is full ink, all else paper, and is brought into MNIST's frame.

    Otsu (1979, IEEE Trans. SMC 9). `pixels` are uint8 (H, W, 3), the result float32 (1, 1, 28, 28).
    """
    from skimage.filters import threshold_otsu

    dark = 1 - greyscale(pixels) / 255
    inked = torch.from_numpy(dark > threshold_otsu(dark)).float()
    return reframe(inked[None, None], (MNIST_SIDE, MNIST_SIDE))


BASELINE_PREPARATIONS: dict[str, Callable[[np.ndarray], Images]] = {"tutorial": tutorial, "otsu": otsu}
"""By name."""
