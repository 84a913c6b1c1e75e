"""A figure of the app in a frame of a page on another site: it draws, tells its height, and has no menu."""

import http.server
import threading
from contextlib import contextmanager

from playwright.sync_api import expect

from benchmarks.browser import PATIENCE
from browser.walk import slider

HOST = """<!doctype html><title>host</title><iframe title="figure" style="border: 0; width: 100%" height="300"
sandbox="{sandbox}" src="{address}"></iframe><script>
window.told = [];
addEventListener("message", ({{ data }}) => {{
  if (data?.type !== "gapviz:height") return;
  told.push(data);
  document.querySelector("iframe").height = data.height;
}});</script>"""
FULL = "allow-scripts allow-same-origin allow-popups"
FITS = """() => {
  const page = document.querySelector(".stMain");
  return page && document.querySelector(".gv-foot") && page.scrollHeight === page.clientHeight;
}"""


@contextmanager
def framed(browser, address, sandbox=FULL):
    """Open a page on another site which has a figure of the app in a frame; yield the page and the frame."""
    page_of_host = HOST.format(address=address, sandbox=sandbox).encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(page_of_host)

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page(viewport={"width": 800, "height": 900})
        page.goto(f"http://localhost:{server.server_address[1]}/")  # the app is at 127.0.0.1: another site
        page.wait_for_function("told.length > 0")  # from its first text on
        yield page, page.frames[1]
        page.context.close()
        server.shutdown()


def test_a_figure_in_a_frame_of_another_site_draws_fits_and_is_moved(browser, address):
    place = f"{address}/?figure=noise_curve&embed=true&embed_options=dark_theme&one_digit.std=0.2"
    with framed(browser, place) as (page, frame):
        frame.wait_for_selector(".main-svg", timeout=PATIENCE)
        frame.wait_for_function(FITS)
        assert {told["figure"] for told in page.evaluate("told")} == {"noise_curve"}
        expect(frame.locator("[data-testid=stTopNavLink], .gv-title, .gv-first")).to_have_count(0)
        assert frame.evaluate("getComputedStyle(document.querySelector('.stApp')).colorScheme") == "dark"
        entries = page.evaluate("history.length")
        slider(frame, "noise").focus()
        page.keyboard.press("ArrowRight")
        frame.wait_for_function("location.search.includes('one_digit.std=0.25')", timeout=PATIENCE)
        way = frame.locator(".gv-home")
        expect(way).to_have_attribute("href", "./?figure=noise_curve&one_digit.std=0.25", timeout=PATIENCE)
        assert page.evaluate("history.length") == entries, "the reader's way back is the host's"
        assert "embed_options=dark_theme" in frame.locator(".gv-other").get_attribute("href")


def test_in_a_sandbox_that_takes_its_origin_the_picture_stands_still(browser, address):
    """Streamlit asks for its scripts as a site, and a sandbox without allow-same-origin is none."""
    place = f"{address}/?figure=one_digit&embed=true&one_digit.std=0.2"
    with framed(browser, place, "allow-scripts") as (page, frame):
        expect(frame.locator(".gv-still svg").first).to_be_visible()
        expect(frame.locator(".gv-first > .gv-caption")).to_contain_text("deviation 0.2")
        link = frame.locator(".gv-still a").get_attribute("href")
        assert link == "./?figure=one_digit&one_digit.std=0.2"
        height = frame.evaluate("document.documentElement.scrollHeight")
        page.wait_for_function("height => told.at(-1).height >= height - 1", arg=height)


def test_without_scripts_the_picture_stands_still(browser, address):
    still = browser.new_context(java_script_enabled=False).new_page()
    still.goto(f"{address}/?figure=noise_curve&embed=true")
    expect(still.locator(".gv-still svg").first).to_be_visible()
    still.context.close()


def test_a_link_to_a_figure_goes_to_it_in_its_chapter(browser, address):
    page = browser.new_page(viewport={"width": 900, "height": 700})
    page.goto(f"{address}/?figure=mistakes")
    page.wait_for_url("**/The_ritual?figure=mistakes")
    page.wait_for_function(
        "(() => { const place = document.querySelector('.st-key-figure-mistakes')?.getBoundingClientRect();"
        " return place && place.top >= 0 && place.top < 100; })()",
        timeout=PATIENCE,
    )
    page.context.close()
