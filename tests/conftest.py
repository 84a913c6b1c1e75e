"""The tests run on the machine as the app does, and in CI on the same examples every time."""

import contextlib
import io
import os
import zipfile

import numpy as np
import pytest
from hypothesis import settings
from PIL import Image
from playwright.sync_api import expect

from benchmarks.browser import chromium, served
from benchmarks.browser import settle as settled
from gapviz import data, scans
from gapviz.process import settle
from gapviz.sources import DIGITS

settings.register_profile("ci", derandomize=True, database=None, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")
settle()
FRAMED, FRAMES = scans.framed, {}
EACH = 13
"""Scans of a digit by a writer, in the archive that stands in for the real one: one more than a page of the figure."""


def zipped(files):
    """The bytes of a zip with these files, from name to content."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.fixture(scope="session")
def drawn():
    """Scans that nobody wrote: test digits of MNIST in the shades of a scanner, every writer's the same, by name."""
    test, files = data.load("mnist", "test"), {}
    for digit in DIGITS:
        places = (test.labels == int(digit)).nonzero().flatten()[:EACH]
        for number, pixels in enumerate(test.pixels[places, 0].numpy()):
            scan = Image.fromarray((230 - 0.8 * np.kron(pixels, np.ones((3, 3)))).astype(np.uint8))
            file = io.BytesIO()
            scan.save(file, "PNG")
            files |= {f"{writer}/{digit}/number-{7 * number}.png": file.getvalue() for writer in scans.WRITERS}
    return dict(sorted(files.items()))


def framed_once(scan):
    """A scan in MNIST's frame: all writers have the same ones here, and each is framed once."""
    name = scan.shape, scan.tobytes()
    if name not in FRAMES:
        FRAMES[name] = FRAMED(scan)
    return FRAMES[name]


@pytest.fixture
def nothing_fetched(tmp_path, monkeypatch):
    """The folder for fetched scans, which is not there yet."""
    monkeypatch.setattr(scans, "FETCHED", tmp_path / "fetched")
    return tmp_path / "fetched"


@pytest.fixture
def fetched(nothing_fetched, drawn, monkeypatch):
    """The folder with the drawn scans in it, as though they were those that were counted."""
    nothing_fetched.mkdir()
    scans.path().write_bytes(zipped(drawn))
    with zipfile.ZipFile(scans.path()) as archive:
        monkeypatch.setattr(scans, "SHA256", scans.digest(archive))
    monkeypatch.setattr(scans, "framed", framed_once)
    return nothing_fetched


def wait_for_address(page, text):
    """Wait until the address of a page has `text` in it."""
    page.wait_for_function("text => decodeURIComponent(location.search).includes(text)", arg=text, timeout=30_000)


def choose(page, menu, text):
    """Choose by keyboard, in a menu, the one option that `text` leaves; what is typed while the page is drawn anew may be lost."""
    for patience in (2_000, 5_000, 20_000):
        settled(page)
        menu.focus()
        menu.fill("")
        page.keyboard.type(text)
        with contextlib.suppress(AssertionError):
            expect(page.get_by_role("option")).to_have_count(1, timeout=patience)
            break
    page.keyboard.press("Enter")


@pytest.fixture(scope="session")
def address():
    """The app, served; its address."""
    with served() as found:
        yield found


@pytest.fixture(scope="session")
def browser():
    """Debian's chromium."""
    with chromium() as found:
        yield found


@pytest.fixture
def visit(browser, address):
    """Return a function that opens a path of the app as a new reader and waits until it is drawn."""
    readers = []

    def opened(path="", **options):
        readers.append(browser.new_context(**options))
        page = readers[-1].new_page()
        page.goto(f"{address}/{path}")
        settled(page)
        return page

    yield opened
    for reader in readers:
        reader.close()
