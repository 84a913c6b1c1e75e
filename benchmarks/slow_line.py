"""`python -m benchmarks.slow_line`: the first chapter on a slow line, a fresh reader: seconds and bytes.

Bytes are what the browser received over HTTP, headers included, beside what it unpacked them to; and what
came over the WebSocket, unpacked: a browser does not say how large that was on the line, nor slows it.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page

from benchmarks.browser import PATIENCE, chromium, served, settle

MEGABITS, LATENCY = 1.6, 150
"""A second, and milliseconds: what Lighthouse calls slow 4G."""
READABLE = "() => document.body?.innerText.trim().length > 20"
HEADED = "#root .gv-standfirst"
"""The sentence under a chapter's title, where the app drew it."""


@dataclass
class Received:
    """Bytes so far."""

    line: float = 0
    unpacked: float = 0
    socket: float = 0


def throttled(page: Page) -> Received:
    """Slow the page's line down; return the count of what comes over it from now on."""
    received, session = Received(), page.context.new_cdp_session(page)
    speed = MEGABITS * 1e6 / 8
    _listen(session, received)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATENCY, "downloadThroughput": speed, "uploadThroughput": speed},
    )
    return received


def _listen(session: CDPSession, received: Received) -> None:
    def finished(event: dict[str, float]) -> None:
        received.line += event["encodedDataLength"]

    def came(event: dict[str, float]) -> None:
        received.unpacked += event["dataLength"]

    def told(event: dict[str, dict[str, str]]) -> None:
        received.socket += len(event["response"]["payloadData"]) * 3 / 4

    session.on("Network.loadingFinished", finished)
    session.on("Network.dataReceived", came)
    session.on("Network.webSocketFrameReceived", told)


def main(path: str = "") -> None:
    """Print when the first text, the chapter's head and its last chart stand, and what had come by then."""
    with served() as address, chromium() as browser:
        warm = browser.new_page()
        warm.goto(f"{address}/{path}")
        settle(warm)
        warm.context.close()
        page = browser.new_page(viewport={"width": 900, "height": 900})
        received = throttled(page)
        clock = "() => performance.now() / 1000"
        page.goto(f"{address}/{path}", wait_until="commit")
        steps: dict[str, Callable[[], object]] = {
            "first text": lambda: page.wait_for_function(READABLE, timeout=PATIENCE),
            "head of the chapter": lambda: page.wait_for_selector(HEADED, timeout=PATIENCE),
            "all charts": lambda: settle(page),
        }
        for name, wait in steps.items():
            wait()
            print(
                f"{name}: {page.evaluate(clock):.1f} s; {received.line / 1e6:.2f} MB on the line, unpacked "
                f"{received.unpacked / 1e6:.2f} MB; {received.socket / 1e6:.2f} MB over the WebSocket",
                flush=True,
            )


if __name__ == "__main__":
    main(*sys.argv[1:])
