"""One figure alone, as a page: with its files beside it, or as the skeleton of a file that holds everything.

A skeleton is a page with marks, `[gapviz:NAME]`, each of which stands in it once. `oneFile` in
`src/share/` fills all of them in one pass; what is filled in is never looked through for marks.

    classes     in an attribute: those of "light", "dark", "plain", "slide" that are chosen, a blank between
    style       text of a style element: the style sheet (`look.style`)
    fonts       text of a style element: the typeface (`look.fonts`)
    picture     markup: an img of the figure in this state, with its alt text
    headline    text, escaped: the headline, or nothing
    caption     text, escaped
    listing     markup: the drawing's `listing`, or nothing
    code        text, escaped: the drawing's `code`
    page        in an attribute: the address of the figure in its chapter, in this state
    latest      in an attribute: the address of the figure's latest embed, in this state
    published   JSON: the whole drawing as published
    template    JSON: Plotly's template of all charts
    opens       JSON: {pairs: the state, [[key, text], ...]; drawing: the whole drawing in it;
                addresses: {page, embed, pinned}; chosen: {theme, plain, slide}}
    packs       for each file of `packs` a script element of type application/json with the content of the
                pack, and the attribute data-pack="FILE"
    plotly      text of a script element
    gapviz      text of a script element

In JSON every "<" is written \\u003c; in a script "</script" is written <\\/script, "<!--" is written <\\!--.
"""

import html as text
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from gapviz.core.version import version
from gapviz.editions import article
from gapviz.editions.article import html
from gapviz.editions.web import document, drawings, live, live_noise, share
from gapviz.editions.web.document import Seen
from gapviz.editions.web.figures import Drawn, below, figure, leader, panel, placed, unlinked
from gapviz.figures import FIGURES

Json = drawings.Json
MARKS = (
    "classes", "style", "fonts", "picture", "headline", "caption", "listing", "code", "page", "latest",
    "published", "template", "opens", "packs", "plotly", "gapviz",
)  # fmt: skip
"""The names of all marks."""
PLOT = '<div class="gv-chart"><div class="gv-plot" role="img" aria-label=""></div></div>'
"""Where scripts draw a chart, of which no picture came."""


@dataclass(frozen=True)
class Alone:
    """A figure that stands alone, and what its page is told beside it.

    `leader` is the figure that it follows, whose controls stand under it, `states` which states travel
    (`editions.static.recorded`), and `app` an address in the app, or nothing.
    """

    drawn: Drawn
    leader: Drawn | None = None
    states: Sequence[Json] = ()
    app: str = ""

    @property
    def figures(self) -> dict[str, Drawn]:
        """The figure by its name, and the one that it follows."""
        both = [self.drawn, self.leader] if self.leader else [self.drawn]
        return {one.block.name: one for one in both}

    @property
    def where(self) -> str:
        """The figure's number and its chapter, in words."""
        return f"figure {self.drawn.block.number} in “{self.drawn.block.chapter.title}”"

    @cached_property
    def told(self) -> dict[str, Json]:
        """What the scripts of an embed are told, as those of a chapter are."""
        names, chart = list(self.figures), self.drawn.drawing.chart
        known = [one | {"figures": [name for name in one["figures"] if name in names]} for one in self.states]
        return {
            "embed": self.drawn.block.name,
            "app": self.app,
            "figures": {name: published(one) for name, one in self.figures.items()},
            "states": known,
            "live": live_noise.told(names) | live.told(names),
            "template": drawings.template(chart) if chart is not None else {},
        }


@dataclass(frozen=True)
class Place:
    """Where an embed lies: the folder of the site's files, the page of its chapter, and the other embed.

    All three are addresses from the embed. Of the latest embed the other is the pinned one, and turned round.
    """

    at: str
    chapter: str
    other: str
    pinned: bool


def path(name: str) -> str:
    """Return the file of a figure's embed, in the folder of its version, and in that of the latest."""
    return f"embed-{name}.html"


def seen(alone: Alone, address: str = "", chapter: str = "", picture: str = "") -> Seen:
    """Return how others see an embed, whose whole address, chapter and social picture somebody knows.

    The card of a shared link is the embed's own, while search engines are told of the chapter: an embed
    says nothing that its chapter does not, and whoever searches is better off there, with the prose. So
    embeds are not in the map of the site either, which lists canonical addresses alone.
    """
    block, alt = alone.drawn.block, alone.drawn.drawing.alt
    title = f"Figure {block.number}: {FIGURES[block.name].title}"
    return Seen(title, str(alt), address, chapter, picture, str(alt))


def page(alone: Alone, place: Place, seen: Seen) -> str:
    """Return the page of one figure, with its files beside it."""
    at, chapter, other = (text.escape(one, quote=True) for one in (place.at, place.chapter, place.other))
    shown = figure(alone.drawn, False, alone.app, at, seen.canonical or place.chapter, linked=False)
    said = f"version {text.escape(version())}"
    which = (
        f'pinned to {said} · <a class="gv-other" href="{other}">latest</a>'
        if place.pinned
        else f'latest · <a class="gv-other" href="{other}">pin to {said}</a>'
    )
    body = (
        f"{_main(alone, shown)}\n{_foot(alone, f'{chapter}#figure-{alone.drawn.block.name}', which)}\n"
        f'<link rel="stylesheet" href="{at}label.css">\n'
        f"{_json('gv-page', document.told(alone.told | {'at': place.at}))}\n{document.scripts(at)}"
    )
    head = f'<script>{document.EARLY}</script>\n<link rel="stylesheet" href="{at}style.css">\n'
    return document.document(seen, document.EMBED_POLICY, head, body, "gv-embed")


def skeleton(alone: Alone, seen: Seen) -> str:
    """Return the skeleton of a file that holds one figure and everything that it needs."""
    drawn = alone.drawn
    drawing = drawn.drawing
    grid = '<div class="gv-tiles"></div>' if drawing.tiles else ""
    chart = PLOT if drawing.chart is not None else ""
    picture = f'<div class="gv-still">{mark("picture")}</div>'
    shown = panel(
        drawn.block,
        picture + placed(drawing, grid, chart, mark("listing")),
        f'<p class="gv-headline" role="status">{mark("headline")}</p>',
        unlinked(drawn.block.number, mark("caption")),
        below("", mark("code")),
        alone.app,
    )
    latest = f'<a class="gv-other" href="{mark("latest")}" {html.AWAY}>latest</a>'
    known = {name: bare(one) for name, one in alone.figures.items()}
    if alone.leader:
        known[alone.leader.block.name] = published(alone.leader)
    data = alone.told | {"figures": known, "states": [], "template": {}}
    filled = "".join(f"{_json(f'gv-{name}', mark(name))}\n" for name in ("published", "template", "opens"))
    body = (
        f"{_main(alone, shown)}\n{_foot(alone, mark('page'), f'version {version()} · {latest}')}\n"
        f"<style>{mark('fonts')}</style>\n{_json('gv-page', document.told(data))}\n{filled}"
        f"{mark('packs')}\n<script>{mark('plotly')}</script>\n<script>{mark('gapviz')}</script>"
    )
    head = f"<script>{document.EARLY}</script>\n<style>{mark('style')}</style>\n"
    return document.document(seen, document.ALONE_POLICY, head, body, f"gv-embed {mark('classes')}")


def mark(name: str) -> str:
    """Return a mark of a skeleton."""
    assert name in MARKS, f"{name!r} is no mark"
    return f"[gapviz:{name}]"


def bare(drawn: Drawn) -> dict[str, Json]:
    """Return what a page is told of a figure beside its drawing: its leader, and what a click does."""
    figure = FIGURES[drawn.block.name]
    return {
        "leader": figure.follows or figure.name,
        "clicks": [figure.key(name) for name in figure.clicks],
    }


def published(drawn: Drawn) -> dict[str, Json]:
    """Return a figure as published: without its table, its digits without pixels, which stand in the page."""
    return bare(drawn) | drawings.without_table(drawings.without_pixels(drawn.json))


def packs(block: article.Figure) -> list[str]:
    """Return the packs for a figure to be live in a file that holds it alone, as `live.needs` has them."""
    return live.needs(block.name)


def shared(alone: Alone, chapter: str = "") -> Json:
    """Return what is told of a figure to who takes it away; `chapter` is its whole address, if known."""
    files = packs(alone.drawn.block)
    whole = skeleton(alone, seen(alone, chapter=chapter))
    return share.told(alone.drawn.block, alone.drawn.drawing, bool(files), skeleton=whole, packs=files)


def _main(alone: Alone, shown: str) -> str:
    return f"<main>{shown}{leader(alone.leader.block) if alone.leader else ''}</main>"


def _foot(alone: Alone, chapter: str, which: str) -> str:
    """Return the line at the foot: the way to the chapter, and which version this is, both markup."""
    home = f'<a class="gv-home" href="{chapter}" {html.AWAY}>gapviz: {text.escape(alone.where)}</a>'
    return f'<footer class="gv-foot">{home} <span>{which}</span></footer>'


def _json(name: str, content: str) -> str:
    return f'<script type="application/json" id="{name}">{content}</script>'
