"""Segmentation: connected components of ink, grouped into digits, each cut out, in reading order.

Lengths are shares of the height of the tallest component of the page, here called a part.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from gapviz.imaging.photo.ink import boxes_of, label_components
from gapviz.imaging.photo.registry import Page, step
from gapviz.imaging.photo.two_strokes import BESIDE, are_one_digit, within_reach

PART = 0.6
"""What is lower than this may be a part of what stands beside it."""
GAP = 0.25
"""Parts of one digit, such as the bar of a 5, are at most so far apart."""
STACKED = 0.5
"""Parts are above one another where they share this much of the narrower one's width, and less than this of
the lower one's height."""
NEARER = 0.02
"""A low part belongs to the nearest tall one, and to what is farther by no more than this."""
FOOT = 0.15
"""Neighbours end at most so far above or below each other."""
BROKEN, SPLIT = 0.05, 0.015
"""A stroke that breaks off goes on within this, above or below; beside itself within that, or a pixel where
the boxes of both overlap."""
SMALLEST = 0.4
"""What is lower than this share of the tallest digit is none."""
MOST_PARTS, MOST = 400, 100
"""Parts and digits, the largest, that are looked at in one picture."""


def whole(page: Page) -> Page:
    """The whole picture is taken for one digit."""
    boxes = np.array([[0, 0, *page.picture.shape]], dtype=np.int64)
    return replace(page, pieces=(page.picture,), boxes=boxes)


@step(without=whole)
def cut_out(page: Page) -> Page:
    """Each digit is cut out, in reading order; parts that lie close together are one digit."""
    labels, _ = label_components(page.solid)
    parts = boxes_of(labels)
    longest = (parts[:, 2:] - parts[:, :2]).max(1, initial=0)
    largest = np.sort(np.argsort(-longest, kind="stable")[:MOST_PARTS])
    tallest = (parts[:, 2] - parts[:, 0]).max(initial=0)

    def one_digit(*places: int) -> bool:
        numbers = largest[list(places)]
        boxes = parts[numbers]
        overlap = boxes[:, 1].max() < boxes[:, 3].min()
        split = within_reach(labels, numbers + 1, boxes, max(SPLIT * tallest, overlap))
        return split or are_one_digit(labels, numbers + 1, boxes)

    groups = [largest[group] for group in _grouped(parts[largest], one_digit)]
    around = [[*parts[group, :2].min(0), *parts[group, 2:].max(0)] for group in groups]
    boxes = np.array(around, dtype=np.int64).reshape(-1, 4)
    order = _in_reading_order(boxes)
    pieces = tuple(_cut(page.picture, labels, groups[one], boxes[one]) for one in order)
    return replace(page, pieces=pieces, boxes=boxes[order])


def _grouped(
    parts: np.ndarray, one_digit: Callable[[int, int], bool] = lambda one, other: False
) -> list[np.ndarray]:
    """Return which of `parts`, boxes (N, 4), make up a digit, as arrays of their numbers.

    `one_digit` is asked about two of them that are near, and that their boxes alone do not tell.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    if not len(parts):
        return []
    start, stop = parts[:, :2], parts[:, 2:]
    size = stop - start
    height = size[:, 0]
    tallest = height.max()
    apart = np.maximum(start[:, None], start) - np.minimum(stop[:, None], stop)
    gaps, shared = apart.clip(0), (-apart).clip(0)
    narrower, lower = (np.minimum(size[:, None, axis], size[:, axis]) for axis in (1, 0))
    below = shared[..., 0] < STACKED * lower
    above = (shared[..., 1] >= STACKED * narrower) & (gaps[..., 0] <= GAP * tallest)
    above |= (gaps <= BROKEN * tallest).all(2)
    beside = _of_the_nearest(np.hypot(gaps[..., 0], gaps[..., 1]), height < PART * tallest, tallest)
    same_foot = np.abs(stop[:, None, 0] - stop[:, 0]) <= FOOT * tallest
    neighbours = (lower >= SMALLEST * tallest) & same_foot & (shared[..., 1] < STACKED * narrower)
    joined = (above & below) | (beside & ~neighbours)
    near = (gaps[..., 0] <= SPLIT * tallest) & (gaps[..., 1] <= BESIDE * tallest)
    for one, other in np.argwhere(np.triu(near & ~joined, 1)):
        joined[one, other] = one_digit(one, other)
    _, group = connected_components(csr_array(joined), directed=False)
    return [np.flatnonzero(group == number) for number in range(group.max() + 1)]


def _of_the_nearest(apart: np.ndarray, low: np.ndarray, tallest: float) -> np.ndarray:
    """Return which parts, of which some are `low` (N,), belong together as they lie beside each other.

    `apart` (N, N) are their distances. Low ones belong together, and each to the nearest that is not low.
    """
    from_tall = np.where(low, np.inf, apart).min(1, keepdims=True)
    theirs = low[:, None] & (low | (apart <= from_tall + NEARER * tallest))
    return np.asarray((theirs | theirs.T) & (apart <= GAP * tallest))


def _in_reading_order(boxes: np.ndarray) -> list[int]:
    """Return the numbers of the `boxes` (N, 4) that are tall enough for digits, in reading order.

    That is line by line, and from left to right. A box is in the line of those between whose top and bottom
    its middle lies.
    """
    height = boxes[:, 2] - boxes[:, 0]
    digits = np.flatnonzero(height >= SMALLEST * height.max(initial=0))
    digits = digits[np.argsort(-height[digits], kind="stable")][:MOST]
    rows: list[list[int]] = []
    for one in sorted(digits.tolist(), key=lambda number: int(boxes[number, 0])):
        middle = boxes[one, ::2].mean()
        row = next((row for row in rows if boxes[row, 0].min() <= middle <= boxes[row, 2].max()), None)
        if row is None:
            rows.append([one])
        else:
            row.append(one)
    return [one for row in rows for one in sorted(row, key=lambda number: int(boxes[number, 1]))]


def _cut(picture: np.ndarray, labels: np.ndarray, group: np.ndarray, box: np.ndarray) -> np.ndarray:
    """Return the ink in `box` and a pixel around it, without that of parts that are not in `group`."""
    top, left, bottom, right = box
    place = np.s_[max(top - 1, 0) : bottom + 1, max(left - 1, 0) : right + 1]
    return np.where((labels[place] > 0) & ~np.isin(labels[place], group + 1), 0, picture[place])
