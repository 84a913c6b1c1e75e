"""The MNIST frame: size normalisation and centring, where MNIST puts a digit into its image and how large.

LeCun et al. (1998) scaled each digit, its aspect kept, into a box of 20 x 20 pixels, anti-aliased, and moved
it by whole pixels until its centre of mass lay at the centre of 28 x 28. Measured on the test set: all 10,000
centres of mass lie within half a pixel of pixel 14 (counted from 0), and 9,997 boxes are 20 pixels long.

The rule is written once, in three steps that all who bring a digit into the frame take: `ink_box`,
`centre_of_mass` and `centred`. `reframe` scales by cubics in between; typefaces and photographs, which come
scaled, take them alone. `tests/fixtures/mnist_frame.json` has inputs and where they land, for implementations
in other languages.

Positions are in pixels, counted from the image's top left corner, so that the first pixel reaches
from 0 to 1.
"""

from dataclasses import dataclass
from functools import lru_cache

import torch
from torch.nn.functional import pad, threshold

from gapviz.core.types import Images

MNIST_SIDE = 28
"""Pixels: the side of MNIST's images."""
BOX = 20 / MNIST_SIDE
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

    def __call__(self, images: Images) -> Images:
        """Return `images`, float32 (N, C, H, W), moved and scaled."""
        moved = cut(images, self.top, self.left, self.size)
        if len(self.scaled):
            resampled = self.down[:, None] @ images.index_select(0, self.scaled) @ self.across.mT[:, None]
            moved.index_copy_(0, self.scaled, resampled.clamp_(0, 1))  # beside an edge cubics overshoot
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
    given = images.shape[2], images.shape[3]
    height, width = size or given
    ink = images[:, 0] if images.shape[1] == 1 else images.mean(1)
    start, extent = ink_box(ink)
    side, longest = BOX * min(height, width), extent.amax(0)
    scale = side / longest.masked_fill_(longest == 0, side)
    whole = (scale - 1).abs_() <= TIE
    scale.masked_fill_(whole, 1.0)
    full = torch.tensor([[height], [width]])
    offset = centred((centre_of_mass(ink) - start).mul_(scale), extent * scale, full)
    top, left = (start - offset).mul_(whole).long()
    scaled = torch.nonzero(~whole)[:, 0]
    start, offset, scale = (values.index_select(-1, scaled) for values in (start, offset, scale))
    down, across = _shares(start, offset, scale, max(given), max(height, width))
    down, across = down[:, :height, : given[0]], across[:, :width, : given[1]]
    return Placement((height, width), top, left, scaled, down, across)


def centred(centre: torch.Tensor, extent: torch.Tensor, size: torch.Tensor) -> torch.Tensor:
    """Return where digits start in images of `size` whose centre pixel is to hold their centre of mass.

    `centre`, from the digit's start, and `extent` are floats (2, N), down and across, as the result is, in
    whole pixels; `size`, int64, is (2, 1). The centre pixel is size // 2, and is met to half a pixel; a half
    goes towards the image's start. A digit that would reach beyond the image stops at its edge, if need be at
    the first.
    """
    offset = (size // 2 - centre).sub_(TIE).ceil_()
    return torch.minimum(offset, (size - extent).add_(TIE).floor_()).clamp_(min=0)


def cut(images: Images, top: torch.Tensor, left: torch.Tensor, size: tuple[int, int]) -> Images:
    """Return the cuts of `size` whose first pixels are at `top` and `left`, int64 (N,); outside is paper."""
    if not len(images):
        return images.new_zeros((0, images.shape[1], *size))
    margins = []
    for start, extent, given in ((left, size[1], images.shape[3]), (top, size[0], images.shape[2])):
        low, high = (int(end) for end in start.aminmax())
        margins += [max(-low, 0), max(high + extent - given, 0)]
    page = pad(images, margins)
    count, channels, height, width = page.shape
    # A cut's rows lie in one piece wherever they start: as a view, the page lists all pieces of that length.
    pieces = page.as_strided((page.numel() - size[1] + 1, size[1]), (1, 1))
    corners = (top * width + left)[:, None, None] + (margins[2] * width + margins[0])
    planes = torch.arange(0, page.numel(), height * width).view(count, channels, 1)
    rows = planes + torch.arange(0, size[0] * width, width)
    return pieces.index_select(0, (corners + rows).flatten()).view(count, channels, *size)


def ink_box(ink: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return where the bounding boxes of `ink`, float32 (N, H, W), start, and their extents, both (2, N).

    Down comes before across. What is no darker than INK is outside; both are 0 where nothing is darker.
    """
    dark = threshold(ink, INK, 0.0)
    count, height, width = dark.shape
    longest = max(height, width)
    # With the lines outermost, the largest of them is found for many images at once.
    inked = dark.new_zeros(longest, 2, count)
    inked[:height, 0] = (dark @ powers(width)[0]).mT
    inked[:width, 1] = (powers(height)[0] @ dark).mT
    places = torch.arange(1, longest + 1, dtype=dark.dtype)[:, None, None]
    end = (inked.gt_(0) * places).amax(0)
    start = torch.minimum(longest - inked.mul_(places.flip(0)).amax(0), end)
    return start, end - start


def centre_of_mass(ink: torch.Tensor) -> torch.Tensor:
    """Return the centre of mass of `ink`, floats (N, H, W), down and across, (2, N).

    It is counted from the first pixel's edges; of an image without ink it is the middle.
    """
    count, height, width = ink.shape
    down, across = (powers(length).to(ink.dtype) for length in (height, width))
    columns, sunk = torch.bmm(down[:2].expand(count, -1, -1), ink).unbind(1)
    centre = torch.stack((sunk.sum(1), (columns * across[1]).sum(1))).div_(columns.sum(1).clamp_(min=1e-6))
    return centre.add_(torch.tensor([[height / 2], [width / 2]]))


@lru_cache(maxsize=64)
def powers(length: int) -> torch.Tensor:
    """Return 1, the distance from the middle, and its square for each of `length` lines, float32 (3, length).

    Read only: the result is kept.
    """
    line = torch.arange(length) - (length - 1) / 2
    return torch.stack((torch.ones(length), line, line * line))


def _shares(
    start: torch.Tensor,
    offset: torch.Tensor,
    scale: torch.Tensor,
    given: int,
    size: int,
) -> torch.Tensor:
    """Return each of the `given` source lines' share in each of `size` result lines, (2, M, size, given).

    A line of the result is the mean over the stretch of the source that it shows, so that rows sum to one.
    Between its lines the source's sum so far is interpolated by cubics (Keys, 1981, a = -1/2): straight lines
    there, the plain mean of areas, would fade a thin stroke.
    """
    # Counted from the digit's own edge, margins round nothing: an image fares alone as beside wider ones.
    edges = (torch.arange(size + 1) - offset[:, :, None]).div_(scale[:, None])
    past = edges[:, :, :, None] - (torch.arange(given) + 0.5 - start[:, :, None])[:, :, None]
    # How much of a line lies before an edge, from -1/2 to 1/2: within it, and up to a line's width beyond.
    inside = past.clamp(-0.5, 0.5)
    beyond = past.sub_(inside).clamp_(-1, 1)
    before = (1.25 * inside).addcmul_(inside.square(), inside, value=-1)
    before.addcmul_(beyond.abs().sub_(1).square_(), beyond, value=0.5)
    return before.diff(dim=2).mul_(scale[:, None, None])
