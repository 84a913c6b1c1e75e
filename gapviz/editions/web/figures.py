"""A figure's panel in a page that stands without scripts: picture, headline, caption, data and code."""

import html as text
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gapviz.editions import article
from gapviz.editions.article import asking, html, tiles
from gapviz.editions.web import drawings, unscripted
from gapviz.editions.web.svg import picture
from gapviz.figures import Drawing

Json = drawings.Json
SINGLE = 2
"""A figure with up to so many digits has them beside its chart, as in the app."""
PAD = '<div class="gv-pad"></div>'
"""Where scripts put the drawing pad."""
WANTS_A_SERVER = {
    "picture": "A photograph or a scan of yours is prepared by a server.",
    "font": "A typeface of your own is read by a server.",
    "training": "This run is a recorded one; a server trains the network in front of you.",
}
"""What a figure offers beyond this edition, by its upload or by what is live of it."""


@dataclass(frozen=True)
class Drawn:
    """A figure of a page in its published state: the values of its parameters, and what was drawn."""

    block: article.Figure
    values: Mapping[str, Any]
    drawing: Drawing
    json: Mapping[str, Json]

    @property
    def data(self) -> str:
        """Where the table lies, an empty string where there is none."""
        return "" if self.drawing.table.empty else f"data/{self.block.name}.csv"


def figure(drawn: Drawn, leads: bool, app: str, page: str = "") -> str:
    """Return a figure's panel on the page at the address `page`, whole where that is known.

    It `leads` where the chapter asks for its number; `app` is a link or nothing.
    """
    name, drawing = drawn.block.name, drawn.drawing
    left = asking.asked(drawing, drawing.gap.here.value) if leads and drawing.gap else None
    headline = html.headline(drawing.headline) if drawing.headline else ""
    if left and left.headline_waits:
        headline = html.waiting().replace("gv-headline", "gv-headline gv-asks") + _told(headline)
    return (
        f'<section class="gv-figure" id="figure-{name}" data-figure="{name}">'
        f"{PAD if drawn.block.upload == 'picture' else ''}{_picture(drawn, bool(left and left.chart_waits))}"
        f'<div class="gv-said">{headline}</div><div class="gv-controls"></div>'
        f"{_caption(drawn)}<p class='gv-problem gv-note' role='status' hidden></p>"
        f"{_below(drawn, page)}{_beyond(drawn.block, app)}</section>"
    )


def _told(markup: str) -> str:
    """Return markup that waits for the reader's guess, where there are scripts to ask for one."""
    return f'<div class="gv-told">{markup}</div>' if markup else ""


def _picture(drawn: Drawn, chart_waits: bool) -> str:
    drawing = drawn.drawing
    grid = f'<div class="gv-tiles">{tiles.tiles(drawing.tiles)}</div>' if drawing.tiles else ""
    chart = ""
    if drawing.chart is not None:
        chart = f'<div class="gv-chart">{picture(drawn.json["chart"], drawing.alt)}</div>'
    called = f"Table of figure {drawn.block.number}"
    listing = html.table(drawing.listing, called) if drawing.listing is not None else ""
    listing = f'<div class="gv-listing">{listing}</div>'
    if chart_waits:
        chart, listing = _told(chart), _told(listing)
    beside = f" beside n{len(drawing.tiles)}" if grid and chart and len(drawing.tiles) <= SINGLE else ""
    both = grid + chart if beside else chart + grid
    return f'<div class="gv-picture{beside}">{both}</div>{listing}'


def _caption(drawn: Drawn) -> str:
    """Return the caption, whose link leads to the figure; scripts add the state."""
    return html.caption(drawn.block.number, drawn.drawing.caption, f"#figure-{drawn.block.name}")


def _below(drawn: Drawn, page: str) -> str:
    data = f'<a class="gv-data" href="{drawn.data}" download>Data as CSV</a>' if drawn.data else ""
    code = text.escape(str(drawn.json["code"]))
    share = unscripted.share(drawn.block.name, drawn.block.number, drawn.drawing.alt, page)
    return (
        f'<div class="gv-below">{data}'
        f'<details><summary>Python</summary><pre tabindex="0"><code>{code}</code></pre></details>'
        f"{share}</div>"
    )


def _beyond(block: article.Figure, app: str) -> str:
    """Return what wants a server, with the way to one, if any."""
    said = WANTS_A_SERVER.get(block.upload or block.live)
    if not said:
        return ""
    way = f' <a href="{text.escape(app, quote=True)}" {html.AWAY}>To the app</a>' if app else ""
    return f'<p class="gv-beyond">{said}{way}</p>'
