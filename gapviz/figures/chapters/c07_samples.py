"""Pictures to begin with in chapter 7: made here, as a camera might see them; nobody's photographs."""

from collections.abc import Callable

import numpy as np
import torch
from torch.nn.functional import interpolate

from gapviz.core.types import Images
from gapviz.figures.shared.live_counts import test_set
from gapviz.imaging import strokes

PAGE_SIDE = 280
SAMPLES: dict[str, Callable[[], np.ndarray]] = {}
"""By name: functions that return a page, uint8 (H, W), 255 white."""


MEANT: dict[str, tuple[str, str]] = {}
"""By name: the digits on a sample in reading order, and the sample in words."""


def _sample(digits: str, words: str) -> Callable[[Callable[[], np.ndarray]], Callable[[], np.ndarray]]:
    def register(make: Callable[[], np.ndarray]) -> Callable[[], np.ndarray]:
        SAMPLES[make.__name__], MEANT[make.__name__] = make, (digits, words)
        return make

    return register


def _page(ink: torch.Tensor, paper: torch.Tensor | float = 1.0, dark: float = 0.85) -> np.ndarray:
    """Return ink (H, W) as what a camera sees: its darkness `dark` on `paper`, and a little noise."""
    noise = 0.02 * torch.randn(ink.shape, generator=torch.Generator().manual_seed(7))
    seen = (paper * (1 - dark * ink) + noise).clamp(0, 1)
    return (seen * 255).round().to(torch.uint8).numpy()


def _written(*indices: int, zoom: int = 6) -> torch.Tensor:
    """Return test digits side by side, enlarged, (28 * zoom, N * 28 * zoom)."""
    return torch.cat(list(_large(test_set().at(torch.tensor(indices)), zoom)[:, 0]), 1)


def _large(images: Images, zoom: int) -> Images:
    return interpolate(images, scale_factor=zoom, mode="bicubic").clamp(0, 1)


def _shade(ink: torch.Tensor) -> torch.Tensor:
    """Return light that falls from the left (H, W)."""
    down, across = (torch.linspace(0, 1, length) for length in ink.shape)
    return 0.95 - 0.45 * across - 0.1 * down[:, None]


@_sample("1", "a 1 with a flag")
def flagged_one() -> np.ndarray:
    """Return a 1 with a flag, drawn with a pen."""
    return _page(_large(strokes.draw_one(22, 14, 2.2, flag_angle=50, flag_length=11), 10)[0, 0])


@_sample("438", "a 4, a 3 and an 8 on squared paper")
def squared_paper() -> np.ndarray:
    """Return three test digits on squared paper, in uneven light."""
    ink = _written(4, 18, 61)
    grid = torch.zeros_like(ink)
    grid[::24] = grid[:, ::24] = 0.3
    return _page(torch.maximum(ink, grid), _shade(ink), dark=0.8)


@_sample("2", "a 2 in pale pencil")
def pale_pencil() -> np.ndarray:
    """Return a test digit in pencil, pale and thin, small on its page."""
    ink = torch.zeros(PAGE_SIDE, PAGE_SIDE)
    ink[90:174, 60:144] = _written(35, zoom=3)
    return _page(ink, paper=0.8, dark=0.3)


@_sample("90", "a 9 and a 0 in chalk")
def blackboard() -> np.ndarray:
    """Return two test digits in chalk."""
    return 255 - _page(_written(7, 13), paper=0.9, dark=0.8)


@_sample("7", "a 7 in a ring, on a note that lies on a desk")
def note_on_a_desk() -> np.ndarray:
    """Return a test digit, ringed by hand, on a note on a darker desk."""
    down, across = torch.meshgrid(*[torch.arange(PAGE_SIDE) + 0.5] * 2, indexing="ij")
    ink = torch.zeros(PAGE_SIDE, PAGE_SIDE)
    ink[87:199, 84:196] = _written(0, zoom=4)
    ring = torch.hypot((down - 144) / 1.08, across - 142)
    ink[(ring - 64).abs() < 2.2] = 1
    note = ((down - 140).abs() < 94) & ((across - 140 + (down - 140) / 16).abs() < 84)
    return _page(ink * note, torch.where(note, 0.95, 0.45))
