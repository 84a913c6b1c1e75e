"""What is transparent is white under dark strokes and black under light ones, however many and opaque."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from scipy import ndimage

from gapviz import data
from gapviz.imaging import photo

SIDE = 160
DARK, LIGHT = (0, 60), (200, 255)
SHARES = (0.05, 0.3, 0.6, 0.8, 0.95)
OPACITIES = (0.2, 0.5, 1.0)
DIGITS = [3, *(pytest.param(digit, marks=pytest.mark.long) for digit in (0, 1, 2, 4, 5, 6, 7, 8, 9))]
PAGES = {"round": 30, "rounder": 70, "hardly round": 6}
"""Radii of a page's corners, by name."""


def strokes(digit: int, share: float) -> np.ndarray:
    """A digit so thick that it covers this share of the picture, 0 to 1, soft at its edge, (H, W)."""
    test = data.load("mnist", "test")
    place = int(torch.nonzero(test.labels == digit)[0])
    ink = ndimage.zoom(test.at(torch.tensor([place]))[0, 0].numpy(), SIDE / 28, order=1)
    inside = ink > 0.5
    depth = ndimage.distance_transform_edt(~inside) - ndimage.distance_transform_edt(inside)
    return np.clip(0.5 + np.quantile(depth, share) - depth, 0, 1)


def drawn(grey: np.ndarray | float, opacity: np.ndarray) -> np.ndarray:
    """A picture of greys, 0 to 255, on a transparent ground, uint8 (H, W, 4)."""
    greys = np.broadcast_to(grey, opacity.shape)
    return np.dstack([greys, greys, greys, 255 * opacity]).round().astype(np.uint8)


def corners(radius: int, side: int = SIDE) -> np.ndarray:
    """The opacity of a page whose corners are round, (H, W)."""
    beyond = np.maximum(radius - np.minimum(np.arange(side), np.arange(side)[::-1]), 0)
    return np.clip(radius - np.hypot(beyond[:, None], beyond) + 0.5, 0, 1)


def holed() -> np.ndarray:
    """The opacity of a page with holes along its side."""
    page = np.ones((SIDE, SIDE))
    down, across = np.ogrid[:SIDE, :SIDE]
    for row in range(20, SIDE, 40):
        page[np.hypot(down - row, across - 12) < 7] = 0
    return page


def seen(picture: np.ndarray) -> np.ndarray:
    """The picture as it is read, without what goes on around it."""
    pixels = photo.read(picture).pixels
    top, left = ((large - side) // 2 for large, side in zip(pixels.shape, picture.shape[:2], strict=False))
    return pixels[top : top + picture.shape[0], left : left + picture.shape[1]]


def ground(picture: np.ndarray) -> float:
    """The grey that lies where nothing is drawn."""
    return float(seen(picture)[picture[..., 3] == 0].mean())


@pytest.mark.parametrize("digit", DIGITS)
@pytest.mark.parametrize("opacity", OPACITIES)
@pytest.mark.parametrize("share", SHARES)
def test_strokes_lie_on_what_they_stand_out_from(share: float, opacity: float, digit: int) -> None:
    for greys, wanted in ((DARK, 255), (LIGHT, 0)):
        for grey in greys:
            picture = drawn(grey, opacity * strokes(digit, share))
            assert ground(picture) == wanted
            ink = seen(picture)[picture[..., 3] == picture[..., 3].max()]
            assert abs(ink.mean() - grey) < 3, "what is half opaque is seen as what it is"


@pytest.mark.parametrize("digit", DIGITS)
@pytest.mark.parametrize("opacity", OPACITIES)
@pytest.mark.parametrize(
    "page", [pytest.param(corners(radius), id=name) for name, radius in PAGES.items()] + [holed()]
)
def test_a_page_goes_on_under_what_is_cut_away(page: np.ndarray, opacity: float, digit: int) -> None:
    ink = strokes(digit, 0.05)
    assert ground(drawn(250 - 220 * ink, opacity * page)) == 255
    assert ground(drawn(20 + 220 * ink, opacity * page)) == 0
    clear = np.pad(page, 20)
    assert ground(drawn(np.pad(250 - 220 * ink, 20), opacity * clear)) == 255, "with a margin all around"


OUTLINED: dict[str, tuple[Callable[[np.ndarray], np.ndarray], float]] = {
    "light strokes with a dark line around them": (lambda ink: 255 * ink, 0),
    "dark strokes with a light line around them": (lambda ink: 255 - 255 * ink, 255),
}


@pytest.mark.parametrize("name", OUTLINED)
def test_a_line_around_strokes_belongs_to_the_ground(name: str) -> None:
    shade, wanted = OUTLINED[name]
    ink = strokes(3, 0.1)
    assert ground(drawn(shade(ink), ndimage.grey_dilation(ink, size=7))) == wanted


def test_a_digit_that_is_cut_out_of_a_page_is_seen() -> None:
    hole = 1 - strokes(3, 0.1)
    assert ground(drawn(255, hole)) == 0
    assert ground(drawn(0, hole)) == 255


@pytest.mark.parametrize("opacity", [0, 1, 120, 255])
def test_what_is_alike_everywhere_is_what_its_colours_say(opacity: int) -> None:
    grey = 250 - 220 * strokes(3, 0.05)
    found = photo.read(drawn(grey, np.full_like(grey, opacity / 255))).pixels
    if opacity in {120, 255}:
        assert np.abs(found[..., 0] - grey).max() <= 1
    else:
        assert found.min() > 240, "nothing to be seen is white paper"


@pytest.mark.parametrize("grey", [0, 255])
@pytest.mark.parametrize("opacity", OPACITIES)
@pytest.mark.parametrize("share", [0.12, 0.3, 0.6])
def test_strokes_of_either_ink_are_read_however_they_fill_the_picture(
    share: float, opacity: float, grey: int
) -> None:
    ink = strokes(3, share)
    plain = photo.prepare(255 - (255 * np.pad(ink, SIDE)).astype(np.uint8))
    found = photo.prepare(drawn(grey, opacity * ink))
    assert len(found.digits) == 1
    assert float((found.image - plain.image).abs().mean()) < 0.03


def test_ground_goes_on_around_strokes_alone() -> None:
    shapes = {}
    for name, picture in {
        "few": drawn(0, strokes(3, 0.2)),
        "many": drawn(0, strokes(3, 0.7)),
        "cut out": drawn(0, 1 - strokes(3, 0.2)),
        "page": drawn(250 - 220 * strokes(3, 0.05), corners(70)),
        "blank page": drawn(250, corners(30)),
    }.items():
        shapes[name] = photo.read(picture).pixels.shape[:2]
    side = shapes.pop("many")[0]
    assert 0.25 < 0.7 * SIDE**2 / side**2 < 0.31
    assert set(shapes.values()) == {(SIDE, SIDE)}
    large = photo.read(np.kron(drawn(0, strokes(3, 0.7)), np.ones((9, 9, 1), np.uint8))).pixels
    assert 750 < max(large.shape) <= 1500
