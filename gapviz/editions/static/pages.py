"""Blocks to a page: a head with gap scale and guess, prose, figures, and the way on."""

import html as text
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlsplit

from gapviz.core.version import version
from gapviz.editions import article
from gapviz.editions.article import (
    Block,
    Chapter,
    Close,
    Gallery,
    Preset,
    Prose,
    Section,
    asking,
    html,
    outline,
    quotes,
)
from gapviz.editions.static import gallery, prose
from gapviz.editions.web import document, drawings, embed, live, live_noise
from gapviz.editions.web.document import Seen
from gapviz.editions.web.figures import Drawn, figure
from gapviz.figures import FIGURES

MISSING = Path(__file__).with_name("missing.html")


@lru_cache(1)
def files_at() -> str:
    """Return the folder, from the pages of the latest version, of all that they load."""
    return f"v/{version()}/"


@dataclass(frozen=True)
class Site:
    """What holds for all pages: the address that the site will have, and that of the app, each if known."""

    base: str = ""
    app: str = ""

    @classmethod
    def at(cls, base: str, app: str) -> "Site":
        """Return the site for two addresses; raise ValueError where one is none of the web's."""
        for name, given in (("base", base), ("app", app)):
            parts = urlsplit(given)
            if given and (
                parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment
            ):
                raise ValueError(f"{name} must be an address as in https://host/folder/, got {given!r}")
        return cls(*(f"{given.rstrip('/')}/" if given else "" for given in (base, app)))

    def picture(self, name: str) -> str:
        """Return the whole address of a social picture, where the site's own is known."""
        return f"{self.base}{files_at()}social/{name}.png" if self.base else ""

    def of_app(self, chapter: Chapter) -> str:
        """Return the address of a chapter in the app."""
        first = chapter.number == 0
        return f"{self.app}{'' if first else chapter.stem[3:]}" if self.app else ""


def page(blocks: Iterable[Block], drawn: Mapping[str, Drawn], data: Mapping[str, Any], site: Site) -> str:
    """Return a chapter as a page: of its blocks, its figures by name, and what its scripts are told."""
    blocks = tuple(blocks)
    chapter = next(block for block in blocks if isinstance(block, Chapter))
    body = "".join(_block(block, blocks, drawn, site) for block in blocks)
    at, said = files_at(), document.told(data)
    return document.document(
        seen(chapter, site),
        document.POLICY,
        f'<link rel="stylesheet" href="{at}style.css">\n',
        f"{_chapters(chapter)}\n<main>{body}</main>\n"
        f'<link rel="stylesheet" href="{at}fonts.css">\n'
        f'<script type="application/json" id="gv-page">{said}</script>\n{document.scripts(at)}',
    )


def seen(chapter: Chapter, site: Site) -> Seen:
    """Return how others see a chapter."""
    here = f"{site.base}{prose.path(chapter.stem)}" if site.base else ""
    sentence = quotes.quote(chapter.sentence)
    return Seen(
        chapter.title,
        sentence,
        here,
        here,
        site.picture(chapter.stem),
        f"{chapter.title}: {sentence}",
    )


def _block(block: Block, blocks: tuple[Block, ...], drawn: Mapping[str, Drawn], site: Site) -> str:
    match block:
        case Chapter():
            return _head(block, blocks, drawn)
        case Section() | Prose():
            return prose.said(block)
        case article.Figure():
            leads = block.name == block.chapter.leads
            home = site.base + prose.path(block.chapter.stem)
            return figure(drawn[block.name], leads, site.of_app(block.chapter), files_at(), home)
        case Preset():
            link = {FIGURES[block.name].key(name): str(value) for name, value in block.values.items()}
            state = text.escape("#" + "&".join(f"{key}={value}" for key, value in link.items()), quote=True)
            label = text.escape(block.label)
            return f'<p class="gv-preset"><a href="{state}" data-of="{block.name}">{label}</a></p>'
        case Gallery():
            return gallery.gallery(drawn, files_at())
        case Close():
            return _close(block, blocks)


def _head(chapter: Chapter, blocks: tuple[Block, ...], drawn: Mapping[str, Drawn]) -> str:
    whole = outline.outline(blocks)
    marks = drawn[chapter.leads].drawing.gap if chapter.leads else None
    parts = [
        html.title(chapter.number, chapter.title, whole.minutes),
        html.standfirst(quotes.quote(chapter.sentence)),
        html.contents(whole.listed) if whole.listed else "",
    ]
    if marks:
        asked = f'<div class="gv-asks">{html.gap_asked(marks)}</div>'
        parts.append(f'<div id="gv-gap">{asked}<div class="gv-told">{html.gap(marks, None)}</div></div>')
        question = f'<div class="gv-asks" id="gv-ask">{html.question(chapter.question)}</div>'
        answer = html.answer(chapter.question, marks.here.value, None)
        parts.append(f'<div id="gv-guess">{question}<div class="gv-told">{answer}</div></div>')
    return "".join(parts)


def _chapters(here: Chapter) -> str:
    """Return the list of all chapters, folded."""
    current = ' aria-current="page"'
    links = "".join(
        f'<li><a href="{prose.path(file.stem)}"{current if file.stem == here.stem else ""}>'
        f"{text.escape(article.title(file.stem))}</a></li>"
        for file in article.pages()
    )
    folded = f'<details><summary>Chapters</summary><ol start="0">{links}</ol></details>'
    return f'<nav class="gv-chapters" aria-label="Chapters">{folded}</nav>'


def _close(block: Close, blocks: tuple[Block, ...]) -> str:
    files = article.pages()
    place = [file.stem for file in files].index(block.chapter.stem)
    last = place + 1 == len(files)
    before = _way(files[place - 1].stem, "← {}") if place else ""
    after = "" if last else _way(files[place + 1].stem, "{} →")
    return (
        html.takeaway(quotes.quote(block.takeaway))
        + ('<div id="gv-guesses"></div>' if block.chapter.stem == outline.last_to_ask() else "")
        + html.RULE
        + '<nav class="gv-way" aria-label="Chapters before and after">'
        + f"<span>{before}</span><span>{after}</span></nav>"
        + html.sources(outline.outline(blocks).papers)
        + html.CREDIT
        + f'<p class="gv-credit"><a href="{files_at()}licences/NOTICE.txt">'
        "What others gave, and their licences</a>.</p>"
    )


def _way(stem: str, shape: str) -> str:
    return f'<a href="{prose.path(stem)}">{text.escape(shape.format(article.title(stem)))}</a>'


def missing(site: Site) -> str:
    """Return the page for an address that is none; it may be shown at any depth, and holds all it needs."""
    home = text.escape(f"{site.base}index.html" if site.base else "./", quote=True)
    return Template(MISSING.read_text(encoding="utf-8")).substitute(home=home)


def told(chapter: Chapter, drawn: Mapping[str, Drawn], states: Sequence[Any], site: Site) -> dict[str, Any]:
    """Return what a page's scripts are told: its figures as published, and which other `states` travel."""
    charts = [one.drawing.chart for one in drawn.values() if one.drawing.chart is not None]
    found: dict[str, Any] = {
        "at": files_at(),
        "chapter": chapter.stem,
        "leads": chapter.leads,
        "guess": chapter.guess_key,
        "app": site.of_app(chapter),
        "figures": {name: embed.published(one) for name, one in drawn.items()},
        "states": states,
        "live": live_noise.told(drawn) | live.told(drawn),
        "template": drawings.template(charts[0]) if charts else {},
    }
    if chapter.stem == outline.last_to_ask():
        found["guesses"] = _ending()
    leads = drawn[chapter.leads].drawing if chapter.leads else None
    if not leads or not leads.gap:
        return found
    was = leads.gap.here.value
    answers = {"guessed": html.answered(was, 0.5), "shown": html.answered(was, None)}
    return found | {
        "was": was,
        "asked_alt": drawings.words(asking.asked(leads, was).alt),
        "answers": {name: drawings.words(words) for name, words in answers.items()},
    }


def _ending() -> dict[str, Any]:
    """Return the words in which the last chapter puts the reader's guesses together."""
    return {
        "titles": {file.stem: article.title(file.stem) for file in article.pages()},
        "name": html.YOURS,
        "heads": html.GUESSED,
        "one": drawings.words(html.guessed_off(1, 0)),
        "many": drawings.words(html.guessed_off(2, 0)),
    }
