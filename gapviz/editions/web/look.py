"""The look of a page that stands without a server: its style sheet, and the typefaces inside another."""

import base64
from pathlib import Path

from gapviz.editions.article import PAGES_FOLDER, html
from gapviz.editions.web.svg.picture import colours

STATIC = PAGES_FOLDER.parent / "static"
OWN = Path(__file__).with_name("site.css")
FACES = {
    "Fraunces": ("fraunces-latin-wght-normal.woff2", "100 900"),
    "SourceSerif": ("source-serif-4-latin-wght-normal.woff2", "200 900"),
    "Inter": ("inter-latin-wght-normal.woff2", "100 900"),
}
"""By family, its file and the weights in it."""


def style() -> str:
    """Return the style sheet of all pages: the article's look, a chart's colours, and a page's own."""
    return html.style() + colours() + OWN.read_text(encoding="utf-8")


def fonts() -> str:
    """Return the style sheet of the typefaces, which holds them: a sandboxed page may not fetch one."""
    return "".join(map(_face, FACES))


def _face(family: str) -> str:
    file, weight = FACES[family]
    held = base64.b64encode((STATIC / file).read_bytes()).decode()
    return (
        f"@font-face {{ font-family: {family}; font-weight: {weight}; font-display: swap; "
        f'src: url("data:font/woff2;base64,{held}") format("woff2"); }}\n'
    )
