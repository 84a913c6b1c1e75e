"""The app: `streamlit run streamlit_app.py`. It routes and does nothing else."""

import streamlit as st

from gapviz.editions.app import menu, preload

app = st.App("streamlit_app.py")
page = st.navigation(menu(), position="top")

if __name__ == "__main__":
    page.run()
else:
    preload()  # the server imports this file once, as it starts, and runs it for every reader
