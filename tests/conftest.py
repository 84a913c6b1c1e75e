"""The tests run on the machine as the app does, and in CI on the same examples every time."""

import io
import os
import shutil
import zipfile

import numpy as np
import pytest
from hypothesis import settings
from PIL import Image

from gapviz import data
from gapviz.core.process import settle
from gapviz.data import swiss_scans
from gapviz.data.sources import DIGITS
from gapviz.models import checkpoints
from tests.forgetting import forgotten

settings.register_profile("ci", derandomize=True, database=None, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")
settle()
FRAMED, FRAMES = swiss_scans.framed, {}
WORKERS = 2
"""Processes of the whole run: beside the browser's tests, which wait more than they work, the others run."""
LONG = pytest.mark.skip(reason="takes longer: pytest -m long")
EACH = 13
"""Scans of a digit by a writer, in the stand-in for the real archive: one more than a page of the figure."""


def pytest_xdist_auto_num_workers(config):
    """Processes to test in: a few files are done sooner in this one than two others have imported torch.

    The browser's tests come first, so that one process has them all; alone, they would be shared out, each
    half with a server and a browser of its own.
    """
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return WORKERS if whole and "browser" not in config.option.markexpr else 0


def pytest_collection_modifyitems(config, items):
    """Leave out what is marked long, unless it is asked for; the summary counts it as skipped."""
    if "long" not in config.option.markexpr:
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(LONG)


def zipped(files):
    """The bytes of a zip with these files, from name to content."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.fixture(scope="session")
def drawn():
    """Scans that nobody wrote: test digits in the shades of a scanner, every writer's the same, by name."""
    test, files = data.load("mnist", "test"), {}
    for digit in DIGITS:
        places = (test.labels == int(digit)).nonzero().flatten()[:EACH]
        for number, pixels in enumerate(test.pixels[places, 0].numpy()):
            scan = Image.fromarray((230 - 0.8 * np.kron(pixels, np.ones((3, 3)))).astype(np.uint8))
            file = io.BytesIO()
            scan.save(file, "PNG")
            files |= {
                f"{writer}/{digit}/number-{7 * number}.png": file.getvalue() for writer in swiss_scans.WRITERS
            }
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
    monkeypatch.setattr(swiss_scans, "FETCHED", tmp_path / "fetched")
    return tmp_path / "fetched"


@pytest.fixture
def fetched(nothing_fetched, drawn, monkeypatch):
    """The folder with the drawn scans in it, as though they were those that were counted."""
    nothing_fetched.mkdir()
    swiss_scans.path().write_bytes(zipped(drawn))
    with zipfile.ZipFile(swiss_scans.path()) as archive:
        monkeypatch.setattr(swiss_scans, "SHA256", swiss_scans.digest(archive))
    monkeypatch.setattr(swiss_scans, "framed", framed_once)
    return nothing_fetched


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The static edition as a folder."""
    import sites

    return sites.built(tmp_path_factory)


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """The folder of checkpoints, with a copy of one in it, to be spoilt."""
    for suffix in ("json", "onnx", "safetensors"):
        shutil.copy(checkpoints.CHECKPOINTS / f"softmax-0.{suffix}", tmp_path)
    monkeypatch.setattr(checkpoints, "CHECKPOINTS", tmp_path)
    with forgotten():
        yield tmp_path
