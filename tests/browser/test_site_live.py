"""Live figures of the static edition in a browser: opened as a file, with the network in the page."""

import shutil

from browser.test_site import opened
from gapviz.core import tables
from gapviz.core.wording import percent
from gapviz.editions.static import pages

MOVED, SHIFTED = (f'[data-figure="{name}"]' for name in ("moved_digit", "shifted_digits"))
DIGIT = f"{MOVED} .gv-digit figcaption"
GAP = "#gv-gap .here strong"
PATIENCE = 60_000


def dragged(page, figure, key, place):
    """What a figure says once the thumb of a slider is at a place, the reader's finger still on it."""
    slider = page.locator(f'[data-key="{key}"] input')
    slider.evaluate("(input, place) => { input.value = place }", place)
    slider.dispatch_event("input")
    return said(page, figure)


def said(page, figure):
    return page.locator(f"{figure} .gv-headline:visible").inner_text()


def changed(page, selector, was):
    page.wait_for_function(
        "([selector, was]) => document.querySelector(selector).innerText !== was",
        arg=[selector, was],
        timeout=PATIENCE,
    )
    return page.locator(selector).first.inner_text()


def test_a_dragged_slider_moves_digit_answer_and_count_without_a_request(browser, site):
    asked = []
    with opened(browser, f"{site.as_uri()}/index.html#moved_digit.seed=1") as page:
        page.locator(f"{MOVED} .gv-headline", has_text="1,000 test digits").wait_for(timeout=PATIENCE)
        page.locator("script[src*='counts.gaussian_noise']").wait_for(state="attached")
        page.wait_for_load_state("networkidle")  # what the first move needs is there
        page.on("request", lambda request: asked.append(request.url))
        digit = page.locator(f"{MOVED} .gv-saved").get_attribute("src")
        answer = page.locator(DIGIT).inner_text()
        gap = page.locator(GAP).first.inner_text()
        dragged(page, MOVED, "moved_digit.pixels", 15)
        assert changed(page, DIGIT, answer)
        assert page.locator(f"{MOVED} .gv-saved").get_attribute("src") != digit
        assert changed(page, GAP, gap)
        assert [url for url in asked if not url.startswith(("data:", "blob:"))] == []


def test_all_digits_are_read_on_demand_and_come_to_the_recorded_count(browser, site):
    """A shift that throws no dice counts the same whatever the seed, which alone is not recorded."""
    link = "shifted_digits.shift=inverted&shifted_digits.severity=2&shifted_digits.seed=1"
    with opened(browser, f"{site.as_uri()}/Noiseless_is_bad.html#{link}") as page:
        button = page.get_by_role("button", name="Read all 10,000").first
        button.click(timeout=PATIENCE)
        page.get_by_text("All 10,000 test digits like this").wait_for(timeout=PATIENCE)
        assert button.is_hidden()
        right = tables.accuracy("tutorial-0", "inverted", 2).value
        assert said(page, SHIFTED).startswith(f"All 10,000 test digits like this: {percent(right)}")


def test_a_damaged_pack_is_named_and_what_is_recorded_stands(browser, site, tmp_path):
    spoilt = tmp_path / "site"
    shutil.copytree(site, spoilt, ignore=shutil.ignore_patterns("data", "licences", "digits.[013-9].js"))
    pack = spoilt / pages.files_at() / "packs" / "tutorial-0.js"
    pack.write_text(pack.read_text().replace("A", "B"))
    with opened(browser, f"{spoilt.as_uri()}/index.html#moved_digit.pixels=2.0") as page:
        page.locator("#gv-note", has_text="tutorial-0").wait_for(timeout=PATIENCE)
        assert "All 10,000" in said(page, MOVED)
