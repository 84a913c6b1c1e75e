"""Strokes of one digit that do not touch, and dots, are one digit; neighbours stay as many as they are."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw, ImageFont
from torch.nn.functional import interpolate

from gapviz import data, evaluation, models
from gapviz.imaging import photo, strokes
from gapviz.imaging.photo.ink import label_components
from gapviz.models import HERO

SCALE = 6
GAPS = (0.03, 0.05, 0.08, 0.12, 0.2, 0.3)
"""Between neighbours, as shares of the taller one's height."""
MANY = pytest.mark.long


def found(ink: np.ndarray) -> int:
    """How many digits are cut out of `ink`, (H, W), which is on the page already."""
    page = photo.Page(ink.astype(np.float32))
    for step in ("dots", "specks", "cut_out"):
        page = photo.STEPS[step](page)
    return len(page.pieces)


def share(pages: list[np.ndarray], digits: int) -> float:
    return float(np.mean([found(page) == digits for page in pages]))


def written(image: torch.Tensor, scale: float = SCALE) -> np.ndarray:
    return interpolate(image[None], scale_factor=scale, mode="bilinear")[0, 0].numpy() > 0.5


def trimmed(ink: np.ndarray) -> np.ndarray:
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def cut_fours(count: int, gaps: tuple[float, ...]) -> list[np.ndarray]:
    """MNIST's fours whose arm and bar are moved off the stem, by shares of their height."""
    test = data.load("mnist", "test")
    images = test.at(torch.nonzero(test.labels == 4)[:count, 0])
    four, pages = strokes.find_four(images), []
    rows, columns = np.mgrid[: 28 * SCALE, : 28 * SCALE] / SCALE
    for number in torch.nonzero(four.found)[:, 0].tolist():
        ink, pen = written(images[number]), float(four.thickness[number])
        joint, stem = four.joint[number].numpy(), four.stem[number].numpy()
        up = (stem - joint) / np.hypot(*(stem - joint))
        right = (rows - joint[1]) * up[0] - (columns - joint[0]) * up[1]
        above = (columns - joint[0]) * up[0] + (rows - joint[1]) * up[1]
        labels, parts = label_components(ink & (right < -pen / 2) & (above > -1.2 * pen))
        left = labels == 1 + np.bincount(labels.ravel())[1:].argmax() if parts else labels > 0
        if left.sum() < 0.15 * ink.sum() or label_components(ink & ~left)[1] > 1:
            continue  # The stem was not cut off cleanly.
        for gap in gaps:
            far = round(gap * np.ptp(np.flatnonzero(ink.any(1))))
            pages.append(np.pad(ink & ~left, ((0, 0), (far, 0))) | np.pad(left, ((0, 0), (0, far))))
    return pages


def drawn(lines: list[list[tuple[float, float]]], height: int, width: float) -> np.ndarray:
    """Strokes by a round pen; points and `width` are shares of `height`, pixels."""
    image = Image.new("L", (2 * height, 2 * height))
    pen, draw = max(2, round(width * height)), ImageDraw.Draw(image)
    for line in lines:
        points = [(height * (0.5 + x), height * (0.4 + y)) for x, y in line]
        draw.line(points, fill=255, width=pen, joint="curve")
        for x, y in points:
            draw.ellipse([x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2], fill=255)
    return np.asarray(image) > 127


def drawn_four(dice: np.random.Generator) -> np.ndarray:
    slant, bar, wide = dice.uniform((-0.15, 0.5, 0.3), (0.4, 0.78, 0.5))
    begins, top = dice.uniform(0, 0.25, 2)
    height, width, gap = int(dice.integers(40, 300)), dice.uniform(0.04, 0.13), dice.uniform(0.03, 0.12)
    arm = [
        (-wide + dice.uniform(0, 0.25), begins),
        (-wide, bar),
        (-gap - width, bar + dice.uniform(-0.08, 0.05)),
    ]
    slanted = [[(0.5 + x - slant * (y - 0.5), y) for x, y in line] for line in (arm, [(0, top), (0, 1)])]
    return drawn(slanted, height, width)


def neighbours(
    count: int, smallest: float = 0.75, raised: float = 0.1, second: int | None = None
) -> list[np.ndarray]:
    """Two of MNIST's digits, the second moved to the first until their ink is so near along a row."""
    test, dice = data.load("mnist", "test"), np.random.default_rng(0)
    seconds = torch.arange(10_000) if second is None else torch.nonzero(test.labels == second)[:, 0]
    pages = []
    for number in range(count):
        chosen = [int(dice.integers(10_000)), int(seconds[dice.integers(len(seconds))])]
        scales = SCALE * dice.uniform(smallest, 1, 2)
        left, right = (
            trimmed(written(image, scale)) for image, scale in zip(test.at(chosen), scales, strict=True)
        )
        tall = max(len(left), len(right))
        foot, moved = 2 * tall, 2 * tall + round(dice.uniform(-raised, raised) * tall)
        left = np.pad(left, ((foot - len(left), tall), (0, 0)))
        right = np.pad(right, ((moved - len(right), foot + tall - moved), (0, 0)))
        begins = np.where(right.any(1), right.argmax(1), 10**6)
        ends = np.where(left.any(1), left.shape[1] - left[:, ::-1].argmax(1), -(10**6))
        nearby = np.max([np.roll(ends, by) for by in range(-2, 3)], axis=0)
        at = int((nearby - begins).max()) + max(2, round(GAPS[number % len(GAPS)] * tall))
        page = np.zeros((len(left), abs(at) + left.shape[1] + right.shape[1]), dtype=bool)
        start = max(0, -at)
        page[:, start : start + left.shape[1]] |= left
        page[:, start + at : start + at + right.shape[1]] |= right
        pages.append(page)
    return pages


@pytest.mark.parametrize("count", [60, pytest.param(982, marks=MANY)])
def test_an_open_four_of_two_strokes_is_one_digit(count: int) -> None:
    assert share(cut_fours(count, (0.05, 0.12)), 1) >= 0.95
    dice = np.random.default_rng(0)
    assert share([drawn_four(dice) for _ in range(count // 2)], 1) >= 0.95


@pytest.mark.parametrize("height", [50, 150, pytest.param(600, marks=MANY)])
@pytest.mark.parametrize("width", [0.05, 0.1, 0.16])
def test_a_nought_of_two_arcs_is_one_digit_and_two_ones_are_two(height: int, width: float) -> None:
    arc = [(0.3 * np.cos(turn), 0.5 - 0.5 * np.sin(turn)) for turn in np.linspace(1.8, 4.5, 20)]
    for apart in (0.0, 0.05, 0.1):
        halves = [[(x + 0.4, y) for x, y in arc], [(apart + 0.4 - x, y) for x, y in arc]]
        assert found(drawn(halves, height, width)) == 1
        upright = [[(x, 0), (x - 0.1, 1)] for x in (0.3, 0.4 + apart + width)]
        assert found(drawn(upright, height, width)) == 2


@pytest.mark.parametrize("count", [60, pytest.param(1500, marks=MANY)])
def test_neighbours_of_all_sizes_and_slants_stay_two(count: int) -> None:
    assert share(neighbours(count), 2) >= 0.96
    assert share(neighbours(count, second=1), 2) >= 0.96, "41, 61, 91: what a 4's stem is like"
    assert share(neighbours(count, raised=0.2, second=1), 2) >= 0.94
    assert share(neighbours(count, smallest=0.5), 2) >= 0.93


@pytest.mark.parametrize("text", ["14", "41", "111", "6171", "9141", "2019", "7445"])
@pytest.mark.parametrize("size", [30, 90])
def test_printed_neighbours_stay_as_many_as_they_are(text: str, size: int) -> None:
    image = Image.new("L", (size * len(text), 2 * size))
    ImageDraw.Draw(image).text((5, 5), text, fill=255, font=ImageFont.load_default(size))
    assert found(np.asarray(image) > 127) == len(text)


MATRIX = {
    0: "01110 10001 10011 10101 11001 10001 01110",
    1: "00100 01100 00100 00100 00100 00100 01110",
    2: "01110 10001 00001 00010 00100 01000 11111",
    3: "11111 00010 00100 00010 00001 10001 01110",
    4: "00010 00110 01010 10010 11111 00010 00010",
    5: "11111 10000 11110 00001 00001 10001 01110",
    6: "00110 01000 10000 11110 10001 10001 01110",
    7: "11111 00001 00010 00100 01000 01000 01000",
    8: "01110 10001 10001 01110 10001 10001 01110",
    9: "01110 10001 10001 01111 00001 00010 01100",
}
"""The digits of the usual 5 x 7 display."""


def dotted(places: np.ndarray, size: float, side: int = 260, width: int | None = None) -> np.ndarray:
    """A page, white, with black dots, `size` pixels wide, at `places`, (N, 2), row and column."""
    image = Image.new("L", (4 * (width or side), 4 * side), 255)
    for row, column in places:
        box = [4 * (column - size / 2), 4 * (row - size / 2), 4 * (column + size / 2), 4 * (row + size / 2)]
        ImageDraw.Draw(image).ellipse(box, fill=20)
    return np.asarray(image.resize((width or side, side), Image.Resampling.BOX)).astype(np.float32) / 255


def display(digits: list[int], step: float, aspect: float, size: float, jitter: float = 0.0) -> np.ndarray:
    """A row of a display: `step` from dot to dot, `aspect` of it up and down, and dots of `size` steps."""
    dice, lit = np.random.default_rng(0), []
    for number, digit in enumerate(digits):
        rows = [[int(dot) for dot in row] for row in MATRIX[digit].split()]
        lit += [(row * aspect, column + 6 * number) for row, column in np.argwhere(rows)]
    places = 2 + np.array(lit) + jitter * dice.standard_normal((len(lit), 2))
    return dotted(
        step * places, step * size, round(step * (6 * aspect + 5)), round(step * (6 * len(digits) + 3))
    )


@pytest.mark.parametrize("aspect", [0.85, 1.0, 1.25])
@pytest.mark.parametrize(
    ("step", "size"),
    [(24, 0.6), (9, 0.6), *(pytest.param(*kind, marks=MANY) for kind in [(60, 0.4), (14, 0.7)])],
)
def test_a_digit_of_dots_is_one_and_can_be_read(step: float, size: float, aspect: float) -> None:
    prepared = [photo.prepare(display([digit], step, aspect, size, 0.03)) for digit in MATRIX]
    assert [len(found.digits) for found in prepared].count(1) >= 9
    answers = evaluation.predict(models.load(HERO), torch.cat([found.image for found in prepared])).argmax(1)
    assert (answers == torch.tensor(list(MATRIX))).sum() >= 7
    assert len(photo.prepare(display([3, 0, 4, 1, 7], step, aspect, size)).digits) == 5


def stops() -> np.ndarray:
    return dotted(np.array([(60 + 70 * line, 20 + 12 * stop) for line in range(3) for stop in range(18)]), 5)


def dust(seed: int = 0) -> np.ndarray:
    return dotted(np.random.default_rng(seed).uniform(10, 250, (40, 2)), 4)


def dotted_paper() -> np.ndarray:
    return dotted(np.array([(row, column) for row in range(10, 250, 20) for column in range(10, 250, 20)]), 5)


def dice() -> np.ndarray:
    five = np.array([(0, 0), (0, 40), (20, 20), (40, 0), (40, 40)])
    return dotted(np.concatenate((five + 40, five + np.array([40, 150]), five[[0, 4]] + 150)), 12)


def small_digits() -> np.ndarray:
    page = np.ones((300, 600), np.float32)
    for number, image in enumerate(data.load("mnist", "test").at(slice(0, 200))):
        row, column = divmod(number, 20)
        page[30 * row : 30 * row + 28, 30 * column : 30 * column + 28] -= image[0].numpy()
    return page


@pytest.mark.parametrize("page", [stops, dust, dotted_paper, dice, small_digits])
def test_other_dots_stay_as_they_are(page: Callable[[], np.ndarray]) -> None:
    inked = photo.STEPS["ink"](photo.Page(page()))
    assert photo.STEPS["dots"](inked) is inked


def test_a_digit_with_a_dot_stays_as_it_is() -> None:
    turns = np.linspace(0, 2 * np.pi, 30)
    ring = [(0.4 + 0.3 * np.cos(turn), 0.5 + 0.5 * np.sin(turn)) for turn in turns]
    page = photo.Page(drawn([ring, [(0.4, 0.5), (0.4, 0.5)]], 150, 0.1).astype(np.float32))
    assert photo.STEPS["dots"](page) is page
    assert found(page.picture) == 1


@MANY
@pytest.mark.parametrize("seed", range(20))
def test_dust_and_grain_make_no_strokes(seed: int) -> None:
    inked = photo.STEPS["ink"](photo.Page(dust(seed)))
    assert photo.STEPS["dots"](inked) is inked
    grain = np.random.default_rng(seed).standard_normal((200, 300)).astype(np.float32)
    inked = photo.STEPS["ink"](photo.Page(np.clip(0.8 + 0.1 * grain, 0, 1)))
    assert photo.STEPS["dots"](inked) is inked
