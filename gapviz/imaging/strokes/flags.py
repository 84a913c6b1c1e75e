"""Rule-based detection of flags and feet on ones: no network has a say in what a network is tested on.

A stem is a straight line with a thickness. Rows of ink are compared with it: at a flag, a row holds more than
the stem, and what it holds more stands out to the left; at a foot, to both sides, or far to one. A bend of
the stem leaves its line but widens no row, and so is neither. What does not touch the stem is dirt. A flag
that climbs above the stem's tip is missed where its rows hold no stem. Reaches are fractions of the digit's
height, since thickness is a hand's and height is the frame's.
"""

import math
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


@dataclass(frozen=True)
class Flags:
    """What N ones carry.

    `flag` and `foot` are bool (N,). `angle_degrees` float32 (N,) lies between the stem, downwards, and the
    flag: 0 along it, 90 square to it, more where the flag points up; `length_pixels` float32 (N,) runs from
    the stem's axis to the flag's tip. Both are 0 where there is no flag. `mask`, bool (N, 1, H, W), holds the
    flag's pixels: the ink to the left of the stem, above a foot.
    """

    flag: torch.Tensor
    foot: torch.Tensor
    angle_degrees: torch.Tensor
    length_pixels: torch.Tensor
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
    """Return the largest connected component of `ink`, float (N, H, W), in which most of it hangs together.

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
    amount = ink.new_zeros(count, height * width + 1).scatter_add_(1, names, (ink * inked).flatten(1))
    return ink * (names == amount.argmax(1, keepdim=True)).reshape(ink.shape)


def edges(ink: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return where each row's ink begins and ends, float (N, H), and which rows have any, bool (N, H)."""
    dark = ink >= INK
    columns = ink.shape[-1]
    first, last = dark.int().argmax(-1), columns - 1 - dark.flip(-1).int().argmax(-1)
    framed = functional.pad(ink, (1, 1))
    left = first - framed.gather(-1, first.unsqueeze(-1)).squeeze(-1)
    right = last + 1 + framed.gather(-1, last.unsqueeze(-1) + 2).squeeze(-1)
    return left, right, dark.any(-1)


def stem_of(left: torch.Tensor, right: torch.Tensor, inked: torch.Tensor) -> Stem:
    """Return the stem of each digit, fitted to the right edge, which no flag reaches.

    The fit is robust: least squares, its weights set anew from the distances at each round.
    """
    y = torch.arange(inked.shape[1], dtype=left.dtype, device=left.device)
    top = inked.int().argmax(1, keepdim=True).to(left.dtype)
    height = inked.shape[1] - inked.flip(1).int().argmax(1, keepdim=True).to(left.dtype) - top
    place = (y + 0.5 - top) / height
    rows = inked & (place > STEM_ROWS[0]) & (place < STEM_ROWS[1])
    wide = torch.where(rows, right - left, torch.nan)
    width = wide.nanquantile(THIN, 1, keepdim=True).nan_to_num(1.0)
    weight = rows.to(left.dtype)
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
        return Flags(nothing.bool(), nothing.bool(), nothing, nothing, images[:, :1] > 0)
    ink = without_dirt(images.mean(1))
    left, right, inked = edges(ink)
    stem = stem_of(left, right, inked)
    y = torch.arange(ink.shape[1], dtype=ink.dtype, device=ink.device)
    place = (y + 0.5 - stem.top) / stem.height
    edge = stem.start + stem.slope * y
    more = right - left - stem.width
    to_left, to_right = torch.minimum(more, edge - stem.width - left), torch.minimum(more, right - edge)

    def reach(out: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
        return torch.where(inked & rows, out, 0).amax(1) / stem.height[:, 0]

    flag = reach(to_left, place < FLAG_ROWS) > FLAG_REACH
    foot = reach(to_left, place > FOOT_ROWS) + reach(to_right, place > FOOT_ROWS) > FOOT_REACH
    angle, length, aside = _direction(ink * (place < FOOT_ROWS).unsqueeze(-1), stem)
    mask = (flag[:, None, None] & (aside > 0)).unsqueeze(1)
    return Flags(flag, foot, torch.where(flag, angle, 0), torch.where(flag, length, 0), mask)


def _direction(ink: torch.Tensor, stem: Stem) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return angle and length, (N,), of the ink left of the stem, and that ink (N, H, W).

    It is taken for a straight bar, whose second moments say how it lies.
    """
    rows, columns = ink.shape[1:]
    y = torch.arange(rows, dtype=ink.dtype, device=ink.device).reshape(1, rows, 1)
    x = torch.arange(columns, dtype=ink.dtype, device=ink.device).reshape(1, 1, columns) + 0.5
    slope, start, width = stem.slope.unsqueeze(-1), stem.start.unsqueeze(-1), stem.width.unsqueeze(-1)
    upright = 1 / torch.sqrt(1 + slope**2)
    out = (start + slope * y - width - x) * upright
    down = ((x - start) * slope + y) * upright
    weight = ink * (out > CLEAR)
    total = weight.sum((1, 2), keepdim=True).clamp_min(1e-6)
    out_mean = (weight * out).sum((1, 2), keepdim=True) / total
    down_mean = (weight * down).sum((1, 2), keepdim=True) / total
    spread = weight / total
    out_out = (spread * (out - out_mean) ** 2).sum((1, 2))
    down_down = (spread * (down - down_mean) ** 2).sum((1, 2))
    out_down = (spread * (out - out_mean) * (down - down_mean)).sum((1, 2))
    # The long axis leans to the stem, along which the bar is cut; the regression away, as the tip is round.
    axis = torch.remainder(torch.atan2(2 * out_down, down_down - out_out) / 2, math.pi)
    angle = (axis + torch.atan2(out_out, out_down)) / 2
    across, lengthwise = torch.sin(angle).reshape(-1, 1, 1), torch.cos(angle).reshape(-1, 1, 1)
    ahead = (out - out_mean) * across + (down - down_mean) * lengthwise
    tip = torch.where(weight >= INK, ahead + weight / 2, 0).amax((1, 2))
    root = (out_mean + width * upright / 2)[:, 0, 0] / torch.sin(angle).clamp_min(0.3)
    return torch.rad2deg(angle), tip + root, weight
