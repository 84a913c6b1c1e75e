"""End points of a stroke: where it ends, which way it runs there, and how much ink a typical row of it has.

Measured in a picture of the stroke turned upright: float32 (N, T, A), its T rows one pixel apart along the
stroke from its top, its A columns one pixel apart across it, its middle in the middle column. All images at
once, each from its own pixels alone: by sums, and by a product of matrices for each image, since one product
for all rounds by how many images it is given. Masks are floats, which are quicker than bools.
"""

from dataclasses import dataclass

import torch

from gapviz.imaging.mnist_frame import powers

ODD = 0.5
"""Rows whose ink differs from a typical row's by this share of it, or more, do not say what is typical."""
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
class Rows:
    """Profiles of strokes, row by row: N strokes from their first end, then the same N from their last.

    The `ink` and where its `middle` lies, float32 (2 N, T); the ink of a `typical` row, and the `first` row
    that is the stroke's, (2 N, 1).
    """

    ink: torch.Tensor
    middle: torch.Tensor
    typical: torch.Tensor
    first: torch.Tensor


def rows_of(upright: torch.Tensor) -> Rows:
    """Return the rows of `upright` (N, T, A); the stroke is the longest unbroken run about the middle row."""
    count, rows, columns = upright.shape
    down = torch.bmm(powers(columns)[:2].expand(count, -1, -1), upright.mT)
    ink, moment = torch.cat((down, down.flip(2))).unbind(1)
    typical = torch.cat((_typical(ink[:count]),) * 2)
    half = rows // 2
    outwards = ink[:, : half + 1].gt(END * typical.clamp(min=LEAST)).flip(1).cumprod(1)
    return Rows(ink, moment / ink.clamp(min=1e-3), typical, half + 1.0 - outwards.sum(1, keepdim=True))


def _typical(ink: torch.Tensor) -> torch.Tensor:
    """Return the ink (N, 1) of a typical row of `ink` (N, T)."""
    typical = _mean(ink, ink)
    for _ in range(ROUNDS):
        usual = ink.sub(typical).abs_().lt_(ODD * typical)
        typical = _mean(ink, usual)
    return typical


def ends_of(rows: Rows, radius: torch.Tensor, near: float) -> torch.Tensor:
    """Return where the centres of the round ends lie and how each stroke leans there, float32 (3, 2 N, 1).

    `along` and `aside`, in pixels from the first row and the middle column, and `lean`, how far the stroke
    runs aside for each pixel away from its end. `radius` (N, 1) is the stroke's own, `near` how far its
    direction is looked for.
    """
    count = rows.ink.shape[1]
    radius = torch.cat((radius, radius))
    line = rows.first.long()
    above, here = rows.ink.gather(1, torch.cat((line - 1, line), 1).clamp_(min=0)).split(1, 1)
    above_edge = (here - END * rows.typical) / (here - above).clamp_(min=1e-3)
    along = rows.first + CAP * radius - above_edge.clamp_(0, 1)
    # From half a radius before the cap's centre on, as far as is near and still the stroke.
    last = count - 0.5 - rows.first.roll(len(line) // 2, 0)
    most = torch.minimum(last - along, radius.new_tensor(near))
    lies = torch.arange(count, dtype=rows.ink.dtype) - along
    weights = lies.sub((most - 0.5 * radius) / 2).abs_().lt_((most + 0.5 * radius) / 2).mul_(rows.ink)
    total = weights.sum(1, keepdim=True).clamp_(min=1e-6)
    far, aside = ((weights * values).sum(1, keepdim=True) / total for values in (lies, rows.middle))
    lies.sub_(far)
    weights.mul_(lies)
    spread = (weights * lies).sum(1, keepdim=True).clamp_(min=1e-3)
    lean = (weights * rows.middle).sum(1, keepdim=True) / spread
    return torch.stack((along, aside - lean * far, lean.clamp_(-1, 1)))


def _mean(values: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Return the weighted mean (N, 1) of `values` (N, T) under `weights`, 0 where they are all 0."""
    return (values * weights).sum(1, keepdim=True) / weights.sum(1, keepdim=True).clamp_(min=1e-6)
