"""Find a figure in the article: its block, by its name, over all pages."""

from functools import lru_cache

from gapviz.editions.article.blocks import Figure, pages
from gapviz.editions.article.calls import read


def figure(name: str) -> Figure | None:
    """Return the block of the figure `name`; None where no page shows one of that name."""
    return figures().get(name)


@lru_cache(1)
def figures() -> dict[str, Figure]:
    """Return all figures by their names, in the order of the article."""
    blocks = [block for page in pages() for block in read(page)]
    return {block.name: block for block in blocks if isinstance(block, Figure)}
