"""Optics and light against closed forms, scikit-image and Pillow."""

import io

import numpy as np
import pytest
import torch
from PIL import Image
from skimage.feature import canny
from skimage.filters import gaussian

from benchmarks import yardstick
from gapviz import data
from gapviz.core.draws import Draws
from gapviz.shifts import SHIFTS
from gapviz.shifts.tools.diamond_square import plasma_fractal


def digits(count: int) -> torch.Tensor:
    return data.load("mnist", "test").at(slice(0, count))


@pytest.mark.parametrize("std", [0.3, 1.0, 2.2])
def test_gaussian_blur_is_scikit_images(std):
    images = torch.rand(3, 2, 20, 24)
    blurred = SHIFTS["gaussian_blur"](images, std=std).numpy()
    for ours, image in zip(blurred.reshape(6, 20, 24), images.numpy().reshape(6, 20, 24), strict=True):
        assert np.abs(ours - gaussian(image.astype(float), sigma=std)).max() < 1e-5


@pytest.mark.parametrize("name", ["gaussian_blur", "motion_blur"])
def test_next_to_no_blur_is_none(name):
    images = digits(20)
    assert torch.equal(SHIFTS[name](images, std=1e-310), images)


@pytest.mark.parametrize("quality", [2, 10, 40, 75, 95])
@pytest.mark.parametrize("channels", [1, 3])
def test_jpeg_is_what_pillow_writes_and_reads(quality, channels):
    """To half a grey level of 255 on average: libjpeg rounds its transform to whole eighths."""
    images = digits(50) if channels == 1 else clouds_of_colour(20)
    ours = (SHIFTS["jpeg"](images, quality=quality) * 255).numpy()
    theirs = np.stack([through_pillow(image, quality) for image in images.numpy()])
    assert np.abs(ours - theirs).mean() < 0.5
    assert np.abs(images.numpy() * 255 - theirs).mean() > np.abs(ours - theirs).mean()


def clouds_of_colour(count):
    noise = torch.rand(count, 3, 28, 32, generator=torch.manual_seed(0))
    return torch.nn.functional.avg_pool2d(noise, 9, stride=1)


def through_pillow(image, quality):
    """The image (C, H, W) after a JPEG file without subsampled colours, in grey levels."""
    picture = np.round(image.transpose(1, 2, 0) * 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(picture.squeeze()).save(file, "JPEG", quality=quality, subsampling=0)
    return np.asarray(Image.open(file)).reshape(picture.shape).transpose(2, 0, 1)


@pytest.mark.parametrize("std", [1.0, 1.5])
def test_canny_edges_are_scikit_images(std):
    images = digits(300)
    ours = SHIFTS["canny_edges"](images, strength=1, std=std)[:, 0].numpy()
    theirs = np.stack([canny(image, sigma=std) for image in images[:, 0].numpy()])
    assert (ours != theirs).mean() < 1e-4
    assert 0.05 < ours.mean() < 0.5


def test_canny_links_a_weak_edge_to_a_strong_one_far_away():
    fading = torch.zeros(1, 1, 24, 60)
    fading[0, 0, 12:] = torch.linspace(0.12, 0.02, 60)
    faint = fading.clamp(max=0.045)
    edges, none = (SHIFTS["canny_edges"](images, strength=1)[0, 0] for images in (fading, faint))
    assert np.array_equal(edges.numpy() > 0, canny(fading[0, 0].numpy()))
    assert edges.sum() > 30
    assert none.sum() == 0, "without a strong edge the weak ones are nothing"


def test_uneven_light_leaves_ink_alone_and_darkens_paper_up_to_the_depth():
    paper, ink = torch.zeros(20, 1, 20, 24), torch.ones(20, 1, 20, 24)
    shaded = SHIFTS["uneven_light"](paper, depth=0.6)
    assert torch.equal(SHIFTS["uneven_light"](ink, depth=0.6), ink)
    assert shaded.amin(dim=(1, 2, 3)).max() < 0.06
    assert 0.54 < shaded.amax(dim=(1, 2, 3)).min() <= shaded.max() <= 0.6 + 1e-6


def test_low_contrast_inverted_and_brightness_are_what_they_say():
    images = torch.rand(4, 3, 10, 10)
    faded = SHIFTS["low_contrast"](images, contrast=0.25)
    assert torch.allclose(faded - faded.mean(), 0.25 * (images - images.mean()), atol=1e-6)
    assert torch.equal(SHIFTS["inverted"](images, share=1), 1 - images)
    half = SHIFTS["inverted"](images, share=0.55)
    assert torch.equal(half[..., 6:], images[..., 6:])
    assert torch.equal(half[..., :5], 1 - images[..., :5])
    assert torch.allclose(half[..., 5], torch.tensor(0.5), atol=1e-6)
    assert torch.allclose(SHIFTS["brightness"](images, amount=0.5), (images + 0.5).clamp(max=1))


def test_fog_is_scaled_back_to_the_brightest_pixel():
    images = torch.rand(8, 3, 20, 24)
    foggy = SHIFTS["fog"](images, amount=3)
    brightest = images.amax(dim=(1, 2, 3))
    clouds = (foggy * ((brightest + 3) / brightest).view(-1, 1, 1, 1) - images) / 3
    assert (foggy.amax(dim=(1, 2, 3)) <= brightest + 1e-5).all()
    assert clouds.min() > -1e-4
    assert clouds.max() < 1 + 1e-4
    assert torch.allclose(clouds[:, 0], clouds[:, 2], atol=1e-4), "one cloud for all colours"
    assert torch.equal(SHIFTS["fog"](torch.zeros(1, 1, 8, 8)), torch.zeros(1, 1, 8, 8))


@pytest.mark.parametrize("decay", [1.4, 2.0])
def test_clouds_are_those_of_the_whole_map(decay):
    rng = np.random.default_rng(0)
    whole = np.stack([yardstick.plasma(256, decay, rng)[:28, :28] for _ in range(300)])
    ours = plasma_fractal(28, 28, decay, Draws("fog", 0, torch.arange(3000))).numpy()
    for measure, rel in ((texture, 0.1), (spread, 0.15), (level, 0.08), (level_spread, 0.15)):
        assert measure(ours) == pytest.approx(measure(whole), rel=rel), measure.__name__


def texture(maps):
    return np.abs(np.diff(maps, axis=1)).mean() + np.abs(np.diff(maps, axis=2)).mean()


def spread(maps):
    return maps.std(axis=(1, 2)).mean()


def level(maps):
    return maps.mean()


def level_spread(maps):
    return maps.mean(axis=(1, 2)).std()


@pytest.mark.parametrize("shape", [(3, 7), (28, 28), (40, 33), (300, 20)])
def test_clouds_fit_any_picture(shape):
    clouds = plasma_fractal(*shape, 1.4, Draws("fog", 0, torch.arange(2)))
    assert clouds.shape == (2, *shape)
    assert clouds.min() >= 0
    assert clouds.max() <= 1
