"""A chapter as a page: its head with gap scale and guess, prose, and the way on."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from gapviz.core.parameters import Parameter, Range
from gapviz.core.process import give_back
from gapviz.core.types import UnusableFileError
from gapviz.editions.app import controls, figure_panel, reader
from gapviz.editions.article import (
    Chapter,
    Close,
    Prose,
    Section,
    address,
    html,
    links,
    outline,
    pages,
    quotes,
    title,
)
from gapviz.figures import FIGURES

HERE = Path(__file__).parent
STYLE = HERE / "app.css"
_touch = st.components.v2.component("gapviz-touch", js=(HERE / "touch.js").read_text())
_ways = st.components.v2.component("gapviz-ways", js=(HERE / "ways.js").read_text())
HUNDRED = Range(0, 100, step=1, unit="of 100")
GUESS = Parameter("guess", HUNDRED, 0, "your guess")


def head(chapter: Chapter) -> None:
    """Draw the head of a chapter: title, one sentence, gap scale, and the guess."""
    st.set_page_config(f"{chapter.title} · gapviz", html.icon())
    st.html(f"<style>{html.style()}{STYLE.read_text()}</style>")
    whole = outline.of(chapter)
    st.html(html.title(chapter.number, chapter.title, whole.minutes))
    st.html(html.standfirst(_quoted(chapter.sentence)))
    if whole.listed:
        st.html(html.contents(whole.listed))
    reader.place_gap()
    _lead(chapter)
    with st.container(key="guess"):
        asked, given = st.columns((1.5, 1), gap="medium", vertical_alignment="center")
        asked.html(html.question(chapter.question))
        before = reader.guess(chapter)
        with given:
            controls.slider(GUESS, HUNDRED, 100 * (before or 0), key=chapter.guess_key, bind="query-params")
    share = reader.guess(chapter)
    if share != before:
        st.rerun()
    reader.remember(chapter, "guess", address.guess_link(chapter.guess_key, share))


def _lead(chapter: Chapter) -> None:
    """Draw the gap scale of the figure that leads the chapter, before the figure itself stands there."""
    try:
        drawn = figure_panel.current(FIGURES[chapter.leads], chapter)[1]
    except UnusableFileError:
        return
    if drawn.gap:
        reader.draw_gap(drawn.gap, reader.guess(chapter))


def prose(block: Prose) -> None:
    """Print markdown with its recorded numbers, and with links to where the chapters live here."""
    st.markdown(links.resolve(_quoted(block.text), path))


def section(block: Section) -> None:
    """Print a heading, to which a link can go."""
    st.header(block.title, anchor=block.anchor)


def path(stem: str) -> str:
    """Return where a chapter lives, from any other: they all lie in one folder, the first is its index."""
    return "./" if stem == pages()[0].stem else stem[3:]


def _quoted(text: str) -> str:
    """Return `text` with its recorded numbers; where they are not to be had, say so once and show a dash."""
    try:
        return quotes.quote(text)
    except UnusableFileError as error:
        st.error(str(error))
        return quotes.dashed(text)


def close(block: Close) -> None:
    """End a page: what to take away, the papers, and the chapters before and after it.

    A link to a chapter brings it in the state in which its reader left it.
    """
    st.html(html.takeaway(_quoted(block.takeaway)))
    files = pages()
    place = [file.stem for file in files].index(block.chapter.stem)
    st.html(html.RULE)
    with st.container(horizontal=True):
        if place:
            _link(files[place - 1], "← {}".format)
        st.space("stretch")
        if place + 1 < len(files):
            _link(files[place + 1], "{} →".format)
    st.html(html.sources(outline.of(block.chapter).papers) + html.CREDIT)
    with st.container(key="ways"):
        for file in files:
            with st.container(key=f"way-{file.stem[3:]}"):
                _link(file, "{}".format)
    _ways(key="ways-of-prose")
    _touch(key="touch")
    give_back()


def _link(file: Path, shape: Callable[[str], str]) -> None:
    kept = reader.remembered(file.stem)
    st.page_link(f"pages/{file.name}", label=shape(title(file.stem)), query_params=kept, width="content")
