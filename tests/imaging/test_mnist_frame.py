"""The MNIST frame is MNIST's own: its digits come back as they are, and others come into it."""

import json
import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gapviz import data
from gapviz.imaging import photo
from gapviz.imaging.mnist_frame import BOX, MNIST_SIDE, placement, reframe
from gapviz.imaging.photo import placing
from gapviz.imaging.strokes import draw_one
from gapviz.imaging.typefaces import framing
from tests.fixtures import mnist_frame

FIXTURES = json.loads(mnist_frame.FILE.read_text())
CASES = {case["name"]: case for case in FIXTURES["cases"]}
MOVED = [name for name, case in CASES.items() if case["scale"] == 1 and case["size"] == [MNIST_SIDE] * 2]
"""Cases that no scaling changes, at MNIST's size."""
SIZES = [(28, 28), (32, 32), (20, 24), (56, 56)]


@pytest.fixture(scope="module")
def digits() -> torch.Tensor:
    return data.load("mnist", "test").images


def centre(images: torch.Tensor) -> torch.Tensor:
    """The pixel on which the ink balances, counted from 0: (N, 2), row and column."""
    mass = images.sum((1, 2, 3))
    rows, columns = torch.arange(images.shape[2]).float(), torch.arange(images.shape[3]).float()
    return torch.stack((images.sum((1, 3)) @ rows / mass, images.sum((1, 2)) @ columns / mass), 1)


def box(images: torch.Tensor) -> torch.Tensor:
    """How many rows and columns hold half of the ink of a bar, 0.9, or more: (N, 2)."""
    dark = images[:, 0] > 0.45 - 1e-4
    return torch.stack((dark.any(2).sum(1), dark.any(1).sum(1)), 1)


def bars(height: int, width: int, count: int = 40) -> torch.Tensor:
    """Filled bars of many sizes and places, one an image."""
    dice = torch.Generator().manual_seed(3)
    images = torch.zeros(count, 1, height, width)
    for image in images:
        tall, wide = (int(torch.randint(2, size - 2, (), generator=dice)) for size in (height, width))
        top, left = (
            int(torch.randint(0, size - part, (), generator=dice))
            for size, part in ((height, tall), (width, wide))
        )
        image[:, top : top + tall, left : left + wide] = 0.9
    return images


def test_mnist_itself_is_in_the_frame(digits: torch.Tensor) -> None:
    back = reframe(digits)
    same = (back == digits).flatten(1).all(1)
    assert same.sum() >= 9995, "all but five of the 10,000 test digits come back bit for bit"
    assert (back - digits).abs().mean((1, 2, 3)).max() < 0.08, (
        "and the five are those whose box is shorter than 20 pixels"
    )


def test_the_centre_of_mass_is_brought_to_the_middle(digits: torch.Tensor) -> None:
    free = ~(digits[:, :, -3:].flatten(1).any(1) | digits[..., :2].flatten(1).any(1))
    moved = torch.roll(digits[free], (3, -2), (2, 3))
    assert len(moved) > 7000
    assert (reframe(moved) == digits[free]).flatten(1).all(1).float().mean() > 0.999
    assert ((centre(reframe(moved)) - 14).abs() <= 0.5 + 1e-3).all()


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_any_ink_fills_the_box_at_any_size(height: int, width: int) -> None:
    images = bars(height, width)
    untouched = images.clone()
    framed = reframe(images)
    assert torch.equal(images, untouched)
    assert framed.shape == images.shape
    assert 0 <= framed.min() <= framed.max() <= 1
    side = BOX * min(height, width)
    assert ((box(framed).amax(1) - side).abs() <= 1).all()
    assert ((centre(framed) - torch.tensor([height // 2, width // 2])).abs() <= 0.5 + 1e-3).all()
    ratio = box(images).float().amin(1) / box(images).amax(1)
    assert ((box(framed).amin(1) / side - ratio).abs() <= 2.5 / side).all(), "the aspect is kept"


@settings(max_examples=30, deadline=None, derandomize=True, database=None)
@given(factor=st.integers(2, 5))
def test_shrinking_takes_every_pixel_into_account(factor: int) -> None:
    large = torch.zeros(1, 1, 28 * factor, 28 * factor)
    large[..., 4 * factor : 24 * factor, 9 * factor : 19 * factor] = (
        torch.rand(20, 10, generator=torch.Generator().manual_seed(1))
        .add(1)
        .div(2)
        .repeat_interleave(factor, 0)
        .repeat_interleave(factor, 1)
    )
    small = reframe(large, (28, 28))
    expected = torch.nn.functional.avg_pool2d(large, factor)
    assert small.shape == (1, 1, 28, 28)
    torch.testing.assert_close(small, reframe(expected), rtol=0, atol=1e-4)


def test_a_thin_stroke_stays_as_dark_as_one_drawn_at_that_scale() -> None:
    for slant in (0, 10, 25):
        for pen in (1.6, 2.0, 2.4):
            large, small = draw_one(21, slant, pen, side=40), draw_one(20, slant, pen * 20 / 21, side=28)
            darkness = [
                float(image[0, 0].amax(1).sort().values[-16:].mean())
                for image in (reframe(large, (28, 28)), small)
            ]
            assert darkness[0] > 0.9 * darkness[1], f"slant {slant}, pen {pen}"


def test_empty_images_stay_empty_and_no_image_knows_its_neighbours(digits: torch.Tensor) -> None:
    mixed = torch.cat((digits[:5] * 0.8, torch.zeros(2, 1, 28, 28), torch.roll(digits[5:9], 4, 3)))
    framed = reframe(mixed)
    assert not framed[5:7].any()
    for index in range(len(mixed)):
        torch.testing.assert_close(
            reframe(mixed[index : index + 1]), framed[index : index + 1], rtol=0, atol=1e-6
        )
    assert reframe(mixed[:0]).shape == (0, 1, 28, 28)


def test_ink_at_the_edge_is_not_cut_off() -> None:
    lopsided = torch.zeros(1, 1, 28, 28)
    lopsided[..., 0:20, 0:2] = 0.15
    lopsided[..., 0:6, 0:12] = 1
    assert reframe(lopsided).sum() == pytest.approx(float(lopsided.sum()), rel=1e-5)


def test_a_placement_serves_other_images_and_more_channels(digits: torch.Tensor) -> None:
    some = torch.roll(digits[:20], (2, 3), (2, 3))
    place = placement(some)
    assert torch.equal(place(some), reframe(some))
    torch.testing.assert_close(
        place(torch.cat((some, digits[:20]), 1))[:, 1:], place(digits[:20]), rtol=0, atol=1e-6
    )
    torch.testing.assert_close(
        reframe(some.expand(-1, 3, -1, -1)), reframe(some).expand(-1, 3, -1, -1), rtol=0, atol=1e-6
    )


def test_the_fixtures_are_what_their_command_writes() -> None:
    again = json.loads(mnist_frame.written())
    assert again.keys() == FIXTURES.keys()
    assert again["constants"] == FIXTURES["constants"]
    assert [case["name"] for case in again["cases"]] == list(CASES), f"run `{mnist_frame.COMMAND}`"
    for case in again["cases"]:
        for field, value in CASES[case["name"]].items():
            same = (
                value == case[field]
                if field == "name"
                else np.allclose(value, case[field], rtol=0, atol=2e-5)
            )
            assert same, (
                f"{case['name']}: {field} is another one; if it should be, run `{mnist_frame.COMMAND}`"
            )


@pytest.mark.parametrize("name", CASES)
def test_the_fixtures_follow_the_rule_that_they_state(name: str) -> None:
    case, (box, ink, tie) = CASES[name], (FIXTURES["constants"][key] for key in ("box", "ink", "tie"))
    image, size = np.array(case["ink"]) / 255, np.array(case["size"])
    dark, mass = np.argwhere(image > ink), image.sum()
    start = dark.min(0) if len(dark) else np.zeros(2)
    extent = dark.max(0) + 1 - start if len(dark) else np.zeros(2)
    middles = np.stack(np.indices(image.shape), -1) + 0.5
    centre = (middles * image[..., None]).sum((0, 1)) / mass if mass else np.array(image.shape) / 2
    scale = box * size.min() / extent.max() if len(dark) else 1.0
    scale = 1.0 if abs(scale - 1) <= tie else scale
    places = zip(size, scale * (centre - start), scale * extent, strict=True)
    offset = [
        max(0, min(math.ceil(side // 2 - at - tie), math.floor(side - long + tie)))
        for side, at, long in places
    ]
    assert (case["start"], case["extent"], case["offset"]) == (start.tolist(), extent.tolist(), offset)
    assert case["centre_of_mass"] == pytest.approx(centre.tolist(), abs=1e-5)
    assert case["scale"] == pytest.approx(scale, abs=1e-5)
    frame = np.array(case["frame"])
    assert frame.shape == tuple(size)
    if scale == 1:
        (top, left), (height, width) = offset, extent.astype(int)
        inside = image[start.astype(int)[0] :, start.astype(int)[1] :][:height, :width]
        assert frame[top : top + height, left : left + width] == pytest.approx(inside, abs=1e-5)


@pytest.mark.parametrize("name", MOVED)
def test_photographs_and_typefaces_are_centred_as_the_fixtures_are(name: str) -> None:
    case = CASES[name]
    ink, frame = np.array(case["ink"], dtype=np.uint8), np.array(case["frame"])
    balanced = placing.centre(photo.Page(ink, pieces=(np.float32(ink / 255),))).pieces
    assert balanced is not None
    assert balanced[0] == pytest.approx(frame, abs=1e-5)
    inked = np.argwhere(ink)
    (top, left), (bottom, right) = inked.min(0), inked.max(0) + 1
    assert framing.as_mnist(Image.fromarray(ink[top:bottom, left:right])) / 255 == pytest.approx(
        frame, abs=1e-5
    )
