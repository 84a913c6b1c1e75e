"""The frame of a chapter: menu, head with gap scale and guess, prose, and the way on."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from gapviz.figures import FIGURES, PATTERN, Gap, quote
from gapviz.process import give_back
from gapviz.registry import Parameter, Range
from gapviz.types import UnusableFileError
from gapviz.ui import controls, markup

PAGES = Path(__file__).parents[2] / "pages"
STYLE = Path(__file__).with_name("style.css")
_touch = st.components.v2.component("gapviz-touch", js=Path(__file__).with_name("touch.js").read_text())
HUNDRED = Range(0, 100, step=1, unit="of 100")
GUESS = Parameter("guess", HUNDRED, 0, "your guess")


def _files() -> list[Path]:
    return sorted(PAGES.glob("[0-9][0-9]_*.py"))


def _title(file: Path) -> str:
    return file.stem[3:].replace("_", " ")


def menu() -> list[StreamlitPage]:
    """Return the chapters as pages, in the order of their files; the first lives at `/`."""
    return [st.Page(file, title=_title(file), default=place == 0) for place, file in enumerate(_files())]


def chapter(file: str, sentence: str, question: str, leads: str) -> None:
    """Draw the head of the page `file`: title, one sentence, gap scale, and the guess asked by `question`.

    `leads` names the figure whose accuracy the gap scale shows; it is shown further down.
    """
    path = Path(file)
    st.set_page_config(f"{_title(path)} · gapviz", markup.icon())
    st.session_state["gv.chapter"], st.session_state["gv.figures"] = path.stem, 0
    st.html(f"<style>{STYLE.read_text()}{markup.chart_text()}</style>")
    number = int(path.stem[:2])
    st.html(f'<p class="gv-kicker">Chapter {number}</p><h1 class="gv-title">{_title(path)}</h1>')
    st.html(f'<p class="gv-standfirst">{_quoted(sentence)}</p>')
    st.session_state["gv.gap"] = st.empty()
    _lead(leads)
    with st.container(key="guess"):
        asked, given = st.columns((1.5, 1), gap="medium", vertical_alignment="center")
        asked.html(f'<p class="gv-question">Before you look: {question}</p>')
        before = guessed()
        with given:
            controls.slider(GUESS, HUNDRED, 100 * (before or 0), key=guess_key(), bind="query-params")
    share = guessed()
    if share != before:
        st.rerun()
    remember({} if share is None else {guess_key(): f"{100 * share:.0f}"}, "guess")


def _lead(name: str) -> None:
    from gapviz.ui.figure import current

    try:
        drawn = current(FIGURES[name])[1]
    except UnusableFileError:
        return
    if drawn.gap:
        draw_gap(drawn.gap)


def guess_key() -> str:
    """Return the key of this chapter's guess."""
    return f"guess.{st.session_state['gv.chapter'][:2]}"


def guessed() -> float | None:
    """Return the reader's guess as a fraction; None while the slider rests at 0."""
    key = guess_key()
    given = st.session_state.get(key, st.query_params.get(key, "0"))
    text = str(given)
    return int(text) / 100 if text.isdecimal() and 0 < int(text) <= 100 else None


def draw_gap(marks: Gap) -> None:
    """Draw the gap scale at the head of the chapter."""
    st.session_state["gv.gap"].html(markup.gap(marks, guessed()))


def next_number() -> str:
    """Return the number of the next figure of this page, as in 5.2."""
    st.session_state["gv.figures"] += 1
    return f"{int(st.session_state['gv.chapter'][:2])}.{st.session_state['gv.figures']}"


def remember(link: dict[str, str], figure: str) -> None:
    """Keep a figure's state for the links between the chapters."""
    kept = st.session_state.setdefault("gv.kept", {}).setdefault(st.session_state["gv.chapter"], {})
    for key in [key for key in kept if key.startswith(f"{figure}.")]:
        del kept[key]
    kept.update(link)


def prose(text: str) -> None:
    """Print markdown in which `{cnn-0 border 3}` stands for that recorded accuracy."""
    st.markdown(_quoted(text))


def _quoted(text: str) -> str:
    """Return `text` with its recorded numbers; where they are not to be had, say so once and show a dash."""
    try:
        return quote(text)
    except UnusableFileError as error:
        st.error(str(error))
        return PATTERN.sub("—", text)


def close() -> None:
    """End a page: the chapters before and after it, each in the state in which its reader left it."""
    files, stem = _files(), st.session_state["gv.chapter"]
    place = [file.stem for file in files].index(stem)
    st.html('<hr class="gv-rule">')
    with st.container(horizontal=True):
        if place:
            _link(files[place - 1], "← {}")
        st.space("stretch")
        if place + 1 < len(files):
            _link(files[place + 1], "{} →")
    st.html(
        '<p class="gv-credit">After Matteo Barbieri’s essay “Why MNIST is the worst thing that has ever happened to humanity”. '
        "Digits: MNIST, by LeCun, Cortes and Burges.</p>"
    )
    _touch(key="touch")
    give_back()


def _link(file: Path, shape: str) -> None:
    kept = st.session_state.get("gv.kept", {})
    st.page_link(f"pages/{file.name}", label=shape.format(_title(file)), query_params=kept.get(file.stem), width="content")
