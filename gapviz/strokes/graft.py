"""How strokes are grafted onto digits: in the digit's own darkness, with the mask of what they changed, reframed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch.nn.functional import pad

from gapviz.frame import placement
from gapviz.strokes.draw import Segment, draw
from gapviz.types import Images

ADDED = 0.1
"""A pixel belongs to the mask where the graft made it darker, or rubbed it lighter, by more than this."""


class Place(Protocol):
    """What a stroke is grafted onto: `darkness` float32 (N,), `found` bool (N,)."""

    @property
    def darkness(self) -> torch.Tensor:
        """Of the digit's ink, from 0 to 1."""

    @property
    def found(self) -> torch.Tensor:
        """Whether there is a place."""


@dataclass(frozen=True)
class Graft:
    """Grafted images; `mask`, bool (N, 1, H, W), of the pixels that the graft added, in the picture as shown.

    Where a graft rubs ink out, the mask holds those pixels too. `found`, bool (N,), is False where no place for
    it could be found: that image is unchanged and its mask empty.
    """

    images: Images
    mask: torch.Tensor
    found: torch.Tensor


def graft(
    images: Images,
    place: Place,
    strokes: Sequence[Segment],
    lengths: torch.Tensor,
    reframe: bool,
    rubbed: Images | None = None,
) -> Graft:
    """Return `images` with `strokes` in the digit's own darkness, wherever `place` is found and its length is not 0.

    `lengths` is float32 (N,). `rubbed`, float32 (N, 1, H, W), is the share of a pixel's ink that is rubbed out first.
    """
    size = images.shape[2], images.shape[3]
    images, found = images.expand(len(lengths), -1, -1, -1), place.found.expand(len(lengths))
    changed = found & (lengths > 0)
    if not changed.any():
        return Graft(images.clone(), torch.zeros_like(images, dtype=torch.bool), found)
    margins, down, across = _window(strokes, changed, size, beyond=reframe)
    ink = draw([(stroke, place.darkness * changed) for stroke in strokes], down, across)
    shown = pad(images if rubbed is None else images * (1 - rubbed), margins)
    rows, columns = slice(down.start + margins[2], down.stop + margins[2]), slice(across.start + margins[0], across.stop + margins[0])
    paper = shown[:, :, rows, columns]
    added = (ink - paper).clamp_(min=0)
    torch.maximum(paper, ink, out=paper)
    if rubbed is not None:
        added, rows, columns = (shown - pad(images, margins)).abs_(), slice(0, shown.shape[2]), slice(0, shown.shape[3])
    if reframe:
        moved = placement(shown, size)
        shown, added = moved(shown), moved.part(rows, columns)(added)
        mask = added > ADDED
    else:
        mask = torch.zeros_like(shown, dtype=torch.bool)
        mask[:, :, rows, columns] = added > ADDED
    same = torch.nonzero(~changed)[:, 0]
    shown[same], mask[same] = images[same], False
    return Graft(shown, mask, found)


def _window(strokes: Sequence[Segment], changed: torch.Tensor, size: tuple[int, int], *, beyond: bool) -> tuple[list[int], range, range]:
    """Return the rows and columns that the strokes touch, after the margins, left, right, top and bottom, that they need.

    Without `beyond` there are no margins: what would lie there is cut off.
    """
    ends = torch.cat([points[changed] for stroke in strokes for points in (stroke.start, stroke.end)])
    reach = max(float(radius[changed].max()) for stroke in strokes for radius in (stroke.radius, stroke.tip)) + 0.5
    least, most = (ends.amin(0) - reach).floor().int().tolist(), (ends.amax(0) + reach).ceil().int().tolist()
    margins, touched = [], []
    for low, high, extent in zip(least, most, reversed(size), strict=True):
        before, after = (max(-low, 0), max(high + 1 - extent, 0)) if beyond else (0, 0)
        touched.append(range(max(low, -before), min(high + 1, extent + after)))
        margins += [before, after]
    return margins, touched[1], touched[0]
