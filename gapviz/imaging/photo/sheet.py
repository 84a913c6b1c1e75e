"""Finding the sheet: a note on a desk, a dark tile on a light page or a meter's window, cropped to.

A sheet is a region of even colour, nearly convex and nearly a quadrilateral, with ink inside it, and with
another colour around it. Regions are connected pixels without an edge between them, at several strengths of
edges; the sheet is the convex hull of one of them (Andrew's monotone chain). All is judged on a small copy.
"""

from dataclasses import dataclass

import numpy as np

from gapviz.imaging.photo.ink import EIGHT_NEIGHBOURS, boxes_of, label_components, sides_of
from gapviz.imaging.photo.light import grown, shrunk
from gapviz.imaging.photo.registry import Page, step

SHEET_SIDE = 100
"""Pixels: the longer side of the copy on which the sheet is looked for."""
EDGES = (0.03, 0.06, 0.1, 0.16)
"""Of full scale: pixels whose neighbours are further apart than this, in any colour, are an edge."""
LEAST, MOST = 0.09, 0.96
"""A sheet's share of the picture."""
SOLID, SQUARE = 0.85, 0.84
"""The region's share of its convex hull, and the hull's of the least rectangle around it."""
TURNS = np.deg2rad(np.arange(0, 90, 3))
"""Radians: how such rectangles lie."""
CUT, CUT_SIDES = 0.5, 2
"""With this share of its length beyond a side of the picture a sheet is cut off there, and at how many sides
at most: what leaves the picture on three has a desk along one side only."""
OTHER, AROUND = 0.07, 0.7
"""Of full scale: another colour than the sheet's; and how much of what is around the sheet must have one."""
FAINT, FULL = 0.35, 0.8
"""Of the darkest ink: what is fainter is none, and what is darker is no edge of a stroke."""
INKED, TALL = (0.004, 0.6), 0.25
"""The ink's share of the sheet, and the least height of its tallest part as a share of the sheet's."""
LIKE, MUCH_LIKE = 0.5, 0.3
"""How far the holes' colour is from that around them, as a share of what the sheet's is: paper seen through
a digit's holes."""
PART, PLAIN, SLIM = 0.1, 0.84, 0.22
"""Holes smaller than this share of all do not count; plain ones fill this share of their hulls; and slim ones
less than this of their diagonal's square, as a 1 does."""
ROUND = 0.88
"""What is less square is a digit with holes, if their colour is that around it."""
EVEN = ((0.9, np.inf), (0.95, 1.45), (1.01, 1.2))
"""A sheet no squarer than this, with margins beside its ink less than so many times those above and below,
is a narrow 0."""
HAIR = 1e-6
"""Pixels: what is so little outside of the hull is on its edge, however numbers are rounded."""
NEAR, DEEP = 5, 4
"""Pixels of the copy: what is no further outside of the sheet is right beside it, and what is further inside
is no shadow of its edge."""
SPREAD, FEW = (0.2, 0.07, 0.025), 1e-3
"""Of the copy's longer side: the Gaussians, one after the other, by which the sheet's colours go on around
it, and the weight that counts as little."""


@dataclass(frozen=True)
class Region:
    """Pixels of even colour, bool (H, W), and their hull, from column `left` to `right`, float64 (H,)."""

    even: np.ndarray
    left: np.ndarray
    right: np.ndarray

    @property
    def inside(self) -> np.ndarray:
        """Which pixels are within the hull, bool (H, W)."""
        columns = np.arange(self.even.shape[1])
        return (columns >= self.left[:, None] - HAIR) & (columns <= self.right[:, None] + HAIR)


@step()
def sheet(page: Page) -> Page:
    """A note on a desk, or a tile on a page, is found and cropped to; what lies around it becomes sheet."""
    small = np.stack([shrunk(channel, SHEET_SIDE) for channel in np.moveaxis(page.picture, 2, 0)], 2)
    for region in _regions(small):
        ground = _ground_of(small, region.even)
        if _is_sheet(small, region, ground):
            return page.with_picture(_cropped(page.picture, region, ground))
    return page


def hull(region: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and last columns of a region's convex hull, float64 (H,), infinite where it is not."""
    rows, every = np.flatnonzero(region.any(1)), np.arange(len(region))
    first, last = region[rows].argmax(1), region.shape[1] - 1 - region[rows, ::-1].argmax(1)
    left = np.interp(every, *_chain(rows, first), np.inf, np.inf)
    return left, -np.interp(every, *_chain(rows, -last), np.inf, np.inf)


def _chain(rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows and columns of the corners of the hull's left side."""
    kept: list[tuple[int, int]] = []
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        while len(kept) > 1 and _bends_out(kept[-2], kept[-1], (row, column)):
            kept.pop()
        kept.append((row, column))
    corners = np.array(kept, dtype=np.float64)
    return corners[:, 0], corners[:, 1]


def _bends_out(first: tuple[int, int], middle: tuple[int, int], last: tuple[int, int]) -> bool:
    """Return whether the way over `middle` is no further left than the straight one."""
    rise = (middle[1] - first[1]) * (last[0] - first[0])
    return rise >= (last[1] - first[1]) * (middle[0] - first[0])


def _regions(small: np.ndarray) -> list[Region]:
    """Return the regions of even colour that have the shape of a sheet, the smallest first.

    Of those at different edges that lie in the same box, give or take a pixel, it is the first.
    """
    from scipy import ndimage

    apart = (ndimage.maximum_filter(small, (3, 3, 1)) - ndimage.minimum_filter(small, (3, 3, 1))).max(2)
    found: list[tuple[Region, np.ndarray]] = []
    for edge in EDGES:
        labels, count = label_components(apart < edge)
        sizes, boxes = np.bincount(labels.ravel(), minlength=count + 1)[1:], boxes_of(labels)
        for number in np.flatnonzero(sizes >= SOLID / 2 * LEAST * labels.size):
            even = labels == number + 1
            region, box = Region(even, *hull(even)), boxes[number]
            known = any(np.abs(box - other).max() <= 1 for _, other in found)
            if not known and _has_shape(ndimage.binary_fill_holes(even), region.inside):
                found.append((region, box))
    return [region for region, _ in sorted(found, key=lambda each: each[0].inside.sum())]


def _has_shape(filled: np.ndarray, inside: np.ndarray) -> bool:
    """Return whether a region without its holes has the shape of a sheet; its hull is `inside`."""
    edged = _grown(inside, 1)
    if not LEAST <= edged.mean() <= MOST or filled.sum() < SOLID * inside.sum():
        return False
    tall, wide = edged.any(1).sum(), edged.any(0).sum()
    sizes = (wide, wide, tall, tall)
    cut = sum(side.sum() >= CUT * size for side, size in zip(sides_of(edged), sizes, strict=True))
    return cut <= CUT_SIDES and squareness(inside) >= SQUARE


def squareness(inside: np.ndarray) -> float:
    """Return the share that `inside` has of the least rectangle around it, as far as the picture goes."""
    rows, columns = np.indices(inside.shape)
    best = 0.0
    for turn in TURNS:
        along = columns * np.cos(turn) + rows * np.sin(turn)
        across = rows * np.cos(turn) - columns * np.sin(turn)
        rectangle = np.ones_like(inside)
        for place in (along, across):
            rectangle &= (place >= place[inside].min()) & (place <= place[inside].max())
        best = max(best, float(inside.sum() / rectangle.sum()))
    return best


def _ground_of(small: np.ndarray, even: np.ndarray) -> np.ndarray:
    """Return the colours of a region, (H, W, 3), without its ink, and how they would go on around it.

    That is normalised convolution (Knutsson and Westin, 1993), from wide Gaussians to narrow ones.
    """
    from scipy import ndimage

    def blurred(picture: np.ndarray, spread: float) -> np.ndarray:
        return np.asarray(ndimage.gaussian_filter(picture, spread * max(even.shape), mode="constant"))

    known, ground = even.astype(np.float32), np.empty_like(small)
    weights = [blurred(known, spread) + FEW for spread in SPREAD]
    for channel in range(small.shape[2]):
        found: np.ndarray = np.full(even.shape, small[even, channel].mean(dtype=np.float64), np.float32)
        for spread, weight in zip(SPREAD, weights, strict=True):
            found = found + blurred(known * (small[..., channel] - found), spread) / weight
        ground[..., channel] = found
    return ground


def _is_sheet(small: np.ndarray, region: Region, ground: np.ndarray) -> bool:
    """Return whether a region has another colour around it, and ink inside it that is no digit's holes."""
    inside, apart = region.inside, np.abs(small - ground).max(2)
    around = ~_grown(inside, 2)
    if not around.any() or (apart[around] > OTHER).mean() < AROUND:
        return False
    ink = _written(apart, inside)
    labels, count = label_components(ink)
    if not count or not INKED[0] * inside.sum() <= ink.sum() <= INKED[1] * inside.sum():
        return False
    tall = (boxes_of(labels) @ [-1, 0, 1, 0]).max()
    if tall < TALL * inside.any(1).sum():
        return False
    beyond, full = _grown(inside, NEAR) & around, ink & (apart >= FULL * apart[ink].max())
    colours = [np.median(small[where], 0) for where in (full, beyond, inside & ~ink)]
    like = np.abs(colours[0] - colours[1]).max() / max(np.abs(colours[2] - colours[1]).max(), OTHER)
    return like > LIKE or not _is_digit(ink, inside, float(like))


def _written(apart: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Return the ink in a sheet, bool (H, W), without what touches its edge or the picture's.

    There is none where more than that reaches in from the edge: a thick digit's bays do.
    """
    from scipy import ndimage

    core = ndimage.binary_erosion(inside, EIGHT_NEIGHBOURS)
    dark = inside & (apart > max(OTHER, FAINT * float(np.max(apart, where=core, initial=0))))
    labels, _ = label_components(dark)
    cut_off = np.isin(labels, labels[inside & ~core]) & dark
    deep = ndimage.binary_erosion(inside, EIGHT_NEIGHBOURS, DEEP)
    ink = dark & ~cut_off
    return np.asarray(ink & ((cut_off & deep).sum() <= ink.sum()))


def _is_digit(ink: np.ndarray, inside: np.ndarray, like: float) -> bool:
    """Return whether a sheet is a thick 0 or 8, and its `ink` the holes, so far from `like` paper."""
    labels, count = label_components(ink)
    sizes, boxes = np.bincount(labels.ravel(), minlength=count + 1)[1:], boxes_of(labels)
    square, slim = squareness(inside), True
    if square < ROUND:
        return True
    for number in np.flatnonzero(sizes >= PART * ink.sum()):
        part = labels == number + 1
        if sizes[number] < PLAIN * Region(part, *hull(part)).inside.sum():
            return False
        tall, wide = boxes[number, 2:] - boxes[number, :2]
        slim = slim and sizes[number] < SLIM * (tall**2 + wide**2)
    if not slim or like > MUCH_LIKE:
        return not slim
    above, beside = (extent(inside, axis) - extent(ink, axis) for axis in (1, 0))
    return any(square < most and beside < times * above for most, times in EVEN)


def extent(inside: np.ndarray, axis: int) -> int:
    """Return how far a mask reaches, down (axis 1) or across (axis 0)."""
    return int(np.ptp(np.flatnonzero(inside.any(axis))))


def _grown(inside: np.ndarray, pixels: int) -> np.ndarray:
    from scipy import ndimage

    return np.asarray(ndimage.binary_dilation(inside, EIGHT_NEIGHBOURS, pixels))


def _cropped(picture: np.ndarray, region: Region, ground: np.ndarray) -> np.ndarray:
    """Return the box of a sheet, (h, w, 3), with `ground` where the sheet is not."""
    shape, block = picture.shape[:2], -(-max(picture.shape) // SHEET_SIDE)
    rows = np.flatnonzero(region.left <= region.right)
    place, columns = ((np.arange(length) + 0.5) / block - 0.5 for length in shape)
    left = np.interp(place, rows, region.left[rows], np.inf, np.inf)[:, None]
    right = np.interp(place, rows, region.right[rows], -np.inf, -np.inf)[:, None]
    inside = (columns >= left - HAIR) & (columns <= right + HAIR)
    (top, *_, bottom), (first, *_, last) = (np.flatnonzero(inside.any(axis)) for axis in (1, 0))
    box = np.s_[top : bottom + 1, first : last + 1]
    around = np.stack([grown(channel, shape)[box] for channel in np.moveaxis(ground, 2, 0)], 2)
    return np.where(inside[box][..., None], picture[box], around)
