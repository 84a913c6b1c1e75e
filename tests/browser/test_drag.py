"""A figure follows the thumb of its slider before it is let go, and the app draws it after."""

import numpy as np

from benchmarks.browser import settle
from browser.walk import reset, show
from gapviz.figures import FIGURES

FIGURE, PARAMETER = "moved_digit", "pixels"
OWN = f".st-key-figure-{FIGURE} .gv-digit[data-drag]"
INK = """canvas => [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data]
  .filter((_, at) => at % 4 === 3)"""
BARS = """figure => document.querySelector(`.st-key-figure-${figure} .js-plotly-plot`).data[0].x"""


def test_the_digit_follows_the_thumb_and_the_count_follows_on_release(at):
    seen = at("")
    page, known = seen.page, len(seen.errors)
    show(page)
    panel = page.locator(f".st-key-figure-{FIGURE}")
    place = panel.locator(f".st-key-{FIGURE}-{PARAMETER}")
    place.scroll_into_view_if_needed()
    counted = panel.locator(".gv-headline").inner_text()
    box = place.locator("[data-rac][data-orientation]").last.bounding_box()
    height = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.5 * box["width"], height)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.25 * box["width"], height, steps=5)

    own = page.locator(OWN)
    own.wait_for()
    frames = FIGURES[FIGURE].frames_along(PARAMETER)
    value = float(place.locator("input").input_value())
    step = round((value - frames.low) / frames.step)
    frame = frames.tiles[step]
    assert value != FIGURES[FIGURE].parameters[PARAMETER].default
    assert own.locator("canvas").evaluate(INK) == frame.pixels.flatten().tolist()
    assert own.locator("div").get_attribute("aria-label") == frame.alt
    assert own.locator("figcaption").text_content() == frame.label
    page.wait_for_timeout(100)
    assert np.allclose(page.evaluate(BARS, FIGURE), frames.probabilities[step], atol=1e-6)
    assert panel.locator(".gv-headline[data-waiting]").inner_text() == counted, "the count waits"

    page.mouse.up()
    own.wait_for(state="detached", timeout=30_000)
    settle(page)
    assert panel.locator(".gv-headline").inner_text() != counted
    assert panel.locator(".gv-digit figcaption").text_content() == frame.label
    assert panel.locator(".gv-digit").is_visible()
    assert not page.locator("[data-waiting], [data-drag]").count(), "nothing is left over"
    assert seen.errors[known:] == []
    reset(page, FIGURE)
