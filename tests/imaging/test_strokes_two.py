"""Crossbars on twos: the diagonal is found as drawn, a loop is no angle, the mask is what was added."""

import math
from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gapviz import data
from gapviz.imaging import strokes
from gapviz.imaging.strokes.draw import Segment, draw
from gapviz.imaging.strokes.graft import ADDED


@pytest.fixture(scope="module")
def twos() -> torch.Tensor:
    test = data.load("mnist", "test")
    return test.images[test.labels == 2]


def written(points: list[tuple[float, float]], thickness: float, darkness: float = 1.0) -> torch.Tensor:
    """A pen's way from point to point, counted from the middle of a page of 28 pixels."""
    radius, dark = torch.tensor([thickness / 2]), torch.tensor([darkness])
    corners = [torch.tensor([point]) + 13.5 for point in points]
    pieces = [(Segment(start, end, radius, radius), dark) for start, end in pairwise(corners)]
    return draw(pieces, range(28), range(28))


def zed(wide: float, thickness: float, darkness: float = 1.0) -> torch.Tensor:
    """A two of a bar, a diagonal and a base."""
    return written([(-wide, -8), (wide, -8), (-wide, 8), (wide, 8)], thickness, darkness)


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(wide=st.floats(3, 7), thickness=st.floats(1.5, 3), darkness=st.floats(0.5, 1))
def test_the_diagonal_of_a_drawn_two_is_found_as_it_was_drawn(
    wide: float, thickness: float, darkness: float
) -> None:
    diagonal = strokes.find_diagonal(zed(wide, thickness, darkness))
    right, down = (diagonal.middle[0] - 13.5).tolist()
    assert diagonal.found.item()
    assert abs(down) < 1, "a crossbar crosses near the middle"
    assert right == pytest.approx(-down * wide / 8, abs=0.3)
    assert diagonal.thickness.item() == pytest.approx(thickness, abs=0.5)
    assert diagonal.darkness.item() == pytest.approx(darkness, rel=0.15)


@pytest.mark.parametrize("thickness", [1.5, 2.5])
def test_a_two_with_a_loop_has_no_diagonal_of_the_z(thickness: float) -> None:
    arc = [(-5.0, -6.0), (0.0, -8.0), (4.0, -5.0), (-1.0, 3.0)]
    loop = [(-5.0, 7.0), (-6.0, 4.0), (-4.0, 2.5), (0.0, 4.0), (6.0, 8.0)]
    angle = [(-4.0, 8.0), (6.0, 8.0)]
    assert strokes.find_diagonal(written(arc + angle, thickness)).found.item()
    assert not strokes.find_diagonal(written(arc + loop, thickness)).found.item()


def test_other_ink_has_no_diagonal() -> None:
    two = zed(5, 2)
    others = torch.cat((two.flip(3), torch.zeros_like(two), strokes.draw_one(8, 0, 8)))
    assert not strokes.find_diagonal(others).found.any()


def test_a_crossbar_lies_level_or_tilted_as_asked() -> None:
    for tilt in (-20, 0, 20):
        mask = strokes.cross_two(zed(4, 1.5), 12, tilt, reframe=False).mask[0, 0].nonzero().float()
        down, right = (mask - mask.mean(0)).unbind(1)
        assert math.degrees(
            math.atan2(-float((right * down).sum()), float((right**2).sum()))
        ) == pytest.approx(tilt, abs=2.5)


def test_length_0_is_the_identity_and_the_mask_is_what_was_added(twos: torch.Tensor) -> None:
    untouched = twos.clone()
    assert torch.equal(strokes.cross_two(twos, 0).images, twos)
    bare = strokes.cross_two(twos, 10, reframe=False)
    assert torch.equal(twos, untouched)
    assert 0.3 < bare.found.float().mean() < 0.4, (
        "most twos of MNIST have a loop, or a base that leaves from the diagonal's middle"
    )
    assert torch.equal(bare.mask, bare.images - twos > ADDED)
    assert torch.equal(bare.images[~bare.found], twos[~bare.found])
    assert bare.mask.flatten(1).any(1)[bare.found].all()


def test_a_two_alone_is_grafted_as_it_is_in_company(twos: torch.Tensor) -> None:
    together = strokes.cross_two(twos[:60])
    for index in range(0, 60, 3):
        alone = strokes.cross_two(twos[index : index + 1])
        torch.testing.assert_close(alone.images[0], together.images[index], rtol=0, atol=1e-6)
    two = zed(5, 2)
    assert torch.equal(
        strokes.cross_two(two, torch.tensor([0.0, 4.0, 8.0])).images[2:], strokes.cross_two(two, 8.0).images
    )


def test_values_out_of_range_are_refused_by_name(twos: torch.Tensor) -> None:
    with pytest.raises(ValueError, match=r"^length of 'cross_two' must be a number from 0 to 14, got 15$"):
        strokes.cross_two(twos[:1], 15)
    with pytest.raises(ValueError, match=r"^tilt of 'cross_two' must be a number from -30 to 30, got -31$"):
        strokes.cross_two(twos[:1], tilt=-31)
