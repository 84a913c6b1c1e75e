"""What this session knows of its reader: the guess, the states of the figures, and the gap scale."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from gapviz.editions.app import controls
from gapviz.editions.article import Chapter, address, html
from gapviz.figures import FIGURES, Gap


def guess(chapter: Chapter) -> float | None:
    """Return the reader's guess as a fraction; None while the slider rests at 0."""
    return address.guess(controls.given_for(chapter.guess_key))


def follow_address() -> None:
    """Forget all controls where the reader went back or forward, so that they stand as the address has them.

    Streamlit does so control by control, as it draws them; by then figures above may have been drawn, and a
    page that is begun anew has lost what it was begun for.
    """
    run = get_script_run_ctx()
    if run and run.is_history_navigation:
        for key in list(st.session_state):
            figure, dot, _ = str(key).partition(".")
            if dot and (figure in FIGURES or figure == "guess"):
                del st.session_state[key]


def remember(chapter: Chapter, figure: str, link: dict[str, str]) -> None:
    """Keep a figure's state for the links between the chapters."""
    kept = st.session_state.setdefault("gv.kept", {}).setdefault(chapter.stem, {})
    for key in [key for key in kept if key.startswith(f"{figure}.")]:
        del kept[key]
    kept.update(link)


def remembered(stem: str) -> dict[str, str] | None:
    """Return the state in which the reader left a chapter; None where it was not opened."""
    found: dict[str, str] | None = st.session_state.get("gv.kept", {}).get(stem)
    return found


def place_gap() -> None:
    """Keep the place of the gap scale, here, for the figures below."""
    st.session_state["gv.gap"] = st.empty()


def draw_gap(marks: Gap, guess: float | None) -> None:
    """Draw the gap scale at the head of the chapter."""
    place: DeltaGenerator = st.session_state["gv.gap"]
    place.html(html.gap(marks, guess))
