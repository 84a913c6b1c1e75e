"""From a digit cut out to a digit as MNIST has it: its edge, its stroke, its box and its place.

Each piece, float32 (h, w), goes its own way. Lengths are in pixels of the frame.
"""

import numpy as np
import torch

from gapviz.frame import BOX, INK, TIE, reframe
from gapviz.photo.registry import HALF, Page, step

SIDE = 28
FINE = 4
"""Strokes are drawn in a frame this many times as large."""
STROKES = (2.35, 4.09)
"""The 10 % and 90 % quantiles of `stroke_width` over MNIST's test set."""
SHARPER, REACH = 1.0, 0.5
"""How much of the difference from a blurred copy is added, and the blur's standard deviation in widths of the stroke."""
DARKEST = 0.9
"""The quantile of a digit's own ink that is full ink."""


@step()
def sharp(page: Page) -> Page:
    """A blurred digit is sharpened, and where it is half as dark as its own darkest ink its strokes end."""
    return page.each(_sharpened)


@step()
def thickness(page: Page) -> Page:
    """Strokes that are thinner or thicker than nearly all of MNIST's are drawn as thick as those."""
    return page.each(_drawn)


def squeezed(page: Page) -> Page:
    """The digit, its aspect kept, fills the whole image."""
    return page.each(_squeezed)


@step(without=squeezed)
def box(page: Page) -> Page:
    """The digit is scaled, its aspect kept, into a box of 20 x 20 pixels in the middle of 28 x 28."""
    return page.each(_boxed)


@step()
def centre(page: Page) -> Page:
    """The digit is moved by whole pixels until its ink balances in the middle of the image."""
    return page.each(_balanced)


def stroke_width(solid: np.ndarray) -> float:
    """Return how wide the strokes of `solid`, bool (H, W), are: the mean distance to the edge of a bar is a quarter of its width."""
    from scipy import ndimage

    depth = ndimage.distance_transform_edt(np.pad(solid, 1))
    return float(4 * depth[depth > 0].mean()) if solid.any() else 0.0


def _sharpened(piece: np.ndarray) -> np.ndarray:
    from scipy import ndimage

    around = np.pad(piece, max(2, max(piece.shape) // 10))
    enlarged = BOX * SIDE * FINE / max(piece.shape)
    fine = ndimage.zoom(around, enlarged, order=3, mode="nearest", grid_mode=True) if enlarged > 1 else around
    solid = fine > HALF
    if not solid.any():
        return piece
    sharper = fine + SHARPER * (fine - ndimage.gaussian_filter(fine, REACH * stroke_width(solid)))
    return np.asarray(np.clip(sharper / np.quantile(sharper[solid], DARKEST), 0, 1))


def _drawn(piece: np.ndarray) -> np.ndarray:
    from scipy import ndimage

    fine = _framed(piece, FINE * SIDE)
    solid = fine > HALF
    if not solid.any():
        return piece
    width, side = stroke_width(solid) / FINE, BOX * SIDE
    wanted = float(np.clip(width, *STROKES))
    # The box grows with the stroke, and both are scaled back: (width + 2 more) / (side + 2 more) = wanted / side.
    more = (wanted - width) / (2 * (1 - wanted / side))
    depth = ndimage.distance_transform_edt(solid) - ndimage.distance_transform_edt(~solid)
    return np.asarray(np.clip(depth - np.sign(depth) / 2 + more * FINE + 0.5, 0, 1))


def _squeezed(piece: np.ndarray) -> np.ndarray:
    from skimage.transform import resize

    small = resize(piece, [max(1, round(size * SIDE / max(piece.shape))) for size in piece.shape], anti_aliasing=True)
    return np.pad(small, [((SIDE - size) // 2, SIDE - size - (SIDE - size) // 2) for size in small.shape])


def _boxed(piece: np.ndarray) -> np.ndarray:
    image = _framed(piece, SIDE)
    return _moved(image, [(SIDE - 1 - first - last) // 2 for first, last in _spans(image)])


def _balanced(image: np.ndarray) -> np.ndarray:
    moves = []
    for axis, (first, last) in enumerate(_spans(image)):
        mass = image.sum(1 - axis, dtype=np.float64)
        move = int(np.ceil(SIDE // 2 - 0.5 - mass @ np.arange(SIDE) / mass.sum() - TIE))
        moves.append(min(max(move, -first), SIDE - 1 - last))
    return _moved(image, moves)


def _spans(image: np.ndarray) -> list[tuple[int, int]]:
    """Return the first and last row, and column, with ink; none where there is none."""
    inked = [np.flatnonzero((image > INK).any(1 - axis)) for axis in (0, 1)]
    return [(int(places[0]), int(places[-1])) for places in inked if len(places)]


def _moved(image: np.ndarray, moves: list[int]) -> np.ndarray:
    """Return `image` moved down and to the right by whole pixels."""
    from scipy import ndimage

    return np.asarray(ndimage.shift(image, moves, order=0)) if moves else image


def _framed(piece: np.ndarray, side: int) -> np.ndarray:
    given = torch.from_numpy(np.ascontiguousarray(piece, dtype=np.float32))[None, None]
    return np.asarray(reframe(given, (side, side))[0, 0])
