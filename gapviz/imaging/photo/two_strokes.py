"""Whether two connected components that do not touch are strokes of one digit.

Neighbours on a line share their foot, an open 4 does not: its arm and bar end well above its stem's. Rows of
a component are told by its outline; lengths are shares of the height of both components together.
"""

from dataclasses import dataclass

import numpy as np

BESIDE = 0.2
"""The strokes of one digit are no farther apart than this, along a row."""
TALL, LEFT = 0.65, 0.3
"""A stem is at least so tall, and what stands left of it at least so."""
BEGINS, RISES = 0.35, 0.3
"""What stands left of a stem begins at most so far below the stem's top, and at most so far above it."""
HANGS, SURELY = 0.13, 0.3
"""A stem goes on below what stands left of it at least by this; from the other on, whatever stands there."""
SLIM, EVEN, WIDER, STRAIGHT = 0.28, 0.7, 1.6, 0.07
"""A stem's rows are at most so wide at their median; this share of them is no wider than so many medians (a
bar may cross it); and their middles lie so near a straight line, by their root mean square."""
ARM, BAR, LOWER, ONE_RUN = 0.28, 1.5, 0.4, 0.6
"""Of the part left of an open 4's stem: its upper half is no wider than this; its bar is so many times as
wide as that at its median; it lies below this share of the part; and the ink of so many of the lower rows is
one run, unlike that of a ring."""
BOWED, LEVEL, ENDS = 0.08, 0.15, 0.1
"""Halves of a 0 bow out by this at least, end at most so far above or below each other, and their ends are
this share of their rows."""


@dataclass(frozen=True)
class Outline:
    """The rows of a component from `top` on: where each begins and ends, and its ink, int (rows,)."""

    top: int
    left: np.ndarray
    right: np.ndarray
    ink: np.ndarray

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.top + len(self.left)

    @property
    def width(self) -> np.ndarray:
        """How far it is from the first ink to the last, a row."""
        return np.asarray(self.right - self.left)


def outline(labels: np.ndarray, number: int, box: np.ndarray) -> Outline:
    """Return the outline of the component `number` of `labels`, (H, W), that fills `box`."""
    top, left, bottom, right = (int(edge) for edge in box)
    solid = labels[top:bottom, left:right] == number
    return Outline(top, left + solid.argmax(1), right - solid[:, ::-1].argmax(1), solid.sum(1))


def within_reach(labels: np.ndarray, numbers: np.ndarray, boxes: np.ndarray, reach: float) -> bool:
    """Return whether ink of two components, in `boxes` (2, 4), is at most `reach` apart, across and down."""
    from scipy import ndimage

    far = int(reach) + 1
    top, left = (boxes[:, :2].max(0) - far).clip(0)
    bottom, right = boxes[:, 2:].min(0) + far
    if bottom <= top or right <= left:
        return False
    place = labels[top:bottom, left:right]
    grown = ndimage.maximum_filter(place == numbers[0], 2 * far + 1, mode="constant")
    return bool((grown & (place == numbers[1])).any())


def are_one_digit(labels: np.ndarray, numbers: np.ndarray, boxes: np.ndarray) -> bool:
    """Return whether two components, in `boxes` (2, 4), are an open 4's arm and stem or a 0's halves."""
    left, right = np.argsort(boxes[:, 1::2].sum(1), kind="stable")
    height = int(boxes[:, 2].max() - boxes[:, 0].min())
    begins, _, hangs, _ = (int(apart) for apart in boxes[right] - boxes[left])
    tall = boxes[:, 2] - boxes[:, 0]
    four = HANGS * height <= hangs and -BEGINS * height <= begins <= RISES * height
    four = four and tall[left] >= LEFT * height and tall[right] >= TALL * height
    if not (four or max(abs(hangs), abs(begins)) <= LEVEL * height):
        return False
    first, second = (outline(labels, numbers[part], boxes[part]) for part in (left, right))
    apart = _apart(first, second)
    if not 0 <= apart.min(initial=height) <= BESIDE * height:
        return False
    if four:
        return _is_stem(second, height) and (hangs >= SURELY * height or _has_bar(first, height))
    ends = max(1, int(ENDS * len(apart)))
    close = max(apart[:ends].min(), apart[-ends:].min()) <= BESIDE * height
    return close and all(bow >= BOWED * height for bow in (_bow(first, height), -_bow(second, height)))


def _apart(left: Outline, right: Outline) -> np.ndarray:
    """Return the paper between two components in the rows that both have, int (rows,)."""
    start, stop = max(left.top, right.top), min(left.bottom, right.bottom)
    begins, ends = right.left[start - right.top :], left.right[start - left.top :]
    return np.asarray(begins[: max(0, stop - start)] - ends[: max(0, stop - start)])


def _is_stem(part: Outline, height: int) -> bool:
    slim = float(np.median(part.width))
    rows = np.arange(len(part.left)) - (len(part.left) - 1) / 2
    middle = (part.left + part.right) / 2
    middle = middle - middle.mean()
    astray = middle - rows * (rows @ middle) / max(rows @ rows, 1)
    even = (part.width <= WIDER * slim).mean() >= EVEN
    return bool(slim <= SLIM * height and even and np.sqrt((astray**2).mean()) <= STRAIGHT * height)


def _has_bar(part: Outline, height: int) -> bool:
    """Return whether the part is an arm above and a bar below, all of one stroke."""
    half = len(part.left) // 2
    arm, runs = part.width[:half], part.ink[half:] >= 0.95 * part.width[half:]
    bar = int(part.width.argmax())
    return bool(
        half > 0
        and np.quantile(arm, 0.8) <= ARM * height
        and part.width[bar] >= BAR * np.median(arm)
        and bar >= LOWER * len(part.left)
        and runs.mean() >= ONE_RUN
    )


def _bow(part: Outline, height: int) -> float:
    """Return how far left of its ends the middle of a slim part lies, in pixels; of others 0."""
    middle = (part.left + part.right) / 2
    ends, third = max(1, int(ENDS * len(middle))), len(middle) // 3
    if third == 0 or np.median(part.width) > SLIM * height:
        return 0.0
    chord = (middle[:ends].mean() + middle[-ends:].mean()) / 2
    return float(chord - middle[third:-third].mean())
