"""What this session knows of its reader: the guesses, the states of the figures, and the gap scale."""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from gapviz.editions.article import Chapter, address, find, html
from gapviz.figures import FIGURES, Gap


@dataclass(frozen=True)
class Guess:
    """What the reader `said` of a hundred, and what it `was`, both as fractions."""

    said: float
    was: float


def arrive(chapter: Chapter) -> None:
    """Decide, where a visit comes to a chapter for the first time, whether it asks before it shows.

    A link with a state, and an embed, show at once. A state that comes later is one that the reader made.
    """
    st.session_state["gv.open"] = chapter.stem
    at_once = bool(st.context.is_embedded) or address.has_state(st.query_params.to_dict())
    _shown().setdefault(chapter.stem, at_once)


def has_odd_link(chapter: Chapter) -> bool:
    """Return whether the address has said, in this stay at a chapter, what there is not here."""
    stay = st.session_state.get("gv.odd")
    figure = st.query_params.get("figure")
    if (figure and not find.figure(figure)) or address.is_odd(st.query_params.to_dict()):
        stay = st.session_state["gv.odd"] = chapter.stem
    return bool(stay == chapter.stem)


def strayed(chapter: Chapter, names: set[str]) -> str:
    """Return the path that this visit came by where no chapter has it, else nothing; `names` are those known.

    Streamlit then shows the first chapter, until its reader goes to another.
    """
    run = get_script_run_ctx()
    asked = (run.pages_manager.intended_page_name if run else "") or ""
    if asked and asked not in names:
        st.session_state["gv.strayed"] = chapter.stem, asked
    stem, path = st.session_state.get("gv.strayed", ("", ""))
    if stem == chapter.stem:
        return str(path)
    st.session_state.pop("gv.strayed", None)
    return ""


def waits(chapter: Chapter) -> bool:
    """Return whether what the chapter asks is still to be guessed at."""
    return guess(chapter) is None and not _shown().get(chapter.stem)


def show(chapter: Chapter) -> None:
    """Show what the chapter asks without a guess, for the rest of the visit."""
    _shown()[chapter.stem] = True


def _shown() -> dict[str, bool]:
    """Return the chapters of this visit, each with whether it showed before it had a guess."""
    found: dict[str, bool] = st.session_state.setdefault("gv.shown", {})
    return found


def guess(chapter: Chapter) -> float | None:
    """Return the reader's guess as a fraction, which the address has or the visit; None where there is none.

    A guess that was made stays one, also where the way back to the chapter has lost its address.
    """
    addressed = address.guess(st.query_params.get(chapter.guess_key))
    kept = guesses().get(chapter.stem)
    return kept.said if addressed is None and kept else addressed


def take_guess(chapter: Chapter, hundredths: int) -> None:
    """Take the reader's guess, of a hundred, into the address."""
    st.query_params[chapter.guess_key] = str(hundredths)


def keep_guess(chapter: Chapter, said: float, was: float) -> None:
    """Keep a guess for the end of the article."""
    guesses()[chapter.stem] = Guess(said, was)


def guesses() -> dict[str, Guess]:
    """Return the guesses of this visit by chapter, in the order in which they were made."""
    found: dict[str, Guess] = st.session_state.setdefault("gv.guesses", {})
    return found


def follow_address() -> None:
    """Forget all controls where the reader went back or forward, so that they stand as the address has them.

    Streamlit does so control by control, as it draws them; by then figures above may have been drawn, and a
    page that is begun anew has lost what it was begun for.
    """
    run = get_script_run_ctx()
    if run and run.is_history_navigation:
        for key in list(st.session_state):
            figure, dot, _ = str(key).partition(".")
            if dot and figure in FIGURES:
                del st.session_state[key]


def remember(chapter: Chapter, figure: str, link: dict[str, str]) -> None:
    """Keep a figure's state for the links between the chapters, with the one that is open.

    In the gallery that is not the figure's own `chapter`.
    """
    stem = st.session_state.get("gv.open", chapter.stem)
    kept = st.session_state.setdefault("gv.kept", {}).setdefault(stem, {})
    for key in [key for key in kept if key.startswith(f"{figure}.")]:
        del kept[key]
    kept.update(link)


def forget(chapter: Chapter) -> None:
    """Forget in which state a chapter is left."""
    st.session_state.get("gv.kept", {}).pop(chapter.stem, None)


def remembered(stem: str) -> dict[str, str] | None:
    """Return the state in which the reader left a chapter; None where it was not opened."""
    found: dict[str, str] | None = st.session_state.get("gv.kept", {}).get(stem)
    return found


def place_gap() -> None:
    """Keep the place of the gap scale, here, for the figures below."""
    st.session_state["gv.gap"] = st.empty()


def draw_gap(chapter: Chapter, marks: Gap) -> None:
    """Draw the gap scale at the head of the chapter, whole once the chapter no longer waits for a guess."""
    place: DeltaGenerator = st.session_state["gv.gap"]
    if waits(chapter):
        place.html(html.gap_asked(marks) + html.on_paper(html.gap(marks, None)))
    else:
        place.html(html.gap(marks, guess(chapter)))
