"""Markdown of the pages to HTML: headings, links, emphasis, lists, code; no markup passes through."""

from functools import lru_cache

from markdown_it import MarkdownIt

from gapviz.editions.article import links, pages, quotes


def path(stem: str) -> str:
    """Return where a chapter lives, from any other: they all lie in one folder, the first is its index."""
    return "index.html" if stem == pages()[0].stem else f"{stem[3:]}.html"


@lru_cache(1)
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def html(text: str) -> str:
    """Return a page's markdown as HTML, with its recorded numbers; links that leave open another page."""
    parser, surroundings = _markdown(), {}  # type: ignore[var-annotated]
    tokens = parser.parse(links.resolve(quotes.quote(text), path), surroundings)
    for block in tokens:
        for token in block.children or []:
            if token.type == "link_open" and str(token.attrGet("href")).startswith("https://"):
                token.attrSet("target", "_blank")
                token.attrSet("rel", "noopener")
    return f'<div class="gv-prose">{parser.renderer.render(tokens, parser.options, surroundings)}</div>'
