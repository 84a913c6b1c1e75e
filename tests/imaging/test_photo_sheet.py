"""The sheet is found first: a note on a desk is cropped to, and a digit is never taken for a sheet."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from gapviz import data, evaluation, models
from gapviz.imaging import photo
from tests.imaging.desks import DESKS, Note, grey, photographed

SOME = 5
MANY = pytest.param(50, id="50", marks=pytest.mark.long)
FILLS = (0.15, 0.3, 0.5, 0.7, 0.9)
Changed = Callable[[int], Note]


def lying(number: int, fill: float) -> Note:
    """A note as somebody might photograph it: every desk, askew or not, in any light."""
    dice = np.random.default_rng([number, round(100 * fill)])
    free = 0.45 * max(0.0, 1 - 1.25 * fill**0.5)
    return Note(
        fill=fill,
        desk=list(DESKS)[number % len(DESKS)],
        askew=dice.uniform(-30, 30) if dice.random() < 0.7 else 0,
        perspective=dice.uniform(0, 0.08),
        lamp=dice.choice([0, 0.5]),
        shadow=dice.choice([0, 0.5]),
        aspect=dice.uniform(0.75, 1.5),
        out=(dice.uniform(-free, free), dice.uniform(-free, free)),
        digit=dice.uniform(0.45, 0.7),
        side=int(dice.integers(140, 500)),
    )


def white_on_black(number: int) -> Note:
    return replace(lying(number, 0.3), desk="nearly as light", paper=grey(0.1), ink=grey(0.95))


def other_hue(number: int) -> Note:
    """A note that is as grey as its desk."""
    return replace(lying(number, 0.4), desk="green", paper=(0.42, 0.33, 0.42), ink=grey(0.08), lamp=0)


def beyond_a_side(number: int) -> Note:
    down = number % 2
    return replace(lying(number, 0.4), out=(0.25 * down, 0.25 - 0.25 * down), askew=number * 5 % 20 - 10)


NOTES: dict[str, tuple[Changed, float]] = {
    **{f"{100 * fill:.0f} %": (lambda number, fill=fill: lying(number, fill), 0.94) for fill in FILLS},
    "straight on black": (lambda _: Note(), 0.98),
    "white on black": (white_on_black, 0.94),
    "of another hue": (other_hue, 0.96),
    "beyond a side": (beyond_a_side, 0.9),
}
"""By name: how the notes lie, and the share of them that is read at least."""


@pytest.mark.parametrize("count", [SOME, MANY])
@pytest.mark.parametrize("name", NOTES)
def test_a_digit_on_a_note_is_read(name: str, count: int) -> None:
    note, least = NOTES[name]
    numbers = list(range(0, 10_000, 10_000 // count))[:count]
    pictures = [photographed(number, note(place)) for place, number in enumerate(numbers)]
    found = list(evaluation.POOL.map(photo.prepare, pictures))
    network = models.load("cnn-0")
    wanted = evaluation.predict(network, data.load("mnist", "test").at(numbers)).argmax(1)
    answers = evaluation.predict(network, torch.cat([each.image for each in found])).argmax(1)
    alone = torch.tensor([len(each.digits) == 1 for each in found])
    read = int((alone & (answers == wanted)).sum())
    assert read >= np.floor(least * count), f"{read} of {count}"


def test_a_sheet_is_cropped_to_and_what_lies_around_it_becomes_sheet() -> None:
    note = Note(fill=0.3, desk="checked cloth", askew=20)
    page = photo.Page(photographed(0, note))
    found = photo.STEPS["sheet"](page).picture
    share = found.shape[0] * found.shape[1] / page.picture[..., 0].size
    assert note.fill < share < 2.5 * note.fill, "the box of a square askew is larger than the square"
    assert np.abs(found[:2] - note.paper).max() < 0.1
    assert np.abs(found[:, -2:] - note.paper).max() < 0.1
    assert photo.STEPS["sheet"](page, on=False) is page


def block(image: ImageDraw.ImageDraw, box: tuple[int, ...], holes: list[tuple[int, ...]]) -> None:
    image.rectangle(box, fill=30)
    for hole in holes:
        image.rectangle(hole, fill=235)


def ring(image: ImageDraw.ImageDraw, thick: int) -> None:
    image.ellipse((70, 30, 230, 270), fill=30)
    image.ellipse((70 + thick, 30 + thick, 230 - thick, 270 - thick), fill=235)


def cells(image: ImageDraw.ImageDraw) -> None:
    for place in range(20, 300, 120):
        image.line((place, 0, place, 300), fill=60, width=4)
        image.line((0, place, 300, place), fill=60, width=4)
    image.line([(175, 160), (225, 160), (190, 245)], fill=30, width=9)


def boxed(image: ImageDraw.ImageDraw, width: int) -> None:
    image.rectangle((50, 40, 250, 260), outline=30, width=width)
    image.line([(110, 90), (190, 90), (140, 210)], fill=30, width=12)


def shaded(image: ImageDraw.ImageDraw) -> None:
    image.rectangle((0, 190, 300, 300), fill=140)
    image.line([(110, 60), (190, 60), (140, 150)], fill=30, width=12)


DRAWN: dict[str, Callable[[ImageDraw.ImageDraw], None]] = {
    "a block 0": lambda image: block(image, (60, 20, 240, 280), [(110, 70, 190, 230)]),
    "a narrow block 0": lambda image: block(image, (100, 20, 200, 280), [(135, 55, 165, 245)]),
    "a block 8": lambda image: block(image, (60, 20, 240, 280), [(110, 60, 190, 130), (110, 170, 190, 240)]),
    "a block 6": lambda image: block(image, (60, 20, 240, 280), [(100, 60, 240, 130), (100, 170, 200, 240)]),
    "a block 4": lambda image: block(image, (60, 20, 240, 280), [(100, 20, 200, 130), (60, 170, 200, 280)]),
    "a 0": lambda image: ring(image, 30),
    "a thick 0": lambda image: ring(image, 60),
    "a digit in a box": lambda image: boxed(image, 4),
    "a digit in a thick box": lambda image: boxed(image, 14),
    "a digit in a cell": cells,
    "a shadow": shaded,
    "a filled block": lambda image: block(image, (60, 20, 240, 280), []),
}


@pytest.mark.parametrize("light", [False, True])
@pytest.mark.parametrize("name", DRAWN)
def test_what_is_no_sheet_stays_as_it_is(name: str, light: bool) -> None:
    image = Image.new("L", (300, 300), 235)
    DRAWN[name](ImageDraw.Draw(image))
    grain = np.random.default_rng(0).standard_normal((300, 300, 3))
    picture = np.asarray(image, dtype=np.float32)[..., None] / 255 + 0.01 * grain
    page = photo.Page((1 - picture if light else picture).clip(0, 1).astype(np.float32))
    assert photo.STEPS["sheet"](page) is page
