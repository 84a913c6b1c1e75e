"""The reader's own picture: drawn, photographed or uploaded; it stays in this session's memory alone."""

from typing import Any

import streamlit as st

from gapviz.editions.app.pad.widget import pad
from gapviz.editions.app.uploads import session
from gapviz.editions.app.uploads.registry import Upload, register
from gapviz.imaging import photo

PICTURE, PAD, WAY, WHICH = "picture", "gv.picture.pad", "gv.picture.way", "gv.picture.which"
WAYS = ("sample", "draw", "photograph", "upload")
TYPES = ["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff", "heic", "heif", "avif"]
"""What is offered for choice; the last three are refused in a sentence of ours, which says what to do."""


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
        pad(PAD)
    elif way == "photograph":
        st.camera_input("photograph a digit", key=key, on_change=_take, args=(way, key))
        st.caption("Where the browser gives no camera, upload: a phone offers its camera there as well.")
    elif way == "upload":
        more: dict[str, Any] = {"type": TYPES, "accept_multiple_files": True, "key": key}
        st.file_uploader("one picture or several", on_change=_take, args=(way, key), **more)
        _choice(way)
    session.fate(PICTURE, way, note=way != "sample")


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
