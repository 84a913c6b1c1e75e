"""Stains, smears, spatter and stripes, against what can be computed by hand."""

import math

import pytest
import scipy
import torch

from gapviz.shifts import SHIFTS
from gapviz.shifts.paper import STAIN_BODY, _blurred

PAPER = torch.zeros(200, 1, 28, 28)


def test_a_stain_darkens_paper_up_to_its_rim_and_never_lightens_ink() -> None:
    stained = SHIFTS["stain"](PAPER, darkness=0.6, radius=4)
    assert stained.max().item() == pytest.approx(0.6, abs=0.02)
    body = (stained - 0.6 * STAIN_BODY).abs() < 1e-4
    assert (body.float().mean((1, 2, 3)) > 0).float().mean() > 0.95, "inside it is evenly pale"
    ink = torch.rand(200, 3, 28, 28, generator=torch.Generator().manual_seed(0))
    assert (SHIFTS["stain"](ink, darkness=0.6, radius=4) >= ink).all()


def test_a_stain_covers_about_the_disc_of_its_radius() -> None:
    sheet = torch.zeros(400, 1, 60, 60)
    stained = SHIFTS["stain"](sheet, darkness=1, radius=6)
    whole = stained[
        (stained[:, 0, [0, -1]].amax((1, 2)) == 0) & (stained[:, 0, :, [0, -1]].amax((1, 2)) == 0)
    ]
    area = (whole > 0.5).float().sum((1, 2, 3)).mean().item()
    assert area == pytest.approx(math.pi * 7**2, rel=0.15), "the rim's half-way line lies a pixel outside"


def test_a_smear_fades_to_one_e_th_over_its_pixels() -> None:
    dot = PAPER.clone()
    dot[..., 5] = 1
    smeared = SHIFTS["smear"](dot, pixels=6, wetness=0.5)
    trail = smeared[..., 6:]
    torch.testing.assert_close(trail[..., 6:], trail[..., :-6] / math.e, rtol=1e-4, atol=1e-6)
    assert smeared[..., :5].max() == 0
    assert (smeared[..., 5] == 1).all()
    first = trail[:, 0, :, 0] * math.exp(1 / 6)
    assert first.max().item() == pytest.approx(0.5, abs=1e-4), "the wettest rows give their whole share"
    assert first.std() > 0.05, "and others less"


def test_a_smear_to_the_left_mirrors_one_to_the_right() -> None:
    images = torch.rand(50, 1, 20, 24, generator=torch.Generator().manual_seed(0))
    right = SHIFTS["smear"](images.flip(3), severity=4).flip(3)
    left = SHIFTS["smear"](images, **SHIFTS["smear"].levels(4) | {"towards": "left"})
    assert torch.equal(left, right)


def test_spatter_is_one_grey_on_ink_and_paper_alike() -> None:
    on_paper, on_ink = (SHIFTS["spatter"](PAPER + ink, wet=0.5, brightness=0.25) for ink in (0, 1))
    mud = on_paper / 0.25
    assert mud[mud > 0].min() > 0.8, "what is covered less has dried"
    torch.testing.assert_close(on_ink, 1 - 0.75 * mud, rtol=0, atol=1e-6)
    assert torch.equal(SHIFTS["spatter"](PAPER, wet=0), PAPER)
    more = SHIFTS["spatter"](PAPER, wet=0.52, brightness=0.25)
    assert (more >= on_paper).all()
    assert more.mean() > on_paper.mean()


@pytest.mark.parametrize("sigma", [1.0, 1.5])
def test_the_blur_of_whole_numbers_is_gaussian_and_exact_in_any_batch(sigma: float) -> None:
    fields = torch.randint(0, 256, (300, 1, 20, 24), generator=torch.Generator().manual_seed(0)).float()
    blurred = _blurred(fields, sigma)
    reference = torch.tensor(
        scipy.ndimage.gaussian_filter(fields[:20].numpy(), (0, 0, sigma, sigma), mode="nearest")
    )
    torch.testing.assert_close(blurred[:20] / 2**16, reference, rtol=0, atol=1.0)
    assert all(
        torch.equal(_blurred(fields[place : place + 1], sigma)[0], blurred[place]) for place in (0, 7, 299)
    )


def test_stripes_are_negatives_of_the_outer_columns() -> None:
    images = torch.rand(50, 3, 20, 24, generator=torch.Generator().manual_seed(0))
    striped = SHIFTS["stripe"](images, pixels=7)
    torch.testing.assert_close(striped[..., :7], 1 - images[..., :7])
    torch.testing.assert_close(striped[..., -7:], 1 - images[..., -7:])
    assert torch.equal(striped[..., 7:-7], images[..., 7:-7])
    torch.testing.assert_close(SHIFTS["stripe"](images, pixels=14), 1 - images)
