"""The app in a real browser: it draws, asks no other host, and answers to mouse and keyboard."""

import re

import pytest
from conftest import choose, wait_for_address
from playwright.sync_api import expect

from benchmarks.browser import CHROMIUM, ROOT, settle

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER WAS TESTED: install Debian's chromium"),
]
HARMLESS = ("_stcore/health", "_stcore/host-config")
FIRST, *OTHERS = (path.stem[3:] for path in sorted(ROOT.glob("pages/*.py")))
PALE = """() => [...document.querySelectorAll('[class$="tick"] text')].filter(
  text => getComputedStyle(text).fill !== getComputedStyle(text).color).map(text => text.parentElement.getAttribute("class"))"""
NOISELESS = "Noiseless_is_bad"


@pytest.mark.parametrize("path", ["", *OTHERS])
@pytest.mark.parametrize(("scheme", "width"), [("light", 900), ("dark", 390)])
def test_a_deep_link_draws_whole_and_asks_no_other_host(browser, address, path, scheme, width):
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    asked, failed, errors = [], [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}/{path}")
    settle(page)
    outside = [url for url in asked if not url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))]
    assert not outside, outside
    assert not [url for url in failed if not url.endswith(HARMLESS)], failed
    assert not errors
    assert page.locator(".gv-title").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing hangs over the side"
    assert page.evaluate(PALE) == [], "ticks take the page's ink, in every part of a chart"
    page.close()


def test_the_keyboard_moves_a_slider_and_the_address_keeps_it(visit):
    page = visit()
    before = page.locator(".gv-headline").first.inner_text()
    page.get_by_role("slider", name=re.compile("^noise")).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("before => document.querySelector('.gv-headline').innerText !== before", arg=before, timeout=20_000)
    wait_for_address(page, "one_digit.std=0.35")
    after = page.locator(".gv-headline").first.inner_text()
    page.reload()
    settle(page)
    assert page.locator(".gv-headline").first.inner_text() == after


def test_a_click_on_a_point_goes_to_its_severity(visit):
    page = visit(NOISELESS)
    page.locator(".st-key-figure-severity_curve .points path").nth(2).click(force=True)
    wait_for_address(page, "shifted_digits.severity=2")
    expect(page.get_by_role("slider", name=re.compile("^severity"))).to_have_value("2", timeout=20_000)


def test_a_click_on_a_cell_opens_its_digits_and_the_menus_do_the_same(visit):
    page = visit(NOISELESS)
    figure = page.locator(".st-key-figure-confusion")
    figure.locator(".points path").nth(3 * 10 + 5).click(force=True)
    wait_for_address(page, "confusion.prediction=5")
    wait_for_address(page, "confusion.label=3")
    figure.get_by_text("3 read as 5").wait_for()
    choose(page, figure.get_by_role("combobox").first, "8")
    wait_for_address(page, "confusion.label=8")
    figure.get_by_text("8 read as 5").wait_for()


def test_a_tap_on_a_cell_counts_for_this_cell(visit):
    page = visit(NOISELESS, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    for label, prediction in ((3, 5), (8, 2)):
        cell = page.locator(".st-key-figure-confusion .points path").nth(10 * label + prediction)
        cell.scroll_into_view_if_needed()
        box = cell.bounding_box()
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        wait_for_address(page, f"confusion.label={label}")
        wait_for_address(page, f"confusion.prediction={prediction}")
        settle(page)


def test_a_click_on_the_flag_map_draws_that_flag(visit):
    page = visit("A_one_with_a_flag")
    page.locator(".st-key-figure-flag_map .points path").nth(3 * 26 + 5).click(force=True)
    wait_for_address(page, "flag_digit.length=3")
    wait_for_address(page, "flag_digit.angle=30")
    expect(page.get_by_role("slider", name=re.compile("^flag.angle"))).to_have_value("30", timeout=20_000)


def test_a_click_on_a_small_map_takes_its_flag_and_its_model(visit):
    page = visit("A_one_with_a_flag")
    second = page.locator(".st-key-figure-flag_maps .subplot.x2y2 .points path")
    second.nth(4 * 16 + 6).click(force=True)
    wait_for_address(page, "flag_digit.model=mlp-0")
    wait_for_address(page, "flag_digit.length=10")
    wait_for_address(page, "flag_digit.angle=60")


def test_the_essays_border_is_one_click_away(visit):
    page = visit(NOISELESS)
    page.get_by_role("button", name="a border at the top and left").click()
    wait_for_address(page, "shifted_digits.shift=border")
    page.get_by_text("All 10,000 test digits like this").wait_for()
    page.get_by_role("button", name="Reset").first.click()
    page.wait_for_function("!location.search.includes('shifted_digits.shift')", timeout=30_000)


def test_a_network_trains_before_its_reader_while_another_waits(visit):
    reader, other = visit("The_ritual"), visit("The_ritual")
    reader.get_by_role("button", name="Train a network now").click()
    reader.get_by_text(re.compile(r"Batch [\d,]+ of [\d,]+, about .* left")).wait_for(timeout=60_000)
    reader.get_by_text("Your network").wait_for()
    other.get_by_role("button", name="Train a network now").click()
    other.get_by_text("You are number 1 in line").wait_for()
    reader.get_by_role("button", name="Stop").click()
    reader.get_by_text(re.compile("^Stopped")).wait_for()
    other.get_by_role("button", name="Stop").wait_for(timeout=30_000)
    other.get_by_role("button", name="Stop").click()
    other.get_by_text(re.compile("^Stopped")).wait_for()
    other.get_by_role("button", name="Back to the recorded runs").click()
    other.get_by_text("cnn-0 has been through").wait_for()


def test_a_chapter_is_found_again_as_it_was_left(visit):
    page = visit()
    page.get_by_role("slider", name=re.compile("^your")).focus()
    page.keyboard.press("End")
    page.get_by_role("slider", name=re.compile("^noise")).focus()
    page.keyboard.press("ArrowRight")
    wait_for_address(page, "one_digit.std=0.35")
    settle(page)  # the browser writes the address before the chapter is drawn anew, and kept
    page.get_by_role("link", name="The ritual →").click()
    page.get_by_text("Chapter 1").wait_for()
    page.get_by_role("link", name="← The 99 percent").click()
    page.get_by_text("Chapter 0").wait_for()
    wait_for_address(page, "one_digit.std=0.35")
    wait_for_address(page, "guess.00=100")


def test_back_and_forward_bring_figures_and_controls_alike(visit):
    page = visit(NOISELESS)
    page.get_by_role("button", name="a border at the top and left").click()
    wait_for_address(page, "shifted_digits.severity=3")
    settle(page)
    agree = """() => {
      const slider = [...document.querySelectorAll("input[type=range]")].find(found => found.ariaLabel.startsWith("severity"));
      const shift = document.querySelector("input[aria-label=shift]").value;
      const gap = document.querySelector(".gv-gap").ariaLabel;
      return slider.ariaLabel === `severity ${slider.value}` && gap.includes(shift.replace("_", " "));
    }"""
    for step in (page.go_back, page.go_back, page.go_forward):
        step()
        page.wait_for_timeout(1000)
        settle(page)
        page.wait_for_function(agree, timeout=10_000)
