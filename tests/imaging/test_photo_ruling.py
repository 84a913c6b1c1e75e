"""A stroke from edge to edge is told from ruling, and a part of a digit from what the edge cuts off."""

import numpy as np
import pytest

from gapviz import data, evaluation, models
from gapviz.editions.web.pad import PRESETS, drawing
from gapviz.imaging import photo
from tests import surrounded

SOME = 8
ALL = pytest.param(100, id="all", marks=pytest.mark.long)
counted = pytest.mark.parametrize("count", [SOME, ALL])
PENS = (16, 8, 12, 20)
"""Pixels, for digits of 200: with a thicker one nearly all of a picture cut to its ink is ink."""


def read(pictures: list[np.ndarray | bytes]) -> list[int | None]:
    """What the hero reads in each, None where that is not one digit."""
    network, found = models.load("cnn-0"), []
    for prepared in evaluation.POOL.map(photo.prepare, pictures):
        one = len(prepared.digits) == 1
        found.append(int(evaluation.predict(network, prepared.image).argmax()) if one else None)
    return found


def shares(pictures: list[np.ndarray | bytes], labels: list[int]) -> float:
    return float(np.mean([one == label for one, label in zip(read(pictures), labels, strict=True)]))


def edge_to_edge(name: str, pen: int, over: int) -> bytes:
    """A preset of the pad as tall as the paper, or taller."""
    points = np.vstack([np.array(line, float) for line in PRESETS[name]])
    scale = (drawing.PAPER_SIDE + 2 * over) / np.ptp(points[:, 1])
    aside = 140 - scale * (points[:, 0].min() + points[:, 0].max()) / 2
    start = np.array([aside, -over - scale * points[:, 1].min()])
    strokes = [
        {"ink": 100, "points": [(*place, pen) for place in np.array(line) * scale + start]}
        for line in PRESETS[name]
    ]
    file = drawing.picture(strokes)  # type: ignore[arg-type]
    assert file is not None
    return file


@pytest.mark.parametrize("over", [0, pytest.param(6, marks=pytest.mark.long)])
@pytest.mark.parametrize("pen", [20, pytest.param(8, marks=pytest.mark.long)])
def test_a_digit_drawn_from_edge_to_edge_of_the_pad_is_read(over: int, pen: int) -> None:
    names = list(PRESETS)
    pictures = [edge_to_edge(name, pen, over) for name in names]
    assert shares(pictures, [surrounded.label_of(name) for name in names]) >= 0.93


@counted
def test_a_digit_cut_to_its_ink_is_read_as_on_a_page(count: int) -> None:
    dice, pictures, pages, labels = np.random.default_rng(0), [], [], []
    for number in range(count):
        name = surrounded.NAMES[number % len(surrounded.NAMES)]
        if name == "1":
            continue  # It is nearly all ink.
        ink = surrounded.preset(name, dice, 200, PENS[number % len(PENS)])
        pictures.append(surrounded.page_of(ink, number))
        pages.append(surrounded.page_of(surrounded.padded(ink, 0.2), number))
        labels.append(surrounded.label_of(name))
    assert shares(pictures, labels) >= shares(pages, labels) - 0.03


@counted
def test_no_part_of_a_digit_cut_to_its_ink_is_taken_for_ruling(count: int) -> None:
    for digit in data.load("mnist", "test").images[:: 10_000 // count]:
        page = photo.Page(surrounded.enlarged(digit, 8))
        after = photo.STEPS["lines"](page)
        assert after.picture.sum() >= 0.98 * page.picture.sum()


@pytest.mark.parametrize("y", [0.3, 0.6, 1.0, 1.1])
@pytest.mark.parametrize("name", ["0", "4", "7"])
def test_a_single_ruled_line_is_taken_out(name: str, y: float) -> None:
    ink = surrounded.preset(name, np.random.default_rng(1), 180, 16)
    height, width = ink.shape
    line = [(-200.0, y * height), (width + 200.0, y * height + 5)]
    ruled = surrounded.with_lines(ink, 0.5, [line], 5)
    assert read([surrounded.page_of(ruled)]) == [surrounded.label_of(name)]


@pytest.mark.parametrize("name", ["0", "4", "8"])
def test_a_corner_of_a_frame_is_cut_off(name: str) -> None:
    ink = surrounded.preset(name, np.random.default_rng(1), 150, 16)
    page = surrounded.padded(ink, 0.5)
    page[-40:-30, 30:] = page[:-30, 30:40] = 1
    after = photo.STEPS["margins"](photo.Page(page)).picture
    assert np.array_equal(after, surrounded.padded(ink, 0.5))
