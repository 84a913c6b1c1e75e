"""Concavity of a handwritten four: the bay of paper between arm and stem, and whether ink closes it on top.

Paper that has ink to its left, to its right and below is the bay; ink that hangs together above a row through
the bay closes it (connected components, by `paths.reach`). Points are (x, y) in pixels, the centre of the
first pixel at 0, 0. All images at once, each from its own pixels alone.
"""

from dataclasses import dataclass

import torch
from torch.nn.functional import normalize, pad

from gapviz.imaging.strokes.paths import NOWHERE, axes, reach

TRACE, INK = 0.25, 0.55
"""A four is open where no ink as dark as the first joins arm and stem, closed where ink as dark as the second
does, in shares of its darkest pixel. Between them it is undecided."""
POCKET = 2 / 28
"""A bay hangs together with its paper so far below its highest, in sides of the image.

In a corner, ink runs together.
"""
LEAN = 1.5
"""A stem runs aside by at most this many pixels a row."""


@dataclass(frozen=True)
class Bay:
    """The paper between the arm and the stem of a four, and the ink about it.

    All but the last two fields are bool (N, H, W). `paper` is the bay, `dark` is the ink, `above` what of it
    lies not below the bay's middle row; `arm` and `stem` are where that row crosses them. `open` and
    `closed`, bool (N,), say what is known of its top; both are False where neither is sure.
    """

    paper: torch.Tensor
    dark: torch.Tensor
    above: torch.Tensor
    arm: torch.Tensor
    stem: torch.Tensor
    open: torch.Tensor
    closed: torch.Tensor


def find_bay(ink: torch.Tensor) -> Bay:
    """Return the bay of each of `ink`, float32 (N, H, W)."""
    darkest = ink.amax((1, 2), keepdim=True)
    dark = ink > TRACE * darkest
    runs = (dark & ~pad(dark, (1, 0))[..., :-1]).cumsum(2)
    under = dark.flip(1).cumsum(1).flip(1) > 0
    paper = ~dark & (runs == 1) & (runs[..., -1:] > 1) & under
    rows = axes(ink)[1]
    first = torch.where(paper.any(2, keepdim=True), rows, NOWHERE).amin((1, 2), keepdim=True)
    paper = reach(paper, paper & (rows <= first + POCKET * min(ink.shape[1:]))) < NOWHERE
    row = ((paper * rows).sum((1, 2), keepdim=True) / paper.sum((1, 2), keepdim=True).clamp(min=1)).round()
    at = rows == row
    arm, stem = dark & at & (runs == 1), dark & at & (runs == 2)
    above = dark & (rows <= row)
    inked = torch.stack((above, above & (ink > INK * darkest)), 1)
    trace, strong = ((reach(inked, inked & arm[:, None]) < NOWHERE) & stem[:, None]).any((2, 3)).unbind(1)
    there = (paper & at).any((1, 2))
    return Bay(paper, dark, above, arm, stem, there & ~trace, there & strong)


def edge_of(bay: Bay) -> tuple[torch.Tensor, torch.Tensor]:
    """Return a point of the stem's left edge and the way up along it, (N, 2).

    A line fitted by least squares to where the bay's rows end, from its middle row upwards.
    """
    x, y = axes(bay.paper.float())
    rows = y[:, 0]
    upper = (bay.paper & bay.above.any(2, keepdim=True)).any(2) * 1.0
    edge = (bay.paper * (x + 0.5)).amax(2)
    count = upper.sum(1).clamp(min=1)
    right, down = (upper * edge).sum(1) / count, (upper * rows).sum(1) / count
    away = rows - down[:, None]
    lean = (upper * away * edge).sum(1) / (upper * away * away).sum(1).clamp(min=1)
    lean = lean.clamp(-LEAN, LEAN)
    return torch.stack((right, down), 1), normalize(torch.stack((-lean, -torch.ones_like(lean)), 1))
