"""How others see a page of the app: search engines, what draws a card for a link, readers without scripts.

What is said of a figure in a state is worked out once, and kept. Of a state that is not allowed, or in which
a reader's own network is, the published one is said.
"""

import html as markup
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from gapviz import models
from gapviz.core.caches import cached
from gapviz.core.types import UnusableFileError
from gapviz.core.wording import say
from gapviz.editions import article
from gapviz.editions.article import address, find, html, outline, quotes, social
from gapviz.editions.web import drawings, figures, look
from gapviz.editions.web.document import Seen
from gapviz.editions.web.svg import UnknownMarkError
from gapviz.figures import FIGURES, Drawing, Gap

Values: TypeAlias = tuple[tuple[str, Any], ...]
"""A state, as parameters and their values."""
LONGEST = 2000
"""Characters of a query that is read."""
STILL = "Here it stands still: this frame, or this browser, lets no scripts come. In its chapter it moves."


@dataclass(frozen=True)
class Page:
    """What is said of a page: its `title`, a `description`, and where it is to be found in the app.

    `path` is the page's own with the query of its state, `canonical` the chapter's, `picture` that of its
    social picture, all from where the app is served. `first` stands on the page before any script has come.
    """

    title: str
    description: str = ""
    path: str = ""
    canonical: str = ""
    picture: str = ""
    about_picture: str = ""
    first: str = ""

    def tags(self, home: str) -> str:
        """Return the elements of the head that say so; `home` is the app's whole address, if known."""
        own, chapter, picture = (
            f"{home}{path}" if home else "" for path in (self.path, self.canonical, self.picture)
        )
        return Seen(self.title, self.description, own, chapter, picture, self.about_picture).markup


def chapter(stem: str) -> Page:
    """Return what is said of a chapter, as it was published."""
    block = _chapter(stem)
    sentence = _quoted(block.sentence)
    minutes = outline.of(block).minutes
    return Page(
        block.title,
        sentence,
        path(stem),
        path(stem),
        f"social/{stem}.png",
        f"{block.title}: {sentence}",
        html.title(block.number, block.title, minutes) + html.standfirst(sentence),
    )


def figure(name: str, query: Mapping[str, str]) -> Page:
    """Return what is said of a figure that some page shows, in the state of a query."""
    return _figure(name, state(name, query))


def plain(name: str) -> Page:
    """Return what is said of a figure whatever its state, for whoever cannot wait."""
    block, entry = _block(name), FIGURES[name]
    about, title = entry.about, f"Figure {block.number}: {entry.title}"
    chapter = path(block.chapter.stem)
    here = f"{chapter}{address.query({'figure': name})}"
    return Page(title, about, here, chapter, f"social/{name}.png", about, _first(title, about, here, ""))


@cached(128)
def _figure(name: str, values: Values) -> Page:
    entry, state, known = FIGURES[name], dict(values), plain(name)
    try:
        drawn = entry(**state)
    except UnusableFileError:
        return known
    link = address.link(entry, state)
    here = f"{known.canonical}{address.query({'figure': name} | link)}"
    return replace(
        known,
        description=str(drawn.alt),
        path=here,
        picture=f"{known.picture}{address.query(link) if link else ''}",
        about_picture=_about(drawn.gap, f"{known.title}. {drawn.headline or drawn.alt}"),
        first=_first(known.title, drawn.alt, here, _still(name, state, drawn)),
    )


def _first(title: str, words: str, here: str, still: str) -> str:
    """Return what stands of a figure before any script; without scripts, its picture too, if there is one."""
    way = f'<a href="./{markup.escape(here, quote=True)}" {html.AWAY}>To its chapter</a>'
    return (
        f'<p class="gv-caption"><strong>{markup.escape(title)}</strong> {markup.escape(words)}</p>'
        f'<div class="gv-still">{still}<p class="gv-caption">{STILL} {way}</p></div>'
    )


def _still(name: str, state: Mapping[str, Any], drawn: Drawing) -> str:
    chart = {} if drawn.chart is None else {"chart": drawings.chart(drawn.chart)}
    whole = figures.Drawn(_block(name), state, drawn, chart)
    try:
        return f"<style>{look.pictures()}</style>{figures.placed(drawn, whole.grid, whole.chart, '')}"
    except UnknownMarkError:
        return ""


def state(name: str, query: Mapping[str, str]) -> Values:
    """Return the state of a figure that a query asks for, or the published one where it cannot be had."""
    own = any(models.family_of(given) == models.OWN for given in query.values())
    long = sum(map(len, query.values())) > LONGEST
    given = {} if own or long or address.is_odd(query) else query
    return tuple(address.state(FIGURES[name], given.get).items())


@cached(64)
def figure_picture(name: str, values: Values) -> bytes:
    """Return the social picture of a figure in a state, a PNG."""
    entry = FIGURES[name]
    try:
        drawn = entry(**dict(values))
    except UnusableFileError:
        return social.picture(None, entry.title, entry.about)
    return social.picture(drawn.gap, entry.title, drawn.headline or drawn.alt)


@cached(32)
def chapter_picture(stem: str) -> bytes:
    """Return the social picture of a chapter, a PNG."""
    block = _chapter(stem)
    return social.picture(_marks(block.leads), block.title, _quoted(block.sentence))


def path(stem: str) -> str:
    """Return the path of a chapter from where the app is served: the first one's is empty."""
    return "" if stem == article.pages()[0].stem else stem[3:]


def _chapter(stem: str) -> article.Chapter:
    page = next(file for file in article.pages() if file.stem == stem)
    return next(block for block in article.read(page) if isinstance(block, article.Chapter))


def _block(name: str) -> article.Figure:
    block = find.figure(name)
    assert block is not None, f"no page shows a figure {name!r}"
    return block


def _quoted(sentence: str) -> str:
    try:
        return quotes.quote(sentence)
    except UnusableFileError:
        return quotes.dashed(sentence)


def _marks(name: str) -> Gap | None:
    """Return the gap of the figure that leads a chapter, as it was published, where there is one."""
    try:
        return FIGURES[name]().gap if name else None
    except UnusableFileError:
        return None


def _about(marks: Gap | None, words: str) -> str:
    """Return the alt text of a social picture: its gap scale, after what it says."""
    if marks is None:
        return words
    return say(
        "{words} Accuracy: {clean:%} ({clean_label}), {here:%} ({label}).",
        words=words,
        clean=marks.clean.value,
        clean_label=marks.clean_label,
        here=marks.here.value,
        label=marks.label,
    )
