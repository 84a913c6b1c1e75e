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
touch = st.components.v2.component("gapviz-touch", js=(HERE / "touch.js").read_text())
_ways = st.components.v2.component("gapviz-ways", js=(HERE / "ways.js").read_text())
_there = st.components.v2.component("gapviz-there", js=(HERE / "there.js").read_text())
_shell = st.components.v2.component("gapviz-shell", js=(HERE / "shell.js").read_text())
HUNDRED = Range(0, 100, step=1, unit="of 100")
GUESS = Parameter("guess", HUNDRED, 50, "your guess")
"""It rests in the middle, where it hints at nothing; only the button beside it makes a guess of it."""


def head(chapter: Chapter) -> None:
    """Draw the head of a chapter: title, one sentence, gap scale, and the guess."""
    reader.follow_address()
    st.set_page_config(f"{chapter.title} · gapviz", html.icon())
    st.html(f"<style>{html.style()}{STYLE.read_text()}</style>")
    whole = outline.of(chapter)
    _place_ways()
    if strayed := reader.strayed(chapter, {file.stem[3:] for file in pages()}):
        st.html(html.strayed(strayed))
    if reader.has_odd_link(chapter):
        st.html(html.note(address.ODD))
    st.html(html.title(chapter.number, chapter.title, whole.minutes))
    st.html(html.standfirst(_quoted(chapter.sentence)))
    if whole.listed:
        st.html(html.contents(whole.listed))
    reader.arrive(chapter)
    if chapter.leads:
        reader.place_gap()
        _lead(chapter)
        share = reader.guess(chapter)
        reader.remember(chapter, "guess", address.guess_link(chapter.guess_key, share))


def _lead(chapter: Chapter) -> None:
    """Draw the gap scale of the figure that leads the chapter, before the figure itself, and ask, or answer.

    The question is for the figure as it is published, whatever its controls say by now.
    """
    figure = FIGURES[chapter.leads]
    default = address.state(figure, lambda key: None)
    try:
        drawn = figure_panel.current(figure, chapter)[1]
        published = figure_panel.drawing(figure.name, tuple(default.items()))
    except UnusableFileError:
        return
    if not drawn.gap or not published.gap:
        return
    reader.draw_gap(chapter, drawn.gap)
    was, said = published.gap.here.value, reader.guess(chapter)
    answer = html.answer(chapter.question, was, said)
    with st.container(key="guess"):
        if reader.waits(chapter):
            st.fragment(_ask)(chapter, answer)
        else:
            st.html(answer)
    if said is not None:
        reader.keep_guess(chapter, said, was)


def _ask(chapter: Chapter, answer: str) -> None:
    """Ask for a guess. While its slider is moved only this is drawn anew; the `answer` is for paper."""
    asked, given = st.columns((1.5, 1), gap="medium", vertical_alignment="center")
    asked.html(html.question(chapter.question) + html.on_paper(answer))
    key = f"asked-{chapter.stem}"
    with given:
        controls.slider(GUESS, HUNDRED, st.session_state.get(key, GUESS.default), key=key)
    with st.container(horizontal=True, vertical_alignment="center", key="answers"):
        if st.button("That is my guess", key=f"guess-{chapter.stem}"):
            reader.take_guess(chapter, st.session_state[key])
            st.rerun()
        figure_panel.show_anyway(chapter, "head")


def prose(block: Prose) -> None:
    """Print markdown with its recorded numbers, and with links to where the chapters live here."""
    st.markdown(links.resolve(_quoted(block.text), path, shown))


def section(block: Section) -> None:
    """Print a heading, to which a link can go."""
    st.header(block.title, anchor=block.anchor)


def path(stem: str) -> str:
    """Return where a chapter lives, from any other: they all lie in one folder, the first is its index."""
    return "./" if stem == pages()[0].stem else stem[3:]


def shown(state: links.State) -> str:
    """Return where a figure stands in a state: in its chapter, or alone and as large as a slide."""
    if state.slide:
        alone = {"figure": state.figure, "embed": "true", "slide": "1"}
        return f"{path(pages()[0].stem)}{address.query(alone | dict(state.link))}"
    return path(state.stem) + address.query({"figure": state.figure} | dict(state.link))


def _quoted(text: str) -> str:
    """Return `text` with its recorded numbers; where they are not to be had, say so once and show a dash."""
    try:
        return quotes.quote(text)
    except UnusableFileError as error:
        figure_panel.unusable(error)
        return quotes.dashed(text)


def _place_ways() -> None:
    """Keep a link to each chapter, unseen, for the links of prose: see `ways.js`."""
    with st.container(key="ways"):
        for file in pages():
            with st.container(key=f"way-{file.stem[3:]}"):
                _link(file, "{}".format)
        _ways(key="ways-of-prose")


def close(block: Close) -> None:
    """End a page: what to take away, the papers, and the chapters before and after it.

    A link to a chapter brings it in the state in which its reader left it.
    """
    st.html(html.takeaway(_quoted(block.takeaway)))
    files = pages()
    place = [file.stem for file in files].index(block.chapter.stem)
    if block.chapter.stem == outline.last_to_ask() and reader.guesses():
        made = [(title(stem), one.said, one.was) for stem, one in sorted(reader.guesses().items())]
        st.html(html.guesses(made))
    st.html(html.RULE)
    with st.container(horizontal=True):
        if place:
            _link(files[place - 1], "← {}".format)
        st.space("stretch")
        if place + 1 < len(files):
            _link(files[place + 1], "{} →".format)
    st.html(html.sources(outline.of(block.chapter).papers) + html.CREDIT)
    touch(key="touch")
    _there(key="there", data=st.session_state.get(figure_panel.CLICK))
    _shell(key="shell")
    give_back()


def _link(file: Path, shape: Callable[[str], str]) -> None:
    kept = reader.remembered(file.stem)
    st.page_link(f"pages/{file.name}", label=shape(title(file.stem)), query_params=kept, width="content")
