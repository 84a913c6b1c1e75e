"""A figure follows the thumb of its slider before it is let go, and the app draws it after."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from benchmarks.browser import settle
from browser.walk import reset, show
from gapviz import evaluation
from gapviz.figures import FIGURES
from gapviz.figures.shared import tiles

FIGURE, PARAMETER = "moved_digit", "pixels"
PANEL = f".st-key-figure-{FIGURE}"
OWN = f"{PANEL} .gv-digit[data-drag]"
ENGINE = re.compile(r"/(engine/[\w-]+)\.[0-9a-f]{64}\.(js|pack)$")
"""Addresses of what the engine is made of."""
INK = """canvas => [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data]
  .filter((_, at) => at % 4 === 3)"""
SAVED = """picture => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 28, height: 28 });
  const paper = canvas.getContext("2d");
  paper.imageSmoothingEnabled = false;
  paper.drawImage(picture, 0, 0, 28, 28);
  return [...paper.getImageData(0, 0, 28, 28).data].filter((_, at) => at % 4 === 0).map(light => 255 - light);
}"""
BARS = """figure => [...document.querySelector(`.st-key-figure-${figure} .js-plotly-plot`).data[0].x]"""


def seen_on(tile, picture, script):
    """What a tile shows: its pixels, what is said of it, and how the chart's bars stand."""
    shown = tile.locator(picture).first
    return {
        "pixels": np.array(shown.evaluate(script)),
        "label": tile.locator("figcaption").text_content(),
        "shares": np.array(tile.page.evaluate(BARS, FIGURE)),
    }


def test_the_digit_follows_the_thumb_and_the_count_follows_on_release(at):
    seen = at("")
    page, known, before = seen.page, len(seen.errors), len(seen.asked)
    show(page)
    page.wait_for_function("window.gapviz")
    panel = page.locator(PANEL)
    place = panel.locator(f".st-key-{FIGURE}-{PARAMETER}")
    place.scroll_into_view_if_needed()
    counted = panel.locator(".gv-headline").inner_text()
    box = place.locator("[data-rac][data-orientation]").last.bounding_box()
    height = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.5 * box["width"], height)
    page.mouse.down()
    own = page.locator(OWN)
    values = []
    for share in (0.95, 0.6, 0.25):
        page.mouse.move(box["x"] + share * box["width"], height, steps=5)
        own.wait_for()
        page.wait_for_timeout(100)
        values.append(float(place.locator("input").input_value()))
        state = FIGURES[FIGURE].state_of(**{PARAMETER: values[-1]})
        image = evaluation.images_under(state.condition, [state.digit])[0]
        logits = evaluation.logits_of(state.model, state.condition, state.digit)
        tile = tiles.of_test_digit(image, state.digit, logits, state.label, model=state.model)
        following = seen_on(own, "canvas", INK)
        assert np.abs(following["pixels"] - tile.pixels.flatten()).max() <= 1
        assert own.locator("div").get_attribute("aria-label") == tile.alt
        assert following["label"] == tile.label
        assert np.allclose(following["shares"], logits.softmax(0).numpy(), atol=1e-4)
    assert len({*values, FIGURES[FIGURE].parameters[PARAMETER].default}) == 4, "the thumb stood at three"
    assert panel.locator(".gv-headline[data-waiting]").inner_text() == counted, "the count waits"

    page.mouse.up()
    own.wait_for(state="detached", timeout=30_000)
    settle(page)
    released = seen_on(panel.locator(".gv-digit"), "img.gv-saved", SAVED)
    assert np.abs(following["pixels"] - released["pixels"]).max() <= 1
    assert following["label"] == released["label"]
    assert np.allclose(following["shares"], released["shares"], atol=1e-4)
    assert panel.locator(".gv-headline").inner_text() != counted
    assert panel.locator(".gv-digit").is_visible()
    assert not page.locator("[data-waiting], [data-drag]").count(), "nothing is left over"
    assert seen.errors[known:] == []
    reset(page, FIGURE)
    asked = [found.group(1) for address in seen.asked if (found := ENGINE.search(address))]
    assert "engine/gapviz" in asked
    again = [address for address in seen.asked[before:] if ENGINE.search(address)]
    assert len(again) == len({*again}), "script and network are asked for once a visit"


@pytest.mark.long
def test_without_the_engine_a_slider_answers_on_release(browser, address):
    page = browser.new_page()
    page.route(ENGINE, lambda route: route.abort())
    page.goto(address)
    settle(page)
    panel = page.locator(PANEL)
    before = panel.locator(".gv-digit figcaption").text_content()
    slider = panel.locator(f".st-key-{FIGURE}-{PARAMETER} input")
    slider.focus()
    page.keyboard.press("Home")
    expect(panel.locator(".gv-digit figcaption")).not_to_have_text(before, timeout=30_000)
    settle(page)
    assert not page.locator("[data-waiting], [data-drag]").count()
    page.context.close()
