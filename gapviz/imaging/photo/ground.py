"""Transparent pictures: what is drawn, at full opacity, on the white or black that its maker saw it on.

Strokes alone lie on what they stand out from, and where they fill the picture, the ground goes on around it.
Where there is paper among what is drawn, as on a page with round corners or holes, the ground goes on as what
borders on it.
"""

import math

import numpy as np
from PIL import Image

HIGHEST, FAINTEST = 99, 25
"""The percentile of opacity that stands for the highest, and the least, of 255, that is made a full one."""
DRAWN = 0.5
"""A pixel is drawn from this share of full opacity on."""
USUAL = (5, 95)
"""Percentiles between which is what usually borders on the transparent."""
APART = 64
"""Grey levels by which a second ink differs from all that is usual at the border."""
SECOND = 0.002
"""Share of what is drawn that a second ink has at least."""
MIDDLE = 127.5
FULLEST, SOLID = 0.3, 0.85
"""Share of a picture that strokes cover at most, with some ground around, and from which on they are none."""
FREE = 0.25
"""Share of a picture's edge that strokes leave free at least: who cuts one out of a page leaves none."""


def on_ground(pixels: np.ndarray) -> np.ndarray:
    """Return `pixels`, uint8 (H, W, 4), on what lies under them, uint8 (h, w, 3), no smaller."""
    image, opacity = Image.fromarray(pixels), pixels[..., 3]
    seen = opacity[opacity > 0]
    full = max(FAINTEST, np.percentile(seen, HIGHEST)) if seen.size else 255
    image.putalpha(image.getchannel("A").point([min(255, round(255 * value / full)) for value in range(256)]))
    drawn = np.asarray(image.getchannel("A")) > DRAWN * 255
    colour, margin = _ground(np.asarray(image.convert("L")), drawn)
    width, height = (side + 2 * margin for side in image.size)
    under = Image.new("RGBA", (width, height), colour)
    under.alpha_composite(image, (margin, margin))
    return np.array(under.convert("RGB"))


def _ground(grey: np.ndarray, drawn: np.ndarray) -> tuple[str, int]:
    """Return what lies under `grey`, uint8 (H, W), where it is not `drawn`: `white` or `black`.

    The number is how many pixels of it go on around the picture.
    """
    from scipy import ndimage

    border = drawn & ~ndimage.binary_erosion(drawn, np.ones((3, 3)), border_value=1)
    if not border.any():
        return ("black" if drawn.any() and np.median(grey[drawn]) < MIDDLE else "white"), 0
    inner, (low, high) = grey[drawn & ~border], np.percentile(grey[border], USUAL)
    lighter, darker = (int(found.sum()) for found in (inner > high + APART, inner < low - APART))
    if max(lighter, darker) > SECOND * drawn.sum():
        return ("black" if lighter > darker else "white"), 0
    return ("black" if np.median(grey[drawn]) > MIDDLE else "white"), _margin(drawn)


def _margin(drawn: np.ndarray) -> int:
    """Return how many pixels of ground go around strokes, (H, W), which then cover FULLEST of the picture."""
    edge = np.concatenate([drawn[0], drawn[-1], drawn[:, 0], drawn[:, -1]])
    share = drawn.mean()
    if not FULLEST < share < SOLID or 1 - edge.mean() < FREE:
        return 0
    # (H + 2 m) (W + 2 m) = share H W / FULLEST
    half = sum(drawn.shape) / 4
    return math.ceil(math.sqrt(half**2 + (share / FULLEST - 1) * drawn.size / 4) - half)
