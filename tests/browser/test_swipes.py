"""A finger on a phone: a swipe scrolls the page, also where it begins on a chart that answers to a tap."""

import pytest

from browser.conftest import VIEWPORT
from gapviz.editions import article
from gapviz.figures import FIGURES

CLICKABLE = [
    (page.stem[3:], block.name)
    for page in article.pages()
    for block in article.read(page)
    if isinstance(block, article.Figure) and FIGURES[block.name].clicks
]
EVERY_RUN = {"printed_mistakes", "severity_curve"}
"""The charts that are touched in every run; the others are in a long test."""
CHARTS = [
    pytest.param(path, name, marks=() if name in EVERY_RUN else pytest.mark.long) for path, name in CLICKABLE
]
SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"
STEPS, STRIDE = 8, 20
"""Pixels of a swipe: so many strides of a finger upwards."""


@pytest.mark.parametrize(("path", "name"), CHARTS)
def test_a_swipe_that_begins_on_a_chart_scrolls(visit, path, name):
    page = visit(path)
    page.set_viewport_size(VIEWPORT | {"width": 390})
    chart = page.locator(f".st-key-figure-{name} .js-plotly-plot")
    chart.evaluate("chart => chart.scrollIntoView({block: 'center'})")
    box, before = chart.bounding_box(), page.evaluate(SCROLLED)
    x, y = box["x"] + box["width"] / 2, VIEWPORT["height"] / 2
    assert box["y"] < y < box["y"] + box["height"], "the swipe begins on the chart"
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, STEPS + 1):
        at = {"x": x, "y": y - STRIDE * step}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [at]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function(f"before => {SCROLLED} > before + {STRIDE}", arg=before, timeout=5_000)
    page.set_viewport_size(VIEWPORT)
