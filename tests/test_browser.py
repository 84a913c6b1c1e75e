"""The app in a real browser: it draws, asks no other host, and a slider repaints its figure."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER WAS TESTED: install Debian's chromium"),
]
HARMLESS = ("_stcore/health", "_stcore/host-config")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", f"--server.port={port}"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.25)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module")
def browser():  # type: ignore[no-untyped-def]
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield chromium
        chromium.close()


@pytest.mark.parametrize("path", ["", "The_ritual", "Noiseless_is_bad"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 900), ("dark", 390)])
def test_a_deep_link_draws_whole_and_asks_no_other_host(browser, address: str, path: str, scheme: str, width: int) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    asked: list[str] = []
    failed: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    page.goto(f"{address}/{path}")
    page.wait_for_selector(".gv-credit", timeout=90_000)
    page.wait_for_selector(".js-plotly-plot .main-svg")
    outside = [url for url in asked if not url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))]
    assert not outside, outside
    assert not [url for url in failed if not url.endswith(HARMLESS)], failed
    assert page.locator(".gv-title").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing hangs over the side"
    page.close()


def test_the_keyboard_moves_a_slider_and_the_address_keeps_it(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_page()
    page.goto(address)
    page.wait_for_selector(".gv-credit", timeout=90_000)
    before = page.locator(".gv-headline").first.inner_text()
    page.get_by_role("slider", name="std").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("before => document.querySelector('.gv-headline').innerText !== before", arg=before, timeout=20_000)
    page.wait_for_function("location.search.includes('one_digit.std=0.35')", timeout=20_000)
    after = page.locator(".gv-headline").first.inner_text()
    page.reload()
    page.wait_for_selector(".gv-credit", timeout=90_000)
    assert page.locator(".gv-headline").first.inner_text() == after
    page.close()
