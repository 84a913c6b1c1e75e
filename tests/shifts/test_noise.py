"""Noise, against the distributions that it is drawn from."""

import pytest
import torch

from gapviz.shifts import SHIFTS

GREY = torch.full((100, 1, 28, 28), 0.5)
N = GREY.numel()


def test_gaussian_noise_has_its_standard_deviation_and_no_memory_of_its_neighbour() -> None:
    noise = SHIFTS["gaussian_noise"](GREY, std=0.1) - GREY
    assert noise.mean().abs() < 5 * 0.1 / N**0.5
    assert noise.std().item() == pytest.approx(0.1, rel=0.02)
    assert (noise[..., 1:] * noise[..., :-1]).mean().abs() < 5 * 0.01 / N**0.5


@pytest.mark.parametrize(("amount", "ink"), [(0.1, 0.5), (0.3, 0.2), (1.0, 1.0), (0.2, 0.0)])
def test_salt_and_pepper_strikes_its_shares(amount: float, ink: float) -> None:
    struck = SHIFTS["salt_and_pepper"](GREY, amount=amount, ink=ink)
    for value, share in ((1.0, amount * ink), (0.0, amount * (1 - ink)), (0.5, 1 - amount)):
        assert (struck == value).float().mean().item() == pytest.approx(
            share, abs=5 * (share * (1 - share) / N) ** 0.5
        )


def test_more_salt_and_pepper_keeps_the_grains_that_lie_there() -> None:
    little, much = (SHIFTS["salt_and_pepper"](GREY, amount=amount) for amount in (0.1, 0.2))
    assert torch.equal(much[little != 0.5], little[little != 0.5])


def test_salt_and_pepper_strikes_all_colours_at_once_and_impulse_noise_each_alone() -> None:
    colours = GREY.expand(-1, 3, -1, -1)
    grains = SHIFTS["salt_and_pepper"](colours, amount=0.2)
    assert torch.equal(grains[:, 0], grains[:, 1])
    first, second, _ = (SHIFTS["impulse_noise"](colours, amount=0.2) != 0.5).float().unbind(1)
    assert first.mean().item() == pytest.approx(0.2, abs=0.01)
    assert (first * second).mean().item() == pytest.approx(0.04, abs=0.005)


def test_shot_noise_counts_photons_as_poisson_says() -> None:
    brightness, photons = 102 / 255, 5
    counted = SHIFTS["shot_noise"](torch.full_like(GREY, brightness), photons=photons) * photons
    assert torch.allclose(counted, counted.round(), atol=1e-5)
    share = torch.bincount(counted.round().long().flatten(), minlength=6)[:5] / N
    expected = torch.distributions.Poisson(brightness * photons).log_prob(torch.arange(5.0)).exp()
    assert (share - expected).abs().max() < 5 * (0.25 / N) ** 0.5, "counts 0 to 4; above, full scale is full"


def test_shot_noise_leaves_the_dark_dark_and_is_fainter_with_more_light() -> None:
    assert SHIFTS["shot_noise"](torch.zeros_like(GREY), photons=3).max() == 0
    few, more, most = (SHIFTS["shot_noise"](GREY, photons=photons) - GREY for photons in (20, 21, 80))
    assert few.var().item() == pytest.approx(0.5 / 20, rel=0.05)
    assert most.var().item() == pytest.approx(0.5 / 80, rel=0.05)
    assert torch.corrcoef(torch.stack((few.flatten(), more.flatten())))[0, 1] > 0.9, (
        "the dice stay, the light grows"
    )
