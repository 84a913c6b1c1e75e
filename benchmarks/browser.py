"""The app served and opened in Debian's chromium, for what can only be measured or seen there."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CHROMIUM = shutil.which("chromium")
LAST = ".gv-credit"
"""The last element of a chapter."""
PATIENCE = 90_000
"""Milliseconds for a chapter to be drawn."""
DRAWN = """() => {
  const charts = [...document.querySelectorAll(".stPlotlyChart")];
  const none = !document.querySelector('[class*="st-key-below-"]');
  return (none || charts.length > 0) && charts.every(chart => chart.querySelector(".main-svg"));
}"""
"""Every chapter that has figures has charts; Streamlit fetches plotly.js when it meets the first."""


@contextmanager
def served(script: Path = ROOT / "streamlit_app.py", folder: Path | None = None) -> Iterator[str]:
    """Serve an app on a free port, from its own folder or another; yield its address once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        f"--server.port={port}",
        "--server.headless=true",
    ]
    server = subprocess.Popen(
        command, cwd=folder or script.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def wait_for(address: str, seconds: float = 120) -> None:
    """Wait until the server answers; raise TimeoutError after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(f"no answer from {address} in {seconds:g} s")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield Debian's chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def settle(page: Page) -> None:
    """Wait until a chapter is drawn to its last chart and nothing runs any more."""
    page.wait_for_selector(LAST, timeout=PATIENCE)
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    page.wait_for_function(DRAWN)
    page.wait_for_function("document.fonts.status === 'loaded'")


@contextmanager
def opened(
    address: str, scheme: str = "light", width: int = 900, height: int = 900, last: str = LAST
) -> Iterator[Page]:
    """Open a page in a browser of its own, wait until the element `last` stands there, and yield it."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(address)
        page.wait_for_selector(last, timeout=PATIENCE)
        yield page
