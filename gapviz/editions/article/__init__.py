"""The article as data: the seven calls that a page is made of, and the blocks that they make.

`chapter` opens a page, `prose` says something, under headings where it has them, `figure` shows a registered
figure, `training` one that is trained in front of the reader, `preset` offers a state, `gallery` lists all
figures, `close` ends the page.
`read` returns a page's blocks.

Beside them, and imported by name since they need the figures: `html` (the article's markup), `address` (a
state as the query of a link), `quotes` (recorded numbers in prose), `links` (of prose, to other chapters),
`outline` (sections, minutes and papers of a chapter), `asking` (what waits for a guess), `entries` (all
figures, to be searched) and their markup in `listing`, `social` (pictures of pages that are shared).
"""

from gapviz.editions.article.blocks import (
    Block,
    Chapter,
    Close,
    Figure,
    Gallery,
    Preset,
    Prose,
    Section,
    pages,
    title,
)
from gapviz.editions.article.calls import (
    chapter,
    close,
    edition,
    figure,
    gallery,
    preset,
    prose,
    read,
    training,
)

__all__ = [
    "Block",
    "Chapter",
    "Close",
    "Figure",
    "Gallery",
    "Preset",
    "Prose",
    "Section",
    "chapter",
    "close",
    "edition",
    "figure",
    "gallery",
    "pages",
    "preset",
    "prose",
    "read",
    "title",
    "training",
]
