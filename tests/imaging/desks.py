"""Notes on desks, tiles on pages and windows in housings, with a digit on them: pictures of which the sheet
is only a part, drawn from generators, float32 (H, W, 3) in [0, 1].
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from torch.nn.functional import interpolate

from gapviz import data

Colour = tuple[float, float, float]


def grey(level: float) -> Colour:
    return (level, level, level)


def plain(colour: Colour, grain: float = 0.02) -> Callable[[int, int, np.random.Generator], np.ndarray]:
    def desk(height: int, width: int, dice: np.random.Generator) -> np.ndarray:
        return np.array(colour) + grain * dice.standard_normal((height, width, 1))

    return desk


def wood(height: int, width: int, dice: np.random.Generator) -> np.ndarray:
    """Grain: bands along the desk, each a little darker or lighter, that waver."""
    rows, columns = np.indices((height, width)) / max(height, width)
    waver = 0.02 * np.sin(columns * dice.uniform(4, 12) + dice.uniform(0, 6))
    bands = np.interp((rows + waver) * 60 % 59, np.arange(60), dice.uniform(-0.1, 0.1, 60))
    return np.array((0.55, 0.36, 0.2)) * (1 + 1.2 * bands[..., None])


def checked(height: int, width: int, dice: np.random.Generator) -> np.ndarray:
    """Checked cloth of two colours, woven: where the stripes cross it is darkest."""
    rows, columns = np.indices((height, width)) * (2 / max(height, width))
    count = dice.uniform(5, 12)
    woven = 0.5 * ((rows * count) % 2 < 1) + 0.5 * ((columns * count) % 2 < 1)
    return (
        np.array((0.8, 0.78, 0.75)) * (1 - woven[..., None]) + np.array((0.6, 0.1, 0.12)) * woven[..., None]
    )


def speckled(height: int, width: int, dice: np.random.Generator) -> np.ndarray:
    """Granite."""
    coarse = dice.uniform(0.2, 0.6, (-(-height // 4), -(-width // 4), 1)).repeat(4, 0).repeat(4, 1)
    return np.array((0.9, 0.9, 1.0)) * coarse[:height, :width]


DESKS = {
    "black": plain(grey(0.12)),
    "grey": plain(grey(0.5)),
    "nearly as light": plain(grey(0.7), 0.01),
    "brown": plain((0.45, 0.3, 0.2)),
    "green": plain((0.2, 0.45, 0.3)),
    "wood": wood,
    "checked cloth": checked,
    "granite": speckled,
}


@dataclass(frozen=True)
class Note:
    """How a sheet lies: `fill` is its share of the picture, `askew` in degrees, the rest of what it is."""

    fill: float = 0.5
    desk: str = "black"
    askew: float = 0.0
    perspective: float = 0.0
    paper: Colour = (0.93, 0.92, 0.9)
    ink: Colour = (0.15, 0.15, 0.2)
    aspect: float = 1.0
    out: tuple[float, float] = (0.0, 0.0)
    """How far its middle is from the picture's, in shares of the side, down and right."""
    lamp: float = 0.0
    """How much of the light is lost from one corner to the other."""
    shadow: float = 0.0
    """How much of the light is lost right beside the sheet, below and right of it."""
    digit: float = 0.62
    """Its height as a share of the sheet's shorter side."""
    side: int = 420


def photographed(number: int, note: Note, seed: int = 0) -> np.ndarray:
    """The picture of a test digit on a sheet on a desk."""
    from scipy import ndimage

    dice = np.random.default_rng([seed, number])
    side = note.side
    picture = DESKS[note.desk](side, side, dice) * np.ones((side, side, 3))
    area = note.fill * side * side
    tall, wide = np.sqrt(area * note.aspect), np.sqrt(area / note.aspect)
    corners = np.array([[-tall, -wide], [-tall, wide], [tall, wide], [tall, -wide]]) / 2
    corners += dice.uniform(-1, 1, (4, 2)) * note.perspective * min(tall, wide)
    turn = np.deg2rad(note.askew)
    corners = corners @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middle = side / 2 + side * np.array(note.out)
    corners += middle
    inside = _inside(corners, side)
    far = ndimage.gaussian_filter(np.roll(inside, (side // 60, side // 60), (0, 1)), side / 80)
    picture *= 1 - note.shadow * far[..., None]
    picture = picture * (1 - inside[..., None]) + np.array(note.paper) * inside[..., None]
    lying = corners.clip(0, side)
    inked = _laid(number, lying.mean(0), note.digit * min(tall, wide), side)
    picture = picture * (1 - inked[..., None]) + np.array(note.ink) * inked[..., None]
    falls = np.add.outer(np.linspace(0, 0.5, side), np.linspace(0, 0.5, side))
    picture = picture * (1 - note.lamp * falls[..., None])
    picture += 0.012 * dice.standard_normal(picture.shape)
    return ndimage.gaussian_filter(picture, (0.6, 0.6, 0)).clip(0, 1).astype(np.float32)


def _inside(corners: np.ndarray, side: int) -> np.ndarray:
    """How much of each pixel lies within a quadrilateral, (side, side)."""
    place, inside = np.indices((side, side)), np.ones((side, side))
    for one, other in zip(corners, np.roll(corners, -1, 0), strict=True):
        along = (other - one) / np.hypot(*(other - one))
        apart = along[1] * (place[0] - one[0]) - along[0] * (place[1] - one[1])
        inside = np.minimum(inside, (apart + 0.5).clip(0, 1))
    return inside


def _laid(number: int, middle: np.ndarray, height: float, side: int) -> np.ndarray:
    """A test digit, its ink `height` pixels tall (20 of its 28), about `middle`."""
    size = round(height * 28 / 20)
    image = data.load("mnist", "test").at([number])
    digit = interpolate(image, size=(size, size), mode="bicubic")[0, 0].clamp(0, 1).numpy()
    page = np.zeros((side + 2 * size, side + 2 * size))
    top, left = (round(float(place) - size / 2) + size for place in middle)
    page[top : top + size, left : left + size] = digit
    return page[size:-size, size:-size]
