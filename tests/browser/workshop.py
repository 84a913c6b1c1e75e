"""An app of its own for two widgets: the drawing pad, and the live training of a command that is a stub.

What is trained there goes to a page that has one live figure.
"""

import io
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import streamlit as st
from PIL import Image

from gapviz.editions import article
from gapviz.editions.app import chapter_page, live_training
from gapviz.editions.app.pad import pad
from tests import stub_training

chapter_page._place_ways = lambda: None  # the chapters to which prose may lead are no pages of this app
live_training.COMMAND[:] = [sys.executable, stub_training.__file__, "4", "STAYS"]


def drawing():
    """Say on which paper what has been drawn: how many strokes, and where their ink lies."""
    found = pad("own")
    st.text(f"paper {st.session_state['own']['edition']}")
    st.button("Reset", on_click=lambda: st.session_state.pop("own"))
    if found is None:
        st.text("empty")
    else:
        black = np.asarray(Image.open(io.BytesIO(found))) < 128
        rows, columns = np.nonzero(black)
        strokes = len(st.session_state["own"]["strokes"])
        st.text(f"{strokes} from {columns.min()}, {rows.min()} to {columns.max()}, {rows.max()}")


def elsewhere():
    """Be another page."""
    st.text("elsewhere")


def training():
    """Be a chapter that trains and has nothing else."""
    article.chapter("01_The_ritual.py", "One network.", question="how many?", leads="training_curve")
    article.training()


def noise():
    """Be the chapter of noise and have nothing but its first figure."""
    article.chapter("05_Noiseless_is_bad.py", "One figure.", question="how many?", leads="shifted_digits")
    article.figure("shifted_digits")


live_training.NOISY = st.Page(noise)
pages = [st.Page(drawing, default=True), st.Page(elsewhere), st.Page(training), live_training.NOISY]
st.navigation(pages, position="top").run()
