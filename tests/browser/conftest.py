"""The app served once, and one browser; each chapter is opened once and stays open for all tests of it."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from benchmarks.browser import CHROMIUM, chromium, served, settle
from browser.walk import Visit

HERE = Path(__file__).parent
MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER WAS TESTED: install Debian's chromium"),
]
VIEWPORT = {"width": 900, "height": 900}


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(HERE):
            for mark in MARKS:
                item.add_marker(mark)


@pytest.fixture(scope="session")
def address():
    """The app, served; its address."""
    with served() as found:
        yield found


@pytest.fixture(scope="session")
def workshop():
    """The app of two widgets, served; its address."""
    with served(HERE / "workshop.py") as found:
        yield found


@pytest.fixture(scope="session")
def browser():
    """Debian's chromium."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def at(browser, address):
    """Return a function that opens a chapter once, as a reader of its own; light, and 900 pixels wide."""
    visits = {}

    def opened(path):
        if path not in visits:
            reader = browser.new_context(viewport=VIEWPORT, color_scheme="light", has_touch=True)
            visits[path] = Visit(reader.new_page())
        page = visits[path].page
        if urlsplit(page.url).path != f"/{path}":  # new, or a test went on to another chapter
            page.goto(f"{address}/{path}")
            settle(page)
        return visits[path]

    yield opened
    for visit in visits.values():
        visit.page.context.close()


@pytest.fixture(scope="session")
def visit(at):
    """Return a function that gives the page of a chapter, which stands open."""
    return lambda path: at(path).page
