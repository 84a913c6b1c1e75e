"""Tails on nines: the end is found as drawn, a straight tail runs on, a curled one turns as asked."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gapviz import data
from gapviz.imaging import strokes
from gapviz.imaging.strokes.graft import ADDED


@pytest.fixture(scope="module")
def nines() -> torch.Tensor:
    test = data.load("mnist", "test")
    return test.images[test.labels == 9]


def nine(slant: float = 0.0, thickness: float = 2.5, down: float = 44.0, side: int = 56) -> torch.Tensor:
    """A ring with a straight stem, `slant` pixels aside a row, drawn by distance from many points."""
    turn, share = torch.arange(0, 2 * math.pi, 0.02), torch.linspace(0, 1, 200)
    ring = torch.stack((24 + 6 * turn.cos(), 20 + 6 * turn.sin()), 1)
    stem = torch.stack((30 - slant * share * (down - 20), 20 + share * (down - 20)), 1)
    page = torch.cartesian_prod(torch.arange(side), torch.arange(side)).float().flip(1)
    return (
        (thickness / 2 + 0.5 - torch.cdist(page, torch.cat((ring, stem))).amin(1))
        .clamp(0, 1)
        .view(1, 1, side, side)
    )


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(slant=st.floats(-0.3, 0.6), thickness=st.floats(1.5, 4), darkness=st.floats(0.5, 1))
def test_the_tail_of_a_drawn_nine_is_found_as_it_was_drawn(
    slant: float, thickness: float, darkness: float
) -> None:
    tail = strokes.find_tail(nine(slant, thickness) * darkness)
    assert tail.found.item()
    assert (tail.end[0] - torch.tensor([30 - slant * 24, 44])).norm() < 1
    x, y = tail.onwards[0].tolist()
    assert math.degrees(math.atan2(-x, y)) == pytest.approx(math.degrees(math.atan(slant)), abs=6)
    assert tail.thickness.item() == pytest.approx(thickness, abs=0.6)
    assert tail.darkness.item() == pytest.approx(darkness, rel=0.15)


def test_a_straight_tail_is_the_stem_drawn_longer() -> None:
    longer = strokes.add_tail(nine(0.2), 6, reframe=False).images
    drawn = nine(0.2, down=44 + 6 / math.hypot(1, 0.2))
    assert (longer - drawn).abs().sum() / drawn.sum() < 0.05


@pytest.mark.parametrize("curl", [60.0, 120.0, 180.0, 270.0])
def test_a_curled_tail_ends_where_its_arc_does(curl: float) -> None:
    added = strokes.add_tail(nine(), 12, curl, reframe=False)
    far = 12 / math.radians(curl)
    turn = torch.arange(0, math.radians(curl), 0.01)
    arc = torch.stack((30 - far * (1 - turn.cos()), 44 + far * turn.sin()), 1)
    drawn = added.mask[0, 0].nonzero().float().flip(1)
    assert torch.cdist(drawn, arc).amin(1).max() < 1.25 + 1.5, "no pixel but the arc's, to the pen's radius"
    assert torch.cdist(arc, drawn).amin(1)[100:].max() < 1, "and every pixel of it"


def test_nearly_every_nine_has_a_tail_that_ends(nines: torch.Tensor) -> None:
    tail = strokes.find_tail(nines)
    assert tail.found.float().mean() > 0.93, "those left out are curled already, or their tail is too short"
    assert not strokes.find_tail(torch.zeros(1, 1, 28, 28)).found.any()
    curled = strokes.add_tail(nine(), 12, 120, reframe=False).images
    assert not strokes.find_tail(curled).found.any()


def test_length_0_is_the_identity_and_the_mask_is_what_was_added(nines: torch.Tensor) -> None:
    untouched = nines.clone()
    none = strokes.add_tail(nines, 0, 90)
    assert torch.equal(none.images, nines)
    assert not none.mask.any()
    bare = strokes.add_tail(nines, 6, 90, reframe=False)
    assert torch.equal(bare.mask, bare.images - nines > ADDED)
    assert torch.equal(bare.images[~bare.found], nines[~bare.found])
    shown = strokes.add_tail(nines, 6, 90)
    assert shown.mask.flatten(1).any(1)[shown.found].all()
    assert torch.equal(nines, untouched)


def test_a_nine_alone_is_grafted_as_it_is_in_company(nines: torch.Tensor) -> None:
    together = strokes.add_tail(nines[:40], 8, 120)
    for index in range(0, 40, 3):
        alone = strokes.add_tail(nines[index : index + 1], 8, 120)
        torch.testing.assert_close(alone.images[0], together.images[index], rtol=0, atol=1e-6)
    lengths = torch.tensor([0.0, 4.0, 8.0])
    assert torch.equal(
        strokes.add_tail(nines[:1], lengths, 120).images[1:2], strokes.add_tail(nines[:1], 4, 120).images
    )
    assert strokes.add_tail(nines[:0]).images.shape == (0, 1, 28, 28)


@pytest.mark.parametrize(
    ("name", "value", "rule"), [("length", 15, "from 0 to 14"), ("curl", -1, "from 0 to 270")]
)
def test_a_parameter_out_of_range_is_refused_by_name(name: str, value: float, rule: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} of 'add_tail' must be a number {rule}, got {value}$"):
        strokes.add_tail(torch.zeros(1, 1, 28, 28), **{name: value})
