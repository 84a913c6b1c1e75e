"""Steps that a reader takes in a browser."""

import contextlib
import io
import re
from dataclasses import dataclass, field

from PIL import Image
from playwright.sync_api import Page, expect

from benchmarks.browser import settle


@dataclass
class Visit:
    """A page that stands open, and since then: the addresses it asked for, those that failed, its errors."""

    page: Page
    asked: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on(
            "response", lambda answer: self.failed.append(answer.url) if answer.status >= 400 else None
        )
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))


def wait_for_address(page, text):
    """Wait until the address of a page has `text` in it."""
    script = "text => decodeURIComponent(location.search).includes(text)"
    page.wait_for_function(script, arg=text, timeout=30_000)


def choose(page, menu, text):
    """Choose by keyboard, in a menu, the one option that `text` leaves.

    What is typed while the page is drawn anew may be lost.
    """
    for patience in (2_000, 5_000, 20_000):
        settle(page)
        menu.focus()
        menu.fill("")
        page.keyboard.type(text)
        with contextlib.suppress(AssertionError):
            expect(page.get_by_role("option")).to_have_count(1, timeout=patience)
            break
    page.keyboard.press("Enter")


def slider(page, name):
    """The slider whose label begins with `name`."""
    return page.get_by_role("slider", name=re.compile(f"^{name}"))


def asks(page):
    """Whether a chapter still asks."""
    return page.get_by_text("Before you look").count() > 0


def show(page, button="Just show me"):
    """Let a chapter show what it asks, where it still asks."""
    if asks(page):
        page.get_by_role("button", name=button).first.click()
        page.locator(".gv-answer:visible").wait_for()
        settle(page)


def reset(page, figure):
    """Bring a figure back to its published state."""
    button = page.locator(f".st-key-reset-{figure}").get_by_role("button")
    button.click()
    page.wait_for_function(f"!location.search.includes('{figure}.')", timeout=30_000)
    settle(page)


def draw(page, *points):
    """Draw a stroke by mouse through points of the drawing pad, as shares of its paper."""
    box = page.locator(".paper").bounding_box()
    for place, (x, y) in enumerate(points):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=6)
        if not place:
            page.mouse.down()
    page.mouse.up()


def encoded(pixels, kind="PNG"):
    """The file of a picture, uint8 (H, W)."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind)
    return file.getvalue()
