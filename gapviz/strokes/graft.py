"""How strokes are grafted onto digits: in the digit's own darkness, with the mask of what they changed, reframed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
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
    """Grafted images, and `mask`, bool (N, 1, H, W), of the pixels that the graft added, in the picture as shown.

    Where a graft rubs ink out, the mask holds those pixels too. `found`, bool (N,), is False where no place for
    it could be found: that image is unchanged and its mask empty. `plain` gives the images without the graft,
    moved and scaled as with it.
    """

    images: Images
    found: torch.Tensor
    plain: Callable[[], Images]

    @cached_property
    def mask(self) -> torch.Tensor:
        """Made when it is asked for: whole sets are counted without it."""
        # A third of the time that comparing with ADDED takes.
        return (self.images - self.plain()).abs_().sub_(ADDED).clamp_(min=0).bool()


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
        return Graft(images.clone(), found, lambda: images)
    boxes = [_box(stroke, changed) for stroke in strokes]
    margins = _margins(boxes, height, width) if reframe else [0] * 4
    page = pad(images if rubbed is None else images * (1 - rubbed), margins)
    darkness = place.darkness * changed
    for stroke, box in zip(strokes, boxes, strict=True):
        _lay(page, stroke, darkness, box, margins[0], margins[2])
    moved = placement(page, (height, width)) if reframe else None
    same = torch.nonzero(~changed)[:, 0]
    kept = images.index_select(0, same)

    def as_shown(page: Images) -> Images:
        return (moved(page) if moved else page).index_copy_(0, same, kept)

    return Graft(as_shown(page), found, lambda: as_shown(pad(images, margins)))


def _box(stroke: Segment, changed: torch.Tensor) -> torch.Tensor:
    """Return the first and the last column and row (N, 4) that a stroke touches, 0 where nothing is `changed`."""
    reach = torch.maximum(stroke.radius, stroke.tip)[:, None] + 0.5
    low, high = (
        torch.minimum(stroke.start, stroke.end) - reach,
        torch.maximum(stroke.start, stroke.end) + reach,
    )
    return torch.cat((low.floor_(), high.ceil_()), 1).masked_fill_(~changed[:, None], 0).long()


def _margins(boxes: list[torch.Tensor], height: int, width: int) -> list[int]:
    """Return how much paper, left, right, top and bottom, images need for all of `boxes`."""
    every = torch.cat(boxes)
    first, last = every[:, :2].amin(0).tolist(), every[:, 2:].amax(0).tolist()
    return [max(-first[0], 0), max(last[0] + 1 - width, 0), max(-first[1], 0), max(last[1] + 1 - height, 0)]


def _lay(
    page: Images, stroke: Segment, darkness: torch.Tensor, box: torch.Tensor, left: int, top: int
) -> None:
    """Draw a stroke onto `page`, which has margins `left` and `top`, each in a window of its own around its `box`.

    What the page has no room for is cut off.
    """
    count, _, height, width = page.shape
    across, down = (box[:, 2:] - box[:, :2]).amax(0).add_(1).tolist()
    across, down = min(across, width), min(down, height)
    columns = box[:, :1].clamp(-left, width - left - across)
    rows = box[:, 1:2].clamp(-top, height - top - down) + torch.arange(down)
    ink = cover(stroke, darkness, rows[:, :, None], (columns + torch.arange(across))[:, None])
    # A window's rows lie in one piece wherever they start: as a view, the page is the list of all pieces of that length.
    pieces = page.as_strided((page.numel() - across + 1, across), (1, 1))
    starts = (
        (rows + torch.arange(top, top + count * height, height)[:, None])
        .mul_(width)
        .add_(columns + left)
        .flatten()
    )
    paper = pieces.index_select(0, starts)
    pieces.index_copy_(0, starts, torch.maximum(paper, ink.flatten(0, 1), out=paper))
