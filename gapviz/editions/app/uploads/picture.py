"""The reader's own picture: drawn, photographed or uploaded; it stays in this session's memory alone."""

from typing import Any

import streamlit as st

from gapviz.core.types import UnusableFileError
from gapviz.core.wording import percent
from gapviz.editions.app import controls
from gapviz.editions.app.pad import pad
from gapviz.editions.app.uploads import session
from gapviz.editions.app.uploads.registry import Upload, register
from gapviz.figures import FIGURES
from gapviz.figures.chapters.c07_own_picture import Own, says
from gapviz.imaging import photo

PICTURE, PAD, WAY, WHICH = "picture", "gv.picture.pad", "gv.picture.way", "gv.picture.which"
WAYS = ("draw", "photograph", "upload", "sample")


def picture() -> bytes | None:
    """Return the reader's picture as the bytes of a file; None while a sample stands in."""
    way = _kept().get("way", WAYS[0])
    if way == "draw":
        drawn: bytes | None = (st.session_state.get(PAD) or {}).get("picture")
        return drawn
    taken: list[tuple[str, bytes]] = _kept().get(way, [])
    chosen = min(_kept().get(f"{way} number", 0), len(taken) - 1)
    return taken[chosen][1] if taken else None


def _kept() -> dict[str, Any]:
    return session.kept(PICTURE)


def widget() -> None:
    """Draw the ways to bring a picture; what it is, the figures know before it is drawn."""
    # Streamlit forgets it in another chapter.
    st.session_state.setdefault(WAY, _kept().get("way", WAYS[0]))
    chosen: dict[str, Any] = {"on_change": _choose, "args": ("way", WAY)}
    way = st.segmented_control("your picture", WAYS, key=WAY, required=True, **chosen) or WAYS[0]
    key = session.key(PICTURE, way)
    if way == "draw":
        if pad(PAD, _answer()) is None:
            st.caption("Until there is ink on the paper, a sample stands in below.")
    elif way == "photograph":
        st.camera_input("photograph a digit", key=key, on_change=_take, args=(way, key))
        st.caption("Where the browser gives no camera, upload: a phone offers its camera there as well.")
    elif way == "upload":
        # Any name is taken: what a file is, its content says.
        more: dict[str, Any] = {"accept_multiple_files": True, "key": key}
        st.file_uploader("one picture or several", on_change=_take, args=(way, key), **more)
        _choice(way)
    session.fate(PICTURE, way, note=way != "sample" and picture() is not None)


def _answer() -> tuple[str, str] | None:
    """Return what the drawing is read as, and how sure that is; None while there is none."""
    drawn = picture()
    if drawn is None:
        return None
    state = Own(**controls.state(FIGURES[Own.leads]))
    try:
        _, answer, sure = says(state.model, state.chosen(drawn)[1])
    except UnusableFileError:
        return None  # of which the figure speaks
    return answer, f"{percent(sure, 0)} sure"


def _choice(way: str) -> None:
    names = [name for name, _ in _kept().get(way, [])]
    if len(names) > 1:
        numbers = range(len(names))
        number = min(_kept().get(f"{way} number", 0), len(names) - 1)
        more: dict[str, Any] = {"key": WHICH, "on_change": _choose, "args": (f"{way} number", WHICH)}
        st.selectbox("which picture", numbers, number, format_func=lambda k: f"{k + 1}. {names[k]}", **more)


def _choose(name: str, key: str) -> None:
    _kept()[name] = st.session_state[key]
    for way in WAYS:
        _kept().pop(f"{way} problems", None)  # of files that the uploader has let go


def _take(way: str, key: str) -> None:
    """Keep what can be read of the files that the reader gave, and a sentence on each that cannot."""
    good, problems = session.taken(PICTURE, key)
    _kept().update({way: good, f"{way} problems": problems, f"{way} number": 0})


def _readable(content: bytes) -> bytes:
    photo.read(content)
    return content


register(
    Upload(
        PICTURE,
        file="picture.png",
        read=_readable,
        refusal=photo.UnreadableImage,
        most=20,
        widget=widget,
        brought=picture,
        note="Your picture stays in this server’s memory while you look at it.",
    )
)
