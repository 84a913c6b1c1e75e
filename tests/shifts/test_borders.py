"""Borders, pixel by pixel."""

import pytest
import torch

from gapviz.shifts import SHIFTS
from gapviz.shifts.borders import BORDER_WIDTH, SIDES

PAPER = torch.zeros(40, 1, 20, 24)


@pytest.mark.parametrize("sides", SIDES)
def test_a_border_inks_exactly_its_sides(sides: str) -> None:
    expected = PAPER.clone()
    for side in SIDES[sides]:
        band = {"top": (..., slice(1, 3), slice(None)), "bottom": (..., slice(-3, -1), slice(None))}
        band |= {"left": (..., slice(1, 3)), "right": (..., slice(-3, -1))}
        expected[band[side]] = 0.7
    assert torch.equal(SHIFTS["border"](PAPER, pixels=2, gap=1, darkness=0.7, sides=sides), expected)


def test_the_default_border_is_at_the_top_and_left_edge() -> None:
    bordered = SHIFTS["border"](PAPER, pixels=1)
    assert bordered.sum() == len(PAPER) * (20 + 24 - 1)
    assert bordered[..., 0, :].min() == bordered[..., 0].min() == 1


def test_a_border_never_erases_ink() -> None:
    assert torch.equal(
        SHIFTS["border"](PAPER + 0.9, severity=3, seed=0).amin((1, 2, 3)), torch.full((40,), 0.9)
    )
    assert torch.equal(SHIFTS["border"](PAPER + 0.9, pixels=3, darkness=0.5), PAPER + 0.9)


def test_a_bad_crop_of_no_pixels_is_a_good_one() -> None:
    images = torch.rand(40, 3, 20, 24, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(SHIFTS["bad_crop"](images, pixels=0), images, rtol=0, atol=1e-5)


def test_a_bad_crop_moves_the_digit_by_its_pixels_each_in_its_own_direction() -> None:
    dots = PAPER.clone()
    dots[..., 9:11, 11:13] = 1
    moved = SHIFTS["bad_crop"](dots, pixels=5, darkness=0)
    ink = moved.sum((1, 2, 3))
    down = (moved.sum((1, 3)) * torch.arange(20)).sum(1) / ink - 9.5
    right = (moved.sum((1, 2)) * torch.arange(24)).sum(1) / ink - 11.5
    torch.testing.assert_close(torch.hypot(down, right), torch.full((40,), 5.0), rtol=0, atol=1e-3)
    assert torch.atan2(down, right).std() > 1, "directions lie all around"


def test_a_bad_crop_brings_the_printed_line_in_from_one_side_of_each_axis() -> None:
    cropped = SHIFTS["bad_crop"](PAPER, pixels=12, gap=0, darkness=1)
    by_row, by_column = cropped[:, 0].amin(2), cropped[:, 0].amin(1)
    for line in (by_row, by_column):
        near, far = line[:, : line.shape[1] // 2 + 4].sum(1), line[:, line.shape[1] // 2 + 4 :].sum(1)
        assert (torch.minimum(near, far) < 0.1).float().mean() > 0.8
        assert line.sum(1).max().item() == pytest.approx(BORDER_WIDTH, abs=1e-4)
    assert cropped.amax((1, 2, 3)).min() >= BORDER_WIDTH / 2, "12 pixels always bring a line in"
