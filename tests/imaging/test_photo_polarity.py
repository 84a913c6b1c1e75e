"""Ink is told from paper however much of the picture it fills: thin or thick, cut to the ink or not."""

import numpy as np
import pytest
import torch
from scipy import ndimage

from gapviz import data
from gapviz.imaging import photo
from tests.imaging.test_photo_kept import enlarged

SOME = 24
MANY = pytest.param(400, id="400", marks=pytest.mark.long)
SHARES = ((0.03, 0.15), (0.15, 0.3), (0.3, 0.45), (0.45, 0.58), (0.58, 0.7))
"""Of the picture: how much of it is ink, from and to."""
PAPER, INK = 0.9, 0.2


def thickened(number: int, share: float, dice: np.random.Generator) -> np.ndarray:
    """A test digit in a picture, cut to the ink or with margins, as thick as makes `share` of it ink."""
    image = data.load("mnist", "test").at([number])[0]
    wide = 24 if share > 0.2 else 120
    margins = dice.integers(0, wide, (2, 2)) * (dice.random() < 0.6)
    ink = np.pad(enlarged(image, int(dice.integers(90, 200))).clip(0, 1), 60)
    for _ in range(40):
        ink = ndimage.grey_dilation(ink, footprint=ndimage.generate_binary_structure(2, 1))
        rows, columns = (np.flatnonzero(ink.max(axis) > 0.5) for axis in (1, 0))
        cut = np.pad(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], margins)
        if cut.mean() >= share:
            break
    return cut


def seen(ink: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """Dark ink on light paper, in light that falls off, or not."""
    falls = 1 - dice.choice([0, 0.4]) * np.linspace(0, 1, ink.shape[1])
    return ((PAPER + (INK - PAPER) * ink) * falls + 0.01 * dice.standard_normal(ink.shape)).clip(0, 1)


@pytest.mark.parametrize("count", [SOME, MANY])
@pytest.mark.parametrize("share", SHARES, ids=lambda share: f"{share[0]:.0%} to {share[1]:.0%}")
def test_ink_is_told_from_paper(share: tuple[float, float], count: int) -> None:
    negative, right, tried = photo.STEPS["negative"], 0, 0
    for number in range(count):
        dice = np.random.default_rng([number, round(100 * share[0])])
        ink = thickened(10_000 // count * number, dice.uniform(*share), dice)
        if not share[0] <= ink.mean() <= share[1] + 0.05:
            continue
        light_on_dark = bool(number % 2)
        picture = seen(ink, dice).astype(np.float32)
        page = photo.Page(1 - picture if light_on_dark else picture)
        turned = not np.array_equal(negative(page).picture, page.picture)
        right, tried = right + (turned == light_on_dark), tried + 1
    assert tried >= count / 4
    assert right >= np.floor(0.96 * tried), f"{right} of {tried}"


@pytest.mark.parametrize("light", [False, True])
@pytest.mark.parametrize("place", ["bars", "frame", "corner", "side"])
def test_a_frame_or_a_shadow_around_paper_is_no_paper(place: str, light: bool) -> None:
    ink = np.zeros((200, 200), np.float32)
    digit = enlarged(data.load("mnist", "test").at(torch.tensor([35]))[0], 90).clip(0, 1)
    ink[50 : 50 + digit.shape[0], 50 : 50 + digit.shape[1]] = digit
    page = PAPER + (INK - PAPER) * ink
    down, across = np.indices(page.shape)
    dark = {
        "bars": (across < 25) | (across > 175),
        "frame": np.maximum(abs(down - 100), abs(across - 100)) > 80,
        "corner": (across > 160) | (down > 160),
        "side": across > 150,
    }[place]
    page = np.where(dark, 0.4 * page, page).astype(np.float32)
    page = photo.Page(1 - page if light else page)
    turned = not np.array_equal(photo.STEPS["negative"](page).picture, page.picture)
    assert turned == light
