"""The static edition in a browser: from a folder, from a host's subfolder, in a sandbox, without scripts."""

import json
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from browser.walk import Visit
from gapviz.editions import article
from gapviz.editions.article import outline
from gapviz.editions.static import prose

CHAPTER = "A_one_with_a_flag.html"
STATE = "flag_shares.whose=turkish&flag_shares.model=mlp-0"
SHARES, ERASED = (f'[data-figure="{name}"]' for name in ("flag_shares", "flag_erased"))
ATTACKS = [
    '"><img src=x onerror=alert(1)>',
    "</p><script>alert(1)</script>",
    "javascript:alert(1)",
    "__proto__",
    "%E0%A4%A",
    "1e999",
]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def host(site):
    """A host that has the site in a folder of its own; the address of the folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site.parent)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{site.name}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module", params=["file", "host"])
def where(request, site):
    """Where the site is opened from."""
    return site.as_uri() if request.param == "file" else request.getfixturevalue("host")


@contextmanager
def opened(browser, address, width=900, **how):
    """A page of the site in a context of its own, which has shown no error and asked no other host."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **how)
    visit, said = Visit(context.new_page()), []
    visit.page.on("console", lambda message: said.append(message.text))
    visit.page.goto(address)
    yield visit.page
    assert visit.errors == []
    assert said == []
    assert visit.failed == []
    root = address.partition("#")[0].rpartition("/")[0]
    assert [asked for asked in visit.asked if not asked.startswith((root, "data:", "blob:"))] == []
    context.close()


def caption(page, figure):
    return page.locator(f"{figure} .gv-caption").inner_text()


def state(page):
    """Which options of the figure are on, once what it shows is theirs."""
    page.wait_for_function("() => !document.querySelector('.gv-waits')")
    return page.locator(f"{SHARES} :is(option, input):checked").evaluate_all(
        "all => all.map(one => one.value)"
    )


def test_a_state_is_in_the_address_and_back_leads_to_the_one_before(browser, where):
    with opened(browser, f"{where}/{CHAPTER}") as page:
        published = [caption(page, figure) for figure in (SHARES, ERASED)]
        before = state(page)
        page.locator(f"{SHARES} [value=turkish]").check(force=True)
        page.wait_for_function(
            "words => document.querySelector(words[0]).innerText != words[1]",
            arg=[f"{SHARES} .gv-caption", published[0]],
        )
        assert page.url.endswith("#flag_shares.whose=turkish")
        assert caption(page, ERASED) != published[1], "what follows it moves along"
        assert state(page) != before
        page.go_back()
        page.wait_for_function(
            "words => document.querySelector(words[0]).innerText == words[1]",
            arg=[f"{SHARES} .gv-caption", published[0]],
        )
        assert state(page) == before
        assert page.evaluate("location.hash") == ""


def test_a_link_opens_its_state_at_once(browser, where):
    with opened(browser, f"{where}/{CHAPTER}#{STATE}") as page:
        assert state(page) == ["turkish", "mlp-0"]
        assert page.locator("#gv-ask").is_hidden(), "a link with a state does not ask"
        page.locator(SHARES).scroll_into_view_if_needed()
        page.wait_for_selector(f"{SHARES} .js-plotly-plot .main-svg")
        link = page.locator(f"{SHARES} .gv-caption a").get_attribute("href")
        assert link == f"#figure-flag_shares&{'&'.join(sorted(STATE.split('&')))}"


def test_a_chapter_asks_before_it_shows_and_the_last_one_has_all_guesses(browser, host):
    with opened(browser, f"{host}/index.html") as page:
        assert page.locator("#gv-guess .gv-answer").is_hidden()
        assert page.locator("#gv-gap .here").first.is_hidden()
        page.get_by_role("button", name="That is my guess").click()
        assert "You said 50." in page.locator("#gv-guess .gv-answer").inner_text()
        assert page.url.endswith("#guess.00=50")
        assert page.locator("#gv-gap b.guess").is_visible()
        assert page.locator("#gv-gap b.here").is_visible()
        page.goto(f"{host}/{prose.path(outline.last_to_ask())}")
        cells = page.locator("#gv-guesses tbody tr").all_inner_texts()
        assert [cell.split("\t")[:2] for cell in cells] == [[article.title(article.pages()[0].stem), "50"]]


@pytest.mark.parametrize("stem", [page.stem for page in article.pages()])
def test_without_scripts_text_and_pictures_stand(browser, site, stem):
    """On a phone, where nothing stands out to the side either."""
    with opened(browser, f"{site.as_uri()}/{prose.path(stem)}", 390, java_script_enabled=False) as page:
        parts = page.locator(".gv-prose, .gv-caption, .gv-plot, .gv-digit, .gv-answer")
        assert (
            parts.evaluate_all("all => all.filter(one => !one.offsetWidth || !one.offsetHeight).length") == 0
        )
        charts = page.locator(".gv-plot svg, #gv-gallery img")
        assert charts.count() >= 2 * bool(page.locator("#gv-gap, #gv-gallery").count())
        assert page.locator("#gv-ask, .gv-controls").evaluate_all(
            "all => all.every(one => !one.offsetHeight)"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.long
@pytest.mark.parametrize("stem", [page.stem for page in article.pages()])
def test_on_a_phone_no_control_stands_out(browser, site, stem):
    with opened(browser, f"{site.as_uri()}/{prose.path(stem)}", 390, has_touch=True) as page:
        page.wait_for_selector(".gv-controls > *, main:not(:has(.gv-controls))")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_an_address_says_never_becomes_markup(browser, site):
    """Each attack in every parameter of the chapter, in the guess, as a key and as a section."""
    with opened(browser, f"{site.as_uri()}/{CHAPTER}") as page:
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        told = json.loads(page.locator("#gv-page").text_content())
        keys = [control["key"] for figure in told["figures"].values() for control in figure["controls"]]
        before = state(page)
        for attack in ATTACKS:
            hash = "&".join([attack, *(f"{key}={attack}" for key in [told["guess"], *keys, attack])])
            page.evaluate("hash => { location.hash = hash }", hash)
            page.wait_for_selector("#gv-note:not([hidden])")
            assert page.locator("[onerror], main script").count() == 0, attack
            assert attack not in page.locator("main").inner_text()
            assert state(page) == before, "what is not allowed counts as nothing"
            page.evaluate("location.hash = ''")
            page.wait_for_selector("#gv-note[hidden]", state="attached")


def test_it_works_in_a_sandboxed_frame(browser, site, host):
    frame = f'<iframe sandbox="allow-scripts" width="800" height="800" src="site/{CHAPTER}#{STATE}"></iframe>'
    (site.parent / "frame.html").write_text(f'<!doctype html><link rel="icon" href="data:,">{frame}')
    with opened(browser, f"{host.removesuffix('/site')}/frame.html") as page:
        inside = page.frame_locator("iframe")
        chosen = inside.locator(f"{SHARES} input:checked").first
        chosen.wait_for(state="attached")
        assert chosen.evaluate("one => one.value") == "turkish"
        assert "Turkish" in inside.locator(f"{SHARES} .gv-caption").inner_text()
