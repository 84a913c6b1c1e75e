"""Flat tops on threes: the arch is found as drawn, the bar is level, and the mask is the change."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gapviz import data
from gapviz.imaging import strokes
from gapviz.imaging.strokes.graft import ADDED


@pytest.fixture(scope="module")
def threes() -> torch.Tensor:
    test = data.load("mnist", "test")
    return test.images[test.labels == 3]


def three(wide: float, thickness: float, darkness: float = 1.0) -> torch.Tensor:
    """Two half ellipses, drawn with a round pen by distance from many points; 18 pixels tall without it."""
    turn = torch.arange(-0.6 * math.pi, 0.5 * math.pi, 0.01)
    above = torch.stack((wide * turn.cos(), 4 * turn.sin() - 5), 1)
    below = torch.stack((1.2 * wide * turn.cos(), 5 * turn.sin() + 4), 1)
    line = torch.cat((above, below[turn > -0.5 * math.pi])) + 13.5
    page = torch.cartesian_prod(torch.arange(28), torch.arange(28)).float().flip(1)
    return darkness * (thickness / 2 + 0.5 - torch.cdist(page, line).amin(1)).clamp(0, 1).view(1, 1, 28, 28)


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(wide=st.floats(4, 7), thickness=st.floats(2, 2.5), darkness=st.floats(0.6, 1))
def test_the_arch_of_a_drawn_three_is_found_as_it_was_drawn(
    wide: float, thickness: float, darkness: float
) -> None:
    arch = strokes.find_arch(three(wide, thickness, darkness))
    assert arch.found.item()
    assert arch.thickness.item() == pytest.approx(thickness, abs=0.6)
    assert arch.darkness.item() == pytest.approx(darkness, rel=0.15)
    x, y = (arch.line[0, 1:] - 13.5).unbind(1)
    distance = (torch.hypot(x / wide, (y + 5) / 4) - 1) * 4
    assert distance[y < -2].abs().max() < thickness / 2, "the line runs within the stroke"


def test_a_flat_top_is_a_level_bar_and_a_diagonal_to_the_waist() -> None:
    page = three(6, 2)
    flat = strokes.flatten_three(page, 1, reframe=False).images[0, 0]
    arch = strokes.find_arch(page)
    corner, end = arch.line[0, :, 0].max(), arch.line[0, :, 0].min()
    rows = flat[:, int(end + 1) : int(corner) - 2]
    thickness = arch.thickness.item()
    assert rows[: int(arch.line[0, :, 1].min() + thickness)].sum(0).std() < 0.1, (
        "the bar is equally thick along its way"
    )
    middle = (flat[7:11].sum(0) * torch.arange(28)).sum() / flat[7:11].sum()
    assert float(middle) == pytest.approx(float((corner + arch.line[0, 0, 0]) / 2), abs=1.5), (
        "halfway down, the diagonal is halfway"
    )


def test_flatness_0_is_the_identity_and_more_of_it_changes_more(threes: torch.Tensor) -> None:
    untouched = threes.clone()
    none = strokes.flatten_three(threes, 0)
    assert torch.equal(none.images, threes)
    assert not none.mask.any()
    far = [
        float((strokes.flatten_three(threes, share, reframe=False).images - threes).abs().sum())
        for share in (0.25, 0.5, 0.75, 1.0)
    ]
    assert far == sorted(far)
    assert torch.equal(threes, untouched)


def test_the_mask_is_what_was_changed_and_what_has_no_waist_is_left_alone(threes: torch.Tensor) -> None:
    bare = strokes.flatten_three(threes, reframe=False)
    assert bare.found.float().mean() > 0.9, (
        "those left out have no waist, or an arch whose left end hangs below it"
    )
    assert torch.equal(bare.mask, (bare.images - threes).abs() > ADDED)
    assert torch.equal(bare.images[~bare.found], threes[~bare.found])
    one = strokes.draw_one()
    assert not strokes.flatten_three(torch.cat((one, torch.zeros_like(one)))).found.any()


def test_nothing_below_the_middle_stroke_changes(threes: torch.Tensor) -> None:
    bare, arch = strokes.flatten_three(threes, reframe=False), strokes.find_arch(threes)
    low = torch.arange(28) > (arch.line[:, 0, 1] + arch.thickness / 2 + 1)[:, None]
    assert torch.equal(
        (bare.images * low[:, None, :, None])[bare.found], (threes * low[:, None, :, None])[bare.found]
    )


def test_a_three_alone_is_grafted_as_it_is_in_company(threes: torch.Tensor) -> None:
    together = strokes.flatten_three(threes[:60], 0.7)
    for index in range(0, 60, 3):
        alone = strokes.flatten_three(threes[index : index + 1], 0.7)
        torch.testing.assert_close(alone.images[0], together.images[index], rtol=0, atol=1e-6)
        assert torch.equal(alone.mask[0], together.mask[index])
    fan = strokes.flatten_three(three(6, 2), torch.tensor([0.0, 0.5, 1.0]))
    torch.testing.assert_close(
        fan.images[1:2], strokes.flatten_three(three(6, 2), 0.5).images, rtol=0, atol=1e-6
    )


def test_a_flatness_out_of_range_is_refused_by_name(threes: torch.Tensor) -> None:
    with pytest.raises(
        ValueError, match=r"^flatness of 'flatten_three' must be a number from 0 to 1, got 1.5$"
    ):
        strokes.flatten_three(threes[:1], 1.5)
