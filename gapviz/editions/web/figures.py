"""A figure's panel in a page that stands without scripts: picture, headline, caption, data and code."""

import html as text
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gapviz.editions import article
from gapviz.editions.article import address, asking, html, tiles
from gapviz.editions.web import drawings, unscripted
from gapviz.editions.web.svg import picture
from gapviz.figures import FIGURES, Drawing

Json = drawings.Json
SINGLE = 2
"""A figure with up to so many digits has them beside its chart, as in the app."""
PAD = '<div class="gv-pad"></div>'
"""Where scripts put the drawing pad."""
CONTROLS = '<div class="gv-controls"></div>'
PROBLEM = "<p class='gv-problem gv-note' role='status' hidden></p>"
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

    @cached_property
    def grid(self) -> str:
        """The digits as markup, nothing where there are none."""
        return f'<div class="gv-tiles">{tiles.tiles(self.drawing.tiles)}</div>' if self.drawing.tiles else ""

    @cached_property
    def chart(self) -> str:
        """The chart as markup, nothing where there is none."""
        if self.drawing.chart is None:
            return ""
        return f'<div class="gv-chart">{picture(self.json["chart"], self.drawing.alt)}</div>'


def draw(block: article.Figure) -> Drawn:
    """Return a figure of a page in its published state."""
    entry = FIGURES[block.name]
    values = address.state(entry, lambda key: None)
    drawing = entry(**values)
    return Drawn(block, values, drawing, drawings.drawing(entry, values, drawing))


def figure(drawn: Drawn, leads: bool, app: str, at: str, home: str, linked: bool = True) -> str:
    """Return a figure's panel; `leads` where the chapter asks for its number, `app` is a link or nothing.

    `at` is the folder of the site's files, `home` the chapter's page, as the page has them. A caption that is
    `linked` leads to the figure; scripts add the state.
    """
    name, drawing = drawn.block.name, drawn.drawing
    left = asking.asked(drawing, drawing.gap.here.value) if leads and drawing.gap else None
    headline = html.headline(drawing.headline) if drawing.headline else ""
    if left and left.headline_waits:
        headline = html.waiting().replace("gv-headline", "gv-headline gv-asks") + _told(headline)
    caption = html.caption(drawn.block.number, drawing.caption, f"#figure-{name}")
    data = f'<a class="gv-data" href="{at}{drawn.data}" download>Data as CSV</a>' if drawn.data else ""
    share = unscripted.share(name, drawn.block.number, str(drawing.alt), home)
    return panel(
        drawn.block,
        _picture(drawn, bool(left and left.chart_waits)),
        headline,
        caption if linked else unlinked(drawn.block.number, text.escape(drawing.caption)),
        below(data, text.escape(str(drawn.json["code"])), share),
        app,
    )


def panel(block: article.Figure, picture: str, headline: str, caption: str, below: str, app: str) -> str:
    """Return a figure's panel of its parts, each markup."""
    name = block.name
    return (
        f'<section class="gv-figure" id="figure-{name}" data-figure="{name}">'
        f"{PAD if block.upload == 'picture' else ''}{picture}"
        f'<div class="gv-said">{headline}</div>{CONTROLS}{caption}{PROBLEM}'
        f"{below}{_beyond(block, app)}</section>"
    )


def leader(block: article.Figure) -> str:
    """Return the panel of a figure whose controls alone are shown, under another that follows it."""
    name = block.name
    return (
        f'<section class="gv-figure gv-leader" id="figure-{name}" data-figure="{name}">'
        f"{PAD if block.upload == 'picture' else ''}{CONTROLS}{PROBLEM}"
        '<div class="gv-below"></div></section>'
    )


def unlinked(number: str, caption: str) -> str:
    """Return a numbered caption, itself markup, without a link."""
    return f'<p class="gv-caption"><strong>Figure {number}</strong> {caption} </p>'


def below(data: str, code: str, share: str = "") -> str:
    """Return what stands under a caption, all markup: a link to the `data`, or nothing, `code`, and Share."""
    return (
        f'<div class="gv-below">{data}'
        f'<details><summary>Python</summary><pre tabindex="0"><code>{code}</code></pre></details>'
        f"{share}</div>"
    )


def _told(markup: str) -> str:
    """Return markup that waits for the reader's guess, where there are scripts to ask for one."""
    return f'<div class="gv-told">{markup}</div>' if markup else ""


def _picture(drawn: Drawn, chart_waits: bool) -> str:
    """Return digits, chart and listing; two of them wait for a guess where the chart does."""
    drawing, chart = drawn.drawing, drawn.chart
    called = f"Table of figure {drawn.block.number}"
    listing = html.table(drawing.listing, called) if drawing.listing is not None else ""
    if chart_waits:
        chart, listing = _told(chart), _told(listing)
    return placed(drawing, drawn.grid, chart, listing)


def placed(drawing: Drawing, grid: str, chart: str, listing: str) -> str:
    """Return a drawing's digits, chart and listing, each markup or nothing, in their places."""
    beside = f" beside n{len(drawing.tiles)}" if grid and chart and len(drawing.tiles) <= SINGLE else ""
    both = grid + chart if beside else chart + grid
    return f'<div class="gv-picture{beside}">{both}</div><div class="gv-listing">{listing}</div>'


def _beyond(block: article.Figure, app: str) -> str:
    """Return what wants a server, with the way to one, if any."""
    said = WANTS_A_SERVER.get(block.upload or block.live)
    if not said:
        return ""
    way = f' <a href="{text.escape(app, quote=True)}" {html.AWAY}>To the app</a>' if app else ""
    return f'<p class="gv-beyond">{said}{way}</p>'
