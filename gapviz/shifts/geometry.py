"""Geometry, affine and projective warps: the digit is whole, but not where or how the training set had it.

Each shift says where a pixel of the result comes from, as a matrix (N, 2, 3) or, in perspective,
(N, 3, 3) that takes coordinates (x, y, 1) of the result to those of the source, in pixels from the
image's centre. Between pixels values are interpolated linearly; outside the image is paper.
"""

import math
from typing import Annotated

import torch
from torch.nn.functional import grid_sample

from gapviz.core.draws import Draws
from gapviz.core.parameters import Range
from gapviz.core.types import Images
from gapviz.shifts.registry import shift


@shift(mnist_c=2, degrees=(11.5, 22.9, 34.4, 45.8, 57.3))
def rotate(images: Images, degrees: Annotated[float, Range(0, 90, 0.1, "degrees")], rng: Draws) -> Images:
    """The digit is turned about its centre, to the left or to the right.

    MNIST-C (Mu and Gilmer, 2019) turns by 0.4 radians, 22.9 degrees: severity 2. Its whole ladder,
    0.2 to 1 radian, is kept.
    """
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    signs = _signs(rng)
    return _warp(images, _matrices(((cosine, -sine * signs, 0), (sine * signs, cosine, 0)), signs))


@shift(mnist_c=2, degrees=(11.5, 22.9, 30, 37.5, 45))
def shear(images: Images, degrees: Annotated[float, Range(0, 60, 0.1, "degrees")], rng: Draws) -> Images:
    """The digit leans over, as italics do, to the left or to the right.

    MNIST-C (Mu and Gilmer, 2019) takes 0.4 radians, 22.9 degrees: severity 2. The matrix is that of
    scikit-image before 0.19, which MNIST-C used: sideways by the sine, and taller by 1 / cosine.
    """
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    signs = _signs(rng)
    return _warp(images, _matrices(((1, -sine * signs, 0), (0, cosine, 0)), signs))


@shift(mnist_c=3, factor=(0.9, 0.8, 0.7, 0.6, 0.5))
def scale(images: Images, factor: Annotated[float, Range(0.3, 1.5, 0.01, "times its size")]) -> Images:
    """The digit is smaller than the training set ever wrote it.

    MNIST-C (Mu and Gilmer, 2019) shrinks to 0.7: severity 3. Its whole ladder is kept.
    """
    ones = torch.ones(len(images))
    return _warp(images, _matrices(((1 / factor, 0, 0), (0, 1 / factor, 0)), ones))


@shift(mnist_c=3, pixels=(1, 2, 3, 4, 5))
def translate(images: Images, pixels: Annotated[float, Range(0, 10, 0.1, "pixels")], rng: Draws) -> Images:
    """The digit stands off centre, towards one of the four corners.

    MNIST-C (Mu and Gilmer, 2019) moves it by 3 pixels along both axes: severity 3. Its whole ladder
    is kept.
    """
    across, down = _signs(rng), _signs(rng)
    return _warp(images, _matrices(((1, 0, pixels * across), (0, 1, pixels * down)), across))


@shift(degrees=(15, 30, 40, 50, 60))
def perspective(
    images: Images,
    degrees: Annotated[float, Range(0, 60, 0.5, "degrees")],
    rng: Draws,
    distance: Annotated[float, Range(1.5, 10, 0.1, "image widths")] = 1.5,
) -> Images:
    """The page is photographed aslant: it leans away from the camera by some degrees.

    The page turns about a line through its centre, drawn for each image, before a pinhole camera
    `distance` widths away. From 1.5 widths on, no corner of the page falls behind the camera's horizon.
    """
    reach = distance * max(images.shape[-2:])
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    angles = rng.uniform(high=2 * math.pi)
    # With n the direction that leans away, a point u of the picture shows the page's point
    # (u + (1 / cosine - 1) n (n . u)) / (1 - sine / (reach cosine) (n . u)).
    x, y = angles.cos(), angles.sin()
    stretch = 1 / cosine - 1
    lean = sine / (reach * cosine)
    first = (1 + stretch * x * x, stretch * x * y, 0)
    second = (stretch * x * y, 1 + stretch * y * y, 0)
    return _warp(images, _matrices((first, second, (-lean * x, -lean * y, 1)), x))


def _signs(rng: Draws) -> torch.Tensor:
    """Return -1 or 1 for each image, float32 (N,)."""
    return rng.integers(0, 2) * 2.0 - 1.0


def _matrices(rows: tuple[tuple[float | torch.Tensor, ...], ...], like: torch.Tensor) -> torch.Tensor:
    """Return matrices (N, rows, 3) whose entries are numbers, or one number an image."""
    entries = [torch.as_tensor(entry, dtype=like.dtype).expand_as(like) for row in rows for entry in row]
    return torch.stack(entries, dim=1).view(-1, len(rows), 3)


def _warp(images: Images, matrices: torch.Tensor) -> Images:
    """Return images whose pixel at p is the source's at `matrices` p, between pixels interpolated."""
    height, width = images.shape[-2:]
    down, across = torch.arange(height) - (height - 1) / 2, torch.arange(width) - (width - 1) / 2
    # `grid_sample` counts from -1 to 1.
    scales = torch.tensor([2 / width, 2 / height, 1.0][: matrices.shape[1]]).view(1, -1, 1)
    x, y, constant = (matrices * scales).unsqueeze(2).chunk(3, dim=3)
    plane = x * across + (y * down + constant).transpose(2, 3)
    if matrices.shape[1] == 3:
        plane = plane[:, :2] / plane[:, 2:]
    warped: Images = grid_sample(images, plane.permute(0, 2, 3, 1), align_corners=False)
    return warped
