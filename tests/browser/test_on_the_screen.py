"""Who changes something on a phone sees it change: the effect is on the screen, or the page goes there."""

import pytest
from playwright.sync_api import expect

from browser.conftest import VIEWPORT
from browser.walk import reset, settle, show

PHONE = {"width": 390, "height": 844}
FIRST = [
    ("", "moved_digit"),
    ("", "one_digit"),
    ("A_one_with_a_flag", "flag_digit"),
    ("Noiseless_is_bad", "shifted_digits"),
]
"""Where a picture and what changes it must share a screen."""
APART = """([digits, control]) =>
  control.getBoundingClientRect().bottom - digits.getBoundingClientRect().top"""


@pytest.mark.parametrize(("path", "name"), FIRST)
def test_the_control_is_on_the_screen_of_the_picture(visit, path, name):
    page = visit(path)
    page.set_viewport_size(PHONE)
    figure = page.locator(f".st-key-figure-{name}")
    parts = [
        figure.locator(part).first.element_handle() for part in (".gv-digits", ".stSlider, .stSelectbox")
    ]
    assert 0 < page.evaluate(APART, parts) < PHONE["height"] - 100
    page.set_viewport_size(VIEWPORT)


def test_a_click_goes_to_what_it_changed_and_back(visit):
    page = visit("Noiseless_is_bad")
    show(page)
    page.set_viewport_size(PHONE)
    curve = page.locator(".st-key-figure-severity_curve .js-plotly-plot")
    curve.evaluate("chart => chart.scrollIntoView({block: 'center'})")
    changed = page.locator(".st-key-figure-shifted_digits .gv-digits")
    expect(changed).not_to_be_in_viewport()
    box = curve.locator(".scatterlayer .point").first.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(changed).to_be_in_viewport(ratio=1, timeout=20_000)
    expect(changed).to_be_focused()
    back = page.locator(".gv-back")
    back.click()
    expect(curve).to_be_in_viewport(ratio=1)
    expect(back).to_have_count(0)
    settle(page)
    page.set_viewport_size(VIEWPORT)
    reset(page, "shifted_digits")
