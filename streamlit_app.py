"""The app: `streamlit run streamlit_app.py`. It routes and does nothing else."""

import streamlit as st

from gapviz.editions.app import menu

app = st.App("streamlit_app.py")
page = st.navigation(menu(), position="top")

if __name__ == "__main__":
    page.run()
