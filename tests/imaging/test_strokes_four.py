"""Fours closed and opened: found as they were drawn, closed once closed; the mask is the change."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gapviz import data
from gapviz.imaging import strokes
from gapviz.imaging.strokes.draw import Segment, draw
from gapviz.imaging.strokes.graft import ADDED
from gapviz.imaging.strokes.paths import NOWHERE, pen, reach

GRAFTS = {"closed": (strokes.close_four, "share"), "open": (strokes.open_four, "gap")}
every_graft = pytest.mark.parametrize(("graft", "size"), GRAFTS.values(), ids=GRAFTS.keys())


@pytest.fixture(scope="module")
def fours() -> torch.Tensor:
    test = data.load("mnist", "test")
    return test.images[test.labels == 4]


def lines(*points: tuple[float, float, float, float], thickness: float = 2.5) -> torch.Tensor:
    """Straight strokes of one pen, from x, y to x, y, on a page of 28 x 28."""
    radius, black = torch.tensor([thickness / 2]), torch.ones(1)
    ends = [torch.tensor([line], dtype=torch.float32).split(2, 1) for line in points]
    return draw([(Segment(start, end, radius, radius), black) for start, end in ends], range(28), range(28))


def four(arm: float = 0.0, slant: float = 0.0, thickness: float = 2.5, overhang: float = 4.0) -> torch.Tensor:
    """A four whose arm leans by the share `arm` of the way to its stem, and that by `slant` pixels a row."""

    def at(x: float, y: float) -> tuple[float, float]:
        return x - slant * (y - 13.5), y

    bar = (*at(8, 15), *at(16, 15)[:1], 15)
    stem, written = (*at(16, 4), *at(16, 23)), (*at(8, 15), at(8, 4)[0] + 8 * arm, 4)
    return lines(written, bar, (*at(16, 15), at(16, 15)[0] + overhang, 15), stem, thickness=thickness)


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(slant=st.floats(0, 0.4), thickness=st.floats(1.5, 3), darkness=st.floats(0.5, 1), closed=st.booleans())
def test_a_drawn_four_is_found_as_it_was_drawn(
    slant: float, thickness: float, darkness: float, closed: bool
) -> None:
    found = strokes.find_four(four(float(closed), slant, thickness, overhang=6) * darkness)
    assert found.found.item()
    assert found.closed.item() is closed
    assert found.crosses.item()
    assert found.thickness.item() == pytest.approx(thickness, abs=0.6)
    assert found.darkness.item() == pytest.approx(darkness, rel=0.2)

    def place(x: float, y: float) -> torch.Tensor:
        return torch.tensor([x - slant * (y - 13.5), y])

    assert (found.stem[0] - place(16, 4)).norm() < 1.5
    assert (found.arm[0] - place(16 if closed else 8, 4)).norm() < 1.5
    assert (found.corner[0] - place(8, 15)).norm() < 1.9
    assert (found.joint[0] - place(16, 15)).norm() < 1.9


@pytest.mark.parametrize("share", [0.5, 1.0])
@pytest.mark.parametrize("slant", [0.0, 0.3])
def test_a_closed_four_is_the_drawn_closed_four(share: float, slant: float) -> None:
    closed = strokes.close_four(four(0, slant), share, reframe=False).images
    assert (closed - four(share, slant)).abs().sum() / closed.sum() < 0.15
    assert strokes.find_four(closed).closed.item() is (share == 1)


def test_a_bar_that_ends_at_the_stem_is_drawn_on_beyond_it() -> None:
    short = strokes.close_four(four(overhang=0), 1, reframe=False)
    beyond = short.mask[0, 0, :, 19:].nonzero()
    assert 3 <= len(beyond[:, 1].unique()) <= 5, "four pixels beyond the stem"
    assert (beyond[:, 0] - 15).abs().max() <= 2
    assert not strokes.close_four(four(overhang=5), 1, reframe=False).mask[..., 19:].any(), (
        "where it goes on, nothing is drawn"
    )


@pytest.mark.parametrize("gap", [2.0, 4.0])
def test_the_gap_of_an_opened_four_is_the_gap_that_was_asked(gap: float) -> None:
    opened = strokes.open_four(four(1), gap, reframe=False)
    assert opened.found.item()
    # In the rows of the arm's end, the paper between arm and stem; the arm runs away from the stem as it
    # comes down.
    row = opened.images[0, 0, 4]
    arm = int(row[:14].argmax())
    assert float((1 - row[arm:17]).sum()) == pytest.approx(gap, abs=1)
    assert not strokes.find_four(opened.images).closed.item()


def test_most_fours_are_open_and_few_are_undecided(fours: torch.Tensor) -> None:
    found = strokes.find_four(fours)
    assert (found.found & ~found.closed).sum() > 0.65 * len(fours)
    assert (found.found & found.closed).sum() > 0.03 * len(fours)
    closed = strokes.close_four(fours, 1, reframe=False)
    again = strokes.find_four(closed.images[closed.found])
    assert again.closed.float().mean() > 0.8, "the others' holes are too small to tell"
    assert (again.found & ~again.closed).float().mean() < 0.01
    opened = strokes.open_four(fours, 4, reframe=False)
    assert not strokes.find_four(opened.images[opened.found]).closed.any()


@every_graft
def test_size_0_is_the_identity_and_the_mask_is_what_changed(graft, size: str, fours: torch.Tensor) -> None:
    untouched = fours.clone()
    none, bare = graft(fours, **{size: 0}), graft(fours, reframe=False)
    assert torch.equal(none.images, fours)
    assert not none.mask.any()
    assert torch.equal(bare.mask, (bare.images - fours).abs() > ADDED)
    assert torch.equal(bare.images[~bare.found], fours[~bare.found])
    assert bare.mask.flatten(1).any(1)[bare.found].all()
    assert torch.equal(fours, untouched)


@every_graft
def test_a_four_alone_is_grafted_as_it_is_in_company(graft, size: str, fours: torch.Tensor) -> None:
    some = fours[550:590]
    together = graft(some)
    assert together.found.any()
    for index in range(0, len(some), 3):
        alone = graft(some[index : index + 1])
        torch.testing.assert_close(alone.images[0], together.images[index], rtol=0, atol=1e-6)
    first, sizes = some[together.found][:1], torch.tensor([0.0, 0.4, 0.8])
    assert torch.equal(graft(first, **{size: sizes}).images[1:2], graft(first, **{size: 0.4}).images)


@every_graft
def test_other_ink_than_a_four_and_sizes_out_of_range_are_refused(graft, size: str) -> None:
    one = strokes.draw_one()
    assert not graft(torch.cat((one, strokes.draw_seven(), torch.zeros_like(one)))).found.any()
    assert graft(one[:0]).images.shape == (0, 1, 28, 28)
    with pytest.raises(
        ValueError, match=f"^{size} of '{graft.__name__}' must be a number from 0 to [18], got -1$"
    ):
        graft(one, **{size: -1})


def test_ways_keep_to_the_ink() -> None:
    dark = torch.ones(1, 9, 9, dtype=torch.bool)
    dark[0, :8, 4] = False
    seeds = torch.zeros_like(dark)
    seeds[0, 0, 0] = True
    far = reach(dark, seeds)[0]
    assert far[0, 3] == 3
    assert far[3, 3] == pytest.approx(3 * math.sqrt(2))
    assert far[0, 8] == pytest.approx(8 + 8 * math.sqrt(2)), "round the wall's lower end"
    assert far[0, 4] >= NOWHERE


@pytest.mark.parametrize("thickness", [1.5, 2.5, 4.0])
def test_a_pen_is_measured_by_the_edge_that_it_leaves(thickness: float) -> None:
    line, triangle = (
        lines((4, 6, 24, 14), thickness=thickness),
        lines((5, 5, 23, 5), (23, 5, 14, 23), (14, 23, 5, 5), thickness=thickness),
    )
    for page, loops in ((line, 0.0), (triangle, 1.0)):
        found, darkness = pen(page * 0.8, loops)
        assert found.item() == pytest.approx(thickness, abs=0.4)
        assert darkness.item() == pytest.approx(0.8, rel=0.15)
