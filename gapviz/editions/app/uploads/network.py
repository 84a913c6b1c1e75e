"""The reader's own network: a file of one, read once. It fills no argument of a figure, but every menu."""

from typing import Any

import streamlit as st

from gapviz.core.wording import first_capital
from gapviz.editions.app import own_networks
from gapviz.editions.app.uploads import session
from gapviz.editions.article import html
from gapviz.models import UnreadableNetworkError
from gapviz.models.own_file import MOST_BYTES

NETWORK, WAY = "network", "upload"


def widget() -> None:
    """Draw the reader's networks, the ways to keep them beyond this visit, and the way to bring one back."""
    mine = own_networks.names()
    with st.container(key="networks", gap="small"):
        for name in mine:
            _one(name)
        if mine:
            stay = f"This server keeps the last {own_networks.MOST} in memory, for you alone, while you stay."
            st.caption(f"Every menu of networks ends with yours now. {stay}")
        with st.expander("Bring back a network that you kept"):
            _upload()


def _one(name: str) -> None:
    """Draw one of the reader's networks: what it is called, a way to keep it, and one to let go of it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown(f"**{first_capital(own_networks.label(name))}**")
        more: dict[str, Any] = {"key": f"network-keep-{name}", "on_click": "ignore"}
        st.download_button("Download your network", own_networks.file(name), own_networks.UPLOADED, **more)
        with st.popover("Python", type="tertiary"):
            st.code(own_networks.lines([name]).rstrip(), language="python")
        forget: dict[str, Any] = {"on_click": own_networks.forget, "args": (name,), "type": "tertiary"}
        st.button("Forget it", key=f"network-forget-{name}", **forget)


def _upload() -> None:
    key, megabytes = session.key(NETWORK, WAY), MOST_BYTES // 10**6
    label = "a network that you kept, as its safetensors file"
    # Any name is taken: what a file is, its content says.
    st.file_uploader(label, key=key, max_upload_size=megabytes, on_change=_take, args=(key,))
    for problem in session.kept(NETWORK).get("problems", []):
        st.html(html.problem(problem))


def _take(key: str) -> None:
    """Keep the network in the file that the reader gave, or a sentence on why it is none.

    The widget that holds the file is let go of: what it says would be said twice.
    """
    kept, given = session.kept(NETWORK), st.session_state[key]
    kept |= {"problems": [], "round": kept.get("round", 0) + 1}
    if given is None:
        return
    try:
        own_networks.keep(given.getvalue(), "brought")
    except UnreadableNetworkError as problem:
        kept["problems"] = [f"{given.name}: {problem}"]
