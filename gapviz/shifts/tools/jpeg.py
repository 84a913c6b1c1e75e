"""JPEG compression without the file: discrete cosine transform (DCT) of 8 x 8 blocks, and quantisation."""

import math
from functools import lru_cache

import torch
from torch.nn.functional import pad

from gapviz.core.types import Images

BLOCK_SIDE = 8
ROUNDING = 1e-4
"""More than float32 errs by in a block, so that an exact half is seen as one."""
LUMINANCE = (
    *(16, 11, 10, 16, 24, 40, 51, 61),
    *(12, 12, 14, 19, 26, 58, 60, 55),
    *(14, 13, 16, 24, 40, 57, 69, 56),
    *(14, 17, 22, 29, 51, 87, 80, 62),
    *(18, 22, 37, 56, 68, 109, 103, 77),
    *(24, 35, 55, 64, 81, 104, 113, 92),
    *(49, 64, 78, 87, 103, 121, 120, 101),
    *(72, 92, 95, 98, 112, 100, 103, 99),
)
CHROMINANCE = (
    *(17, 18, 24, 47, 99, 99, 99, 99),
    *(18, 21, 26, 66, 99, 99, 99, 99),
    *(24, 26, 56, 99, 99, 99, 99, 99),
    *(47, 66, 99, 99, 99, 99, 99, 99),
    *(99,) * 32,
)
"""Quantisation at quality 50 (ITU-T T.81, annex K, tables K.1 and K.2)."""

YCBCR = ((0.299, 0.587, 0.114), (-0.168736, -0.331264, 0.5), (0.5, -0.418688, -0.081312))
"""Luminance and the two colour differences from red, green and blue (JFIF 1.02, page 3)."""


def compress(images: Images, quality: int) -> Images:
    """Return images as they come back from a JPEG file of `quality` 1 to 100, (N, C, H, W).

    Three channels are taken for red, green and blue, and their colours kept at full resolution
    (4:4:4); any other number is as many grey pictures.
    """
    if images.shape[1] != 3:
        return _quantised(images * 255 - 128, quality, LUMINANCE).add_(128).div_(255)
    mix = torch.tensor(YCBCR)
    planes = torch.einsum("ij,njhw->nihw", mix, (images * 255).round_())
    planes[:, 0] -= 128
    luminance = _quantised(planes[:, :1], quality, LUMINANCE)
    colours = _quantised(planes[:, 1:], quality, CHROMINANCE)
    luminance.add_(128)
    planes = torch.cat([luminance, colours], dim=1)
    return torch.einsum("ij,njhw->nihw", mix.inverse(), planes).round_().div_(255)


def _quantised(planes: torch.Tensor, quality: int, table: tuple[int, ...]) -> torch.Tensor:
    """Return `planes`, from -128 to 127, after quantisation; the last block's edge goes on to its end."""
    height, width = planes.shape[-2:]
    full: Images = pad(planes, (0, -width % BLOCK_SIDE, 0, -height % BLOCK_SIDE), mode="replicate")
    rows, columns = full.shape[2] // BLOCK_SIDE, full.shape[3] // BLOCK_SIDE
    blocks = full.view(*full.shape[:2], rows, BLOCK_SIDE, columns, BLOCK_SIDE).transpose(3, 4)
    forward, backward = _matrices(quality, table)
    # The rounding of pixels to whole numbers, as they stand in a file.
    coefficients = (blocks.reshape(-1, BLOCK_SIDE * BLOCK_SIDE).round_() @ forward).round_()
    # Halves go up, as in libjpeg: the blank blocks of a digit often come out as a half.
    pixels = (coefficients @ backward).add_(0.5 + ROUNDING).floor_().clamp_(-128, 127).view(blocks.shape)
    return pixels.transpose(3, 4).reshape(full.shape)[..., :height, :width]


@lru_cache(maxsize=256)
def _matrices(quality: int, table: tuple[int, ...]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the cosine transform of a block over its quantisation steps, and the way back, (64, 64).

    The steps are libjpeg's (jcparam.c): the table times 50 / quality up to 50, (100 - quality) / 50 from
    there.
    """
    scale = 5000 // quality if quality < 50 else 200 - 2 * quality
    entries = [min(max((entry * scale + 50) // 100, 1), 255) for entry in table]
    steps = torch.tensor(entries, dtype=torch.float64)
    place = torch.arange(BLOCK_SIDE, dtype=torch.float64)
    cosine = torch.cos(math.pi / BLOCK_SIDE * place.unsqueeze(1) * (place + 0.5)) * math.sqrt(2 / BLOCK_SIDE)
    cosine[0] /= math.sqrt(2)
    transform = torch.kron(cosine, cosine)
    return (transform / steps.unsqueeze(1)).T.float(), (transform * steps.unsqueeze(1)).float()
