"""Line removal and border clearing: ruled and squared paper, and what the picture's edge has cut off.

Lines are found by their Hough transform (scikit-image's `hough_line`), and taken out as music readers take
out staves (staff removal): where the ink across a line is no longer than the line is wide, it is line (Dalitz
et al., 2008, IEEE TPAMI 30).
"""

from functools import lru_cache

import numpy as np

from gapviz.imaging.photo.ink import (
    EIGHT_NEIGHBOURS,
    boxes_of,
    inside_box,
    label_components,
    rubbed_out,
    sides_of,
)
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
THINNER = 0.6
"""Ruling is thinner than this share of the pen."""
BEYOND = 0.1
"""A ruled line reaches so far beyond what is written on it, on both sides, as a share of the side."""
BAR = 1.6
"""Line widths: what is no thicker and hangs on a line goes on with it."""
TIGHT = 0.02
"""A picture is cut to its ink where that is so near to its edges, as a share of the side."""
SEVERAL, MANY = 3, 5
"""Parallels that are ruling where they are thin or there is nothing else, and wherever they are."""
CRUMBS = 0.25
"""What is shorter than this share of the longest part does not tell where the writing ends."""
FRAMED = 0.3
"""What touches two edges is the corner of a frame where something in its box touches none, and is at least so
long, as a share of the side."""
LARGER = 5.0
"""Unless it is so many times as large as all that would stay: then it is what was written."""


@step()
def lines(page: Page) -> Page:
    """Ruled lines that run through the whole picture are taken out, except where a stroke crosses them."""
    solid = page.solid
    level, upright = _ruled(solid), _ruled(solid.T)
    if not (level.any() or upright.any()):
        return page
    along = _along(solid, level, upright)
    rest = _written(solid, along)
    pen = pen_width(rest)
    level, upright = _ruling(solid, level, rest, pen), _ruling(solid.T, upright, rest.T, pen)
    return rubbed_out(page, _along(solid, level, upright))


@step()
def margins(page: Page) -> Page:
    """What runs along the picture's edge belongs to something that was cut off, and is left out."""
    labels, gone, _ = _cut_off(page.solid)
    return rubbed_out(page, gone[labels])


def _cut_off(solid: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the components of `solid`, (H, W), and which of them are cut off by the edge, bool (count + 1,).

    In a picture that is cut to its ink everything touches an edge, and none is.
    """
    labels, count = label_components(solid)
    height, width = (max(1, round(STRIP * side)) for side in labels.shape)
    size = np.bincount(labels.ravel(), minlength=count + 1)
    inside = np.bincount(labels[height:-height, width:-width].ravel(), minlength=count + 1)
    touches = np.array([np.isin(np.arange(count + 1), side) for side in sides_of(labels)])
    gone = np.asarray(touches.any(0) & (inside <= (1 - OUTSIDE) * size))
    gone[0], size[0] = False, 0
    boxes = np.vstack(([[0, 0, 0, 0]], boxes_of(labels)))
    longest = (boxes[:, 2:] - boxes[:, :2]).max(1)
    free = ~touches.any(0) & (longest >= FRAMED * max(labels.shape))
    for corner in np.flatnonzero(np.isin(touches.sum(0), (2, 3))):
        gone[corner] |= inside_box(boxes[free], boxes[corner]).any()
    large = longest > CRUMBS * longest[~gone].max(initial=0)
    kept = np.asarray(touches[:, ~gone & large].any(1))
    # Top, or two edges: a single other one is where a neighbour's stroke comes in.
    tight = touches[0] | (touches.sum(0) > 1)
    gone &= ~(tight & (touches | kept[:, None]).all(0) & ~touches.all(0))
    gone = np.asarray(gone & (size[gone].sum() <= LARGER * size[~gone].sum()))
    return labels, gone, large & ~gone


def _written(solid: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Return `solid`, bool (H, W), without what is `along` lines, crumbs, and what the edge cuts off.

    Bars that hang on lines and are as thin are left out too: those are lines that bend.
    """
    from scipy import ndimage

    labels, _, kept = _cut_off(solid & ~along)
    boxes = boxes_of(labels)
    sides = np.vstack(([[0, 0]], boxes[:, 2:] - boxes[:, :2]))
    width = pen_width(along)
    bars = (sides.min(1) <= BAR * width) & (sides.max(1) >= 2 * sides.min(1))
    hanging = np.unique(labels[ndimage.binary_dilation(along, EIGHT_NEIGHBOURS, 2)])
    kept &= ~(bars & np.isin(np.arange(len(bars)), hanging))
    return np.asarray(kept[labels])


def pen_width(rest: np.ndarray) -> float:
    """Return how wide the strokes of `rest`, bool (H, W), are, in pixels."""
    if not rest.any():
        return 0.0
    return float(np.median(np.minimum(_runs(rest), _runs(rest.T).T)[rest]))


def _along(solid: np.ndarray, level: np.ndarray, upright: np.ndarray) -> np.ndarray:
    """Return what of `solid` is line, bool (H, W).

    `level` are those from left to right, (H, W), and `upright` the others, (W, H).
    """
    return np.asarray(
        _thin(solid, level > 0) | _thin(solid.T, upright > 0).T | ((level > 0) & (upright.T > 0))
    )


def _ruling(solid: np.ndarray, ruled: np.ndarray, rest: np.ndarray, pen: float) -> np.ndarray:
    """Return the lines of `ruled`, numbered from 1, (H, W), that are ruling and no stroke; others are 0.

    `rest` is what is written beside them, bool (H, W), by a `pen` so wide. Many parallels are ruling. Of few,
    one is that reaches beyond the rest on both sides and is thinner than the pen, or is clear of the rest.
    """
    numbers = np.unique(ruled[ruled > 0])
    if not len(numbers):
        return ruled
    runs = _runs(solid)
    widths = np.array([np.median(runs[ruled == number]) for number in numbers])
    if len(numbers) >= MANY or (
        len(numbers) >= SEVERAL and (not rest.any() or np.median(widths) <= THINNER * pen)
    ):
        return ruled
    if not rest.any():
        return np.zeros_like(ruled)
    columns, rows = np.flatnonzero(rest.any(0)), np.flatnonzero(rest.any(1))
    (height, width), found = solid.shape, []
    beyond = min(columns[0], width - 1 - columns[-1]) >= BEYOND * width
    parts, _ = label_components(solid)
    held = np.unique(parts[rest])
    for number, line_width in zip(numbers, widths, strict=True):
        line = ruled == number
        level = np.flatnonzero(line.any(1))
        top, bottom = min(rows[0], level[0]), max(rows[-1], level[-1])
        tight = top <= TIGHT * height and bottom >= height - 1 - TIGHT * height
        found.append(
            beyond and line_width <= THINNER * pen if np.isin(parts[line], held).any() else not tight
        )
    return np.where(np.isin(ruled, numbers[found]), ruled, 0)


def _ruled(solid: np.ndarray) -> np.ndarray:
    """Return which line from left to right each pixel of `solid` lies on, (H, W), 0 for none."""
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
    numbers, _ = label_components(found)
    large = numbers.repeat(block, 0).repeat(block, 1)[: solid.shape[0], : solid.shape[1]]
    return np.where(solid, large, 0)


def _runs(solid: np.ndarray) -> np.ndarray:
    """Return how long the upright run of `solid` is that each pixel belongs to, (H, W), 0 outside."""
    runs, lengths = _upright_runs(solid)
    return np.asarray(lengths[runs])


def _upright_runs(solid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the number of each pixel's upright run, (H, W), 0 outside, and how long each is."""
    starts = solid & ~np.pad(solid, ((1, 0), (0, 0)))[:-1]
    runs = np.cumsum(starts.T.ravel()).reshape(solid.shape[::-1]).T * solid
    lengths = np.bincount(runs.ravel())
    lengths[0] = 0
    return runs, lengths


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
    runs, lengths = _upright_runs(solid)
    width = float(np.median(lengths[runs[ruled]]))
    line = np.isin(np.arange(len(lengths)), runs[ruled]) & (lengths <= max(CROSSED * width, 2))
    line[0] = False
    return np.asarray(line[runs])
