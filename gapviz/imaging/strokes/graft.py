"""Compositing of strokes onto digits: as dark as the digit, reframed, with a mask of what they changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch.nn.functional import pad

from gapviz.core.types import Images
from gapviz.imaging.mnist_frame import placement
from gapviz.imaging.strokes.draw import Segment, cover
from gapviz.imaging.strokes.place import Place

ADDED = 0.1
"""A pixel belongs to the mask where the graft made it darker, or rubbed it lighter, by more than this."""


@dataclass(frozen=True)
class Graft:
    """Grafted images, and `mask`, bool (N, 1, H, W), of the pixels that the graft added, as shown.

    Where a graft rubs ink out, the mask holds those pixels too. `found`, bool (N,), is False where no place
    for it could be found: that image is unchanged and its mask empty. `plain` gives the images without the
    graft, moved and scaled as with it.
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
    """Return `images` with `strokes` in the digit's own darkness.

    Drawn on are those whose `place` is found and whose length, of `lengths`, float32 (N,), is not 0.
    `rubbed`, float32 (N, 1, H, W), is the share of a pixel's ink that is rubbed out first.
    """
    height, width = images.shape[2:]
    images, place = images.expand(len(lengths), -1, -1, -1), place.expand(len(lengths))
    changed = place.found & (lengths > 0)
    if not changed.any():
        return Graft(images.clone(), place.found, lambda: images)
    every, times = _together(strokes), len(strokes)
    boxes = _boxes(every, changed.repeat(times))
    margins = _margins(boxes, height, width) if reframe else [0] * 4
    page = pad(images if rubbed is None else images * (1 - rubbed), margins)
    _lay(page, every, (place.darkness * changed).repeat(times), boxes, margins[0], margins[2])
    moved = placement(page, (height, width)) if reframe else None
    same = torch.nonzero(~changed)[:, 0]
    kept = images.index_select(0, same)

    def as_shown(page: Images) -> Images:
        return (moved(page) if moved else page).index_copy_(0, same, kept)

    return Graft(as_shown(page), place.found, lambda: as_shown(pad(images, margins)))


def _together(strokes: Sequence[Segment]) -> Segment:
    """Return strokes on N images each as one list: the first of all images, the second of all, and so on."""
    columns = ((stroke.start, stroke.end, stroke.radius, stroke.tip) for stroke in strokes)
    return Segment(*(torch.cat(values) for values in zip(*columns, strict=True)))


def _boxes(strokes: Segment, changed: torch.Tensor) -> torch.Tensor:
    """Return the bounding boxes (M, 4) of strokes: first column and row, last ones; 0 where not `changed`."""
    reach = torch.maximum(strokes.radius, strokes.tip)[:, None] + 0.5
    low = torch.minimum(strokes.start, strokes.end) - reach
    high = torch.maximum(strokes.start, strokes.end) + reach
    return torch.cat((low.floor_(), high.ceil_()), 1).masked_fill_(~changed[:, None], 0).long()


def _margins(boxes: torch.Tensor, height: int, width: int) -> list[int]:
    """Return how much paper, left, right, top and bottom, images need for all of `boxes`."""
    left, top = boxes[:, :2].amin(0).tolist()
    right, bottom = boxes[:, 2:].amax(0).tolist()
    return [max(-left, 0), max(right + 1 - width, 0), max(-top, 0), max(bottom + 1 - height, 0)]


def _lay(
    page: Images,
    strokes: Segment,
    darkness: torch.Tensor,
    boxes: torch.Tensor,
    left: int,
    top: int,
) -> None:
    """Draw strokes onto `page` (N, 1, H, W) with margins `left` and `top`, each in a window around its box.

    `strokes` are M, a multiple of N, in the order of `_together`. All are drawn at once, and laid down one
    after the other, as their windows overlap. What the page has no room for is cut off.
    """
    count, _, height, width = page.shape
    across, down = (boxes[:, 2:] - boxes[:, :2]).amax(0).add_(1).tolist()
    across, down = min(across, width), min(down, height)
    columns = boxes[:, :1].clamp(-left, width - left - across)
    rows = boxes[:, 1:2].clamp(-top, height - top - down) + torch.arange(down)
    ink = cover(strokes, darkness, rows[:, :, None], (columns + torch.arange(across))[:, None])
    # A window's rows lie in one piece wherever they start: a view lists all pieces of that length.
    pieces = page.as_strided((page.numel() - across + 1, across), (1, 1))
    first = torch.arange(top, top + count * height, height).repeat(len(rows) // count)
    starts = (rows + first[:, None]).mul_(width).add_(columns + left)
    for where, drawn in zip(starts.view(-1, count * down), ink.view(-1, count * down, across), strict=True):
        paper = pieces.index_select(0, where)
        pieces.index_copy_(0, where, torch.maximum(paper, drawn, out=paper))
