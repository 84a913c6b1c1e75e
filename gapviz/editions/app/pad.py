"""The drawing pad in the app: paper, pen and presets in the browser, a PNG here.

The reader's session keeps the drawing under the pad's key, so that it outlives reruns and other chapters;
deleting that key empties the paper. Between two such resets the browser's own drawing is the true one, and
what is kept is only handed to a pad that has none yet: an answer that comes late never takes a stroke away.
"""

import uuid
from typing import Any

import streamlit as st

from gapviz.editions.web.pad import CSS, HTML, LIMITS, PEN, PRESETS, SCRIPT, drawing

_mount = st.components.v2.component("gapviz-pad", html=HTML, css=CSS, js=SCRIPT)


def pad(key: str, answer: tuple[str, str] | None = None) -> bytes | None:
    """Show the drawing pad `key`; return the drawing as a PNG, black on white, None while it is empty.

    `answer` is shown beside the paper: what the drawing is read as, and how sure that is.
    """
    kept = st.session_state.setdefault(
        key, {"edition": uuid.uuid4().hex, "strokes": [], "pen": PEN, "picture": None}
    )
    data = {name: kept[name] for name in ("edition", "strokes", "pen")} | {
        "presets": list(PRESETS.items()),
        "limits": LIMITS,
        "answer": answer,
    }
    _mount(key=f"{key}-pad", data=data, on_drawing_change=lambda: _keep(key))
    picture: bytes | None = kept["picture"]
    return picture


def _keep(key: str) -> None:
    """Keep what the browser sent, unless the paper has been changed under it."""
    sent, kept = st.session_state[f"{key}-pad"].get("drawing"), st.session_state.get(key)
    if not isinstance(sent, dict) or not kept or sent.get("edition") != kept["edition"]:
        return
    strokes = drawing.checked(sent.get("strokes"))
    st.session_state[key] = kept | {
        "strokes": strokes,
        "pen": _pen(sent.get("pen")),
        "picture": drawing.picture(strokes),
    }


def _pen(value: Any) -> dict[str, float]:
    """Return the pen that the browser sent, or the usual one."""
    right = (
        isinstance(value, dict)
        and drawing.within(value.get("size"), *drawing.SIZE)
        and drawing.within(value.get("ink"), *drawing.INK)
    )
    return {name: value[name] for name in PEN} if right else PEN
