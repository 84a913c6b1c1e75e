"""Where a stroke ends, which way it runs there, how thick and how dark it is.

Measured in a picture of the stroke turned upright: float32 (N, T, A), its T rows one pixel apart along the
stroke from its top, its A columns one pixel apart across it, its middle in the middle column. All images at
once, each from its own pixels alone, and by sums alone: a product of matrices rounds by how many
images it is given.
"""

from dataclasses import dataclass

import torch

ODD = 0.5
"""Rows whose ink differs from a typical row's by this share of it, or more, do not count in what is typical."""
ROUNDS = 2
"""Twice is enough: what is typical moves by less than 1 % in a third round."""
END = 0.5
"""A stroke ends where a row has this share of a typical row's ink."""
CAP = 0.866
"""A round end has half of the stroke's width this share of its radius above the cap's centre: sqrt(3) / 2."""
NEAR = 6 / 28
"""An end's direction is that of the stroke within this distance of it, in sides of the image."""
LEAST = 0.02
"""Ink a row, in pixels, below which there is no stroke."""


@dataclass(frozen=True)
class End:
    """The centre of a stroke's round end, `along` and `aside` in pixels from the first row and the middle column.

    `lean` is how far the stroke runs aside for each pixel away from this end; all float32 (N,).
    """

    along: torch.Tensor
    aside: torch.Tensor
    lean: torch.Tensor


@dataclass(frozen=True)
class Profile:
    """Row by row: the ink, where its middle lies (N, T); the ink of a typical row (N,); which rows are the stroke."""

    ink: torch.Tensor
    middle: torch.Tensor
    typical: torch.Tensor
    stroke: torch.Tensor


def profile(upright: torch.Tensor) -> Profile:
    """Return the rows of `upright` (N, T, A); the stroke is the longest unbroken run about the middle row."""
    rows, columns = upright.shape[1:]
    across = torch.arange(columns, dtype=upright.dtype) - (columns - 1) / 2
    ink = upright.sum(2)
    middle = (upright * across).sum(2) / ink.clamp(min=1e-3)
    typical = _mean(ink, ink)
    for _ in range(ROUNDS):
        usual = (ink > (1 - ODD) * typical[:, None]) & (ink < (1 + ODD) * typical[:, None])
        typical = _mean(ink, usual)
    inside = (ink > END * typical[:, None]) & (typical > LEAST)[:, None]
    half = rows // 2
    before = inside[:, : half + 1].flip(1).cumprod(1).flip(1)
    after = inside[:, half:].cumprod(1)
    return Profile(ink, middle, typical, torch.cat((before, after[:, 1:]), 1).bool())


def end(rows: Profile, radius: torch.Tensor, near: float) -> End:
    """Return the first end of each stroke; `radius` (N,) is its own, `near` how far its direction is looked for."""
    count = rows.ink.shape[1]
    places = torch.arange(count, dtype=rows.ink.dtype)
    first = (count - (rows.stroke * places.flip(0).add(1)).amax(1)).clamp_(max=count - 1)
    here = rows.ink.gather(1, first.long()[:, None])[:, 0]
    above = rows.ink.gather(1, (first.long() - 1).clamp_(min=0)[:, None])[:, 0]
    edge = first - ((here - END * rows.typical) / (here - above).clamp_(min=1e-3)).clamp_(0, 1)
    along = edge + CAP * radius
    lies = places - along[:, None]
    weights = rows.ink * rows.stroke * (lies > -0.5 * radius[:, None]) * (lies < near)
    total = weights.sum(1).clamp_(min=1e-6)
    far, aside = (weights * lies).sum(1) / total, (weights * rows.middle).sum(1) / total
    spread = lies - far[:, None]
    lean = (weights * spread * rows.middle).sum(1) / (weights * spread * spread).sum(1).clamp_(min=1e-3)
    return End(along, aside - lean * far, lean.clamp_(-1, 1))


def _mean(values: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Return the mean (N,) of `values` (N, T) under `weights`, 0 where they are all 0."""
    return (values * weights).sum(1) / weights.sum(1).clamp(min=1e-6)


def reverse(rows: Profile) -> Profile:
    """Return the same rows from the other end."""
    return Profile(rows.ink.flip(1), rows.middle.flip(1), rows.typical, rows.stroke.flip(1))
