"""What stands around a digit and is none: rings and boxes round it, lines under and over it.

A ring is found along rays from the middle of a connected component, in the polar coordinates of its bounding
box, where a box is a ring as well: nearly everywhere the outermost ink is thin, and behind it is paper.
A line under digits is the lower profile of a component, where that is straight (a robust fit, by medians).
"""

import numpy as np

from gapviz.imaging.photo.ink import EIGHT_NEIGHBOURS, boxes_of, inside_box, label_components, rubbed_out
from gapviz.imaging.photo.registry import Page, step
from gapviz.imaging.photo.ruling import pen_width

MOST, ROUNDS = 40, 3
"""Components, the longest, that are tried, and how often: rings may stand in rings."""
SMALLEST = 0.15
"""What is shorter than this share of the longest component surrounds nothing."""
RAYS, FARTHEST = 120, 1.45
"""Directions in which a ring is looked for, and how far, in halves of the bounding box."""
ROUND, OUTER = 0.7, 0.72
"""The share of rays on which a ring is seen, and how far out at least."""
UNEVEN, CLEAR = 2.5, 0.5
"""A ring is at most so many times as thick as its median, and so many thicknesses of paper lie behind it."""
INNER, HANGING, CRUMBS = 0.3, 0.5, 0.25
"""What is written in a ring has this share of its height, more where it hangs on the ring, and of its parts
those that are shorter than a share do not count."""
NEAR = 0.75
"""Thicknesses of a ring: what is so near to it hangs on it, by a stroke that breaks off."""
FIRM, FIRM_OUTER = 0.85, 0.8
"""Where something hangs on it, a ring is seen on so many rays, and as far out."""
BOXY = 1.12
"""The mean square of a box's distance from its middle; an ellipse's is 1."""
STRAIGHT, UPRIGHT, TALLER, SPANNING = 0.2, 0.94, 1.2, 0.85
"""A lone stroke inside an oval is the slash of a 0 where it is straight (its standard deviations' ratio), and
leans (its axis' vertical part is less) in an oval so much taller than wide, or spans it."""
LEVEL, SLANT = 0.75, 0.2
"""The share of columns in which a line under a digit is the lowest ink, and its slope at most."""
WAVY = 0.025
"""How far a hand's line strays from a straight one, as a share of its length."""
THICK, THINNER = 1.6, 0.6
"""Pens: a line is no thicker than this, and whatever is thinner than that is no stroke of the digit."""
APART, FAR = 0.06, 0.6
"""Heights of the digits: a line so far below is none of their strokes, and one farther is not theirs."""
BEYOND, BELOW, FOOT = 0.1, 0.12, 2.0
"""A line that a digit touches reaches beyond it by so many of its lengths on both sides, and the digit not
below, by so many heights; drawn by the same pen it is longer than the foot of a 1, which real hands draw up
to 1.7 heights long."""
TINY = 32
"""Pixels: in a picture as small as MNIST's the base of a 2 is not told from a line that the digit touches."""
TALL = 0.5
"""Digits that stand side by side on a line have at least this share of the height of the highest."""


@step()
def surrounds(page: Page) -> Page:
    """What is drawn round a digit or under it is taken out: rings, boxes, and lines that are not its own."""
    whole = np.zeros(page.picture.shape, dtype=bool)
    rows, columns = (np.flatnonzero(page.solid.any(axis)) for axis in (1, 0))
    if not len(rows):
        return page
    inked = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    solid, gone = page.solid[inked], whole[inked]
    for find in (_rings, _underlines, lambda part: _underlines(part[::-1], over=True)[::-1]):
        for _ in range(ROUNDS):
            found = find(solid & ~gone)
            if not found.any():
                break
            gone |= found
    return rubbed_out(page, whole)


def _rings(solid: np.ndarray) -> np.ndarray:
    """Return the ink of rings and boxes that have something written in them, bool (H, W)."""
    labels, _ = label_components(solid)
    boxes = boxes_of(labels)
    gone = np.zeros_like(solid)
    for one in _longest(boxes):
        top, left, bottom, right = boxes[one]
        place = np.s_[top:bottom, left:right]
        whole = inside_box(boxes, boxes[one])
        ring = _ring(labels[place] == one + 1, np.append(False, whole)[labels[place]])
        if ring is not None:
            gone[place] |= ring
    return gone


def _longest(boxes: np.ndarray) -> np.ndarray:
    """Return the numbers of the longest of `boxes`, (N, 4)."""
    longest = (boxes[:, 2:] - boxes[:, :2]).max(1, initial=0)
    order = np.argsort(-longest, kind="stable")[:MOST]
    return np.asarray(order[longest[order] >= SMALLEST * longest.max(initial=0)])


def _ring(part: np.ndarray, solid: np.ndarray) -> np.ndarray | None:
    """Return what of `part`, bool (h, w), a component in its box, is a ring round other ink, or None.

    `solid` is what is whole in the box, that component included.
    """
    halves = np.array(part.shape) / 2
    if halves.min() < 6:
        return None
    angles = 2 * np.pi * (np.arange(RAYS) + 0.5) / RAYS
    ways = np.stack((np.sin(angles), np.cos(angles)), 1) * halves
    unit = 1 / halves.max()
    distances = np.arange(0, FARTHEST, unit)
    rows, columns = (np.floor(halves[axis] + distances * ways[:, axis, None]).astype(int) for axis in (0, 1))
    inside = (rows >= 0) & (rows < part.shape[0]) & (columns >= 0) & (columns < part.shape[1])
    inked = inside & part[rows.clip(0, part.shape[0] - 1), columns.clip(0, part.shape[1] - 1)]
    steps = np.arange(len(distances))
    outer = np.where(inked, steps, -1).max(1)
    paper = np.where(~inked & (steps < outer[:, None]), steps, -1).max(1)
    behind = np.where(inked & (steps < paper[:, None]), steps, -1).max(1)
    thick = (outer - paper) * unit * np.hypot(*ways.T)
    seen = outer >= 0
    if seen.mean() < ROUND:
        return None
    usual = np.median(thick[seen])
    seen &= (thick <= UNEVEN * usual) & (outer * unit >= OUTER)
    seen &= (paper - behind) * unit * np.hypot(*ways.T) >= max(2, CLEAR * usual)
    if seen.mean() < ROUND:
        return None
    y, x = np.nonzero(solid)
    down, across = (y + 0.5 - halves[0]) / halves[0], (x + 0.5 - halves[1]) / halves[1]
    edge = np.interp(np.arctan2(down, across), angles[seen], unit * (paper[seen] - 0.4), period=2 * np.pi)
    within = np.hypot(down, across) < edge
    inner = np.zeros_like(solid)
    inner[y[within], x[within]] = True
    room = 2 * halves[0] - 2 * usual
    reach = max(1, int(NEAR * usual))
    if (inner & ~part).any():
        # A ring's own end, which runs past its beginning.
        pieces, _ = label_components(inner & part)
        boxes = boxes_of(pieces)
        short = boxes[:, 2] - boxes[:, 0] < HANGING * room
        inner &= ~np.append(False, short)[pieces]
    ring = part & ~inner
    oval = float((np.where(seen, outer * unit, 1) ** 2).mean()) < BOXY
    whole = float((seen & (outer * unit >= FIRM_OUTER)).mean()) >= FIRM
    return ring if _is_written(inner, ring, oval, whole, room, reach) else None


def _is_written(
    inner: np.ndarray, ring: np.ndarray, oval: bool, whole: bool, room: float, reach: int
) -> bool:
    """Return whether what is `inner`, bool (h, w), in a `ring` is more than the dot or the slash of a 0.

    What hangs on the ring, within `reach` pixels, may be a curl of a 6, or the middle of an 8: then the ring
    must be `whole`, and more of its `room`, pixels from top to bottom, be filled. The slash of a 0 is in an
    `oval`.
    """
    from scipy import ndimage

    labels, _ = label_components(inner)
    boxes = boxes_of(labels)
    sides = boxes[:, 2:] - boxes[:, :2]
    longest = sides.max(1, initial=0)
    large = longest > CRUMBS * longest.max(initial=0)
    height = sides[large, 0].max(initial=0)
    if height < INNER * room:
        return False
    written = np.append(False, large)[labels]
    hangs = bool((ndimage.binary_dilation(ring, EIGHT_NEIGHBOURS, reach) & written).any())
    if hangs and (not whole or height < HANGING * room):
        return False
    if large.sum() > 1 or not oval:
        return True
    y, x = np.nonzero(written)
    (down, cross), (_, aside) = np.cov(y, x)
    middle, radius = (down + aside) / 2, np.hypot((down - aside) / 2, cross)
    if middle - radius > STRAIGHT**2 * (middle + radius):
        return True
    upright = np.cos(np.arctan2(2 * cross, down - aside) / 2)
    slanted = upright < UPRIGHT and ring.shape[0] >= TALLER * ring.shape[1]
    return bool(not hangs and not slanted and height <= SPANNING * room)


def _underlines(solid: np.ndarray, over: bool = False) -> np.ndarray:
    """Return the ink of lines under digits, bool (H, W), or `over` them in a picture upside down."""
    labels, _ = label_components(solid)
    boxes = boxes_of(labels)
    gone, pen = np.zeros_like(solid), 0.0
    for one in _longest(boxes):
        top, left, bottom, right = boxes[one]
        place = np.s_[top:bottom, left:right]
        line, thick = _lowest_line(labels[place] == one + 1)
        if line is None:
            continue
        pen = pen or pen_width(solid)
        if thick <= THICK * pen:
            whole = np.zeros_like(solid)
            whole[place] = line
            if _is_apart(whole, labels, one + 1, over):
                gone |= whole
    return gone


def _lowest_line(part: np.ndarray) -> tuple[np.ndarray | None, float]:
    """Return the straight line that `part`, bool (h, w), ends with below along all its width, or None.

    And how thick it is, in pixels.
    """
    height, width = part.shape
    if width < 12:
        return None, 0.0
    columns = np.arange(width)
    below = height - 1 - part[::-1].argmax(0)
    half = width // 2
    slope = np.median(below[half:] - below[: width - half]) / half
    if abs(slope) > SLANT:
        return None, 0.0
    off = below - slope * columns
    off = off - np.median(off)
    on = np.abs(off) <= max(WAVY * width, 1.5)
    ends = max(2, width // 20)
    if on.mean() < LEVEL or min(on[:ends].mean(), on[-ends:].mean()) < 0.5:
        return None, 0.0
    depth = below - np.arange(height)[:, None]
    paper = np.where(~part & (depth > 0), depth, height)
    thick = np.minimum(paper.min(0), below + 1)
    usual = np.quantile(thick[on], 0.3)
    cut = np.where(thick <= 1.5 * usual + 1, thick, np.ceil(usual))
    return np.asarray(part & on & (depth >= 0) & (depth < cut)), float(usual)


def _is_apart(line: np.ndarray, labels: np.ndarray, own: int, over: bool) -> bool:  # noqa: PLR0911
    """Return whether a `line`, bool (H, W), of component number `own` is no stroke of what stands on it."""
    rest, _ = label_components((labels > 0) & ~line)
    boxes = boxes_of(rest)
    rows, columns = np.flatnonzero(line.any(1)), np.flatnonzero(line.any(0))
    left, right, length = columns[0], columns[-1] + 1, columns[-1] + 1 - columns[0]
    thick = float(line.sum(0)[columns].mean())
    sizes = boxes[:, 2:] - boxes[:, :2]
    bars = (sizes[:, 0] <= 2 * thick + WAVY * sizes[:, 1]) & (sizes[:, 1] >= 3 * sizes[:, 0])
    shared = np.minimum(boxes[:, 3], right) - np.maximum(boxes[:, 1], left)
    above = (boxes[:, 0] < rows[0]) & (shared >= 0.5 * sizes[:, 1]) & ~bars
    above &= rows[0] - boxes[:, 2] <= FAR * sizes[:, 0].max(initial=0)
    above &= sizes[:, 0] >= CRUMBS * sizes[above, 0].max(initial=0)
    if not above.any():
        return False
    start, stop = boxes[above, :2].min(0), boxes[above, 2:].max(0)
    height, width = stop - start
    gap = rows[0] - stop[0]
    if gap > FAR * height or height < 3 * thick:
        return False
    beyond = min(start[1] - left, right - stop[1])
    numbers = np.flatnonzero(above) + 1
    pen = pen_width(np.isin(rest, numbers))
    if thick > THICK * pen:
        return False
    detached = not np.isin(rest[labels == own], numbers).any()
    reaching, thin = beyond >= BEYOND * length, thick <= THINNER * pen
    tall = boxes[above][sizes[above, 0] >= TALL * height]
    tall = tall[np.argsort(tall[:, 1], kind="stable")]
    several = len(tall) > 1 and bool((tall[1:, 1] >= tall[:-1, 3] - 0.2 * height).any())
    if detached:
        return bool(
            length >= 0.5 * width
            and (reaching or thin or (several and beyond >= 0) or (gap >= APART * height and not over))
        )
    if stop[0] > rows[-1] + BELOW * height or length < TINY:
        return False
    if several or thin:
        return bool(beyond >= 0 if several else reaching)
    return bool(reaching and not over and length >= FOOT * height)
