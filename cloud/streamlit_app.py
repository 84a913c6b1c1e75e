"""The app, for a host that takes the requirements beside the file it starts: Streamlit Community Cloud."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from gapviz.editions.app import MIDDLEWARE, preload  # noqa: E402

app = st.App(ROOT / "streamlit_app.py", middleware=MIDDLEWARE)
preload()
