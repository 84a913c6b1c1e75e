"""The app: `streamlit run streamlit_app.py`. It routes and does nothing else."""

import streamlit as st

from gapviz.editions.app import MIDDLEWARE, preload, route

app = st.App("streamlit_app.py", middleware=MIDDLEWARE)

if __name__ == "__main__":
    route()
else:
    preload()  # the server imports this file once, as it starts, and runs it for every reader
