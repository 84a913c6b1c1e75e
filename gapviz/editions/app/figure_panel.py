"""The panel of a registered figure: picture, controls, numbered caption, reset, share and code."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from gapviz.core import log
from gapviz.core.types import UnusableFileError
from gapviz.editions import article
from gapviz.editions.app import controls, drag, own_networks, reader, sharing
from gapviz.editions.app.uploads import UPLOADS
from gapviz.editions.article import Chapter, address, asking, html, tiles
from gapviz.figures import FIGURES, Drawing, Figure
from gapviz.figures.charts import larger

SINGLE = 2
"""A figure with up to so many digits has them beside its chart."""
ON_A_SLIDE = 1.5
"""How many times as large a chart is there."""
CLICK = "gv.click"
"""Where the session keeps the last click on a chart: from which figure, and to the one that shows it."""


@st.cache_data(max_entries=256, show_spinner=False)
def drawing(name: str, values: tuple[tuple[str, Any], ...]) -> Drawing:
    """Return a figure in a state, kept by name."""
    return FIGURES[name](**dict(values))


def figure(block: article.Figure) -> None:
    """Show a figure. One that others follow redraws the page, any other only itself and the gap.

    What a reader may bring to it stands above.
    """
    entry = FIGURES[block.name]
    leads = any(other.follows == block.name for other in FIGURES.values())
    with st.container(key=f"figure-{block.name}"):
        if block.upload:
            UPLOADS[block.upload].widget()
        if leads or entry.follows:
            show(block)
        else:
            st.fragment(show)(block)


def current(entry: Figure, chapter: Chapter) -> tuple[dict[str, Any], Drawing]:
    """Return the reader's state of a figure and its drawing."""
    values = controls.state(entry)
    guess = reader.guess(chapter) if "guess" in entry.moments else None
    given = values if guess is None else values | {"guess": guess}
    if (brought := _brought(entry)) or own_networks.among(given.values()):
        # What the reader brought is not kept under the figure's name, where it would outlive the visit.
        return values, entry(**given, **brought)
    return values, drawing(entry.name, tuple(given.items()))


def _brought(entry: Figure) -> dict[str, Any]:
    """Return what this reader has brought to a figure, by argument."""
    found = {name: UPLOADS[name].brought() for name in UPLOADS.keys() & entry.moments}
    return {name: content for name, content in found.items() if content is not None}


def unusable(error: UnusableFileError) -> None:
    """Say which file is at fault; the remedy, a command, is for whoever runs this, and goes to the log."""
    log.tell(str(error))
    st.error(f"This cannot be shown: {error.fault}. The server’s log says what mends it.")


def show(
    block: article.Figure, live: dict[str, Any] | None = None, panel: Callable[[], None] | None = None
) -> None:
    """Draw a figure and all that belongs to it.

    `live` are arguments that only this moment knows: with them the figure is not kept, and has no
    controls. `panel` draws what stands right under the picture.
    """
    entry = FIGURES[block.name]
    try:
        values, drawn = current(entry, block.chapter) if not live else ({}, entry(**live))
    except UnusableFileError as error:
        unusable(error)
        return
    leads = drawn.gap if block.name == block.chapter.leads else None
    if leads:
        reader.draw_gap(block.chapter, leads)
    if leads and reader.waits(block.chapter):
        _asked(block, drawn, leads.here.value)
    else:
        _picture(block, drawn)
        if drawn.headline:
            st.html(html.headline(drawn.headline))
    if panel:
        panel()
    if not live:
        _controls(entry, values)
        if controls.state(entry) != values:
            st.rerun()  # the reader went back or forward, or the address was read otherwise by a widget
    link = address.link(entry, controls.state(entry))
    reader.remember(block.chapter, block.name, link)
    st.html(html.caption(block.number, drawn.caption))
    _below(block, values, drawn, bool(live))
    if not live:
        drag.follow(entry, values, leads=block.name == block.chapter.leads)


def alone(block: article.Figure, captioned: bool, slide: bool) -> dict[str, str]:
    """Draw a figure on a page of its own and return its state as the parameters of an address.

    One that follows another has that one's controls too. On a `slide` its chart is larger.
    """
    entry = FIGURES[block.name]
    moved = [entry, FIGURES[entry.follows]] if entry.follows else [entry]
    try:
        values, drawn = current(entry, block.chapter)
    except UnusableFileError as error:
        unusable(error)
        return {}
    large = larger(drawn.chart, ON_A_SLIDE) if slide and drawn.chart is not None else drawn.chart
    _picture(block, replace(drawn, chart=large))
    if drawn.headline:
        st.html(html.headline(drawn.headline))
    before = [controls.state(one) for one in moved]
    for one, state in zip(moved, before, strict=True):
        _controls(one, state)
    if [controls.state(one) for one in moved] != before:
        st.rerun()
    if captioned:
        st.html(html.caption(block.number, drawn.caption))
    drag.follow(entry, values, leads=False)
    return address.link(entry, controls.state(entry))


def _asked(block: article.Figure, drawn: Drawing, number: float) -> None:
    """Draw picture and headline, save for what states the number that the chapter asks for.

    Where the chart waits, digits stand there alone.
    """
    left = asking.asked(drawn, number)
    if not left.chart_waits:
        _picture(block, replace(drawn, alt=left.alt))
    else:
        with st.container(key=f"paper-{block.name}"):
            _picture(block, replace(drawn, tiles=()))
        _picture(block, replace(drawn, chart=None, listing=None))
    headline = html.headline(drawn.headline) if drawn.headline else ""
    if left.headline_waits:
        with st.container(horizontal=True, vertical_alignment="center", key=f"asked-{block.name}"):
            st.html(html.waiting() + html.on_paper(headline), width="content")
            show_anyway(block.chapter, block.name)
    elif headline:
        st.html(headline)


def show_anyway(chapter: Chapter, place: str) -> None:
    """Offer to show without a guess what the chapter asks; the whole page hears of it."""
    if st.button("Just show me", key=f"show-{place}-{chapter.stem}", type="tertiary"):
        reader.show(chapter)
        st.rerun()


def _picture(block: article.Figure, drawn: Drawing) -> None:
    entry = FIGURES[block.name]
    if drawn.tiles and drawn.chart is not None and len(drawn.tiles) <= SINGLE:
        left, right = st.columns((len(drawn.tiles), 1 if len(drawn.tiles) > 1 else 1.3), gap="medium")
        left.html(tiles.tiles(drawn.tiles))
        with right:
            _chart(entry, drawn)
    else:
        if drawn.chart is not None:
            _chart(entry, drawn)
        if drawn.tiles:
            st.html(tiles.tiles(drawn.tiles))
    if drawn.listing is not None:
        st.html(html.table(drawn.listing, f"Table of figure {block.number}"))


def _chart(entry: Figure, drawn: Drawing) -> None:
    key = f"chart-{entry.name}"
    clickable: dict[str, Any] = (
        {"on_select": lambda: _clicked(entry.name, key), "selection_mode": "points"} if entry.clicks else {}
    )
    st.plotly_chart(
        drawn.chart, theme=None, key=key, config={"displayModeBar": False}, alt=drawn.alt, **clickable
    )


def _clicked(name: str, key: str) -> None:
    """Set the parameters that a clicked mark carries."""
    entry = FIGURES[name]
    points = st.session_state[key].selection.points
    if not points or not points[0].get("customdata"):
        return
    shown_by, _, _ = entry.key(entry.clicks[0]).partition(".")
    st.session_state[CLICK] = {"turn": uuid.uuid4().hex, "from": name, "to": shown_by}
    for parameter, value in zip(entry.clicks, points[0]["customdata"], strict=False):
        controls.assign(entry.key(parameter), entry.parameters[parameter], value)
        controls.steer(entry.follows or name, parameter)


def _controls(entry: Figure, values: dict[str, Any]) -> None:
    """Draw the figure's main controls, and the others behind a fold."""
    own = address.own(entry, values)
    levels = [name for name in own if "." in name]
    main = [part for name in entry.controls for part in (levels if name == "levels" else [name])]
    if main:
        controls.draw(entry, main, values)
    rest = [name for name in own if name not in main]
    if rest:
        with st.expander("More controls"):
            controls.draw(entry, rest, values)


def _below(block: article.Figure, values: dict[str, Any], drawn: Drawing, live: bool) -> None:
    entry, name, brought = FIGURES[block.name], block.name, _brought(FIGURES[block.name])
    code = own_networks.lines(values.values()) + entry.code(
        {upload: UPLOADS[upload].file for upload in brought}, **values
    )
    alone = sharing.OWN_RUN if live else sharing.BROUGHT if brought else ""
    with st.container(horizontal=True, gap="medium", key=f"below-{name}"):
        if not live and address.own(entry, values):
            st.button("Reset", key=f"reset-{name}", on_click=controls.publish, args=(name,), type="tertiary")
        if not drawn.table.empty:
            file, called = drawn.table.to_csv(index=False), address.file_name(entry, values, "csv")
            more: dict[str, Any] = {"key": f"csv-{name}", "type": "tertiary", "on_click": "ignore"}
            st.download_button("Data as CSV", file, called, "text/csv", **more)
        sharing.button(block, values, drawn, code, alone)
        if not live:
            with st.popover("Python", type="tertiary"):
                st.code(code, language="python")


def preset(block: article.Preset) -> None:
    """Show a button that brings a figure to a state."""
    key, state = f"preset-{block.name}-{block.label}", dict(block.values)
    st.button(block.label, key=key, on_click=controls.publish, args=(block.name,), kwargs=state)
