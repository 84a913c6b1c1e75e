"""Geometry against what a ruler and scikit-image say."""

import math

import numpy as np
import pytest
import torch
from skimage.transform import AffineTransform, warp

from gapviz import data
from gapviz.shifts import SHIFTS

GEOMETRY = ("rotate", "shear", "scale", "translate", "perspective")


def digits(count: int) -> torch.Tensor:
    return data.load("mnist", "test").at(slice(0, count))


def centred_warp(image: np.ndarray, matrix: list[list[float]]) -> np.ndarray:
    """The image whose pixel at p, from the centre, is the source's at `matrix` p."""
    whole = np.eye(3)
    whole[:2, :2] = matrix
    centre = (np.array(image.shape[::-1]) - 1) / 2
    whole[:2, 2] = centre - whole[:2, :2] @ centre
    return warp(image.astype(float), inverse_map=AffineTransform(matrix=whole))


def nearest_of_two(
    result: torch.Tensor, images: torch.Tensor, left: list, right: list
) -> tuple[float, set[int]]:
    """The largest difference of each result to the nearer of two references, and which were nearest."""
    worst, sides = 0.0, set()
    for shifted, image in zip(result[:, 0].numpy(), images[:, 0].numpy(), strict=True):
        errors = [np.abs(shifted - centred_warp(image, matrix)).max() for matrix in (left, right)]
        worst, sides = max(worst, min(errors)), sides | {int(np.argmin(errors))}
    return worst, sides


def test_rotate_is_scikit_images_warp_to_either_side():
    images = digits(20)
    cosine, sine = math.cos(0.4), math.sin(0.4)
    turned = SHIFTS["rotate"](images, degrees=math.degrees(0.4))
    worst, sides = nearest_of_two(
        turned, images, [[cosine, -sine], [sine, cosine]], [[cosine, sine], [-sine, cosine]]
    )
    assert worst < 1e-4
    assert sides == {0, 1}, "twenty digits should turn to both sides"


def test_shear_is_the_matrix_of_mnist_c_to_either_side():
    images = digits(20)
    cosine, sine = math.cos(0.4), math.sin(0.4)
    leaning = SHIFTS["shear"](images, degrees=math.degrees(0.4))
    worst, sides = nearest_of_two(leaning, images, [[1, -sine], [0, cosine]], [[1, sine], [0, cosine]])
    assert worst < 1e-4
    assert sides == {0, 1}, "twenty digits should lean to both sides"


def test_rotate_by_a_quarter_turn_moves_pixels_whole():
    image = torch.rand(1, 3, 9, 9)
    turned = SHIFTS["rotate"](image, degrees=90)
    quarters = [image.rot90(k, (2, 3)) for k in (1, 3)]
    assert min(float((turned - quarter).abs().max()) for quarter in quarters) < 1e-5


def test_scale_by_a_half_keeps_a_square_of_half_the_side():
    square = torch.zeros(1, 1, 32, 32)
    square[..., 8:24, 8:24] = 1
    smaller = SHIFTS["scale"](square, factor=0.5)
    assert smaller.sum().item() == pytest.approx(8 * 8, rel=0.01)
    assert smaller[0, 0, 12:20, 12:20].min() == 1


def test_translate_moves_by_whole_pixels_towards_a_corner():
    images = torch.zeros(40, 1, 11, 13)
    images[:, :, 5, 6] = 1
    moved = SHIFTS["translate"](images, pixels=3)
    places = {tuple(place.tolist()) for place in (moved[:, 0] > 0.999).nonzero()[:, 1:]}
    assert places == {(2, 3), (2, 9), (8, 3), (8, 9)}
    assert torch.allclose(moved.sum(dim=(1, 2, 3)), torch.ones(40), atol=1e-4)


def test_perspective_foreshortens_by_the_cosine_from_far_away():
    side = 101
    disc = torch.zeros(1, 1, side, side)
    axis = torch.arange(side) - side // 2
    disc[0, 0] = (axis.view(-1, 1) ** 2 + axis**2 <= 30**2).float()
    leaning = SHIFTS["perspective"](disc, degrees=60, distance=10)
    near = SHIFTS["perspective"](disc, degrees=60, distance=1.5)
    assert leaning.sum().item() == pytest.approx(disc.sum().item() * math.cos(math.radians(60)), rel=0.05)
    assert near.sum() > leaning.sum(), (
        "nearer to the camera, the near half grows by more than the far one shrinks"
    )


@pytest.mark.parametrize(
    ("name", "still"), [("rotate", 0), ("shear", 0), ("translate", 0), ("perspective", 0)]
)
def test_no_movement_is_the_same_picture(name, still):
    images = torch.rand(5, 2, 20, 24)
    parameter = next(iter(SHIFTS[name].ladder))
    assert torch.allclose(SHIFTS[name](images, **{parameter: still}), images, atol=1e-5)


@pytest.mark.parametrize("name", GEOMETRY)
def test_a_digit_keeps_its_side_when_the_level_moves(name):
    images = torch.rand(30, 1, 28, 28)
    parameter = next(iter(SHIFTS[name].ladder))
    low, high = (SHIFTS[name](images, **{parameter: SHIFTS[name].ladder[parameter][k]}) for k in (0, 1))
    other = SHIFTS[name](images, seed=1, **{parameter: SHIFTS[name].ladder[parameter][1]})
    if name == "scale":
        assert torch.equal(high, other), "scale draws nothing"
        return
    along = torch.nn.functional.cosine_similarity((low - images).flatten(1), (high - images).flatten(1))
    across = torch.nn.functional.cosine_similarity((low - images).flatten(1), (other - images).flatten(1))
    assert along.mean() > across.mean(), "the next level should move the digit the same way, another seed not"
