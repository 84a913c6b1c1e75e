"""The MNIST frame: where MNIST puts a digit into its image, and how large.

LeCun et al. (1998) scaled each digit, its aspect kept, into a box of 20 x 20 pixels, anti-aliased, and moved it
by whole pixels until its centre of mass lay at the centre of 28 x 28. Measured on the test set: all 10,000
centres of mass lie within half a pixel of pixel 14 (counted from 0), and 9,997 boxes are 20 pixels long.

Positions are in pixels, counted from the image's top left corner, so that the first pixel reaches from 0 to 1.
"""

from dataclasses import dataclass

import torch
from torch.nn.functional import threshold

from gapviz.types import Images

BOX = 20 / 28
"""The box's side, in sides of the image."""
INK = 0.1
"""What is darker belongs to the digit's bounding box; any value up to 0.12 finds MNIST's own boxes."""
TIE = 1e-4
"""Pixels; a centre of mass so close to a half of one is not moved over it by rounding alone."""


@dataclass(frozen=True)
class Placement:
    """A move and a scaling for each image, as the share of each row and column in those of the result.

    `down` is float32 (N, height of the result, H), `across` float32 (N, width of the result, W).
    """

    down: torch.Tensor
    across: torch.Tensor

    def part(self, rows: slice, columns: slice) -> "Placement":
        """Return the same for images of which these `rows` and `columns` alone are given, the rest being paper."""
        return Placement(self.down[:, :, rows], self.across[:, :, columns])

    def __call__(self, images: Images) -> Images:
        """Return `images`, float32 (N, C, H, W), moved and scaled."""
        return torch.stack([self.down @ channel @ self.across.transpose(1, 2) for channel in images.unbind(1)], 1)


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
    box = BOX * min(height, width)
    top, tall = _extent(dark.sum(2))
    left, wide = _extent(dark.sum(1))
    scale = torch.where(tall > 0, box / torch.maximum(tall, wide).clamp_(min=1), 1.0)
    return Placement(
        _shares(ink.sum(2), top, tall, scale, height),
        _shares(ink.sum(1), left, wide, scale, width),
    )


def _extent(mass: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return where ink of `mass` (N, L) starts and how far it reaches, float32 (N,); 0 where there is none."""
    places = torch.arange(1, mass.shape[1] + 1, dtype=mass.dtype)
    inked = mass > 0
    end = (inked * places).amax(1)
    start = mass.shape[1] - (inked * places.flip(0)).amax(1)
    return torch.minimum(start, end), (end - start).clamp_(min=0)


def _shares(mass: torch.Tensor, start: torch.Tensor, extent: torch.Tensor, scale: torch.Tensor, size: int) -> torch.Tensor:
    """Return the share of each source line in each of `size` result lines, float32 (N, size, L).

    A line of the result is the mean over the stretch of the source that it shows, or over one line
    where it shows less, so that rows sum to one.
    """
    lines = torch.arange(mass.shape[1], dtype=mass.dtype)
    centre = (mass * lines).sum(1) / mass.sum(1).clamp(min=1e-6) + 0.5 - start
    offset = (size // 2 - centre * scale - TIE).ceil_()
    offset = torch.minimum(offset, size - extent * scale).clamp_(min=0)
    reach = (1 / scale).clamp(min=1)[:, None, None]
    # Counted from the digit's own edge, margins round nothing: an image alone fares as it does beside wider ones.
    shown = (torch.arange(size) + 0.5 - offset[:, None]) / scale[:, None] - 0.5
    distance = (shown[:, :, None] - (lines - start[:, None])[:, None]).abs_()
    return distance.neg_().add_((reach + 1) / 2).clamp_(0, 1).div_(reach)
