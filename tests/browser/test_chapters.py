"""Every chapter in a browser: it draws, asks no other host, and answers to mouse, finger and keyboard."""

import re

import pytest
from playwright.sync_api import expect

from benchmarks.browser import ROOT, settle
from browser.conftest import VIEWPORT
from browser.walk import asks, choose, reset, show, slider, wait_for_address

HARMLESS = ("_stcore/health", "_stcore/host-config")
HOOK, *OTHERS = (path.stem[3:] for path in sorted(ROOT.glob("pages/*.py")))
FRONT = ""
PATHS = [FRONT, *OTHERS]
PALE = """() => [...document.querySelectorAll('[class$="tick"] text')].filter(
  text => getComputedStyle(text).fill !== getComputedStyle(text).color
).map(text => text.parentElement.className.baseVal)"""
GROUND = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
AT_THE_TOP = """anchor => {
  const top = document.getElementById(anchor)?.getBoundingClientRect().top;
  return 0 < top && top < 100;
}"""
NOISELESS, FLAG, PRINTED, OWN = (
    "Noiseless_is_bad",
    "A_one_with_a_flag",
    "Printed_digits",
    "Your_own_digit",
)
MANY_KINDS = {FRONT, NOISELESS, "Embed_these_charts"}
"""They have every kind of thing that must fit a phone; the other chapters are tried in a long test."""


@pytest.mark.parametrize("path", PATHS)
def test_a_deep_link_draws_whole_and_asks_no_other_host(at, address, path):
    visit = at(path)
    ours = address, address.replace("http", "ws"), "data:", "blob:"
    assert [url for url in visit.asked if not url.startswith(ours)] == []
    assert [url for url in visit.failed if not url.endswith(HARMLESS)] == []
    assert visit.errors == []
    assert visit.page.locator(".gv-title").count() == 1


@pytest.mark.parametrize(
    "path", [path if path in MANY_KINDS else pytest.param(path, marks=pytest.mark.long) for path in PATHS]
)
def test_a_chapter_stands_on_both_grounds_and_on_a_phone(visit, path):
    page, grounds = visit(path), []
    for scheme, width in (("light", VIEWPORT["width"]), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(VIEWPORT | {"width": width})
        page.wait_for_function("document.documentElement.scrollWidth <= innerWidth", timeout=30_000)
        page.wait_for_function(f"({PALE})().length === 0", timeout=30_000)
        # Not at once: the page hears of the reader's choice of light or dark, and draws itself anew.
        page.wait_for_function(f"grounds => !grounds.includes({GROUND})", arg=grounds, timeout=30_000)
        grounds.append(page.evaluate(GROUND))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(VIEWPORT)
    settle(page)


def test_a_chapter_asks_before_it_shows_and_paper_is_not_asked(visit, address):
    page = visit(FRONT)
    if not asks(page):
        page.goto(address)
        settle(page)
    # Stretch, mark and number of the scale, the headline of the first figure, and the answer.
    answers = ".gv-gap .stretch, .gv-gap .here, .st-key-figure-moved_digit .gv-headline, .gv-answer"
    told = page.locator(f":is({answers}):visible").filter(has_text=re.compile("^(?!This waits)"))
    assert told.count() == 0
    page.emulate_media(media="print")
    expect(told).to_have_count(5)
    assert page.get_by_text("Just show me").locator("visible=true").count() == 0
    page.emulate_media(media="screen")
    slider(page, "your").focus()
    page.keyboard.press("Home")
    expect(slider(page, "your")).to_have_accessible_name(re.compile("0.of.100$"))
    assert told.count() == 0
    assert "guess" not in page.url
    page.get_by_role("button", name="That is my guess").press("Enter")
    page.get_by_role("status").get_by_text("You said 0.").wait_for()
    wait_for_address(page, "guess.00=0")
    settle(page)
    expect(told).to_have_count(5)


def test_the_keyboard_moves_a_slider_and_the_address_keeps_it_in_other_chapters_too(visit):
    page = visit(FRONT)
    show(page, "That is my guess")
    before = page.locator(".gv-headline").first.inner_text()
    slider(page, "moved by").focus()
    page.keyboard.press("ArrowRight")
    changed = "before => document.querySelector('.gv-headline').innerText !== before"
    page.wait_for_function(changed, arg=before, timeout=20_000)
    wait_for_address(page, "moved_digit.pixels=4.5")
    settle(page)  # the browser writes the address before the chapter is drawn anew, and kept
    after = page.locator(".gv-headline").first.inner_text()
    address = page.url
    page.get_by_role("link", name="The ritual →").click()
    page.get_by_text("Chapter 1").wait_for()
    settle(page)
    page.go_back()
    page.get_by_text("Chapter 0").wait_for()
    settle(page)
    assert page.url == address, "Back finds the chapter in the state in which it was left"
    expect(page.locator(".gv-headline").first).to_have_text(after)
    expect(slider(page, "moved by")).to_have_value("4.5")
    page.go_forward()
    page.get_by_text("Chapter 1").wait_for()
    page.get_by_role("link", name="The network of the tutorial").click()
    page.get_by_text("Chapter 0").wait_for()
    page.wait_for_function("document.querySelector('.stMain').scrollTop === 0", timeout=10_000)
    wait_for_address(page, "moved_digit.pixels=4.5")
    wait_for_address(page, "guess.00=")
    page.reload()
    settle(page)
    assert page.locator(".gv-headline").first.inner_text() == after


def test_where_colours_are_forced_a_slider_and_what_it_slides_on_are_seen(visit):
    page = visit(NOISELESS)
    page.emulate_media(forced_colors="active", color_scheme="dark")
    parts = page.locator(".stSlider [role=group] > [data-rac] > div")
    for part in (parts.first, parts.nth(1)):
        tone = part.evaluate("part => getComputedStyle(part).backgroundColor")
        assert tone not in ("rgba(0, 0, 0, 0)", page.evaluate(GROUND)), "as black as the page"
    page.emulate_media(forced_colors="none", color_scheme="light")
    settle(page)


@pytest.mark.parametrize("focused", [".stAppHeader a", ".gv-contents a", "[data-testid=stPageLink] a"])
def test_what_the_keyboard_focuses_is_ringed(visit, focused):
    page = visit(NOISELESS)
    link = page.locator(f"{focused}:visible").first
    ring = "link => getComputedStyle(link).outlineStyle"
    assert link.evaluate(ring) == "none"
    page.keyboard.press("Shift")  # a key, not the mouse, was touched last
    link.focus()
    assert link.evaluate(ring) == "solid"


def test_the_folded_menu_of_a_phone_says_what_it_holds(visit):
    page = visit(NOISELESS)
    page.set_viewport_size(VIEWPORT | {"width": 390})
    menu = page.get_by_role("button", name="Chapters")
    menu.wait_for()
    assert "Chapters" in menu.evaluate("menu => getComputedStyle(menu, '::after').content")
    page.set_viewport_size(VIEWPORT)
    settle(page)


def test_no_two_regions_have_one_name(visit):
    page = visit(PRINTED)
    names = page.get_by_role("region").evaluate_all("found => found.map(region => region.ariaLabel)")
    assert len(names) == len(set(names)) > 1


def test_paper_splits_no_digit_and_shows_no_control(visit):
    page = visit(NOISELESS)
    page.emulate_media(media="print")
    whole = ".gv-cell, .gv-caption, .stPlotlyChart"
    breaks = page.locator(whole).evaluate_all("all => all.map(one => getComputedStyle(one).breakInside)")
    assert set(breaks) == {"avoid"}
    assert page.locator(":is(button, input, summary):visible").count() == 0
    page.emulate_media(media="screen")


def test_a_click_on_a_point_goes_to_its_severity(visit):
    page = visit(NOISELESS)
    page.locator(".st-key-figure-severity_curve .points path").nth(2).click(force=True)
    wait_for_address(page, "shifted_digits.severity=2")
    expect(slider(page, "severity").first).to_have_value("2", timeout=20_000)


def test_a_click_on_a_cell_opens_its_digits_and_the_menus_do_the_same(visit):
    page = visit(NOISELESS)
    settle(page)
    figure = page.locator(".st-key-figure-confusion")
    figure.locator(".points path").nth(3 * 10 + 5).click(force=True)
    wait_for_address(page, "confusion.prediction=5")
    wait_for_address(page, "confusion.label=3")
    figure.locator(".gv-caption").get_by_text("3 read as 5").wait_for()
    choose(page, figure.get_by_role("combobox").first, "8")
    wait_for_address(page, "confusion.label=8")
    figure.get_by_text("8 read as 5").wait_for()


def test_a_tap_on_a_cell_counts_for_this_cell(visit):
    page = visit(NOISELESS)
    page.set_viewport_size(VIEWPORT | {"width": 390})
    settle(page)
    for label, prediction in ((3, 5), (8, 2)):
        cell = page.locator(".st-key-figure-confusion .points path").nth(10 * label + prediction)
        cell.scroll_into_view_if_needed()
        cell.element_handle().wait_for_element_state("stable")  # the map is drawn anew for a phone
        box = cell.bounding_box()
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        wait_for_address(page, f"confusion.label={label}")
        wait_for_address(page, f"confusion.prediction={prediction}")
        settle(page)
    page.set_viewport_size(VIEWPORT)
    settle(page)


def test_the_first_column_of_a_wide_table_stays_and_its_head_is_whole_where_there_is_room(visit):
    page = visit(OWN)
    table = page.locator(".st-key-figure-rejection_rates .gv-table")
    beyond = "table => table.scrollWidth - table.clientWidth"
    assert table.evaluate(beyond) == 0
    page.set_viewport_size(VIEWPORT | {"width": 390})
    assert table.evaluate(beyond) > 0
    first = table.locator("th").first
    before = first.bounding_box()["x"]
    table.evaluate("table => { table.scrollLeft = 60; }")
    assert table.evaluate("table => table.scrollLeft") == 60
    assert first.bounding_box()["x"] == before
    assert page.evaluate(GROUND) in first.evaluate("cell => getComputedStyle(cell).backgroundImage")
    page.set_viewport_size(VIEWPORT)
    settle(page)


def test_the_essays_border_is_one_click_away(visit):
    page = visit(NOISELESS)
    show(page)
    page.get_by_role("button", name="a border at the top and left").click()
    wait_for_address(page, "shifted_digits.shift=border")
    page.get_by_text("All 10,000 test digits like this").wait_for()
    reset(page, "shifted_digits")


def test_back_and_forward_bring_figures_and_controls_alike(visit):
    page = visit(NOISELESS)
    show(page)
    page.get_by_role("button", name="a border at the top and left").click()
    wait_for_address(page, "shifted_digits.shift=border")
    settle(page)
    agree = """() => {
      const sliders = [...document.querySelectorAll("input[type=range]")];
      const slider = sliders.find(found => found.ariaLabel.startsWith("severity"));
      const shift = document.querySelector("input[aria-label=shift]").value;
      const gap = document.querySelector(".gv-gap").ariaLabel;
      return slider.ariaLabel === `severity ${slider.value}` && gap.includes(shift.split(": ").pop());
    }"""
    for step in (page.go_back, page.go_back, page.go_forward):
        step()
        page.wait_for_timeout(1000)
        settle(page)
        page.wait_for_function(agree, timeout=10_000)


@pytest.mark.long
def test_a_click_on_the_flag_map_draws_that_flag(visit):
    page = visit(FLAG)
    page.locator(".st-key-figure-flag_map .points path").nth(3 * 26 + 5).click(force=True)
    wait_for_address(page, "flag_digit.length=6")
    wait_for_address(page, "flag_digit.angle=30")
    expect(slider(page, "flag.angle")).to_have_value("30", timeout=20_000)


@pytest.mark.long
def test_a_click_on_a_small_map_takes_its_flag_and_its_model(visit):
    page = visit(FLAG)
    settle(page)
    second = page.locator(".st-key-figure-flag_maps .subplot.x2y2 .points path")
    second.nth(4 * 16 + 6).click(force=True)
    wait_for_address(page, "flag_digit.model=mlp-0")
    wait_for_address(page, "flag_digit.length=20")
    wait_for_address(page, "flag_digit.angle=60")


def test_a_link_of_prose_opens_a_section_in_this_visit_and_its_address_opens_there_though_charts_come_late(
    visit,
):
    page = visit(FRONT)
    page.evaluate("window.before = true")
    page.get_by_role("link", name="here is why").click()
    page.wait_for_url(f"**/{NOISELESS}*")
    page.wait_for_function(AT_THE_TOP, arg="batch-norms-part", timeout=30_000)
    assert page.evaluate("window.before"), "no new visit"
    assert page.context.pages == [page], "no other window"
    page.keyboard.press("Shift")  # until the reader does something, the section is held in place
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="Not every digit alike").click()
    page.wait_for_function(AT_THE_TOP, arg="not-every-digit-alike", timeout=10_000)
    page.reload()
    settle(page)
    page.wait_for_function(AT_THE_TOP, arg="not-every-digit-alike", timeout=10_000)
