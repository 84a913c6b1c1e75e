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

from gapviz.core.version import version
from gapviz.editions import article
from gapviz.editions.app.compression import GZipOnce
from gapviz.editions.app.engine import Engine
from gapviz.editions.app.index_page import IndexPage, write_heads
from gapviz.editions.app.social import Social
from gapviz.editions.article import find

__all__ = ["MIDDLEWARE", "draw", "menu", "preload", "route"]

MIDDLEWARE = [Middleware(GZipOnce), Middleware(Engine), Middleware(Social), Middleware(IndexPage)]
"""What stands between Streamlit's server and a browser."""


def menu() -> list[StreamlitPage]:
    """Return the chapters as pages, in the order of their files; the first lives at `/`."""
    return [
        st.Page(file, title=article.title(file.stem), default=not place)
        for place, file in enumerate(article.pages())
    ]


def route() -> None:
    """Show what the address asks for: with `figure` and `embed` a figure alone, else a chapter."""
    name, chapters = st.query_params.get("figure", ""), menu()
    alone = bool(name and st.context.is_embedded)
    page = st.navigation(chapters, position="hidden" if alone else "top")
    if alone:
        from gapviz.editions.app import embed

        embed.draw(name)
    else:
        _go_to(name, chapters, page)
        page.run()


def _go_to(name: str, chapters: list[StreamlitPage], page: StreamlitPage) -> None:
    """Go to the chapter of a figure, where a visit begins with a link to it on another page."""
    begins = not st.session_state.get("gv.begun")
    st.session_state["gv.begun"] = True
    if begins and (block := find.figure(name)) and chapters[block.chapter.number] != page:
        st.switch_page(chapters[block.chapter.number], query_params=st.query_params.to_dict())


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
        version()  # which reads every file of the article, once
    finally:
        gc.freeze()
        gc.enable()
