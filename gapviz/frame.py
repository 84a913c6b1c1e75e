"""The MNIST frame: where MNIST puts a digit into its image, and how large.

LeCun et al. (1998) scaled each digit, its aspect kept, into a box of 20 x 20 pixels, anti-aliased, and moved it
by whole pixels until its centre of mass lay at the centre of 28 x 28. Measured on the test set: all 10,000
centres of mass lie within half a pixel of pixel 14 (counted from 0), and 9,997 boxes are 20 pixels long.

Positions are in pixels, counted from the image's top left corner, so that the first pixel reaches from 0 to 1.
"""

from dataclasses import dataclass, replace

import torch
from torch.nn.functional import pad, threshold

from gapviz.types import Images

BOX = 20 / 28
"""The box's side, in sides of the image."""
INK = 0.1
"""What is darker belongs to the digit's bounding box; any value up to 0.12 finds MNIST's own boxes."""
TIE = 1e-4
"""Pixels; a centre of mass so close to a half of one is not moved over it by rounding alone."""


@dataclass(frozen=True)
class Placement:
    """A move, and for some a scaling, that gives images of `size`.

    `top` and `left`, int64 (N,), say where the result's first pixel lies in the source. The images at
    `scaled`, int64 (M,), are resampled instead: `down`, float32 (M, height, H), and `across`, float32
    (M, width, W), are the shares of the source's rows and columns in those of the result.
    """

    size: tuple[int, int]
    top: torch.Tensor
    left: torch.Tensor
    scaled: torch.Tensor
    down: torch.Tensor
    across: torch.Tensor

    def part(self, rows: slice, columns: slice) -> "Placement":
        """Return the same for images of which these `rows` and `columns` alone are given, the rest being paper."""
        top, left = self.top - rows.start, self.left - columns.start
        return replace(self, top=top, left=left, down=self.down[:, :, rows], across=self.across[:, :, columns])

    def __call__(self, images: Images) -> Images:
        """Return `images`, float32 (N, C, H, W), moved and scaled."""
        moved = _cut(images, self.top, self.left, self.size)
        if len(self.scaled):
            channels = images[self.scaled].unbind(1)
            moved[self.scaled] = torch.stack([self.down @ channel @ self.across.transpose(1, 2) for channel in channels], 1)
        return moved


def reframe(images: Images, size: tuple[int, int] | None = None) -> Images:
    """Each digit is scaled into MNIST's box and moved until its centre of mass is at the centre.

    `images` float32 (N, C, H, W) become (N, C, *size), of the same height and width unless told. The
    centre is pixel height // 2, width // 2, and is met to half a pixel. Digits that are in the frame
    already come back bit for bit, and an empty image stays empty. A digit whose centre of mass lies so
    far aside that it would be cut off stops at the edge.
    """
    return placement(images, size)(images)


def placement(images: Images, size: tuple[int, int] | None = None) -> Placement:
    """Return how `reframe` moves and scales each of `images`, to be applied to others."""
    height, width = size or (images.shape[2], images.shape[3])
    ink = images[:, 0] if images.shape[1] == 1 else images.mean(1)
    dark = threshold(ink, INK, 0.0)
    rows, columns = dark.sum(2), dark.sum(1)
    top, tall = _extent(rows)
    left, wide = _extent(columns)
    scale = torch.where(tall > 0, BOX * min(height, width) / torch.maximum(tall, wide).clamp_(min=1), 1.0)
    scale = scale.where((scale - 1).abs() > TIE, 1.0)
    down = _offset(ink.sum(2), top, tall, scale, height)
    across = _offset(ink.sum(1), left, wide, scale, width)
    whole, scaled = scale == 1, torch.nonzero(scale != 1)[:, 0]
    return Placement(
        (height, width),
        ((top - down) * whole).long(),
        ((left - across) * whole).long(),
        scaled,
        _shares(top[scaled], down[scaled], scale[scaled], images.shape[2], height),
        _shares(left[scaled], across[scaled], scale[scaled], images.shape[3], width),
    )


def _cut(images: Images, top: torch.Tensor, left: torch.Tensor, size: tuple[int, int]) -> Images:
    """Return the cuts of `size` whose first pixels are at `top` and `left` (N,), outside the images paper."""
    if not len(images):
        return images.new_zeros((0, images.shape[1], *size))
    margins = []
    for start, extent, given in ((left, size[1], images.shape[3]), (top, size[0], images.shape[2])):
        margins += [max(-int(start.min()), 0), max(int(start.max()) + extent - given, 0)]
    page = pad(images, margins)
    count, channels, height, width = page.shape
    starts = (count, height - size[0] + 1, width - size[1] + 1)
    # Every cut that the page has room for, as a view: picking one an image copies its rows as they lie.
    cuts = page.as_strided((*starts, channels, *size), (channels * height * width, width, 1, height * width, width, 1))
    return cuts[torch.arange(count), top + margins[2], left + margins[0]]


def _extent(mass: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return where ink of `mass` (N, L) starts and how far it reaches, float32 (N,); 0 where there is none."""
    places = torch.arange(1, mass.shape[1] + 1, dtype=mass.dtype)
    inked = mass > 0
    end = (inked * places).amax(1)
    start = mass.shape[1] - (inked * places.flip(0)).amax(1)
    return torch.minimum(start, end), (end - start).clamp_(min=0)


def _offset(mass: torch.Tensor, start: torch.Tensor, extent: torch.Tensor, scale: torch.Tensor, size: int) -> torch.Tensor:
    """Return the pixel (N,) at which the box starts in the result, so that `mass` (N, L) balances in its middle."""
    lines = torch.arange(mass.shape[1], dtype=mass.dtype)
    centre = (mass * lines).sum(1) / mass.sum(1).clamp(min=1e-6) + 0.5 - start
    offset = (size // 2 - centre * scale - TIE).ceil_()
    return torch.minimum(offset, (size - extent * scale + TIE).floor_()).clamp_(min=0)


def _shares(start: torch.Tensor, offset: torch.Tensor, scale: torch.Tensor, given: int, size: int) -> torch.Tensor:
    """Return the share of each of the `given` source lines in each of `size` result lines, float32 (M, size, given).

    A line of the result is the mean over the stretch of the source that it shows, or over one line
    where it shows less, so that rows sum to one.
    """
    reach = (1 / scale).clamp(min=1)[:, None, None]
    # Counted from the digit's own edge, margins round nothing: an image alone fares as it does beside wider ones.
    shown = (torch.arange(size) + 0.5 - offset[:, None]) / scale[:, None] - 0.5
    distance = (shown[:, :, None] - (torch.arange(given) - start[:, None])[:, None]).abs_()
    return distance.neg_().add_((reach + 1) / 2).clamp_(0, 1).div_(reach)
