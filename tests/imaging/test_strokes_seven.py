"""Crossbars on sevens: the leg is found as it was drawn, and the mask is what was added."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gapviz import data
from gapviz.imaging import strokes
from gapviz.imaging.strokes.graft import ADDED


@pytest.fixture(scope="module")
def sevens() -> torch.Tensor:
    test = data.load("mnist", "test")
    return test.images[test.labels == 7]


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(slant=st.floats(-10, 40), thickness=st.floats(2, 4), bar=st.floats(6, 12), darkness=st.floats(0.5, 1))
def test_the_leg_of_a_drawn_seven_is_found_as_it_was_drawn(
    slant: float, thickness: float, bar: float, darkness: float
) -> None:
    page = strokes.draw_seven(20, slant, thickness, bar, angle=90 - slant, side=56) * darkness
    leg = strokes.find_leg(page)
    right, down = (leg.middle[0] - 27.5).tolist()
    assert leg.found.item()
    assert abs(down) < 1.5, "a crossbar crosses near the middle"
    assert right == pytest.approx(-down * math.tan(math.radians(slant)), abs=0.5)
    assert leg.thickness.item() == pytest.approx(thickness, abs=0.5)
    assert leg.darkness.item() == pytest.approx(darkness, rel=0.15)


def test_a_crossbar_lies_level_or_tilted_as_asked() -> None:
    seven = strokes.draw_seven(20, 15, 2, side=56)
    for tilt in (-20, 0, 20):
        mask = strokes.add_crossbar(seven, 12, tilt, reframe=False).mask[0, 0].nonzero().float()
        down, right = (mask - mask.mean(0)).unbind(1)
        assert math.degrees(
            math.atan2(-float((right * down).sum()), float((right**2).sum()))
        ) == pytest.approx(tilt, abs=2.5)


def test_a_seven_that_is_crossed_already_gets_no_second_crossbar() -> None:
    for slant in (0, 15, 30):
        plain, crossed = (strokes.draw_seven(20, slant, 2.5, crossbar=bar, side=28) for bar in (0, 9))
        assert strokes.add_crossbar(torch.cat((plain, crossed))).found.tolist() == [True, False]


def test_length_0_is_the_identity_and_the_mask_is_what_was_added(sevens: torch.Tensor) -> None:
    untouched = sevens.clone()
    assert torch.equal(strokes.add_crossbar(sevens, 0).images, sevens)
    bare = strokes.add_crossbar(sevens, 10, reframe=False)
    assert torch.equal(sevens, untouched)
    assert bare.found.float().mean() > 0.85, "those left out have a crossbar already, or a hook at the foot"
    assert torch.equal(bare.mask, bare.images - sevens > ADDED)
    assert torch.equal(bare.images[~bare.found], sevens[~bare.found])
    assert not strokes.find_leg(torch.zeros(1, 1, 28, 28)).found.any()


def test_a_seven_alone_is_grafted_as_it_is_in_company(sevens: torch.Tensor) -> None:
    together = strokes.add_crossbar(sevens[:30])
    for index in range(0, 30, 3):
        alone = strokes.add_crossbar(sevens[index : index + 1])
        torch.testing.assert_close(alone.images[0], together.images[index], rtol=0, atol=1e-6)


def test_a_length_out_of_range_is_refused_by_name(sevens: torch.Tensor) -> None:
    with pytest.raises(ValueError, match=r"^length of 'add_crossbar' must be a number from 0 to 14, got 15$"):
        strokes.add_crossbar(sevens[:1], 15)
