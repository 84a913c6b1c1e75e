"""The Share panel of both editions: it opens, follows its figure, copies or says it cannot, and closes."""

import json

import pytest
from playwright.sync_api import expect
from sites import BASE

from browser.walk import Visit, show
from gapviz.editions.static import prose

FIGURE, KEY = "flag_shares", "flag_shares.whose"
CHAPTER = prose.path("03_A_one_with_a_flag")
PANEL = f'[data-figure="{FIGURE}"]'
NO_CLIPBOARD = """() => {
  Object.defineProperty(navigator, "clipboard", { value: undefined });
  document.execCommand = () => false;
}"""
SELECTED = """() => {
  const { value, selectionStart, selectionEnd } = document.activeElement;
  return value.slice(selectionStart, selectionEnd);
}"""
SMALL = """panel => [...panel.querySelectorAll("button, .gv-ways label")]
  .filter(one => one.offsetHeight).map(one => one.getBoundingClientRect())
  .filter(box => Math.min(box.width, box.height) < 40 && box.width * box.height < 24 * 24).length"""


@pytest.fixture(scope="module")
def visit_of(browser, site):
    """Return a function that opens the chapter of the site, as a visit of its own."""
    opened = []

    def visit(**how):
        context = browser.new_context(**{"viewport": {"width": 900, "height": 900}} | how)
        opened.append(context)
        found = Visit(context.new_page())
        found.page.goto(f"{site.as_uri()}/{CHAPTER}")
        return found

    yield visit
    for context in opened:
        context.close()


def opened(page):
    """The panel of the figure, opened by keyboard."""
    panel = page.locator(PANEL)
    panel.locator(".gv-sharing summary").focus()
    page.keyboard.press("Enter")
    expect(panel.get_by_role("tab", name="Link")).to_be_focused()
    return panel


def test_the_panel_follows_its_figure_and_gives_the_focus_back(visit_of):
    visit = visit_of()
    page = visit.page
    panel = opened(page)
    link = panel.get_by_label("Link to this figure")
    assert link.input_value() == f"{BASE}{CHAPTER}#figure-{FIGURE}", "where it will be, not in this folder"
    panel.locator("[value=turkish]").check(force=True)
    expect(link).to_have_value(f"{BASE}{CHAPTER}#figure-{FIGURE}&{KEY}=turkish")
    page.get_by_role("tab", name="Link").focus()
    page.keyboard.press("ArrowRight")
    expect(panel.get_by_role("tab", name="Embed")).to_be_focused()
    panel.locator("label", has_text="pinned").click()
    panel.locator("label", has_text="dark").first.click()
    told = panel.get_by_label("What to paste").input_value()
    assert f"embed-{FIGURE}.html#{KEY}=turkish&amp;theme=dark" in told
    assert "/v/" in told
    page.keyboard.press("Escape")
    expect(panel.locator(".gv-sharing summary")).to_be_focused()
    expect(panel.locator(".gv-share")).to_be_hidden()
    page.emulate_media(media="print")
    expect(panel.locator(".gv-sharing")).to_be_hidden()
    assert visit.errors == []


def test_what_cannot_be_copied_is_selected_and_a_file_says_its_size(visit_of):
    visit = visit_of(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = visit.page
    page.evaluate(NO_CLIPBOARD)
    panel = opened(page)
    for tab in ("Link", "Embed", "Cite"):
        panel.get_by_role("tab", name=tab).tap()
        panel.get_by_role("button", name="Copy").tap()
        field = panel.locator(".gv-share :is(input:not([type=radio]), textarea):visible")
        expect(panel.locator(".gv-share-said")).to_contain_text("by hand")
        assert page.evaluate(SELECTED) == field.input_value() != ""
        assert panel.locator(".gv-share").evaluate(SMALL) == 0, "a finger finds it"
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    panel.get_by_role("tab", name="Download").tap()
    with page.expect_download() as saved:
        panel.locator("[data-ending=json]").tap()
    assert json.loads(saved.value.path().read_text())
    expect(panel.locator(".gv-share-said")).to_contain_text(saved.value.suggested_filename)
    assert visit.errors == []


def test_in_a_frame_that_may_not_save_the_text_can_be_copied(browser, site):
    context, host = browser.new_context(), "http://host.test/"
    context.route(f"{host}**", lambda route: route.fulfill(path=site / route.request.url.removeprefix(host)))
    page = context.new_page()
    frame = f'<iframe sandbox="allow-scripts" width="800" height="800" src="{host}{CHAPTER}"></iframe>'
    page.route(f"{host}around", lambda route: route.fulfill(body=frame, content_type="text/html"))
    page.goto(f"{host}around")
    panel = page.frame_locator("iframe").locator(PANEL)
    panel.locator(".gv-sharing summary").click()
    panel.get_by_role("tab", name="Download").click()
    panel.locator("[data-ending=csv]").click()
    rows = panel.get_by_label("The file’s text").input_value().strip().splitlines()
    assert len(rows) > 1
    assert rows[0].count(",") == rows[1].count(",") > 0
    context.close()


def test_the_app_shares_in_a_dialog(at, address):
    seen = at("")
    page, known = seen.page, len(seen.errors)
    show(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    button = page.locator(".st-key-share-one_digit").get_by_role("button")
    button.click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("tab", name="Link")).to_be_focused(timeout=30_000)
    panel.get_by_role("button", name="Copy").click()
    expect(panel.get_by_role("status").last).to_have_text("Copied.")
    link = panel.get_by_label("Link to this figure").input_value()
    assert link.startswith(f"{address}/?figure=one_digit")
    assert page.evaluate("navigator.clipboard.readText()") == link
    panel.get_by_role("tab", name="Download").click()
    with page.expect_download() as saved:
        panel.locator("[data-ending=svg]").click()
    assert saved.value.path().read_text().startswith("<svg")
    assert page.evaluate("Plotly.version"), "Streamlit's own stays"
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(button).to_be_focused()
    assert seen.errors[known:] == []
