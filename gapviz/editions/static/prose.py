"""Markdown of the pages to HTML: headings, links, emphasis, lists, code; no markup passes through."""

import html as markup
from functools import lru_cache

from markdown_it import MarkdownIt

from gapviz.editions.article import Prose, Section, address, links, pages, quotes


def path(stem: str) -> str:
    """Return where a chapter lives, from any other: they all lie in one folder, the first is its index."""
    return "index.html" if stem == pages()[0].stem else f"{stem[3:]}.html"


def shown(state: links.State) -> str:
    """Return where a figure stands in a state: in its chapter, or alone and as large as a slide."""
    if state.slide:
        return f"embed-{state.figure}.html#{address.joined(dict(state.link) | {'slide': '1'})}"
    return (
        f"{path(state.stem)}#{'&'.join(filter(None, (f'figure-{state.figure}', address.joined(state.link))))}"
    )


@lru_cache(1)
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def said(block: Section | Prose) -> str:
    """Return a heading, or what stands under one."""
    if isinstance(block, Section):
        return f'<h2 id="{block.anchor}">{markup.escape(block.title)}</h2>'
    return html(block.text)


def html(text: str) -> str:
    """Return a page's markdown as HTML, with its recorded numbers; links that leave open another page."""
    parser, surroundings = _markdown(), {}  # type: ignore[var-annotated]
    tokens = parser.parse(links.resolve(quotes.quote(text), path, shown), surroundings)
    for block in tokens:
        for token in block.children or []:
            if token.type == "link_open" and str(token.attrGet("href")).startswith("https://"):
                token.attrSet("target", "_blank")
                token.attrSet("rel", "noopener")
    return f'<div class="gv-prose">{parser.renderer.render(tokens, parser.options, surroundings)}</div>'
