"""Joining the dots of a dot matrix, a display, a receipt or a dotted pen to strokes.

Two dots are joined where no third is nearer to both (the relative neighbourhood graph; Toussaint, 1980,
Pattern Recognition 12), so that diagonals are strokes and corners are not filled. Lengths are shares of the
usual step from a dot to the nearest, or as said.
"""

import numpy as np

from gapviz.imaging.photo.ink import boxes_of, label_components
from gapviz.imaging.photo.registry import Page, step

FEWEST, MOST = 5, 600
"""Dots: fewer make no digit, more on a page are something else."""
SMALLEST = 2
"""Pixels: what is no longer is grain."""
LIKE, ROUND, FILLED = 1.5, 0.6, 0.55
"""A dot is at most so many times longer or shorter than the usual one, at least so wide for its length, and
fills so much of a square."""
MOSTLY = 0.85
"""The share of the ink that is dots, at least."""
STEADY, REGULAR = 1.35, 0.8
"""The usual step is one that a quarter of the dots do not exceed. A dot's is at most so many times shorter,
and not too long to be joined; this share of them, at least."""
SPARSE = 4.0
"""Dots' lengths: dots whose usual step is longer make no strokes."""
JOINED = 1.8
"""Dots farther apart are not joined: diagonals are shorter, and the digits of a display are farther apart."""
TALL = 2.5
"""A digit is at least so tall, from the middle of a dot to that of another."""
WIDE, FULL = 4.0, 0.7
"""Dots that fill so much of a field at least so wide are a grid or a pattern."""
SLACK = 1e-6
"""Pixels: nearer by less than this is as near."""


@step()
def dots(page: Page) -> Page:
    """Dots that lie in regular steps, as on a display or a receipt, are joined to strokes."""
    labels, count = label_components(page.solid)
    if count < FEWEST:
        return page
    boxes = boxes_of(labels)
    size = boxes[:, 2:] - boxes[:, :2]
    longest, shortest = size.max(1), size.min(1)
    ink = np.bincount(labels.ravel(), minlength=count + 1)[1:]
    usual = _usual(longest, ink)
    like = (longest <= LIKE * usual) & (LIKE * longest >= usual)
    dot = like & (shortest >= ROUND * longest) & (ink >= FILLED * longest**2)
    few = not FEWEST <= dot.sum() <= MOST
    if few or usual <= SMALLEST or ink[dot].sum() < MOSTLY * ink.sum():
        return page
    return _joined(page, (boxes[dot, :2] + boxes[dot, 2:] - 1) / 2, usual)


def _usual(lengths: np.ndarray, ink: np.ndarray) -> int:
    """Return the length of the components that have half of the `ink` below them."""
    order = np.argsort(lengths, kind="stable")
    below = np.cumsum(ink[order])
    return int(lengths[order][np.searchsorted(below, below[-1] / 2)])


def _joined(page: Page, middles: np.ndarray, usual: int) -> Page:
    """Return the page with dots `usual` long around `middles` (N, 2) joined, where they make digits."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    apart = np.hypot(*(middles[:, None] - middles).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    nearest = apart.min(1)
    spacing = float(np.sort(nearest)[len(nearest) // 4])
    steady = (nearest <= JOINED * spacing) & (STEADY * nearest >= spacing)
    if spacing > SPARSE * usual or steady.mean() < REGULAR:
        return page
    links = np.argwhere(np.triu(apart <= JOINED * spacing))
    between = [np.maximum(apart[one], apart[other]).min() for one, other in links]
    links = links[np.array(between) >= apart[links[:, 0], links[:, 1]] - SLACK]
    graph = csr_array((np.ones(len(links)), links.T), shape=apart.shape)
    _, group = connected_components(graph, directed=False)
    digit = np.array([_is_digit(middles[group == number], spacing) for number in range(group.max() + 1)])
    picture = page.picture.copy()
    for one, other in links[digit[group[links[:, 0]]]]:
        _draw(picture, middles[one], middles[other], usual / 2)
    return page.with_picture(picture) if digit.any() else page


def _is_digit(middles: np.ndarray, spacing: float) -> bool:
    height, width = np.ptp(middles, axis=0)
    field = (height + spacing) * (width + spacing) / spacing**2
    pattern = min(height, width) >= (WIDE - 0.5) * spacing and len(middles) >= FULL * field
    return len(middles) >= FEWEST and height >= TALL * spacing and not pattern


def _draw(picture: np.ndarray, start: np.ndarray, stop: np.ndarray, radius: float) -> None:
    """Draw a line from `start` to `stop`, row and column, on `picture`, whose edges stay grey."""
    reach = int(radius) + 1
    top, left = (np.minimum(start, stop).astype(int) - reach).clip(0)
    bottom, right = np.maximum(start, stop).astype(int) + reach + 1
    place = picture[top : bottom + 1, left : right + 1]
    rows, columns = np.indices(place.shape)
    down, across = stop - start
    y, x = rows + (top - start[0]), columns + (left - start[1])
    along = ((y * down + x * across) / (down**2 + across**2)).clip(0, 1)
    far = np.hypot(y - along * down, x - along * across)
    place[:] = np.maximum(place, (radius + 0.5 - far).clip(0, 1))
