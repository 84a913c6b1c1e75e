"""Orientation, greyscale and background illumination: what camera, pen and lamp did is undone.

The background, paper without its ink, is a greyscale closing and a Gaussian blur of the picture made small,
and is divided out (flat-field correction).
"""

from dataclasses import replace

import numpy as np

from gapviz.imaging.photo.registry import Page, step

LIGHT_SIDE = 64
"""Pixels: the longer side of the copy on which the light is judged."""
SHADOW = 0.25
"""Sides of the picture: what is wider than this is light or shadow, what is narrower may be a stroke."""
WHITE = 0.8
"""Of full scale: the paper once its light is even; with no room above it its grain could not be told."""
DARKEST_LIGHT = 0.01
"""Of full scale: less light than this is not divided by."""
COLOURS = 10_000
"""Pixels, at most about, from which the colour of the paper is taken."""
LUMINANCE = np.array([0.299, 0.587, 0.114], dtype=np.float32)
"""Shares of red, green and blue in grey (ITU-R BT.601), as everywhere."""


@step()
def upright(page: Page) -> Page:
    """The picture is turned the way the camera was held."""
    picture, turn = page.picture, page.turn
    if turn in {5, 6, 7, 8}:
        picture = picture.swapaxes(0, 1)
    if turn in {3, 4, 7, 8}:
        picture = picture[::-1]
    if turn in {2, 3, 6, 7}:
        picture = picture[:, ::-1]
    return replace(page, picture=np.ascontiguousarray(picture), turn=1)


def greyscale(picture: np.ndarray) -> np.ndarray:
    """Return the luminance, float32 (H, W), of colours (H, W, 3)."""
    return np.asarray(picture.astype(np.float32) @ LUMINANCE)


def luminance(page: Page) -> Page:
    """The usual grey is taken, in which a pale blue line is as light as paper."""
    return page.with_picture(greyscale(page.picture))


@step(without=luminance)
def grey(page: Page) -> Page:
    """Each pixel keeps the colour channel that stands out most from the paper, so that blue and red ink
    are dark.
    """
    colours = page.picture.reshape(-1, 3)
    paper = np.median(colours[:: max(1, len(colours) // COLOURS)], axis=0)
    # Channels come first: over a last axis of three NumPy takes ten times as long.
    apart = np.ascontiguousarray(np.moveaxis(page.picture, 2, 0)) - paper[:, None, None]
    lightest, darkest = apart.max(0), apart.min(0)
    return page.with_picture(paper.mean() + np.where(lightest > -darkest, lightest, darkest))


@step()
def light(page: Page) -> Page:
    """Shadows and the lamp's fall-off are divided out, until the paper is equally white everywhere."""
    from scipy import ndimage

    small = ndimage.gaussian_filter(shrunk(page.picture, LIGHT_SIDE), 0.7)
    reach = max(3, int(SHADOW * max(small.shape)))
    paper = ndimage.grey_closing(small, reach, mode="nearest")
    lit = ndimage.gaussian_filter(paper, reach / 4, mode="nearest")
    return page.with_picture(WHITE * page.picture / grown(lit.clip(DARKEST_LIGHT), page.picture.shape))


def shrunk(picture: np.ndarray, side: int) -> np.ndarray:
    """Return `picture`, (H, W), with blocks of pixels averaged, so that its longer side is at most `side`."""
    block = -(-max(picture.shape) // side)
    rows, columns = (np.arange(0, size, block) for size in picture.shape)
    sums = np.add.reduceat(np.add.reduceat(picture, rows, 0, dtype=np.float64), columns, 1)
    heights, widths = np.diff(rows, append=picture.shape[0]), np.diff(columns, append=picture.shape[1])
    return np.asarray(sums / np.outer(heights, widths), dtype=np.float32)


def grown(small: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Return what `shrunk` made small at its old `shape`, interpolated."""
    block = -(-max(shape) // max(small.shape))
    for axis, size in enumerate(shape):
        place = ((np.arange(size) + 0.5) / block - 0.5).clip(0, small.shape[axis] - 1)
        low = np.floor(place).astype(int)
        share = (place - low).astype(np.float32)[:, None] if axis == 0 else (place - low).astype(np.float32)
        small = small.take(low, axis) * (1 - share) + small.take(low + (share.ravel() > 0), axis) * share
    return small
