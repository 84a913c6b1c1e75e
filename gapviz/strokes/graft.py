"""How strokes are grafted onto digits: in the digit's own darkness, with the mask of what they changed, reframed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch.nn.functional import pad

from gapviz.frame import placement
from gapviz.strokes.draw import Segment, cover
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
    height, width = images.shape[2:]
    images, found = images.expand(len(lengths), -1, -1, -1), place.found.expand(len(lengths))
    changed = found & (lengths > 0)
    if not changed.any():
        return Graft(images.clone(), torch.zeros_like(images, dtype=torch.bool), found)
    boxes = [_box(stroke, changed) for stroke in strokes]
    margins = _margins(boxes, height, width) if reframe else [0] * 4
    left, top = margins[0], margins[2]
    shown, before = pad(images if rubbed is None else images * (1 - rubbed), margins), images
    for stroke, box in zip(strokes, boxes, strict=True):
        _lay(shown, stroke, place.darkness * changed, box, left, top)
    if reframe:
        moved = placement(shown, (height, width))
        before = moved.part(slice(top, top + height), slice(left, left + width))(images)
        shown = moved(shown)
    # A third of the time that comparing with ADDED takes.
    mask = (shown - before).abs_().sub_(ADDED).clamp_(min=0).bool()
    same = torch.nonzero(~changed)[:, 0]
    shown[same], mask[same] = images[same], False
    return Graft(shown, mask, found)


def _box(stroke: Segment, changed: torch.Tensor) -> torch.Tensor:
    """Return the first and the last column and row (N, 4) that a stroke touches, 0 where nothing is `changed`."""
    reach = torch.maximum(stroke.radius, stroke.tip)[:, None] + 0.5
    low, high = torch.minimum(stroke.start, stroke.end) - reach, torch.maximum(stroke.start, stroke.end) + reach
    return torch.cat((low.floor_(), high.ceil_()), 1).masked_fill_(~changed[:, None], 0).long()


def _margins(boxes: list[torch.Tensor], height: int, width: int) -> list[int]:
    """Return how much paper, left, right, top and bottom, images need for all of `boxes`."""
    every = torch.cat(boxes)
    first, last = every[:, :2].amin(0).tolist(), every[:, 2:].amax(0).tolist()
    return [max(-first[0], 0), max(last[0] + 1 - width, 0), max(-first[1], 0), max(last[1] + 1 - height, 0)]


def _lay(page: Images, stroke: Segment, darkness: torch.Tensor, box: torch.Tensor, left: int, top: int) -> None:
    """Draw a stroke onto `page`, which has margins `left` and `top`, each in a window of its own around its `box`.

    What the page has no room for is cut off.
    """
    count, _, height, width = page.shape
    across, down = ((box[:, 2:] - box[:, :2]).amax(0) + 1).tolist()
    across, down = min(across, width), min(down, height)
    columns = (box[:, 0] + left).clamp_(0, width - across)
    rows = (box[:, 1] + top).clamp_(0, height - down)[:, None] + torch.arange(down)
    ink = cover(stroke, darkness, rows - top, (columns - left)[:, None] + torch.arange(across))
    # A window's rows lie in one piece wherever they start: as a view, the page is the list of all pieces of that length.
    pieces = page.as_strided((page.numel() - across + 1, across), (1, 1))
    starts = (rows + torch.arange(count)[:, None] * height).mul_(width).add_(columns[:, None]).flatten()
    paper = pieces.index_select(0, starts)
    pieces.index_copy_(0, starts, torch.maximum(paper, ink.flatten(0, 1), out=paper))
