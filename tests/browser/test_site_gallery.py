"""The list of all charts in the static edition: searched by keyboard, on a phone, chosen by an address."""

import pytest

from browser.test_site import ATTACKS, opened
from gapviz.editions.article import entries
from gapviz.editions.article.blocks import CHOSEN
from gapviz.figures import FIGURES

PAGE = "Embed_these_charts.html"
SHOWN = "#gv-gallery li:visible"


def test_a_search_leaves_what_it_finds_and_says_how_much_that_is(browser, site):
    with opened(browser, f"{site.as_uri()}/{PAGE}", 390, has_touch=True, color_scheme="dark") as page:
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        assert page.locator(SHOWN).count() == len(FIGURES)
        search, found = page.get_by_label(entries.SEARCH), page.locator(".gv-found")
        search.focus()
        page.keyboard.type("map of flags")
        assert page.locator(SHOWN).count() == int(found.inner_text().split(" of ")[0]) < len(FIGURES)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "embed-flag_map.html"
        for attack in ATTACKS[:3]:
            search.fill(attack)
            assert page.locator("[onerror], main script").count() == 0
        search.fill("nothing of the kind")
        assert (found.inner_text(), page.locator(SHOWN).count()) == (entries.NOTHING, 0)
        assert page.locator("#gv-gallery h3:visible").count() == 0
        search.fill("")
        assert page.locator(SHOWN).count() == len(FIGURES)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_address_chooses_a_chart_of_the_list_and_no_other(browser, site):
    with opened(browser, f"{site.as_uri()}/{PAGE}#{CHOSEN}=confusion") as page:
        page.locator("#chart-confusion.chosen").wait_for()
        assert page.locator("#chart-confusion").evaluate(
            "one => one.getBoundingClientRect().top < innerHeight"
        )
        assert page.locator("#gv-note").is_hidden()
        for attack in ATTACKS[:3]:
            page.evaluate("hash => { location.hash = hash }", f"{CHOSEN}={attack}")
            page.locator("#gv-note:not([hidden])").wait_for()
            assert page.locator(".chosen, [onerror], main script").count() == 0
            page.evaluate("key => { location.hash = `${key}=confusion` }", CHOSEN)
            page.locator("#chart-confusion.chosen").wait_for()
