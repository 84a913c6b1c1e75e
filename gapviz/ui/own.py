"""The reader's own picture: drawn, photographed or uploaded; it stays in this session's memory and nowhere else."""

import html
from typing import Any

import streamlit as st

from gapviz import photo
from gapviz.ui.pad import pad

KEPT, PAD, WAY, WHICH = "gv.own", "gv.own.pad", "gv.own.way", "gv.own.which"
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
    kept: dict[str, Any] = st.session_state.setdefault(KEPT, {})
    return kept


def own_picture() -> None:
    """Draw the ways to bring a picture; what it is, the figures know before it is drawn."""
    st.session_state.setdefault(WAY, _kept().get("way", WAYS[0]))  # Streamlit forgets it in another chapter
    way = st.segmented_control("your picture", WAYS, key=WAY, required=True, on_change=_choose, args=("way", WAY)) or WAYS[0]
    key = f"gv.own.{way}.{_kept().get('round', 0)}"
    if way == "draw":
        pad(PAD)
    elif way == "photograph":
        st.camera_input("photograph a digit", key=key, on_change=_take, args=(way, key))
        st.caption("Where the browser gives no camera, upload: a phone offers its camera there as well.")
    elif way == "upload":
        more: dict[str, Any] = {"type": TYPES, "accept_multiple_files": True, "key": key}
        st.file_uploader("one picture or several", on_change=_take, args=(way, key), **more)
        _choice(way)
    if _kept().get(way):
        st.button("Forget it", key="own-forget", type="tertiary", on_click=_forget, args=(way,))
    for problem in _kept().get(f"{way} problems", []):
        st.html(f'<p class="gv-problem" role="alert">{html.escape(problem)}</p>')
    if way != "sample":
        st.caption(
            "Your picture stays in this server’s memory while you look at it. Nothing is stored, and a link brings others the sample."
        )


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


def _forget(way: str) -> None:
    """Let go of what was photographed or uploaded, and of the widget that holds it too."""
    _kept()["round"] = _kept().get("round", 0) + 1
    for name in (way, f"{way} problems", f"{way} number"):
        _kept().pop(name, None)


def _take(way: str, key: str) -> None:
    """Keep what can be read of the files that the reader gave, and a sentence on each that cannot."""
    given = st.session_state[key] or []
    files = given if isinstance(given, list) else [given]
    good, problems = [], []
    for file in files[:MOST_FILES]:
        try:
            photo.read(file.getvalue())
        except photo.UnreadableImage as problem:
            problems.append(f"{file.name}: {problem}")
        else:
            good.append((file.name, file.getvalue()))
    if len(files) > MOST_FILES:
        problems.append(f"These are {len(files)} files; the first {MOST_FILES} are taken.")
    _kept().update({way: good, f"{way} problems": problems, f"{way} number": 0})
