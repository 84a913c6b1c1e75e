"""Motion blur and glass blur against closed forms, and against MNIST-C's own."""

import numpy as np
import pytest
import torch
from skimage.filters import gaussian

from benchmarks import yardstick
from gapviz import data
from gapviz.core.draws import Draws
from gapviz.imaging.gaussian_blur import gaussian_smooth
from gapviz.shifts import SHIFTS
from gapviz.shifts.optics import STEEPNESSES
from gapviz.shifts.tools import pixel_swaps
from gapviz.shifts.tools.random_bits import random_words


def digits(count: int) -> torch.Tensor:
    return data.load("mnist", "test").at(slice(0, count))


@pytest.mark.parametrize("std", [1, 3.0, 5])
def test_motion_blur_of_a_dot_is_half_a_bell_along_a_line(std):
    dots = torch.zeros(50, 1, 61, 61)
    dots[:, :, 30, 50] = 1
    smears = SHIFTS["motion_blur"](dots, std=std, centre="moved")
    assert torch.allclose(smears.sum(dim=(1, 2, 3)), torch.ones(50), atol=1e-4)
    steps = torch.arange(int(np.ceil(3.5 * std)) + 1, dtype=torch.float64)
    bell = torch.exp(-(steps**2) / (2 * std**2))
    expected = float((bell * steps).sum() / bell.sum())
    axis = torch.arange(61.0)
    left = 50 - (smears[:, 0].sum(1) * axis).sum(1)
    up = 30 - (smears[:, 0].sum(2) * axis).sum(1)
    assert (torch.hypot(left, up) - expected).abs().max() < 0.5
    assert left.min() > 0
    assert (up.abs() <= left + 0.5).all(), "within 45 degrees of the horizontal"
    assert up.min() < -0.2 * std < 0.2 * std < up.max(), "fifty dots should go both up and down"


def centres(images):
    """The centres of mass of images (N, 1, H, W), in pixels, (N, 2) as row and column."""
    ink, places = images.sum(dim=(1, 2, 3)), [torch.arange(float(size)) for size in images.shape[2:]]
    lines = (images.sum(dim=(1, 3)), images.sum(dim=(1, 2)))
    return torch.stack(
        [(line * place).sum(1) / ink for line, place in zip(lines, places, strict=True)], dim=1
    )


@pytest.mark.parametrize("severity", [1, 2, 3, 4, 5])
def test_motion_blur_leaves_the_centre_of_mass_where_it_was(severity):
    images = torch.nn.functional.pad(digits(100), (14, 14, 14, 14))
    blurred = SHIFTS["motion_blur"](images, severity=severity)
    assert (centres(blurred) - centres(images)).abs().max() < 0.01
    assert torch.allclose(blurred.sum(dim=(1, 2, 3)), images.sum(dim=(1, 2, 3)), rtol=1e-3)
    seen, shifted = digits(300), SHIFTS["motion_blur"](digits(300), severity=severity)
    assert (centres(shifted) - centres(seen)).norm(dim=1).mean() < 0.1, (
        "in the frame a little runs over its edge"
    )


@pytest.mark.parametrize(("severity", "pixels"), [(1, 0.6), (3, 2.1), (5, 3.5)])
def test_as_in_mnist_c_motion_blur_moves_the_digit(severity, pixels):
    seen, blur = digits(300), SHIFTS["motion_blur"]
    shifted = blur(seen, **blur.levels(severity) | {"centre": "moved"})
    assert (centres(shifted) - centres(seen)).norm(dim=1).mean() == pytest.approx(pixels, abs=0.06)


def test_kept_motion_blur_is_the_moved_one_put_back():
    dots = torch.zeros(50, 1, 61, 61)
    dots[:, :, 30, 30] = 1
    kept, moved = (SHIFTS["motion_blur"](dots, std=4, centre=centre) for centre in ("kept", "moved"))
    spreads = [torch.stack([spread_of(image[0]) for image in images]) for images in (kept, moved)]
    assert (spreads[0] - spreads[1]).abs().max() < 0.3, "it is as long, and no wider than pixels make it"


def spread_of(image):
    """How far the ink of an image (H, W) spreads across and along its main direction, in pixels."""
    rows, columns = torch.meshgrid(*(torch.arange(float(size)) for size in image.shape), indexing="ij")
    places = torch.stack([rows.flatten(), columns.flatten()])
    return (
        torch.linalg.eigvalsh(torch.cov(places, aweights=image.flatten() / image.sum())).clamp(min=0).sqrt()
    )


class Loaded:
    """Dice that always show the same number."""

    def __init__(self, number):
        self.number = number

    def uniform(self, low, high):
        return self.number


def test_motion_blur_is_the_plain_form_of_its_direction():
    images = digits(40)
    ours = SHIFTS["motion_blur"](images, **SHIFTS["motion_blur"].as_mnist_c())[:, 0].numpy()
    rng = Draws("motion_blur", 0, torch.arange(40))
    degrees = 2.5 + 5 * rng.integers(0, STEEPNESSES)
    degrees = torch.where(rng.integers(0, 2) == 1, -degrees, degrees).tolist()
    for angle, image, smeared in zip(degrees, images[:, 0].double().numpy(), ours, strict=True):
        assert np.abs(yardstick.motion_blur(image, 3.0, Loaded(angle)) - smeared).max() < 1e-5


@pytest.mark.parametrize(("reach", "passes"), [(1, 2), (2, 3), (3, 1), (4, 2)])
def test_glass_swaps_done_in_fronts_are_the_swaps_done_one_by_one(reach, passes):
    images = torch.rand(6, 2, 20, 24)
    rng = Draws("glass", 5, torch.arange(6))
    dice = [
        random_words(rng, 480).view(torch.int16)[:, :480].numpy().astype(int) & (pixel_swaps.OUTCOMES - 1)
        for _ in range(passes)
    ]
    expected = images.numpy().copy()
    for picture, throws in zip(expected, np.stack(dice, axis=1), strict=True):
        for throw in throws.reshape(passes, 20, 24):
            one_by_one(picture, throw, reach)
    ours = pixel_swaps.swap_pixels(images, reach, passes, Draws("glass", 5, torch.arange(6)))
    assert np.array_equal(ours.numpy(), expected)
    assert not np.array_equal(ours.numpy(), images.numpy())


def one_by_one(picture, throw, reach):
    """The published loop, upwards from the bottom right, with given dice; changes `picture`."""
    side = 2 * reach
    for row in range(20 - reach, reach, -1):
        for column in range(24 - reach, reach, -1):
            coin, target = (
                throw[row, column] % 2,
                throw[row, column] // 2 * side**2 // (pixel_swaps.OUTCOMES // 2),
            )
            if coin == 0:
                there = row + target // side - reach, column + target % side - reach
                kept = picture[:, row, column].copy()
                picture[:, row, column] = picture[:, there[0], there[1]]
                picture[:, there[0], there[1]] = kept


@pytest.mark.parametrize("blur", ["both_ways", "up_and_down"])
def test_glass_blur_changes_digits_as_much_as_the_plain_form(blur):
    images, glass = digits(100), SHIFTS["glass_blur"]
    levels = glass.as_mnist_c() | {"blur": blur}
    rng = np.random.default_rng(0)
    plain = np.stack(
        [yardstick.glass_blur(image, **levels, rng=rng) for image in images[:, 0].double().numpy()]
    )
    ours, clean = glass(images, **levels)[:, 0].numpy(), images[:, 0].numpy()
    for measure in (distance, along_rows, along_columns, ink):
        assert measure(ours, clean) == pytest.approx(measure(plain, clean), rel=0.03), measure.__name__


def test_mnist_cs_glass_blur_is_that_of_its_published_code_and_not_our_default():
    """`multichannel=True` of a flat picture: its columns are taken for colours, which are blurred apart."""
    glass, images = SHIFTS["glass_blur"], digits(100)
    assert glass.as_mnist_c() == {"std": 0.7, "reach": 1, "passes": 2, "blur": "up_and_down"}
    still = images[:, 0].double().numpy()
    theirs = np.stack([gaussian(image, sigma=0.7, channel_axis=1) for image in still])
    assert np.abs(gaussian_smooth(images, 0.7, across=False)[:, 0].numpy() - theirs).max() < 1e-5
    assert np.abs(gaussian_smooth(images, 0.7)[:, 0].numpy() - theirs).max() > 0.1
    as_theirs, default = (
        glass(images, **levels)[:, 0].numpy() for levels in (glass.as_mnist_c(), glass.levels(2))
    )
    clean = images[:, 0].numpy()
    assert along_rows(as_theirs, clean) > 1.2 * along_rows(default, clean), "along its rows it stays rough"
    assert distance(as_theirs, clean) > 1.03 * distance(default, clean)


def distance(images, clean):
    return np.linalg.norm((images - clean).reshape(len(images), -1), axis=1).mean()


def along_rows(images, clean):
    return np.abs(np.diff(images, axis=2)).mean()


def along_columns(images, clean):
    return np.abs(np.diff(images, axis=1)).mean()


def ink(images, clean):
    return images.mean()


def test_a_small_image_has_no_room_for_swaps():
    images = torch.rand(2, 1, 6, 8)
    assert torch.equal(pixel_swaps.swap_pixels(images, 4, 2, Draws("glass", 0, torch.arange(2))), images)
