"""The drawing pad under mouse, finger and keyboard, in a page of its own."""

import re

import pytest
from playwright.sync_api import expect

from browser.walk import draw as draw_shares

SIDE = 280


@pytest.fixture(scope="module")
def opened(browser, workshop):
    """The pad, as one reader has it open."""
    reader = browser.new_context(has_touch=True)
    page = reader.new_page()
    page.goto(workshop)
    page.locator(".paper").wait_for(timeout=60_000)
    yield page
    reader.close()


@pytest.fixture
def page(opened):
    """The pad with an empty paper and the usual pen."""
    paper = opened.get_by_text(re.compile("^paper "))
    before = paper.inner_text()
    opened.get_by_role("button", name="Reset").click()
    expect(paper).not_to_have_text(before, timeout=20_000)
    expect_result(opened, "empty")
    expect(opened.locator(".drawing > g")).to_have_count(0)
    return opened


def expect_result(page, text):
    """Wait until the page's script has read `text` from the drawing: its strokes, and where ink lies."""
    expect(page.locator(".stText").last).to_have_text(re.compile(f"^{text}"), timeout=20_000)


def draw(page, *points):
    """Draw a stroke by mouse through points of the paper, which is SIDE by SIDE."""
    draw_shares(page, *((x / SIDE, y / SIDE) for x, y in points))


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def strokes_shown(page):
    return page.locator(".drawing > g").count()


def test_the_mouse_draws_and_undo_and_clear_take_back(page):
    expect(page.get_by_text("Draw a digit here")).to_be_visible()
    draw(page, (60, 80), (140, 80), (140, 200))
    expect_result(page, r"1 from (50|49), (70|69) to 1(49|50), 2(09|10)$")
    expect(page.get_by_text("Draw a digit here")).to_be_hidden()
    draw(page, (200, 100), (200, 200))
    expect_result(page, "2 from")
    page.get_by_role("button", name="Undo").click()
    expect_result(page, "1 from")
    page.get_by_role("button", name="Clear").click()
    expect_result(page, "empty")
    page.get_by_role("button", name="Undo").click()
    expect_result(page, "1 from")


def test_pen_and_ink_change_the_strokes_to_come(page):
    draw(page, (60, 80), (220, 80))
    page.get_by_role("slider", name="pen size").focus()
    press(page, "End")
    page.get_by_role("slider", name="ink").focus()
    press(page, "Home")
    draw(page, (60, 200), (220, 200))
    expect_result(page, "2 from")
    groups = page.locator(".drawing > g")
    assert [groups.nth(place).get_attribute("opacity") for place in (0, 1)] == ["1", "0.2"]
    assert [groups.nth(place).locator("path").first.get_attribute("stroke-width") for place in (0, 1)] == [
        "20",
        "40",
    ]


def test_the_keyboard_alone_draws(page):
    page.reload()  # the pen rests where the mouse left it, on a new paper in the middle
    page.locator(".paper").wait_for(timeout=60_000)
    expect_result(page, "empty")
    page.keyboard.press("Tab")
    while not page.locator(".paper:focus").count():
        page.keyboard.press("Tab")
    expect(page.get_by_text("Arrow keys move the pen")).to_be_visible()
    press(page, *["ArrowUp"] * 5, "Space", *["ArrowDown"] * 10)
    expect(page.get_by_role("status").filter(has_text="Pen down")).to_have_count(1)
    assert strokes_shown(page) == 1
    press(page, "Enter")
    expect_result(page, "1 from 130, (90|89) to 149, 1(89|90)$")
    press(page, "ArrowLeft", "Space", "ArrowLeft", "Escape")
    assert strokes_shown(page) == 1, "a stroke can be left out"
    press(page, "Space", "PageUp", "Tab")
    expect_result(page, "2 from")
    page.locator(".paper").focus()
    press(page, "Backspace", "Control+z")
    expect_result(page, "empty")


def test_a_preset_is_extended_and_undone(page):
    page.get_by_role("button", name="Start from 7", exact=True).press("Enter")
    expect_result(page, "1 from")
    draw(page, (110, 146), (206, 138))
    expect_result(page, "2 from")
    page.get_by_role("button", name="Start from a closed 4").click()
    expect_result(page, "1 from")
    page.get_by_role("button", name="Undo").click()
    expect_result(page, "2 from")


def test_an_answer_in_the_middle_of_a_stroke_leaves_it(page):
    draw(page, (60, 80), (60, 200))
    box = page.locator(".paper").bounding_box()
    page.mouse.move(box["x"] + 140, box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 140, steps=6)
    expect_result(page, "1 from")
    page.wait_for_timeout(500)
    page.mouse.move(box["x"] + 140, box["y"] + 200, steps=6)
    page.mouse.up()
    expect_result(page, r"2 from .* to 1(49|50), 2(09|10)$")
    assert strokes_shown(page) == 2


def test_a_drawing_outlives_other_chapters_and_ends_with_reset(page):
    page.get_by_role("slider", name="pen size").press("End")
    draw(page, (60, 80), (220, 80))
    draw(page, (60, 180), (220, 180))
    expect_result(page, "2 from")
    page.get_by_role("link", name="elsewhere").click()
    expect_result(page, "elsewhere")
    page.get_by_role("link", name="drawing").click()
    expect_result(page, "2 from")
    expect(page.locator(".drawing > g")).to_have_count(2)
    expect(page.get_by_role("slider", name="pen size")).to_have_value("40")
    page.get_by_role("button", name="Undo").click()
    expect_result(page, "1 from")
    page.get_by_role("button", name="Reset").click()
    expect_result(page, "empty")
    expect(page.locator(".drawing > g")).to_have_count(0)
    draw(page, (60, 80), (220, 80))
    expect_result(page, "1 from")


def test_a_finger_draws_on_a_phone_and_nothing_hangs_over(page):
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth", timeout=10_000)
    box = page.locator(".paper").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390 - 40, "room is left to scroll beside it"
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect_result(page, "1 from 1(29|30), 1(29|30) to 1(49|50), 1(49|50)$")
