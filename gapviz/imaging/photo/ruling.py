"""Line removal and border clearing: ruled and squared paper, and what the picture's edge has cut off.

Lines are found by their Hough transform (scikit-image's `hough_line`), and taken out as music readers take
out staves (staff removal): where the ink across a line is no longer than the line is wide, it is line (Dalitz
et al., 2008, IEEE TPAMI 30).
"""

from functools import lru_cache

import numpy as np

from gapviz.imaging.photo.ink import label_components, rubbed_out
from gapviz.imaging.photo.light import shrunk
from gapviz.imaging.photo.registry import Page, step

TILT_DEGREES, TILT_STEP = 5.0, 0.5
"""Lines are at most so much askew, and are looked for in such steps."""
TURNS = np.pi / 2 + np.deg2rad(np.arange(-TILT_DEGREES, TILT_DEGREES + TILT_STEP / 2, TILT_STEP))
"""Radians: the angles of the normals of such lines, (angles,), as `hough_line` counts them."""
LINE_SIDE = 160
"""Pixels: the longer side of the copy on which lines are looked for."""
FILLED = 0.25
"""The share of ink from which on a pixel of the copy is ink: lines are thin."""
WAY, RULED = 0.6, 0.75
"""A line's way through the picture is at least this share of the side, and the line this share of its way."""
END, REACHED = 0.04, 0.2
"""Strips at both ends of the way, as shares of the side, and the share of each that a line fills: a straight
1 keeps its distance."""
CROSSED = 2.0
"""Line widths: where the ink across a line is longer than this, a stroke crosses it and is kept."""
STRIP, OUTSIDE = 0.16, 0.8
"""What touches the picture's edge and lies in a strip along it, as share of the side, with this share of its
ink is cut off."""
LARGER = 5.0
"""Unless it is so many times as large as all that would stay: then it is what was written."""


@step()
def lines(page: Page) -> Page:
    """Lines that run through the whole picture, ruled or squared, are taken out, except where a stroke
    crosses them.
    """
    solid = page.solid
    level, upright = _ruled(solid), _ruled(solid.T).T
    return rubbed_out(page, _thin(solid, level) | _thin(solid.T, upright.T).T | (level & upright))


@step()
def margins(page: Page) -> Page:
    """What runs along the picture's edge belongs to something that was cut off, and is left out."""
    labels, count = label_components(page.solid)
    height, width = (max(1, round(STRIP * side)) for side in labels.shape)
    size = np.bincount(labels.ravel(), minlength=count + 1)
    inside = np.bincount(labels[height:-height, width:-width].ravel(), minlength=count + 1)
    edge = np.concatenate((labels[0], labels[-1], labels[:, 0], labels[:, -1]))
    gone = np.isin(np.arange(count + 1), edge) & (inside <= (1 - OUTSIDE) * size)
    gone[0], size[0] = False, 0
    return page if size[gone].sum() > LARGER * size[~gone].sum() else rubbed_out(page, gone[labels])


def _ruled(solid: np.ndarray) -> np.ndarray:
    """Return which pixels of `solid` lie on lines that run from its left to its right, bool (H, W)."""
    from skimage.transform import hough_line

    small = shrunk(solid.astype(np.float32), LINE_SIDE) > FILLED
    whole, *ends = _ways(small.shape)
    counts, _, distances = hough_line(small, TURNS)
    passed = (counts >= RULED * whole) & (whole >= WAY * small.shape[1])
    for strip, way in zip(_strips(small.shape[1]), ends, strict=True):
        if passed.any():
            passed &= hough_line(small * strip, TURNS)[0] >= REACHED * way
    found, (rows, columns) = np.zeros_like(small), np.indices(small.shape)
    for number in np.flatnonzero(passed.any(0)):
        distance = columns * np.cos(TURNS[number]) + rows * np.sin(TURNS[number])
        found |= passed[np.rint(distance - distances[0]).astype(int).clip(0, len(passed) - 1), number]
    block = -(-max(solid.shape) // LINE_SIDE)
    return solid & found.repeat(block, 0).repeat(block, 1)[: solid.shape[0], : solid.shape[1]]


def _strips(width: int) -> tuple[np.ndarray, np.ndarray]:
    """Return which columns are at the left and at the right end, bool (W,)."""
    left = np.arange(width) < max(2, round(END * width))
    return left, left[::-1]


@lru_cache(maxsize=32)
def _ways(shape: tuple[int, int]) -> tuple[np.ndarray, ...]:
    """Return how many pixels each line of `_ruled` has in a picture of `shape`, in all and in its ends."""
    from skimage.transform import hough_line

    full = np.ones(shape, dtype=bool)
    return tuple(hough_line(full * strip, TURNS)[0] for strip in (True, *_strips(shape[1])))


def _thin(solid: np.ndarray, ruled: np.ndarray) -> np.ndarray:
    """Return the upright runs of `solid` through `ruled` no longer than a line is wide, bool (H, W)."""
    if not ruled.any():
        return ruled
    starts = solid & ~np.pad(solid, ((1, 0), (0, 0)))[:-1]
    runs = np.cumsum(starts.T.ravel()).reshape(solid.shape[::-1]).T * solid
    lengths = np.bincount(runs.ravel())
    width = float(np.median(lengths[runs[ruled]]))
    line = np.isin(np.arange(len(lengths)), runs[ruled]) & (lengths <= max(CROSSED * width, 2))
    line[0] = False
    return np.asarray(line[runs])
