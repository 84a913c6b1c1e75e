"""Share under a figure: a dialog with the panel that `editions/web` draws in the reader's browser.

Nothing is worked out for it before a reader asks for it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from gapviz.core.version import version
from gapviz.editions import article
from gapviz.editions.app import engine, own_networks, packs
from gapviz.editions.article import address
from gapviz.editions.web import drawings
from gapviz.figures import FIGURES, Drawing, Figure

OWN_NETWORK = "Your network is of this visit alone: a link opens with the published one."
BROUGHT = "What you brought along is in the files that you save, and never in a link."
OWN_RUN = "Your own run is in the files that you save; a link shows the recorded ones."
PINNED = "The app says so once it has gone on to another."
ASKED = "gv.share"
"""Where the session keeps which figure's dialog is to be opened."""
_mount = st.components.v2.component(
    "gapviz-share", js=Path(__file__).with_name("share.js").read_text(), isolate_styles=False
)


@st.fragment
def button(
    block: article.Figure, values: Mapping[str, Any], drawn: Drawing, code: str, brought: str = ""
) -> None:
    """Draw the button that opens the dialog of a figure: the `values` of its parameters, and its drawing.

    It is drawn anew alone: nothing else of the page is, since nothing changes.

    `code` are the lines of Python that remake it, `brought` a sentence on what no link holds.
    """
    st.button("Share", key=f"share-{block.name}", type="tertiary", on_click=_ask, args=(block.name,))
    if st.session_state.get(ASKED) == block.name:
        del st.session_state[ASKED]
        st.dialog(f"Share figure {block.number}", width="large")(_panel)(block, values, drawn, code, brought)


def _ask(name: str) -> None:
    """Keep what was asked for: the page may be begun anew before it comes to the button."""
    st.session_state[ASKED] = name


def _panel(*asked: Any) -> None:
    with st.spinner("It is put together."):
        data = told(*asked)
    _mount(key=f"share-panel-{data['figure']}", data=data)


def told(
    block: article.Figure, values: Mapping[str, Any], drawn: Drawing, code: str, brought: str = ""
) -> dict[str, Any]:
    """Return what `share.js` is told of a figure in a state."""
    figure = FIGURES[block.name]
    values = dict(values) or address.state(figure, lambda key: None)  # a live run has none
    mine = own_networks.among(values.values())
    published = packs.published(block)
    state = drawings.drawing(figure, values, drawn) | {"code": code}
    leader = FIGURES[figure.follows] if figure.follows else None
    led = _controls(leader, _shared(figure, leader, values)) if leader else []
    return {
        "figure": block.name,
        "page": "./" if block.chapter.stem == article.pages()[0].stem else block.chapter.stem[3:],
        "told": published,
        "drawing": state | {"controls": _controls(figure, values)},
        "leader": {"controls": led},
        "pairs": pairs(figure, values),
        "values": {figure.key(name): value for name, value in values.items()},
        "live": bool(published["live"]) and not (mine or brought),
        "notes": [sentence for sentence in (OWN_NETWORK if mine else "", brought) if sentence],
        "version": version(),
        "pinned": PINNED,
        "scripts": {name: engine.address(name, packs.script(name)) for name in engine.SCRIPTS},
    }


def pairs(figure: Figure, values: Mapping[str, Any]) -> list[list[str]]:
    """Return the state as the address has it, without what is of this visit alone."""
    mine = own_networks.among(values.values())
    link = address.link(figure, values).items()
    return sorted([key, text] for key, text in link if text not in mine)


def _shared(figure: Figure, leader: Figure, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the state of the figure that another one follows."""
    return address.state(leader, {figure.key(name): value for name, value in values.items()}.get)


def _controls(figure: Figure, values: Mapping[str, Any]) -> list[drawings.Json]:
    """Return a figure's controls in a state, this reader's own networks among their options."""
    found = drawings.controls(figure, values)
    mine = own_networks.among(values.values())
    for control in found:
        if control["kind"] == "choice":
            control["options"] += [[name, own_networks.label(name)] for name in mine]
    return found
