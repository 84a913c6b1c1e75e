"""Digits that fill their picture, and digits with something round, under or over them, drawn by Pillow.

Ink is float32 (H, W), 1 where there is some. Lengths are shares of the digit's height unless they say pixels.
"""

import math
from collections.abc import Callable

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch.nn.functional import interpolate

from gapviz.editions.web.pad import PRESETS

FINE = 3
"""Pages are drawn so many times larger, then reduced."""
PAPER, INK = 0.95, 0.15
NAMES = tuple(PRESETS)
Line = list[tuple[float, float]]


def label_of(name: str) -> int:
    """Return which digit a preset is."""
    return int(next(letter for letter in name if letter.isdigit()))


def drawn(lines: list[Line], pens: list[float], shape: tuple[int, int]) -> np.ndarray:
    """Lines by round pens, in pixels."""
    page = Image.new("L", (shape[1] * FINE, shape[0] * FINE))
    draw = ImageDraw.Draw(page)
    for line, pen in zip(lines, pens, strict=True):
        fine = [(x * FINE, y * FINE) for x, y in line]
        draw.line(fine, 255, max(1, round(pen * FINE)), joint="curve")
        radius = pen * FINE / 2
        for x, y in (fine[0], fine[-1]):
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), 255)
    return np.asarray(page.reduce(FINE), np.float32) / 255


def preset(name: str, dice: np.random.Generator, height: float = 200, pen: float = 16) -> np.ndarray:
    """A digit of the pad in another hand, cut to its ink."""
    lean, wide, turn = dice.uniform(-0.12, 0.12), dice.uniform(0.85, 1.15), dice.uniform(-0.05, 0.05)
    by = np.array([[wide, lean], [turn, 1]])
    lines = [np.array(line, float) @ by.T for line in PRESETS[name]]
    every = np.vstack(lines)
    low, high = every.min(0), every.max(0)
    scale = (height - pen) / (high - low)[1]
    size = np.ceil((high - low) * scale + pen + 2).astype(int)
    moved = [[tuple(point) for point in (line - low) * scale + pen / 2 + 1] for line in lines]
    return cropped(drawn(moved, [pen] * len(moved), (size[1], size[0])))


def cropped(ink: np.ndarray) -> np.ndarray:
    """The ink and nothing around it."""
    rows, columns = (np.flatnonzero((ink > 0.5).any(axis)) for axis in (1, 0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def enlarged(image: torch.Tensor, scale: float = 10) -> np.ndarray:
    """An MNIST digit, (1, 28, 28), as large, cut to its ink."""
    return cropped(interpolate(image[None], scale_factor=scale, mode="bilinear")[0, 0].numpy())


def page_of(ink: np.ndarray, seed: int = 0, grain: float = 0.01) -> np.ndarray:
    """A sheet of paper with ink on it."""
    noise = np.random.default_rng(seed).standard_normal(ink.shape, dtype=np.float32)
    return np.clip(PAPER + (INK - PAPER) * ink + grain * noise, 0, 1).astype(np.float32)


def padded(ink: np.ndarray, margin: float) -> np.ndarray:
    """The digit on a page with so much paper on each side."""
    return np.pad(ink, round(margin * ink.shape[0]))


def beside(one: np.ndarray, other: np.ndarray, gap: int) -> np.ndarray:
    """Two digits on one base, so many pixels apart."""
    height = max(one.shape[0], other.shape[0])
    first, second = (np.pad(ink, ((height - ink.shape[0], 0), (0, 0))) for ink in (one, other))
    return np.hstack((first, np.zeros((height, gap), np.float32), second))


def wavy(line: Line, dice: np.random.Generator, by: float) -> Line:
    """A line as a hand draws it, `by` pixels off at most about."""
    ends = np.array(line)
    share = np.linspace(0, 1, 25)[:, None]
    path = ends[0] + share * (ends[-1] - ends[0])
    way = (ends[-1] - ends[0]) / np.hypot(*(ends[-1] - ends[0]))
    bend = by * sum(dice.normal() / (k + 1) * np.sin(math.pi * (k + 1) * share) for k in range(3))
    return [tuple(point) for point in path + bend * np.array([-way[1], way[0]])]


def with_lines(ink: np.ndarray, margin: float, lines: list[Line], pen: float) -> np.ndarray:
    """The digit on a page, and lines in its own coordinates: (0, 0) is the corner of its ink."""
    wide = round(margin * ink.shape[0])
    page = np.pad(ink, wide)
    moved = [[(x + wide, y + wide) for x, y in line] for line in lines]
    return np.maximum(page, drawn(moved, [pen] * len(moved), page.shape))


def boxed(
    ink: np.ndarray,
    dice: np.random.Generator,
    pen: float,
    gap: float = 0.2,
    style: str = "exact",
) -> np.ndarray:
    """A box round it: exact, by hand, with corners that overshoot, or open at one of them."""
    height, width = ink.shape
    gap += pen / height
    aside = max(gap, 0.35 - width / height / 2) * height
    left, top = -aside, -gap * height
    right, bottom = width + aside, height - top
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    far = height * {"exact": 0, "hand": 0, "overshot": 0.08, "open": -0.12}[style]
    hand, lines = 0.0 if style == "exact" else 0.015 * height, []
    for number in range(4):
        (x, y), (to_x, to_y) = corners[number], corners[(number + 1) % 4]
        length = math.hypot(to_x - x, to_y - y)
        way = np.array([(to_x - x) / length, (to_y - y) / length])
        off = dice.uniform(-1, 1, 2) * hand * (style != "overshot")
        extra = far if style == "overshot" or number == 3 else 0
        start, end = np.array([x, y]) - way * max(extra, 0) + off, np.array([to_x, to_y]) + way * extra
        lines.append(wavy([tuple(start), tuple(end)], dice, hand / 2))
    return with_lines(ink, gap + 0.6, lines, pen)


def circled(
    ink: np.ndarray,
    dice: np.random.Generator,
    pen: float,
    gap: float = 0.15,
    style: str = "exact",
) -> np.ndarray:
    """A ring round it: exact, by hand (its ends miss each other), or open."""
    height, width = ink.shape
    gap += pen / height
    reach = math.hypot(height, width) / 2 + gap * height
    squash = 1.0 if style == "exact" else dice.uniform(1.0, 1.2)
    start, turn = dice.uniform(0, 2 * math.pi), {"exact": 1.0, "hand": 1.06, "open": 0.92}[style]
    drift = 0.0 if style == "exact" else dice.uniform(0.02, 0.1)
    wave = 0.0 if style == "exact" else 0.02
    line = []
    for share in np.linspace(0, 1, 120):
        angle = start + 2 * math.pi * turn * share
        radius = reach * (1 + drift * (share - 0.5) + wave * math.sin(3 * angle))
        line.append((width / 2 + radius * squash * math.cos(angle), height / 2 + radius * math.sin(angle)))
    return with_lines(ink, gap + 0.8, [line], pen)


def underlined(
    ink: np.ndarray,
    dice: np.random.Generator,
    pen: float,
    gap: float = 0.12,
    style: str = "exact",
) -> np.ndarray:
    """A line under it, or over it: exact, by hand, or double; with a `gap` of 0 they touch."""
    height, width = ink.shape
    room = max(0.15 * height, 0.2 * width, 0.5 * (0.8 * height - width))
    left, right = -room * dice.uniform(0.8, 1.6), width + room * dice.uniform(0.8, 1.6)
    slant = 0.0 if style == "exact" else math.tan(math.radians(dice.uniform(-3, 3))) * (right - left)
    y = height + gap * height + pen / 2
    if gap:
        y += abs(slant) / 2
    line = wavy(
        [(left, y - slant / 2), (right, y + slant / 2)], dice, 0.0 if style == "exact" else 0.012 * height
    )
    lines = [line]
    if style == "double":
        lines.append([(x, y + 2.5 * pen + 0.03 * height) for x, y in line])
    if style == "over":
        lines = [[(x, height - y) for x, y in line]]
    return with_lines(ink, 0.6 + gap + 3 * pen / height, lines, pen)


ROUND: dict[str, Callable[..., np.ndarray]] = {"boxed": boxed, "circled": circled, "underlined": underlined}
"""What may stand around a digit, by name."""
STYLES = {
    "boxed": ("exact", "hand", "overshot", "open"),
    "circled": ("exact", "hand", "open"),
    "underlined": ("exact", "hand", "double", "over"),
}
