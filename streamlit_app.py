"""The app: `streamlit run streamlit_app.py`. It routes and does nothing else."""

import streamlit as st

from gapviz import ui

app = st.App("streamlit_app.py")
page = st.navigation(ui.menu(), position="top")

if __name__ == "__main__":
    page.run()
