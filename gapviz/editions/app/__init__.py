"""The edition in Streamlit: the blocks of a chapter as a page, with controls bound to the address.

Importing it puts it to work: from then on what a page hands over is drawn. What draws brings torch and
pandas, and is imported by the first block, unless `preload` has begun with it.
"""

import gc
from importlib import import_module
from threading import Thread

import streamlit as st
from starlette.middleware import Middleware
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.pages_manager import PagesManager

from gapviz.editions import article
from gapviz.editions.app.compression import GZipOnce
from gapviz.editions.app.engine import Engine
from gapviz.editions.app.index_page import IndexPage, write_heads

__all__ = ["MIDDLEWARE", "draw", "menu", "preload"]

MIDDLEWARE = [Middleware(GZipOnce), Middleware(Engine), Middleware(IndexPage)]
"""What stands between Streamlit's server and a browser."""


def menu() -> list[StreamlitPage]:
    """Return the chapters as pages, in the order of their files; the first lives at `/`."""
    return [
        st.Page(file, title=article.title(file.stem), default=not place)
        for place, file in enumerate(article.pages())
    ]


@article.edition
def draw(block: article.Block) -> None:
    """Draw a block of the chapter that is open."""
    from gapviz.editions.app import renderer

    renderer.draw(block)


def preload() -> None:
    """Import what draws, in the background: the server is up and a browser loads its page meanwhile.

    A block that comes before it is through waits for it, as for any import.
    """
    # As `st.navigation` says, but before there is a reader: the first one's link to a chapter would find
    # Streamlit's older menu, which takes a folder called `pages` for its own.
    PagesManager.uses_pages_directory = False
    Thread(target=_import_what_draws, name="preload", daemon=True).start()


def _import_what_draws() -> None:
    """Import it without collecting garbage: modules are none, and looking takes a sixth of the time."""
    gc.disable()
    try:
        import_module(f"{__name__}.renderer")
        write_heads()
    finally:
        gc.freeze()
        gc.enable()
