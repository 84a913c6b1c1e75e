"""A figure alone, as a page for a frame: `?figure=NAME&embed=true`, and the keys of its state.

`plain=1` leaves its caption out, `slide=1` is plain with large type, `version=VERSION` pins it. A server has
one version, and shows that one; where another was asked for, the foot says so. Themes are Streamlit's own:
`embed_options=dark_theme` or `light_theme`.
"""

import html as markup
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from gapviz.core.process import give_back
from gapviz.core.version import version
from gapviz.editions import article
from gapviz.editions.app import chapter_page, figure_panel, reader
from gapviz.editions.app.uploads import UPLOADS
from gapviz.editions.article import address, find, html
from gapviz.figures import FIGURES

HERE = Path(__file__).parent
VERSION = re.compile(r"[0-9A-Za-z.+-]{1,40}")
LONGEST = 60
"""Characters of an unknown name that are repeated."""
ON = "1"
"""What `plain` and `slide` say."""


def draw(name: str) -> None:
    """Draw the figure `name` and nothing else; where there is none of that name, say so."""
    reader.follow_address()
    slide = st.query_params.get("slide") == ON
    st.html(f"<style>{styles(slide)}</style>")
    block = find.figure(name)
    if block is None:
        st.set_page_config("gapviz", html.icon())
        st.html(html.note(f"There is no figure “{name[:LONGEST]}” in this article."))
        st.html(_foot("./", "gapviz: to the article"))
        return
    st.set_page_config(f"Figure {block.number}: {FIGURES[name].title} · gapviz", html.icon())
    reader.show(block.chapter)  # there is nobody to ask
    pinned = st.query_params.get("version", "")
    if reader.has_odd_link(block.chapter) or (pinned and not VERSION.fullmatch(pinned)):
        st.html(html.note(address.ODD))
        pinned = pinned if VERSION.fullmatch(pinned) else ""
    with st.container(key=f"figure-{name}"):
        _uploads(block)
        plain = slide or st.query_params.get("plain") == ON
        link = figure_panel.alone(block, captioned=not plain, slide=slide)
    home = f"{chapter_page.path(block.chapter.stem)}{address.query({'figure': name} | link)}"
    where = f"gapviz: figure {block.number} in “{block.chapter.title}”"
    st.html(_foot(home, where, _versions(pinned, {"figure": name, "embed": "true"} | link)))
    chapter_page.touch(key="touch")
    give_back()


def styles(slide: bool) -> str:
    """Return the style sheet of a figure alone."""
    files = ["app.css", "embed.css", *(["slide.css"] if slide else [])]
    return html.style() + "".join((HERE / name).read_text() for name in files)


def _uploads(block: article.Figure) -> None:
    """Draw what a reader may bring to a figure, or to the one that it follows."""
    leader = find.figure(FIGURES[block.name].follows)
    if upload := block.upload or (leader.upload if leader else ""):
        UPLOADS[upload].widget()


def _versions(pinned: str, link: dict[str, str]) -> str:
    """Return which version this is, and the way to the other: from the latest to the pinned, and back."""
    this = version()
    kept = [*link.items(), *_as_it_looks()]
    if not pinned:
        return f"latest · {_way([*kept, ('version', this)], f'pin to version {this}')}"
    here = "" if pinned == this else f"; this server shows {markup.escape(this)}"
    return f"pinned to version {markup.escape(pinned)}{here} · {_way(kept, 'latest')}"


def _as_it_looks() -> list[tuple[str, str]]:
    """Return what of the address says how an embed looks; Streamlit keeps its own options to itself."""
    run = get_script_run_ctx()
    asked = parse_qsl(run.query_string) if run else []
    return [(key, value) for key, value in asked if key.lower() in ("embed_options", "plain", "slide")]


def _way(query: list[tuple[str, str]], words: str) -> str:
    there = markup.escape(f"?{urlencode(query)}", quote=True)
    return f'<a class="gv-other" href="{there}" target="_self">{markup.escape(words)}</a>'


def _foot(home: str, words: str, versions: str = "") -> str:
    """Return the line at the foot: the way to the article, and which version this is, which is markup."""
    there = markup.escape(home, quote=True)
    way = f'<a class="gv-home" href="{there}" {html.AWAY}>{markup.escape(words)}</a>'
    return f'<footer class="gv-foot">{way} <span>{versions}</span></footer>'
