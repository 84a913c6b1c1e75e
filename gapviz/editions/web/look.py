"""The look of what stands without a server: style sheet, typefaces and colours."""

import base64
import re
from functools import lru_cache
from pathlib import Path

from gapviz.editions.article import html
from gapviz.editions.article.blocks import PAGES_FOLDER
from gapviz.editions.web.svg.picture import colours
from gapviz.figures.charts.style import INK

SITE, SVG = (Path(__file__).with_name(f"{name}.css") for name in ("site", "svg"))
FOLDER = PAGES_FOLDER.parent / "static"
FACES = {
    "Fraunces": ("fraunces-latin-wght-normal.woff2", "100 900"),
    "SourceSerif": ("source-serif-4-latin-wght-normal.woff2", "200 900"),
    "Inter": ("inter-latin-wght-normal.woff2", "100 900"),
}
LABEL = "Inter"
"""The typeface of figures and their captions."""
INK_ON_DARK = "#EFEAE0"
VARIABLE = re.compile(r"--([a-z][a-z-]*): light-dark\((#\w{6}), (#\w{6})\)")


def look() -> dict[str, str]:
    """Return style sheet and typeface of a figure alone: of a file that holds everything, and of pictures."""
    return {"style": style(), "fonts": fonts(LABEL)}


def style() -> str:
    """Return the site's style sheet."""
    return html.style() + pictures() + SITE.read_text(encoding="utf-8")


def pictures() -> str:
    """Return the rules of pictures that are drawn without a browser."""
    return colours() + SVG.read_text(encoding="utf-8")


def fonts(*families: str) -> str:
    """Return typefaces, all if none is named, as rules that hold them: a sandboxed page may not fetch one."""
    return "".join(map(_face, families or FACES))


def _face(family: str) -> str:
    file, weight = FACES[family]
    held = base64.b64encode((FOLDER / file).read_bytes()).decode()
    return (
        f"@font-face {{ font-family: {family}; font-weight: {weight}; font-display: swap; "
        f'src: url("data:font/woff2;base64,{held}") format("woff2"); }}\n'
    )


@lru_cache(1)
def palette() -> dict[str, list[str]]:
    """Return the article's colours by name, each on light and on dark ground, from its style sheet."""
    found = {name: [light, dark] for name, light, dark in VARIABLE.findall(html.STYLE.read_text())}
    return {"ink": [INK, INK_ON_DARK]} | found
