"""Counter-based draws: the same for any order and part of a set, and even."""

import pytest
import torch

from gapviz.core.draws import Draws


@pytest.mark.parametrize("kind", ["normal", "uniform", "coarse"])
def test_draws_are_the_same_for_any_order_and_part_of_a_set(kind: str) -> None:
    def draw(places: torch.Tensor) -> torch.Tensor:
        dice = Draws("test", 0, places)
        first, second = getattr(dice, kind)(2, 3), getattr(dice, kind)(5)
        return torch.cat((first.flatten(1), second), 1)

    whole = draw(torch.arange(250))
    assert whole.shape == (250, 11)
    assert whole.unique(dim=0).shape == whole.shape, "two images threw the same dice"
    for places in (
        torch.arange(100, 250),
        torch.arange(50, 90),
        torch.tensor([249, 0, 100, 0]),
        torch.tensor([99]),
    ):
        assert torch.equal(draw(places), whole[places])


def test_coarse_numbers_are_even_between_0_and_1() -> None:
    numbers = Draws("test", 0, torch.arange(100)).coarse(2500)
    assert 0 < numbers.min() < 1e-4
    assert 1 - 1e-4 < numbers.max() < 1
    counts = torch.histc(numbers, bins=50, min=0, max=1)
    expected = numbers.numel() / 50
    assert ((counts - expected) ** 2 / expected).sum() < 95, (
        "chi-squared with 49 degrees of freedom, p = 1e-4"
    )
    pairs = torch.corrcoef(numbers.view(-1, 4).T) - torch.eye(4)
    assert pairs.abs().max() < 0.02, "the four numbers of one draw are independent"
