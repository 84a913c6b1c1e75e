"""Lines, against the ink that their width and number promise."""

import pytest
import torch

from gapviz.shifts import SHIFTS

PAPER = torch.zeros(200, 1, 28, 28)


def test_ruled_lines_ink_their_share_of_the_sheet() -> None:
    ruled = SHIFTS["ruled_lines"](PAPER, darkness=0.5, spacing=7, width=1.4)
    assert ruled.max().item() == pytest.approx(0.5)
    assert ruled.mean().item() == pytest.approx(0.5 * 1.4 / 7, rel=0.03)
    slope = (ruled[:, 0] - ruled[:, 0].mean(2, keepdim=True)).abs().mean((1, 2))
    assert slope.max() > 2 * slope.min(), "each sheet lies askew by an angle of its own"


def test_squared_paper_is_ruled_both_ways() -> None:
    squared = SHIFTS["squared_paper"](PAPER, darkness=1, spacing=7, width=1.4)
    assert squared.mean().item() == pytest.approx(2 * 0.2 - 0.2**2, rel=0.03)
    rows, columns = squared[:, 0].mean(2).std(1).mean(), squared[:, 0].mean(1).std(1).mean()
    assert rows.item() == pytest.approx(columns.item(), rel=0.1)


def test_stray_strokes_add_up_and_stay() -> None:
    one, two = (SHIFTS["stray_strokes"](PAPER, strokes=strokes, length=8, width=2) for strokes in (1, 2))
    assert (two >= one).all()
    assert (two > one).any((1, 2, 3)).float().mean() > 0.95
    middle = one[one[:, 0, 4:-4, 4:-4].sum((1, 2)) == one.sum((1, 2, 3))]
    assert len(middle) > 20
    assert middle.sum((1, 2, 3)).mean().item() == pytest.approx(9 * 2, rel=0.15), (
        "ends are half the width long"
    )


def test_longer_strokes_hold_the_shorter_ones() -> None:
    short, long = (SHIFTS["stray_strokes"](PAPER, strokes=3, length=length) for length in (6, 7))
    assert (long >= short).all()
    assert (long - short).mean() < 0.2 * short.mean()


def test_a_dotted_line_is_drawn_on_every_other_pair_of_columns() -> None:
    dotted = SHIFTS["dotted_line"](PAPER, lines=1, darkness=1)
    drawn = torch.arange(28) // 2 % 2 == 1
    drawn[-1] = False
    assert dotted[..., ~drawn].max() == 0
    assert (dotted[..., drawn].amax(2) > 0.75).all(), (
        "a line passes each column within half a pixel of a centre"
    )
    assert (dotted > 0).sum(2).max() <= 3, "MNIST-C's line fades out 1.45 pixels from its middle"


def test_a_zigzag_turns_every_four_columns_and_goes_from_side_to_side() -> None:
    drawn = SHIFTS["zigzag"](PAPER, lines=1, darkness=1)
    assert drawn[..., :2].max() == drawn[..., 25:].max() == 0, "from the third column to the last but two"
    inside = drawn[(drawn[:, 0, 0].amax(1) == 0) & (drawn[:, 0, -1].amax(1) == 0)]
    assert len(inside) > 50
    assert (inside[..., 2:23].amax(2) > 0.6).all()
    height = (inside * torch.arange(28)[:, None]).sum(2)[:, 0, 2:23] / inside.sum(2)[:, 0, 2:23]
    swing = height[:, 6:] - height[:, :-6] - (height[:, 12:].mean(1) - height[:, :-12].mean(1))[:, None] / 2
    assert swing.abs().amax(1).mean() > 2, "two pixels up and two pixels down"


@pytest.mark.parametrize("name", ["dotted_line", "zigzag"])
def test_more_lines_keep_those_drawn(name: str) -> None:
    one, two = (SHIFTS[name](PAPER, lines=lines, darkness=1) for lines in (1, 2))
    assert (two >= one).all()
    assert two.mean() > 1.5 * one.mean()
