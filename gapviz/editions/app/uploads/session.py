"""What a reader brings along: read once, kept in this session's memory alone, let go of on request."""

from typing import Any

import streamlit as st

from gapviz.editions.app.uploads.registry import UPLOADS
from gapviz.editions.article import html


def kept(what: str) -> dict[str, Any]:
    """Return what this session keeps of the upload `what`, by name."""
    found: dict[str, Any] = st.session_state.setdefault(f"gv.{what}", {})
    return found


def key(what: str, way: str) -> str:
    """Return the key of the widget through which it comes.

    It is another one, once the reader has let go of what that holds.
    """
    return f"gv.{what}.{way}.{kept(what).get('round', 0)}"


def taken(what: str, widget: str) -> tuple[list[tuple[str, Any]], list[str]]:
    """Return what can be read of the files that were given, by name, and a sentence on each that cannot."""
    upload, given = UPLOADS[what], st.session_state[widget] or []
    files = given if isinstance(given, list) else [given]
    good, problems = [], []
    for file in files[: upload.most]:
        try:
            good.append((file.name, upload.read(file.getvalue())))
        except upload.refusal as problem:
            problems.append(f"{file.name}: {problem}")
    if len(files) > upload.most:
        problems.append(f"These are {len(files)} files; the first {upload.most} are taken.")
    return good, problems


def fate(what: str, way: str, note: bool = True) -> None:
    """Draw what becomes of it: a button to let go of it, what could not be read, and a `note` on its stay."""
    problems = kept(what).get(f"{way} problems", [])
    if kept(what).get(way) or problems:
        st.button("Forget it", key=f"{what}-forget", type="tertiary", on_click=forget, args=(what, way))
    for problem in problems:
        st.html(html.problem(problem))
    if note:
        st.caption(f"{UPLOADS[what].note} Nothing is stored, and a link brings others the sample.")


def forget(what: str, way: str) -> None:
    """Let go of what came that `way`, and of the widget that holds it too."""
    kept(what)["round"] = kept(what).get("round", 0) + 1
    for name in (way, f"{way} problems", f"{way} number"):
        kept(what).pop(name, None)
