"""Polarity: which of a picture's two tones is ink, and which is paper.

Strokes are thinner than paper is wide, so that they stand out from what is around them, on one side: as long
as less than half of the picture is ink. A thick digit that fills its picture is told by the picture's border,
which is paper, its corners above all, unless that is a frame, a bar or a shadow around paper that has
something written on it.
"""

import numpy as np

from gapviz.imaging.photo.ink import EIGHT_NEIGHBOURS, boxes_of, label_components, sides_of
from gapviz.imaging.photo.light import SHADOW, shrunk
from gapviz.imaging.photo.registry import Page, step
from gapviz.imaging.photo.sheet import PLAIN, Region, hull, squareness

GROUND_SIDE, TONES_SIDE = 32, 48
"""Pixels: the longer sides of the copies on which strokes and tones are looked at."""
HALVINGS = 20
"""Steps, at most, to the threshold between the tones."""
NARROWEST = 5
"""Pixels of the copy: what is narrower has no inside."""
WHOLE = 0.98
"""From this share on a side of the picture is all of one tone."""
TALL, INKED = 0.2, 0.004
"""What is written is at least this share of the picture's height, and of its area."""
FULL, LONG = 0.88, 2.0
"""A block fills this share of its box, and is not so many times as long as wide: that would be a 1."""
FILLED, SQUARE = 0.9, 0.96
"""So much of its hull, and of the least rectangle around it, is a sheet at least."""
EVEN = 0.24
"""Of what the tones are apart: how far the brightest and the darkest parts of a digit may be."""


@step()
def negative(page: Page) -> Page:
    """Light strokes on a dark ground, as on a blackboard, are turned into dark ones on a light ground."""
    return page.with_picture(1 - page.picture) if _light_on_dark(page.picture) else page


def _light_on_dark(picture: np.ndarray) -> bool:
    lighter, small = _stands_out_lighter(picture), shrunk(picture, TONES_SIDE)
    dark = small <= _between_tones(small)
    border = _dark_border(dark)
    undecided = border == 0.5 or dark.all() or min(dark.shape) < NARROWEST
    if undecided or (border > 0.5) == lighter:
        return lighter
    return border > 0.5 if _fills_picture(small, dark != (border > 0.5)) else lighter


def _dark_border(dark: np.ndarray) -> float:
    """Return how much of a picture's border is dark, 0 or 1 where its four corners are alike."""
    corners = dark[[0, 0, -1, -1], [0, -1, 0, -1]]
    if corners.all() or not corners.any():
        return float(corners[0])
    return float(np.concatenate((dark[0], dark[-1], dark[1:-1, 0], dark[1:-1, -1])).mean())


def _stands_out_lighter(picture: np.ndarray) -> bool:
    """Return whether what stands out from what is around it is lighter."""
    from scipy import ndimage

    small = shrunk(picture, GROUND_SIDE)
    ground = ndimage.median_filter(small, max(3, int(2 * SHADOW * min(small.shape))), mode="reflect")
    return bool(((small - ground) ** 3).sum() > 0)


def _between_tones(small: np.ndarray) -> float:
    """Return the threshold half way between the means of what it divides (Ridler and Calvard, 1978)."""
    threshold = float(small.mean(dtype=np.float64))
    for _ in range(HALVINGS):
        below = small <= threshold
        if below.all():
            return threshold
        means = [float(small[part].mean(dtype=np.float64)) for part in (below, ~below)]
        threshold = sum(means) / 2
    return threshold


def _fills_picture(small: np.ndarray, marked: np.ndarray) -> bool:
    """Return whether `marked`, bool (H, W), under half of the border, is a digit of the picture's size."""
    from scipy import ndimage

    if any(side.mean() >= WHOLE for side in sides_of(marked)):
        return False
    labels, _ = label_components(marked)
    sizes = np.bincount(labels.ravel())[1:]
    largest = labels == sizes.argmax() + 1
    top, left, bottom, right = boxes_of(labels)[sizes.argmax()]
    filled = ndimage.binary_fill_holes(largest)
    if _has_writing(~marked, largest, filled) or _is_block(largest[top:bottom, left:right], filled):
        return False
    paper = sum(bool(side.mean() >= WHOLE) for side in sides_of(~marked))
    cut = not any(side.mean() >= WHOLE for side in sides_of(~marked[1:-1, 1:-1]))
    corners = largest[[top, top, bottom - 1, bottom - 1], [left, right - 1, left, right - 1]]
    return paper in {0, 4} or cut or (corners.sum() <= 1 and _is_even(small, marked))


def _has_writing(rest: np.ndarray, sheet: np.ndarray, filled: np.ndarray) -> bool:
    """Return whether what is not marked, `rest`, holds a digit that lies clear of the picture's border.

    It is no plain hole, or the `sheet` around it, bool (H, W), `filled` without its holes, is nearly square.
    """
    labels, _ = label_components(rest)
    cut = np.unique(np.concatenate(sides_of(labels)))
    for number, (top, _, bottom, _) in enumerate(boxes_of(labels), start=1):
        part = labels == number
        if number in cut or bottom - top < TALL * len(rest) or part.mean() < INKED:
            continue
        if part.sum() < PLAIN * Region(part, *hull(part)).inside.sum():
            return True
        inside = Region(sheet, *hull(sheet)).inside
        if filled.sum() > FILLED * inside.sum() and squareness(inside) > SQUARE:
            return True
    return False


def _is_block(largest: np.ndarray, filled: np.ndarray) -> bool:
    """Return whether a part, cut to its box, is a plain block, which is no digit."""
    tall, wide = largest.shape
    without_holes = filled.sum() - largest.sum() < INKED * filled.sum()
    return bool(
        filled.sum() > FULL * largest.size and without_holes and max(tall, wide) < LONG * min(tall, wide)
    )


def _is_even(small: np.ndarray, marked: np.ndarray) -> bool:
    """Return whether the marked tone is one: blurred ink beside a dark frame is taken for paper."""
    from scipy import ndimage

    core = ndimage.binary_erosion(marked, EIGHT_NEIGHBOURS)
    least, most = np.quantile(small[core if core.any() else marked], [0.05, 0.95])
    return bool(most - least < EVEN * abs(small[marked].mean() - small[~marked].mean()))
