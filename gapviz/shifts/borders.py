"""Borders and cropping errors: what a form's printed cell leaves behind when the digit is cut out of it."""

import math
from typing import Annotated

import torch
from torch.nn import functional

from gapviz.core.draws import Draws
from gapviz.core.parameters import Choice, Range
from gapviz.core.types import Images
from gapviz.shifts.registry import shift

SIDES = {
    "top_left": ("top", "left"),
    "top": ("top",),
    "left": ("left",),
    "bottom": ("bottom",),
    "right": ("right",),
    "bottom_right": ("bottom", "right"),
    "top_bottom": ("top", "bottom"),
    "left_right": ("left", "right"),
    "all": ("top", "left", "bottom", "right"),
}
SIDES_WORDS = {name: " and ".join(sides) for name, sides in SIDES.items()} | {"all": "all four"}
BORDER_WIDTH = 1.5
"""Pixels; the printed line of a cell at the scale at which its digit is 20 pixels high."""


@shift(pixels=(1, 2, 3, 4, 6))
def border(
    images: Images,
    pixels: Annotated[int, Range(0, 10, step=1, unit="pixels")],
    sides: Annotated[str, Choice(tuple(SIDES), words=SIDES_WORDS)] = "top_left",
    gap: Annotated[int, Range(0, 8, step=1, unit="pixels")] = 0,
    darkness: Annotated[float, Range(0, 1, unit="of full ink")] = 1.0,
) -> Images:
    """A straight border runs from edge to edge, at the top and left unless told otherwise."""
    height, width = images.shape[2:]
    chosen = SIDES[sides]
    rows = _beside(height, pixels, gap, "top" in chosen, "bottom" in chosen)
    columns = _beside(width, pixels, gap, "left" in chosen, "right" in chosen)
    return torch.maximum(images, (rows[:, None] | columns) * darkness)


@shift(pixels=(1, 2, 3, 4.5, 6))
def bad_crop(
    images: Images,
    pixels: Annotated[float, Range(0, 12, step=0.5, unit="pixels")],
    gap: Annotated[float, Range(0, 6, step=0.5, unit="pixels")] = 1.0,
    darkness: Annotated[float, Range(0, 1, unit="of full ink")] = 0.9,
    *,
    rng: Draws,
) -> Images:
    """The window was cut out beside its place: one side of the digit is lost, the cell's border comes in.

    The window slips by `pixels` in a direction of its own for each image; the cell's printed lines
    lie `gap` pixels outside its proper place.
    """
    height, width = images.shape[2:]
    angle = rng.uniform(1, high=2 * math.pi)
    right, down = angle.cos().mul_(pixels), angle.sin().mul_(pixels)
    columns, rows = torch.arange(width) - right, torch.arange(height) - down
    grid = torch.empty(len(images), height, width, 2)
    grid[..., 0] = ((2 * columns + 1) / width - 1)[:, None, :]
    grid[..., 1] = ((2 * rows + 1) / height - 1)[:, :, None]
    moved = functional.grid_sample(images, grid, align_corners=False)
    lines = torch.maximum(_printed(rows, height, gap)[:, :, None], _printed(columns, width, gap)[:, None, :])
    return torch.maximum(moved, lines.mul_(darkness)[:, None])


def _beside(size: int, pixels: int, gap: int, near: bool, far: bool) -> torch.Tensor:
    """Return where a line of `pixels`, `gap` from either end of `size`, runs, bool (size,)."""
    place = torch.arange(size)
    inside = (place >= gap) & (place < gap + pixels)
    return (inside & near) | (inside.flip(0) & far)


def _printed(place: torch.Tensor, size: int, gap: float) -> torch.Tensor:
    """Return the share of each pixel, at `place` in its cell, that the two lines outside the window cover."""
    middle = (size - 1) / 2
    line = size / 2 + gap + BORDER_WIDTH / 2
    return (BORDER_WIDTH / 2 + 0.5 - ((place - middle).abs() - line).abs()).clamp_(0, 1)
