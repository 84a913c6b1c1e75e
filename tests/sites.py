"""The static edition, built once for all tests of a run, whichever process asks first."""

import fcntl
from pathlib import Path

import pytest

from gapviz.data import faces
from gapviz.editions.static import build
from gapviz.editions.static.pages import Site
from gapviz.editions.static.recorded import SWEEPS as ALL
from gapviz.editions.web import live, live_typed

BASE, APP = "https://example.org/gapviz/", "https://app.example.org/"
SWEEPS = {"flag_shares": ALL["flag_shares"]}
"""Of the states that travel the cheapest ones that another figure follows."""
PACK = faces.names().index("open-sans-400-normal") // live_typed.TOGETHER
PACKS = {file: make for file, make in live.PACKS.items() if "faces" not in file or f".{PACK}." in file}
"""Of the typefaces those that are shown first."""


def quietly(work, *_):
    """Go through some work and tell nobody."""
    return iter(work)


def built(factory: pytest.TempPathFactory) -> Path:
    """The site, in a folder that the processes of a run share."""
    mine = factory.getbasetemp()
    shared = mine.parent if mine.name.startswith("popen-") else mine
    site = shared / "the site" / "site"
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return site if site.exists() else build.export(site, Site.at(BASE, APP), quietly, SWEEPS, PACKS)
