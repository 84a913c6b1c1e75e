"""Normalisation of a digit that was cut out: unsharp mask, stroke width, size and centring.

Each piece, float32 (h, w), goes its own way. Lengths are in pixels of MNIST's images.
"""

import numpy as np
import torch

from gapviz.imaging.mnist_frame import BOX, MNIST_SIDE, centre_of_mass, centred, cut, ink_box, reframe
from gapviz.imaging.photo.registry import HALF, Page, step

FINE = 4
"""Strokes are drawn in an image this many times as large as MNIST's."""
STROKES = (2.35, 4.09)
"""The 10 % and 90 % quantiles of `stroke_width` over MNIST's test set."""
SHARPER, REACH = 1.0, 0.5
"""The unsharp mask: how much of the difference from a blurred copy is added, and the standard deviation of
that blur in widths of the stroke."""
DARKEST = 0.9
"""The quantile of a digit's own ink that is full ink."""


@step()
def sharp(page: Page) -> Page:
    """A blurred digit is sharpened, and where it is half as dark as its own darkest ink its strokes end."""
    return page.each(_unsharp_masked)


@step()
def thickness(page: Page) -> Page:
    """Strokes that are thinner or thicker than nearly all of MNIST's are drawn as thick as those."""
    return page.each(_stroke_normalised)


def squeezed(page: Page) -> Page:
    """The digit, its aspect kept, fills the whole image."""
    return page.each(_resized)


@step(without=squeezed)
def box(page: Page) -> Page:
    """The digit is scaled, its aspect kept, into a box of 20 x 20 pixels in the middle of 28 x 28."""
    return page.each(_scaled_to_box)


@step()
def centre(page: Page) -> Page:
    """The digit is moved by whole pixels until its ink balances in the middle of the image."""
    return page.each(_centred_by_mass)


def stroke_width(solid: np.ndarray) -> float:
    """Return how wide the strokes of `solid`, bool (H, W), are.

    By the distance transform: the mean distance to the edge of a bar is a quarter of its width.
    """
    from scipy import ndimage

    depth = ndimage.distance_transform_edt(np.pad(solid, 1))
    return float(4 * depth[depth > 0].mean()) if solid.any() else 0.0


def _unsharp_masked(piece: np.ndarray) -> np.ndarray:
    from scipy import ndimage

    around = np.pad(piece, max(2, max(piece.shape) // 10))
    enlarged = BOX * MNIST_SIDE * FINE / max(piece.shape)
    fine = ndimage.zoom(around, enlarged, order=3, mode="nearest", grid_mode=True) if enlarged > 1 else around
    solid = fine > HALF
    if not solid.any():
        return piece
    sharper = fine + SHARPER * (fine - ndimage.gaussian_filter(fine, REACH * stroke_width(solid)))
    return np.asarray(np.clip(sharper / np.quantile(sharper[solid], DARKEST), 0, 1))


def _stroke_normalised(piece: np.ndarray) -> np.ndarray:
    from scipy import ndimage

    fine = _in_mnist_frame(piece, FINE * MNIST_SIDE)
    solid = fine > HALF
    if not solid.any():
        return piece
    width, side = stroke_width(solid) / FINE, BOX * MNIST_SIDE
    wanted = float(np.clip(width, *STROKES))
    # The box grows with the stroke, and both are scaled back:
    # (width + 2 more) / (side + 2 more) = wanted / side.
    more = (wanted - width) / (2 * (1 - wanted / side))
    depth = ndimage.distance_transform_edt(solid) - ndimage.distance_transform_edt(~solid)
    return np.asarray(np.clip(depth - np.sign(depth) / 2 + more * FINE + 0.5, 0, 1))


def _resized(piece: np.ndarray) -> np.ndarray:
    from skimage.transform import resize

    sides = [max(1, round(size * MNIST_SIDE / max(piece.shape))) for size in piece.shape]
    margins = [MNIST_SIDE - side for side in sides]
    small = resize(piece, sides, anti_aliasing=True)
    return np.pad(small, [(margin // 2, margin - margin // 2) for margin in margins])


def _scaled_to_box(piece: np.ndarray) -> np.ndarray:
    image = _in_mnist_frame(piece, MNIST_SIDE)
    start, extent = ink_box(torch.from_numpy(image)[None])
    return _moved_to(image, torch.div(MNIST_SIDE - extent, 2, rounding_mode="floor"), start, extent)


def _centred_by_mass(image: np.ndarray) -> np.ndarray:
    ink = torch.from_numpy(image)[None]
    start, extent = ink_box(ink)
    offset = centred(centre_of_mass(ink.double()) - start, extent, torch.tensor([[MNIST_SIDE], [MNIST_SIDE]]))
    return _moved_to(image, offset, start, extent)


def _moved_to(
    image: np.ndarray,
    offset: torch.Tensor,
    start: torch.Tensor,
    extent: torch.Tensor,
) -> np.ndarray:
    """Return `image` (H, W) moved by whole pixels until the box of its ink starts at `offset`.

    It started at `start`, and reaches `extent` far, all (2, 1); without ink, `extent` is 0 and nothing moves.
    """
    if not extent.any():
        return image
    top, left = (start - offset).long()
    return np.asarray(cut(torch.from_numpy(image)[None, None], top, left, image.shape)[0, 0])


def _in_mnist_frame(piece: np.ndarray, side: int) -> np.ndarray:
    given = torch.from_numpy(np.ascontiguousarray(piece, dtype=np.float32))[None, None]
    return np.asarray(reframe(given, (side, side))[0, 0])
