"""What the preparation reads of plain pictures, it goes on reading whatever a step is taught about odd ones.

Each picture is a digit of MNIST's test set, whose pen and size vary from one to the next.
"""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from scipy import ndimage

from gapviz import data, evaluation, models
from gapviz.imaging import photo

PAPER, INK, SIDE = 0.92, 0.15, 360
SOME = 12
"""Digits of a kind in every run; 200 are read where there is time."""
ALL = pytest.param(200, id="200", marks=pytest.mark.long)
Picture = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def enlarged(image: torch.Tensor, longest: int, grown: int = 0) -> np.ndarray:
    """An MNIST digit cut to its ink, 1 where there is ink, so long, its strokes `grown` by some pixels."""
    ink = image[0].numpy()
    rows, columns = np.flatnonzero(ink.max(1) > 0.5), np.flatnonzero(ink.max(0) > 0.5)
    cut = np.pad(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], 1)
    large = ndimage.zoom(cut, longest / max(cut.shape), order=1, mode="nearest", grid_mode=True)
    return ndimage.grey_dilation(large, size=grown) if grown > 1 else large


def on_sheet(ink: np.ndarray, dice: np.random.Generator, side: int = SIDE) -> np.ndarray:
    """The digit somewhere on a sheet, clear of its edges."""
    sheet = np.zeros((side, side), np.float32)
    top, left = (int(dice.integers(side // 8, side - side // 8 - length + 1)) for length in ink.shape)
    sheet[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return PAPER + (INK - PAPER) * sheet


def margin(ink: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """The digit with a twentieth of its longer side around it."""
    return PAPER + (INK - PAPER) * np.pad(ink, max(1, max(ink.shape) // 20))


def bars(ink: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """Black bars at both sides, or above and below, as a player of films has them."""
    page, width = on_sheet(ink, dice), SIDE // 10
    sides = page if dice.random() < 0.5 else page.T
    sides[:, :width] = sides[:, -width:] = 0.02
    return page


def desk(ink: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """The desk along one side, a little askew."""
    page = on_sheet(ink, dice)
    across = np.arange(SIDE)[None] + np.linspace(0, SIDE / 30, SIDE)[:, None]
    return np.where(across < SIDE / 9, 0.4, page).astype(np.float32)


def thumb(ink: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """A thumb in a corner of the picture."""
    page = on_sheet(ink, dice)
    down, across = np.ogrid[:SIDE, :SIDE]
    tip = (down - SIDE) ** 2 / (SIDE / 6) ** 2 + (across - SIDE) ** 2 / (SIDE / 5) ** 2 < 1
    return np.where(tip, 0.5, page).astype(np.float32)


PICTURES: dict[str, Picture] = {
    "on a page": on_sheet,
    "at a small margin": margin,
    "between black bars": bars,
    "beside the desk": desk,
    "beside a thumb": thumb,
}


@pytest.mark.parametrize("count", [SOME, ALL])
@pytest.mark.parametrize("name", PICTURES)
def test_a_plain_picture_is_read(name: str, count: int) -> None:
    places = torch.arange(count) * (10_000 // count)
    digits, network = data.load("mnist", "test").at(places), models.load("cnn-0")
    pages = []
    for number, digit in enumerate(digits):
        dice = np.random.default_rng(number)
        ink = enlarged(digit, int(dice.integers(60, 220)), int(dice.integers(0, 8)))
        pages.append(PICTURES[name](ink.clip(0, 1), dice).astype(np.float32))
    found = list(evaluation.POOL.map(photo.prepare, pages))
    one = sum(len(each.digits) == 1 for each in found)
    answers = evaluation.predict(network, torch.cat([each.image for each in found])).argmax(1)
    wanted = evaluation.predict(network, digits).argmax(1)
    read = int((answers == wanted).sum())
    missed = 1 + count // 50
    assert one >= count - missed
    assert read >= count - missed
