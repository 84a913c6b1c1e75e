"""What is drawn round or under a digit is taken out, and no stroke of a digit is."""

import numpy as np
import pytest

from gapviz import data, evaluation, models
from gapviz.editions.web.pad import PRESETS, drawing
from gapviz.imaging import photo
from tests import surrounded

SOME = 3
ALL = pytest.param(60, id="all", marks=pytest.mark.long)
SIZES = ((200, 16), (120, 14), (200, 8), (200, 24))
"""Pixels: how tall digits are, and how thick the pen."""
STYLES = [(kind, style) for kind, styles in surrounded.STYLES.items() for style in styles]
TOUCHED = ("exact", "hand")


def answers(ink: np.ndarray) -> list[int]:
    prepared = photo.prepare(surrounded.page_of(ink))
    return evaluation.predict(models.load("cnn-0"), prepared.digits).argmax(1).tolist()


def digit(number: int, dice: np.random.Generator) -> tuple[np.ndarray, int, int]:
    """A digit, which it is, and how thick its pen was."""
    name, (height, pen) = surrounded.NAMES[number % len(surrounded.NAMES)], SIZES[number % len(SIZES)]
    return surrounded.preset(name, dice, height, pen), surrounded.label_of(name), pen


@pytest.mark.parametrize("count", [SOME, ALL])
@pytest.mark.parametrize(("kind", "style"), STYLES)
def test_a_digit_with_something_round_it_is_read(kind: str, style: str, count: int) -> None:
    dice, right = np.random.default_rng(0), 0
    for number in range(5, 5 + count):
        ink, label, pen = digit(number, dice)
        thick, gap = max(2, pen * dice.uniform(0.3, 1)), dice.uniform(0.06, 0.25)
        right += answers(surrounded.ROUND[kind](ink, dice, thick, gap, style)) == [label]
    assert right >= 0.9 * count


@pytest.mark.parametrize("count", [2, ALL])
@pytest.mark.parametrize(
    ("kind", "style"), [*((k, s) for k, s in STYLES if s == "hand"), ("underlined", "touching")]
)
def test_two_digits_with_something_round_both_are_read(kind: str, style: str, count: int) -> None:
    dice, right = np.random.default_rng(0), 0
    gap, style = (0, "hand") if style == "touching" else (0.15, style)
    for number in range(5, 5 + count):
        name, (height, pen) = (
            surrounded.NAMES[(number + 7) % len(surrounded.NAMES)],
            SIZES[number % len(SIZES)],
        )
        one, label, _ = digit(number, dice)
        pair = surrounded.beside(one, surrounded.preset(name, dice, height, pen), round(0.3 * height))
        found = answers(surrounded.ROUND[kind](pair, dice, pen / 2, gap, style))
        right += found == [label, surrounded.label_of(name)]
    assert right >= 0.9 * count


@pytest.mark.parametrize("count", [SOME, ALL])
@pytest.mark.parametrize("style", TOUCHED)
def test_a_line_that_the_digit_touches_is_taken_out(style: str, count: int) -> None:
    dice, right = np.random.default_rng(0), 0
    for number in range(5, 5 + count):
        ink, label, pen = digit(number, dice)
        right += answers(surrounded.underlined(ink, dice, max(2, 0.5 * pen), 0, style)) == [label]
    assert right >= 0.9 * count


@pytest.mark.parametrize("count", [50, pytest.param(1000, id="all", marks=pytest.mark.long)])
def test_digits_stay_whole(count: int) -> None:
    changed = 0
    for image in data.load("mnist", "test").images[:: 10_000 // count]:
        ink = surrounded.enlarged(image, 4)
        for page in (photo.Page(ink), photo.Page(surrounded.padded(ink, 0.3))):
            changed += photo.STEPS["surrounds"](page) is not page
    assert changed <= 0.002 * count


@pytest.mark.parametrize("pen", [20, *(pytest.param(pen, marks=pytest.mark.long) for pen in (4, 8, 30, 40))])
def test_presets_stay_whole(pen: int) -> None:
    for name, lines in PRESETS.items():
        strokes = [{"ink": 100, "points": [(x, y, pen) for x, y in line]} for line in lines]
        file = drawing.picture(strokes)  # type: ignore[arg-type]
        assert file is not None
        stages = {stage.step.name: stage.pictures[0] for stage in photo.prepare(file).steps}
        assert np.array_equal(stages["surrounds"], stages["ink"]), name
