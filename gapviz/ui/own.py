"""The reader's own picture: drawn, photographed or uploaded; it stays in this session's memory and nowhere else."""

from typing import Any

import streamlit as st

from gapviz import photo
from gapviz.ui import brought
from gapviz.ui.pad import pad

WHAT, PAD, WAY, WHICH = "own", "gv.own.pad", "gv.own.way", "gv.own.which"
WAYS = ("sample", "draw", "photograph", "upload")
TYPES = ["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff", "heic", "heif", "avif"]
"""What is offered for choice; the last three are refused in a sentence of ours, which says what to do."""
MOST_FILES = 20


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
    return brought.kept(WHAT)


def own_picture() -> None:
    """Draw the ways to bring a picture; what it is, the figures know before it is drawn."""
    st.session_state.setdefault(WAY, _kept().get("way", WAYS[0]))  # Streamlit forgets it in another chapter
    way = st.segmented_control("your picture", WAYS, key=WAY, required=True, on_change=_choose, args=("way", WAY)) or WAYS[0]
    key = brought.key(WHAT, way)
    if way == "draw":
        pad(PAD)
    elif way == "photograph":
        st.camera_input("photograph a digit", key=key, on_change=_take, args=(way, key))
        st.caption("Where the browser gives no camera, upload: a phone offers its camera there as well.")
    elif way == "upload":
        more: dict[str, Any] = {"type": TYPES, "accept_multiple_files": True, "key": key}
        st.file_uploader("one picture or several", on_change=_take, args=(way, key), **more)
        _choice(way)
    brought.fate(WHAT, way, "" if way == "sample" else "Your picture stays in this server’s memory while you look at it.")


def _choice(way: str) -> None:
    names = [name for name, _ in _kept().get(way, [])]
    if len(names) > 1:
        numbers = range(len(names))
        number = min(_kept().get(f"{way} number", 0), len(names) - 1)
        st.selectbox(
            "which picture",
            numbers,
            number,
            format_func=lambda k: f"{k + 1}. {names[k]}",
            key=WHICH,
            on_change=_choose,
            args=(f"{way} number", WHICH),
        )


def _choose(name: str, key: str) -> None:
    _kept()[name] = st.session_state[key]
    for way in WAYS:
        _kept().pop(f"{way} problems", None)  # of files that the uploader has let go


def _take(way: str, key: str) -> None:
    """Keep what can be read of the files that the reader gave, and a sentence on each that cannot."""
    good, problems = brought.taken(key, MOST_FILES, _readable, photo.UnreadableImage)
    _kept().update({way: good, f"{way} problems": problems, f"{way} number": 0})


def _readable(content: bytes) -> bytes:
    photo.read(content)
    return content
