"""The data of a figure of the static edition, downloaded in a browser: those of the state that is shown."""

import pandas as pd
import pytest

from benchmarks.browser import settle
from browser.test_site import CHAPTER, SHARES, STATE, opened
from browser.test_site_live import MOVED, PATIENCE, changed, dragged
from gapviz.editions.article import address as addresses
from gapviz.figures import FIGURES


def downloaded(page, figure, link=".gv-data"):
    """The name of the file that a figure's link leads to, and the table in it."""
    with page.expect_download() as coming:
        page.locator(f"{figure} {link}").click()
    return coming.value.suggested_filename, pd.read_csv(coming.value.path(), keep_default_na=False)


def holds(found, name, **state):
    figure = FIGURES[name]
    values = addresses.state(figure, lambda key: None) | state
    called, table = found
    assert called == addresses.file_name(figure, values, "csv")
    theirs = figure(**values).table
    plain = table.astype({column: kind for column, kind in theirs.dtypes.items() if kind == "str"})
    pd.testing.assert_frame_equal(plain, theirs, check_dtype=False, rtol=1e-4, atol=1e-4)


def test_a_recorded_state_has_its_own_data_and_the_published_one_the_file(browser, site):
    with opened(browser, f"{site.as_uri()}/{CHAPTER}#{STATE}") as page:
        page.wait_for_function("() => !document.querySelector('.gv-waits')")
        state = {"whose": "turkish", "model": "mlp-0"}
        holds(downloaded(page, SHARES), "flag_shares", **state)
        page.locator(f"{SHARES} .gv-sharing summary").click()
        page.locator(SHARES).get_by_role("tab", name="Download").click()
        holds(downloaded(page, SHARES, "[data-ending=csv]"), "flag_shares", **state)
        page.evaluate("location.hash = ''")
        page.locator(f"{SHARES} [value=grafted]:checked").wait_for(state="attached")
        link = page.locator(f"{SHARES} .gv-data")
        assert link.get_attribute("href").endswith("data/flag_shares.csv")
        assert link.get_attribute("download") == "flag_shares.csv"


@pytest.mark.long
def test_so_has_a_live_one_as_soon_as_it_is_shown(browser, site):
    with opened(browser, f"{site.as_uri()}/index.html#moved_digit.pixels=2.0") as page:
        page.wait_for_function("() => !document.querySelector('.gv-waits')", timeout=PATIENCE)
        holds(downloaded(page, MOVED), "moved_digit", pixels=2.0)
        was = page.locator(f"{MOVED} .gv-caption").inner_text()
        dragged(page, MOVED, "moved_digit.pixels", 12)
        changed(page, f"{MOVED} .gv-caption", was)
        holds(downloaded(page, MOVED), "moved_digit", pixels=6.0)


@pytest.mark.long
def test_the_app_calls_the_file_by_the_state_too(browser, address):
    page = browser.new_context(viewport={"width": 900, "height": 900}).new_page()
    page.goto(f"{address}/?moved_digit.pixels=2.0")
    settle(page)
    with page.expect_download() as coming:
        page.get_by_role("button", name="Data as CSV").first.click()
    assert coming.value.suggested_filename == "moved_digit.pixels-2.0.csv"
    page.context.close()
