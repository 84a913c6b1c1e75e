"""Rule-based detection of flags and feet on ones: no network has a say in what a network is tested on.

A stem is a straight line with a thickness. Rows of ink are compared with it: at a flag, a row holds more than
the stem, and what it holds more stands out to the left; at a foot, to both sides, or far to one. A bend of
the stem leaves its line but widens no row, and so is neither. What does not touch the stem is dirt. A flag
that climbs above the stem's tip is missed where its rows hold no stem. Reaches are fractions of the digit's
height, since thickness is a hand's and height is the frame's.
"""

from dataclasses import dataclass

import torch
from torch.nn import functional

from gapviz.core.types import Images

INK = 0.5
"""A pixel at least this dark is ink; a lighter one beside it moves the edge by its own darkness."""
TRACE = 0.2
"""Pixels at least this dark hang together where they touch, also at a corner."""
STEM_ROWS = (0.15, 0.8)
"""The stem is measured between these fractions of the height: below the tip, above a foot."""
THIN = 0.3
"""The stem is as wide as this quantile of its rows, most of which hold no flag."""
FITS = 5
"""Rounds of the robust line: each weighs a row down by its distance from the last."""
FLAG_ROWS = 0.65
"""A flag stands out above this fraction of the height."""
FLAG_REACH = 0.1
"""How far a flag stands out at least; with `FLAG_ROWS`, round values on the top of F1 over the even rows of
`data.labelled_ones()`."""
FOOT_ROWS = 0.75
"""A foot stands out below this fraction of the height."""
FOOT_REACH = 0.21
"""How far a foot stands out at least, both sides together; with `FOOT_ROWS`, best F1 on the same rows."""
CLEAR = 1.0
"""Pixels from the stem's left edge on, ink is the flag's and not the rounding of the stem."""
STEM_EDGE = 0.75
"""A row reaches to the stem's right edge where it ends at most so many widths short of it.

A round end does so by half a width.
"""
TAPER = 0.8
"""A pen lifts as it ends a flag: its radius there, in radii of the stem."""


@dataclass(frozen=True)
class Flags:
    """What N ones carry.

    `flag` and `foot` are bool (N,), all numbers float32 (N,), and 0 where there is no flag. `angle_degrees`
    lies between the stem, downwards, and the flag: 0 along it, 90 square to it, more where the flag points
    up. `length_pixels` is the pen's way from the stem's upper end to the flag's, as in `add_flag`, and
    `stem_pixels` that to the stem's lower end. `mask`, bool (N, 1, H, W), holds the flag's pixels: the ink
    beside the stem that hangs together with what lies above a foot.
    """

    flag: torch.Tensor
    foot: torch.Tensor
    angle_degrees: torch.Tensor
    length_pixels: torch.Tensor
    stem_pixels: torch.Tensor
    mask: torch.Tensor


@dataclass(frozen=True)
class Stem:
    """The stem of N ones, all fields (N, 1).

    `x = start + slope * y` is its right edge; `width`, `top` and `height` are in pixels.
    """

    start: torch.Tensor
    slope: torch.Tensor
    width: torch.Tensor
    top: torch.Tensor
    height: torch.Tensor


def without_dirt(ink: torch.Tensor) -> torch.Tensor:
    """Return the connected component of `ink`, float (N, H, W), in which most of it hangs together."""
    return component(ink, ink)


def component(ink: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Return that connected component of `ink`, float (N, H, W), which holds most of `weight` (N, H, W).

    Components are labelled by a flood fill: the largest number among neighbours spreads until none does.
    """
    count, height, width = ink.shape
    marks = torch.arange(1, height * width + 1, dtype=ink.dtype, device=ink.device).reshape(height, width)
    marks, inked = marks * (ink > TRACE), ink > TRACE
    while True:
        spread = functional.max_pool2d(marks.unsqueeze(1), 3, stride=1, padding=1).squeeze(1) * inked
        if torch.equal(spread, marks):
            break
        marks = spread
    names = marks.long().flatten(1)
    amount = ink.new_zeros(count, height * width + 1).scatter_add_(1, names, (weight * inked).flatten(1))
    return ink * (names == amount.argmax(1, keepdim=True)).reshape(ink.shape)


def edges(ink: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """Return where rows' ink begins, ends, and begins its last run, float (N, H), and which have any.

    The last is bool (N, H). A flag's row has two runs where two pixels of paper lie between the flag and the
    stem; one alone is a fault in the ink.
    """
    dark = ink >= INK
    columns = ink.shape[-1]
    first, last = dark.int().argmax(-1), columns - 1 - dark.flip(-1).int().argmax(-1)
    x = torch.arange(columns, dtype=ink.dtype, device=ink.device)
    paper = (ink <= TRACE) & (x > first.unsqueeze(-1)) & (x < last.unsqueeze(-1))
    paper[..., 1:] &= paper[..., :-1].clone()
    run = (dark & (x > (paper * x).amax(-1, keepdim=True))).int().argmax(-1)
    run = torch.where(paper.any(-1), run, first)
    framed = functional.pad(ink, (1, 1))
    left, stem = (start - framed.gather(-1, start.unsqueeze(-1)).squeeze(-1) for start in (first, run))
    right = last + 1 + framed.gather(-1, last.unsqueeze(-1) + 2).squeeze(-1)
    return left, right, stem, dark.any(-1)


def stem_of(begin: torch.Tensor, right: torch.Tensor, inked: torch.Tensor) -> Stem:
    """Return the stem of each digit, fitted to the right edge, which no flag reaches.

    `begin` is where each row's last run of ink does: a long flag stands beside the stem on most rows. The fit
    is robust: least squares, its weights set anew from the distances at each round.
    """
    y = torch.arange(inked.shape[1], dtype=right.dtype, device=right.device)
    top = inked.int().argmax(1, keepdim=True).to(right.dtype)
    height = inked.shape[1] - inked.flip(1).int().argmax(1, keepdim=True).to(right.dtype) - top
    place = (y + 0.5 - top) / height
    rows = inked & (place > STEM_ROWS[0]) & (place < STEM_ROWS[1])
    wide = torch.where(rows, right - begin, torch.nan)
    width = wide.nanquantile(THIN, 1, keepdim=True).nan_to_num(1.0)
    weight = rows.to(right.dtype)
    for _ in range(FITS):
        total = weight.sum(1, keepdim=True).clamp_min(1e-6)
        y_mean = (weight * y).sum(1, keepdim=True) / total
        x_mean = (weight * right).sum(1, keepdim=True) / total
        spread = (weight * (y - y_mean) ** 2).sum(1, keepdim=True).clamp_min(1e-6)
        slope = (weight * (y - y_mean) * (right - x_mean)).sum(1, keepdim=True) / spread
        start = x_mean - slope * y_mean
        weight = rows / (1 + (right - start - slope * y) ** 2)
    return Stem(start, slope, width, top, height)


def detect(images: Images) -> Flags:
    """Return what each of the ones in `images` carries; sizes are read, and colours are averaged.

    A picture without ink carries nothing. Raises ValueError where `images` is not (N, C, H, W).
    """
    if images.ndim != 4:
        raise ValueError(f"images must have four axes (N, C, H, W), got {tuple(images.shape)}")
    if not len(images):
        nothing = torch.zeros(0)
        return Flags(nothing.bool(), nothing.bool(), nothing, nothing, nothing, images[:, :1] > 0)
    ink = without_dirt(images.mean(1))
    left, right, begin, inked = edges(ink)
    stem = stem_of(begin, right, inked)
    y = torch.arange(ink.shape[1], dtype=ink.dtype, device=ink.device)
    place = (y + 0.5 - stem.top) / stem.height
    edge = stem.start + stem.slope * y
    aside = ink * (_beside(stem, *ink.shape[1:]) > CLEAR)
    pen = component(aside, aside * (place < FLAG_ROWS).unsqueeze(-1))

    def reach(out: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
        return torch.where(inked & rows, out, 0).amax(1) / stem.height[:, 0]

    def outwards(left: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        more = right - left - stem.width
        return torch.minimum(more, edge - stem.width - left), torch.minimum(more, right - edge)

    flag = reach(outwards(left)[0], place < FLAG_ROWS) > FLAG_REACH
    # A flag may hang as low as a foot lies.
    low, *_, kept = edges(torch.where(flag[:, None, None] & (pen > 0), 0, ink))
    to_left, to_right = outwards(low)
    beneath = kept & (place > FOOT_ROWS)
    foot = reach(to_left, beneath) + reach(to_right, beneath) > FOOT_REACH
    measured = _measured(pen, stem, *_ends(ink, right, inked, stem))
    angle, length, long = (torch.where(flag, values, 0) for values in measured)
    faint = functional.max_pool2d(pen.unsqueeze(1), 3, stride=1, padding=1) > 0
    mask = flag[:, None, None, None] & faint & (aside > 0).unsqueeze(1)
    return Flags(flag, foot, angle, length, long, mask)


def _beside(stem: Stem, rows: int, columns: int) -> torch.Tensor:
    """Return how far each pixel lies to the left of the stem's left edge, square to it, (N, `rows`,
    `columns`)."""
    x, y = torch.arange(columns) + 0.5, torch.arange(rows)
    line = stem.start + stem.slope * y - stem.width
    return (line.unsqueeze(-1) - x) / torch.sqrt(1 + stem.slope**2).unsqueeze(-1)


def _ends(
    ink: torch.Tensor, right: torch.Tensor, inked: torch.Tensor, stem: Stem
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the centre of the stem's round upper end, (N, 2) from the image's corner, and its length (N,).

    The stem is where rows reach to its edge. A flag that hangs lower, or climbs higher, does not. The length
    runs from the centre of one end to that of the other.
    """
    y = torch.arange(ink.shape[1], dtype=ink.dtype, device=ink.device)
    rows = inked & (right > stem.start + stem.slope * y - STEM_EDGE * stem.width)
    first = rows.int().argmax(1, keepdim=True)
    last = rows.shape[1] - 1 - rows.flip(1).int().argmax(1, keepdim=True)
    axis = (right - stem.width / 2).floor().clamp(0, ink.shape[2] - 1).long()
    framed = functional.pad(ink, (0, 0, 1, 1))

    def beyond(row: torch.Tensor, by: int) -> torch.Tensor:
        lines = (row + 1 + by).unsqueeze(-1).expand(-1, -1, ink.shape[2])
        return framed.gather(1, lines)[:, 0].gather(1, axis.gather(1, row))

    tilt = torch.sqrt(1 + stem.slope**2)
    radius = stem.width / tilt / 2
    upper = first - beyond(first, -1) + radius
    lower = last + 1 + beyond(last, 1) - radius
    row = upper.floor().clamp(0, len(y) - 1).long()
    top = torch.cat((right.gather(1, row) - stem.width / 2, upper), 1)
    return top, ((lower - upper) * tilt).clamp_min(0)[:, 0]


def _measured(
    pen: torch.Tensor, stem: Stem, top: torch.Tensor, long: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return angle, length and the stem's length, (N,), of flags that reach from `top` to the end of `pen`.

    `pen` (N, H, W) is the flag's ink beside the stem. Its end is that of its ink which lies farthest from the
    top: a straight stroke, and a bent one, are measured from end to end.
    """
    rows, columns = pen.shape[1:]
    x = torch.arange(columns) + 0.5 - top[:, :1, None]
    y = (torch.arange(rows) + 0.5).unsqueeze(-1) - top[:, 1:, None]
    dark = pen * (pen >= INK)
    far = torch.where(dark > 0, torch.hypot(x, y), 0)
    cap = dark * (far > far.amax((1, 2), keepdim=True) - stem.width.unsqueeze(-1) / 2)
    way = torch.stack(((cap * x).sum((1, 2)), (cap * y).sum((1, 2))), 1)
    across, down = functional.normalize(way).unbind(1)
    ahead = x * across[:, None, None] + y * down[:, None, None]
    tilt = torch.sqrt(1 + stem.slope[:, 0] ** 2)
    tip = torch.where(dark > 0, ahead + 0.5, 0).amax((1, 2))
    length = (tip - TAPER * stem.width[:, 0] / tilt / 2).clamp_min(0)
    slope = stem.slope[:, 0]
    angle = torch.rad2deg(torch.atan2(slope * down - across, slope * across + down))
    return angle, length, long
