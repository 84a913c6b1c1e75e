"""All figures of the article on one page: small pictures, what each shows, and the ways to it.

The pictures are files, loaded as they are scrolled to. Without scripts the list stands whole.
"""

import html as text
from collections.abc import Iterator, Mapping

from gapviz.editions.article import entries, listing
from gapviz.editions.article.blocks import CHOSEN
from gapviz.editions.article.entries import Entry
from gapviz.editions.static import prose
from gapviz.editions.web import drawings
from gapviz.editions.web.figures import Drawn
from gapviz.editions.web.svg.small import small

Json = drawings.Json


def pictures(drawn: Mapping[str, Drawn]) -> Iterator[tuple[str, str]]:
    """Return the small pictures of figures as published, each with its file."""
    for name, one in drawn.items():
        yield _file(name), small(one.drawing, one.json.get("chart"))


def _file(name: str) -> str:
    return f"small/{name}.svg"


def gallery(drawn: Mapping[str, Drawn], root: str) -> str:
    """Return the list of all figures; what it loads lies under `root`."""
    every = entries.entries()
    parts = [
        f"<div>{listing.group(chapter.title)}"
        f"<ul>{''.join(_listed(entry, drawn[entry.name], root) for entry in group)}</ul></div>"
        for chapter, group in entries.by_chapter(every)
    ]
    said = listing.found(entries.counted(len(every), len(every)))
    return f'<div id="gv-gallery">{said}{"".join(parts)}</div>'


def _listed(entry: Entry, drawn: Drawn, root: str) -> str:
    name, title = entry.name, text.escape(entry.title)
    words = text.escape(" ".join(dict.fromkeys([*entry.words.split(), *_captioned(drawn)])), quote=True)
    alt = text.escape(drawn.drawing.alt, quote=True)
    chapter = entry.block.chapter
    place = f"{prose.path(chapter.stem)}#figure-{name}"
    return (
        f'<li id="chart-{name}" data-name="{name}" data-words="{words}">'
        f'<img loading="lazy" src="{root}{_file(name)}" alt="{alt}">'
        f'<a class="gv-name" href="embed-{name}.html"><span>{entry.block.number}</span> {title}</a>'
        f"{listing.shows(entry.shows)}"
        f'<a class="gv-place" href="{place}">In its chapter</a></li>'
    )


def _captioned(drawn: Drawn) -> list[str]:
    """Return the words of a figure's caption, as published: what it says can be searched too."""
    return entries.words(str(drawn.drawing.caption))


def told() -> Json:
    """Return what the page's scripts are told: the key of a chosen figure, and the words around a search."""
    return {
        "key": CHOSEN,
        "label": entries.SEARCH,
        "example": entries.EXAMPLE,
        "all": drawings.words(entries.counted(2, 2)),
        "some": drawings.words(entries.counted(1, 2)),
        "none": entries.NOTHING,
    }
