"""Slashes and dots in zeros: the ring is found as it was drawn, and the mask is what was added."""

import math

import pytest
import torch

from gapviz import data
from gapviz.imaging import strokes
from gapviz.imaging.strokes.graft import ADDED

GRAFTS = {"slash": (strokes.add_slash, "length"), "dot": (strokes.add_dot, "diameter")}
every_graft = pytest.mark.parametrize(("graft", "size"), GRAFTS.values(), ids=GRAFTS.keys())


@pytest.fixture(scope="module")
def zeros() -> torch.Tensor:
    test = data.load("mnist", "test")
    return test.images[test.labels == 0]


def ring(wide: float, tall: float, thickness: float, side: int = 56) -> torch.Tensor:
    """An upright ellipse drawn with a round pen, by its distance from many points of the line."""
    turn = torch.arange(0, 2 * math.pi, 0.01)
    line = torch.stack((wide * turn.cos(), tall * turn.sin()), 1) + (side - 1) / 2 + 0.3
    page = torch.cartesian_prod(torch.arange(side), torch.arange(side)).float().flip(1)
    return (thickness / 2 + 0.5 - torch.cdist(page, line).amin(1)).clamp(0, 1).view(1, 1, side, side)


@pytest.mark.parametrize("thickness", [1.5, 2.5, 4.0])
@pytest.mark.parametrize(("wide", "tall"), [(6, 9), (9, 9), (9, 6)])
def test_the_ring_of_a_drawn_zero_is_found_as_it_was_drawn(
    wide: float, tall: float, thickness: float
) -> None:
    found = strokes.find_ring(ring(wide, tall, thickness) * 0.8)
    assert found.found.item()
    assert found.centre[0].tolist() == pytest.approx([27.8, 27.8], abs=0.1)
    assert found.thickness.item() == pytest.approx(thickness, abs=0.5)
    assert found.darkness.item() == pytest.approx(0.8, rel=0.15)


@every_graft
def test_size_0_is_the_identity_and_the_mask_is_what_was_added(graft, size: str, zeros: torch.Tensor) -> None:
    untouched = zeros.clone()
    none = graft(zeros, **{size: 0})
    assert torch.equal(none.images, zeros)
    assert not none.mask.any()
    bare = graft(zeros, reframe=False)
    assert bare.found.float().mean() > 0.97
    assert torch.equal(bare.mask, bare.images - zeros > ADDED)
    assert torch.equal(bare.images[~bare.found], zeros[~bare.found])
    assert bare.mask.flatten(1).any(1)[bare.found].all()
    assert torch.equal(zeros, untouched)


@every_graft
def test_a_zero_alone_is_grafted_as_it_is_in_company(graft, size: str, zeros: torch.Tensor) -> None:
    together = graft(zeros[:30])
    for index in range(0, 30, 3):
        alone = graft(zeros[index : index + 1])
        torch.testing.assert_close(alone.images[0], together.images[index], rtol=0, atol=1e-6)
    sizes = torch.tensor([0.0, 3.0, 6.0])
    assert torch.equal(graft(zeros[:1], **{size: sizes}).images[1:2], graft(zeros[:1], **{size: 3.0}).images)


def test_a_slash_has_the_angle_that_was_asked() -> None:
    zero = ring(9, 12, 2)
    for angle in (20, 55, 90, 135):
        mask = strokes.add_slash(zero, 14, angle, reframe=False).mask[0, 0].nonzero().float()
        down, right = (mask - mask.mean(0)).unbind(1)
        axis = math.degrees(
            0.5 * math.atan2(2 * float(-(right * down).sum()), float((right**2 - down**2).sum()))
        )
        assert axis % 180 == pytest.approx(angle, abs=2)


@every_graft
def test_other_ink_than_a_ring_and_sizes_out_of_range_are_refused(graft, size: str) -> None:
    one = strokes.draw_one()
    assert not graft(torch.cat((one, torch.zeros_like(one)))).found.any()
    with pytest.raises(
        ValueError, match=f"{size} of '{graft.__name__}' must be a number from 0 to .*, got -1"
    ):
        graft(one, **{size: -1})
