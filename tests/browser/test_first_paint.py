"""What a reader sees before anything is drawn, where nothing is to be found, and while the server is away."""

import gzip
import re
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect


def sent(address, **headers):
    """Return the headers and the body of an answer."""
    with urlopen(Request(address, headers=headers)) as answer:
        return answer.headers, answer.read()


def test_the_script_of_the_front_page_comes_gzipped_to_who_takes_that(address):
    page = sent(f"{address}/")[1].decode()
    script = f"{address}/" + re.search(r'<script[^>]* src="\./([^"]+)"', page)[1]
    plain_headers, plain = sent(script)
    headers, packed = sent(script, **{"Accept-Encoding": "gzip"})
    assert plain_headers["Content-Encoding"] is None
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 2


def test_the_head_of_a_chapter_is_there_before_any_script(browser, address, visit):
    drawn = visit("Printed_digits").locator("#root")
    still = browser.new_context(java_script_enabled=False).new_page()
    still.goto(f"{address}/Printed_digits")
    for part in (".gv-kicker", ".gv-title", ".gv-standfirst"):
        assert still.locator(part).inner_text() == drawn.locator(part).inner_text()
    assert still.title() == visit("Printed_digits").title()
    expect(still.locator("noscript")).to_be_visible()
    still.context.close()


PLACES = """() => {
  window.places = [];
  (function look() {
    const heads = [...document.querySelectorAll(".gv-title")];
    for (const { x, y, width } of heads.map((head) => head.getBoundingClientRect())) {
      if (width) window.places.push([heads.length, Math.round(x), Math.round(y)].join());
    }
    requestAnimationFrame(look);
  })();
}"""


@pytest.mark.parametrize("width", [390, pytest.param(900, marks=pytest.mark.long)])
def test_the_head_stands_once_and_stays_when_the_app_draws_it(browser, address, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.add_init_script(f"({PLACES})()")
    page.goto(f"{address}/The_ritual")
    page.locator("#root .gv-title").wait_for()
    page.locator("#root .gv-gap").first.wait_for()
    places = [tuple(map(int, place.split(","))) for place in page.evaluate("window.places")]
    count, across, down = map(set, zip(*places, strict=True))
    assert (count, len(across)) == ({1}, 1)
    assert max(down) - min(down) < 3
    page.context.close()


def test_an_unknown_path_says_so_in_the_article(browser, address):
    page = browser.new_page()
    page.goto(f"{address}/no/such_page")
    said = page.locator(".gv-note")
    expect(said).to_contain_text("such_page", timeout=30_000)
    expect(page.get_by_role("dialog")).to_have_count(0)
    said.get_by_role("link").click()
    expect(said).to_have_count(0)
    page.context.close()


def test_a_page_says_that_the_server_is_away_until_it_is_back(browser, address):
    page = browser.new_page()
    away, sockets = [], []

    def relay(socket):
        if away:
            socket.close()
        else:
            sockets.append(socket)
            socket.connect_to_server()

    page.route_web_socket("**/_stcore/stream*", relay)
    page.route("**/_stcore/health", lambda route: route.abort() if away else route.continue_())
    page.goto(f"{address}/In_a_lesson")
    page.locator("#root .gv-title").wait_for()
    note = page.locator(".gv-away")
    expect(note).to_be_hidden()
    away.append(True)
    sockets.pop().close()
    expect(note).to_be_visible(timeout=20_000)
    assert note.get_attribute("role") == "status", "it is read out, and takes no focus"
    away.clear()
    expect(note).to_be_hidden(timeout=20_000)
    page.context.close()
