"""Straight tops on sixes: the corner lies as drawn, the bar is straight, the ladder begins at real ones."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gapviz import data
from gapviz.core.types import Images
from gapviz.imaging import strokes
from gapviz.imaging.strokes.graft import ADDED
from gapviz.shifts.handwriting import FLAT_TOPS, LONG_TOP


@pytest.fixture(scope="module")
def sixes() -> torch.Tensor:
    test = data.load("mnist", "test")
    return test.images[test.labels == 6]


def six(slant: float = 0.0, thickness: float = 2.5, high: float = 22.0) -> torch.Tensor:
    """A ring, and from its left side a straight stroke `high` pixels up, `slant` of them aside for each."""
    turn, share = torch.arange(0, 2 * math.pi, 0.02), torch.linspace(0, 1, 200)
    ring = torch.stack((28 + 7 * turn.cos(), 36 + 7 * turn.sin()), 1)
    stroke = torch.stack((21 + slant * share * high, 36 - share * high), 1)
    page = torch.cartesian_prod(torch.arange(56), torch.arange(56)).float().flip(1)
    far = torch.cdist(page, torch.cat((ring, stroke))).amin(1)
    return (thickness / 2 + 0.5 - far).clamp(0, 1).view(1, 1, 56, 56)


def tops(images: Images) -> tuple[torch.Tensor, torch.Tensor]:
    """Return slope and length, from its corner to its farthest end, of the top of each six that has one."""
    top = strokes.find_top(images)
    images, corner = images[top.found], top.corner[top.found]
    rows, columns = torch.arange(images.shape[2]), torch.arange(images.shape[3])
    ink = images[:, 0] * (rows < corner[:, 1:])[:, :, None]
    right, up = columns - corner[:, :1, None], corner[:, 1:, None] - rows[:, None]
    far = torch.hypot(right, up).where(ink > 0.25 * images.amax((1, 2, 3))[:, None, None], -1)
    end = ink * (far > far.amax((1, 2), keepdim=True) - top.thickness[top.found, None, None].clamp(min=2))
    across, rise = ((end * way).sum((1, 2)) / end.sum((1, 2)) for way in (right, up))
    return torch.rad2deg(torch.atan2(rise, across)), torch.hypot(across, rise)


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(slant=st.floats(-0.3, 0.6), thickness=st.floats(2, 4), darkness=st.floats(0.5, 1))
def test_the_corner_of_a_drawn_six_lies_on_its_stroke_clear_of_the_bowl(
    slant: float, thickness: float, darkness: float
) -> None:
    top = strokes.find_top(six(slant, thickness) * darkness)
    assert top.found.item()
    x, y = top.corner[0].tolist()
    assert x == pytest.approx(21 + slant * (36 - y), abs=0.75)
    assert 2 < 29 - thickness - y < 7, "between the bowl's edge and a level top's lies a little paper"
    assert top.thickness.item() == pytest.approx(thickness, abs=0.6)
    assert top.darkness.item() == pytest.approx(darkness, rel=0.15)


@pytest.mark.parametrize("slope", [0.0, 10.0, 35.0, 70.0])
def test_a_straight_top_is_a_bar_from_the_corner_and_nothing_else_is_above_it(slope: float) -> None:
    page = six()
    corner = strokes.find_top(page).corner[0]
    straight = strokes.straighten_six(page, 20, slope, reframe=False).images[0, 0]
    low = int(corner[1])
    assert torch.equal(straight[low + 3 :], page[0, 0, low + 3 :]), "below the corner a six is as it was"
    way = torch.tensor([math.cos(math.radians(slope)), -math.sin(math.radians(slope))])
    bar = corner + torch.arange(0, 20, 0.1)[:, None] * way
    drawn = (straight[:low] > 0.5).nonzero().float().flip(1)
    assert torch.cdist(drawn, bar).amin(1).max() < 1.25 + 0.5, "no ink but the bar's, to the pen's radius"
    inked = (straight > 0.5).nonzero().float().flip(1)
    assert torch.cdist(bar, inked).amin(1).max() < 1, "and all of it"


def test_nearly_every_six_has_a_top_and_what_is_no_six_has_none(sixes: torch.Tensor) -> None:
    assert strokes.find_top(sixes).found.float().mean() > 0.93, "those left out have a bowl that filled up"
    one = strokes.draw_one()
    assert not strokes.find_top(torch.cat((one, torch.zeros_like(one)))).found.any()
    assert not strokes.find_top(six(high=10)).found.any(), "a stroke too short for a corner"


def test_length_0_is_the_identity_and_the_mask_is_what_was_changed(sixes: torch.Tensor) -> None:
    untouched = sixes.clone()
    none = strokes.straighten_six(sixes, 0, 20)
    assert torch.equal(none.images, sixes)
    assert not none.mask.any()
    bare = strokes.straighten_six(sixes, reframe=False)
    assert torch.equal(bare.mask, (bare.images - sixes).abs() > ADDED)
    assert torch.equal(bare.images[~bare.found], sixes[~bare.found])
    shown = strokes.straighten_six(sixes)
    assert shown.mask.flatten(1).any(1)[shown.found].all()
    assert torch.equal(sixes, untouched)


def test_a_six_alone_is_grafted_as_it_is_in_company(sixes: torch.Tensor) -> None:
    together = strokes.straighten_six(sixes[:40])
    for index in range(0, 40, 10):
        alone = strokes.straighten_six(sixes[index : index + 1])
        torch.testing.assert_close(alone.images[0], together.images[index], rtol=0, atol=1e-6)
    slopes = torch.tensor([10.0, 20.0, 40.0])
    fan = strokes.straighten_six(sixes[:1], 12, slopes).images
    assert torch.equal(fan[1:2], strokes.straighten_six(sixes[:1], 12, 20).images)
    assert strokes.straighten_six(sixes[:0]).images.shape == (0, 1, 28, 28)


@pytest.mark.parametrize(
    ("name", "value", "rule"), [("length", 29, "from 0 to 28"), ("slope", -1, "from 0 to 90")]
)
def test_a_parameter_out_of_range_is_refused_by_name(name: str, value: float, rule: str) -> None:
    with pytest.raises(
        ValueError, match=f"^{name} of 'straighten_six' must be a number {rule}, got {value}$"
    ):
        strokes.straighten_six(torch.zeros(1, 1, 28, 28), **{name: value})


def test_the_ladder_begins_where_real_tops_end(sixes: torch.Tensor) -> None:
    train = data.load("mnist", "train")
    slopes, lengths = tops(train.images[train.labels == 6])
    found = slopes.quantile(torch.tensor([0.05, 0.01])).tolist()
    assert found == pytest.approx(FLAT_TOPS[:2], abs=1), "the 5 and 1 % quantiles"
    _, long = tops(strokes.straighten_six(sixes, LONG_TOP, FLAT_TOPS[1]).images)
    assert long.median() > lengths.quantile(0.9), "as long as the longest tenth, or longer"
