"""The embeds of the site: of each figure a latest page, a pinned one, and what its readers can take away."""

from collections.abc import Iterator, Mapping, Sequence

from gapviz.editions.static import prose
from gapviz.editions.static.pages import Site, files_at
from gapviz.editions.web import drawings, embed
from gapviz.editions.web.embed import Alone, Place
from gapviz.editions.web.figures import Drawn
from gapviz.figures import FIGURES

Json = drawings.Json
UP = "../../"
"""From the folder of a version to the root of the site."""


def alone(drawn: Drawn, all_drawn: Mapping[str, Drawn], states: Sequence[Json], site: Site) -> Alone:
    """Return a figure alone, with the one that it follows and the states of its chapter that concern it."""
    name = drawn.block.name
    leader = all_drawn.get(FIGURES[name].follows)
    mine = [one for one in states if name in one["figures"]]
    return Alone(drawn, leader, mine, site.of_app(drawn.block.chapter))


def pages(alone: Alone, site: Site) -> Iterator[tuple[str, str]]:
    """Return file and page of a figure's latest embed, and of the pinned one."""
    block = alone.drawn.block
    latest, chapter = embed.path(block.name), prose.path(block.chapter.stem)
    pinned = f"{files_at()}{latest}"
    for file, place in (
        (latest, Place(files_at(), chapter, pinned, pinned=False)),
        (pinned, Place("", UP + chapter, UP + latest, pinned=True)),
    ):
        whole = (site.base + file, site.base + chapter) if site.base else ("", "")
        yield file, embed.page(alone, place, embed.seen(alone, *whole, site.picture(block.name)))


def shared(alone: Alone, site: Site) -> tuple[str, Json]:
    """Return file and content of what readers need who take a figure away."""
    block = alone.drawn.block
    chapter = site.base + prose.path(block.chapter.stem) if site.base else ""
    return f"share/{block.name}.js", embed.shared(alone, chapter)
