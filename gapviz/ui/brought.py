"""What a reader brings along: read once, kept in this session's memory and nowhere else, and let go of on request."""

import html
from collections.abc import Callable
from typing import Any

import streamlit as st


def kept(what: str) -> dict[str, Any]:
    """Return what this session keeps of `what` a reader brings, by name."""
    found: dict[str, Any] = st.session_state.setdefault(f"gv.{what}", {})
    return found


def key(what: str, way: str) -> str:
    """Return the key of the widget through which it comes: another one, once the reader has let go of what that holds."""
    return f"gv.{what}.{way}.{kept(what).get('round', 0)}"


def taken(widget: str, most: int, read: Callable[[bytes], Any], refusal: type[Exception]) -> tuple[list[tuple[str, Any]], list[str]]:
    """Return what can be `read` of the files that the reader gave, by name, and a sentence on each that cannot."""
    given = st.session_state[widget] or []
    files = given if isinstance(given, list) else [given]
    good, problems = [], []
    for file in files[:most]:
        try:
            good.append((file.name, read(file.getvalue())))
        except refusal as problem:
            problems.append(f"{file.name}: {problem}")
    if len(files) > most:
        problems.append(f"These are {len(files)} files; the first {most} are taken.")
    return good, problems


def fate(what: str, way: str, note: str = "") -> None:
    """Draw what becomes of it: a button to let go of it, what could not be read, and a `note` on where it stays."""
    problems = kept(what).get(f"{way} problems", [])
    if kept(what).get(way) or problems:
        st.button("Forget it", key=f"{what}-forget", type="tertiary", on_click=forget, args=(what, way))
    for problem in problems:
        st.html(f'<p class="gv-problem" role="alert">{html.escape(problem)}</p>')
    if note:
        st.caption(f"{note} Nothing is stored, and a link brings others the sample.")


def forget(what: str, way: str) -> None:
    """Let go of what came that `way`, and of the widget that holds it too."""
    kept(what)["round"] = kept(what).get("round", 0) + 1
    for name in (way, f"{way} problems", f"{way} number"):
        kept(what).pop(name, None)
