"""Tiles in a browser: ink takes the page's colour in either theme, colour is what it was."""

import io

import numpy as np
import pytest
from PIL import Image

from gapviz.core.types import Estimate
from gapviz.editions.article import html, tiles
from gapviz.figures import Gap, Tile

INK = np.full((2, 2), 255, np.uint8)
COLOUR = np.array([[[230, 20, 40], [10, 200, 30]], [[20, 40, 210], [250, 250, 245]]], np.uint8)
SIDE = 80
PAGE = f"""<style>:root {{ color-scheme: light dark; color: light-dark(#1D1B18, #EFEAE0); }}
.gv-digits.n2 {{ width: {2 * SIDE + 14}px; }} {html.style()}</style>"""
WELLS = {"light": (242, 238, 228), "dark": (30, 30, 37)}


@pytest.fixture(params=WELLS)
def shot(request, browser):
    """Return the theme, and a function from tiles to what a browser makes of each in it, uint8 (H, W, 3)."""
    context = browser.new_context(color_scheme=request.param)
    page = context.new_page()

    def taken(*pictures):
        page.set_content(PAGE + tiles.tiles(pictures))
        boxes = page.locator(".gv-digit > div").all()
        return [np.asarray(Image.open(io.BytesIO(box.screenshot())).convert("RGB")) for box in boxes]

    yield request.param, taken
    context.close()


def corners(picture):
    """The middles of the four quarters."""
    return picture[SIDE // 4 :: SIDE // 2, SIDE // 4 :: SIDE // 2][:2, :2]


def test_a_theme_recolours_ink_and_not_colour(shot):
    theme, taken = shot
    ink, colour = taken(Tile(INK, "Ink."), Tile(COLOUR, "Colour."))
    assert (corners(ink) == ((29, 27, 24) if theme == "light" else (239, 234, 224))).all()
    assert (corners(colour) == COLOUR).all()


def test_evidence_over_colour_is_in_its_own_two_colours_and_all_else_is_faint(shot):
    theme, taken = shot
    evidence = np.array([[1.0, -1.0], [0.0, 0.0]])
    sides = {"evidence": evidence, "sides": ("for", "against")}
    tones = {"light": ((210, 69, 30), (0, 114, 178)), "dark": ((255, 122, 77), (86, 180, 233))}[theme]
    for over in taken(Tile(INK, "A map.", **sides), Tile(COLOUR, "A map.", **sides)):
        found = corners(over).astype(int)
        assert (found[0] == tones).all()
        left = abs(found[1] - WELLS[theme])
        assert (left <= 255 * tiles.FAINT + 1).all(), "nearer to the paper than to the picture"


@pytest.mark.parametrize("theme", WELLS)
def test_where_colours_are_forced_ink_evidence_and_the_gap_scale_stand_out_from_the_ground(browser, theme):
    context = browser.new_context(color_scheme=theme, forced_colors="active")
    page = context.new_page()
    sides = {"evidence": np.array([[1.0, -1.0], [1.0, -1.0]]), "sides": ("for", "against")}
    pictures = Tile(INK, "Ink."), Tile(INK, "A map.", **sides)
    scale = html.gap(Gap(Estimate(0.99, 0.98, 1.0, 100), Estimate(0.5, 0.4, 0.6, 100), "noise"), 0.2)
    page.set_content(PAGE + tiles.tiles(pictures) + scale)
    ground = 255 if theme == "light" else 0
    boxes = [*page.locator(".gv-digit > div").all(), *page.locator(".gv-gap i, .gv-gap b").all()]
    for box in boxes:
        picture = np.asarray(Image.open(io.BytesIO(box.screenshot())).convert("RGB")).astype(int)
        middle = picture[picture.shape[0] // 2, picture.shape[1] // 4]
        assert abs(middle - ground).max() > 90, f"{box.get_attribute('class')}: {middle}"
    context.close()
