"""Serifs on ones: both lie where the stem was drawn to end, and the mask is what was added."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gapviz import data
from gapviz.imaging import strokes
from gapviz.imaging.strokes.draw import Segment, draw
from gapviz.imaging.strokes.graft import ADDED


@pytest.fixture(scope="module")
def ones() -> torch.Tensor:
    test = data.load("mnist", "test")
    return test.images[test.labels == 1]


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(slant=st.floats(-30, 30), thickness=st.floats(2, 4), length=st.floats(1, 14), tilt=st.floats(-30, 30))
def test_grafted_serifs_are_the_drawn_ones(
    slant: float, thickness: float, length: float, tilt: float
) -> None:
    plain = strokes.draw_one(20, slant, thickness, side=56)
    rise, turn = (20 - thickness) / 2, math.radians(tilt)
    end = torch.tensor([[-rise * math.tan(math.radians(slant)), rise]])
    half = torch.tensor([[math.cos(turn), -math.sin(turn)]]) * length / 2
    radius, black = torch.tensor([thickness / 2]), torch.ones(1)
    serifs = [(Segment(27.5 + at - half, 27.5 + at + half, radius, radius), black) for at in (-end, end)]
    drawn = torch.maximum(plain, draw(serifs, range(56), range(56)))
    grafted = strokes.add_serifs(plain, length, tilt, reframe=False).images
    assert (grafted - drawn).abs().sum() / drawn.sum() < 0.12


def test_length_0_is_the_identity_and_the_mask_is_what_was_added(ones: torch.Tensor) -> None:
    untouched = ones.clone()
    assert torch.equal(strokes.add_serifs(ones, 0).images, ones)
    bare = strokes.add_serifs(ones, 8, reframe=False)
    assert torch.equal(ones, untouched)
    assert bare.found.float().mean() > 0.99
    assert torch.equal(bare.mask, bare.images - ones > ADDED)
    assert torch.equal(bare.images[~bare.found], ones[~bare.found])
    rows = bare.mask[bare.found].any(3)[:, 0]
    assert (rows[:, :14].any(1) & rows[:, 14:].any(1)).float().mean() > 0.99, "one above, one below"


def test_a_one_alone_is_grafted_as_it_is_in_company(ones: torch.Tensor) -> None:
    together = strokes.add_serifs(ones[:30])
    for index in range(0, 30, 3):
        alone = strokes.add_serifs(ones[index : index + 1])
        torch.testing.assert_close(alone.images[0], together.images[index], rtol=0, atol=1e-6)
    known = strokes.add_serifs(ones[:1], torch.tensor([0.0, 3.0, 6.0]), stem=strokes.find_stem(ones[:1]))
    assert torch.equal(known.images[2:], strokes.add_serifs(ones[:1], 6.0).images)


def test_values_out_of_range_are_refused_by_name(ones: torch.Tensor) -> None:
    with pytest.raises(ValueError, match=r"^length of 'add_serifs' must be a number from 0 to 14, got 15$"):
        strokes.add_serifs(ones[:1], 15)
    with pytest.raises(ValueError, match=r"^tilt of 'add_serifs' must be a number from -30 to 30, got 31$"):
        strokes.add_serifs(ones[:1], tilt=31)
