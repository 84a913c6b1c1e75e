"""All figures of the article as a list to choose from, and the search in it.

What is typed into a search is text: it is compared, and shown nowhere.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from gapviz.core.parameters import Choice
from gapviz.core.wording import Words, say
from gapviz.editions.article import find
from gapviz.editions.article.blocks import Chapter, Figure
from gapviz.figures import FIGURES

SEARCH, EXAMPLE = "Search all charts", "noise, flag, typeface"
NOTHING = "No chart here is about that. One word finds most: noise, flag, typeface."
MANY = 60
"""A menu of more options, of typefaces say, is not searched option by option."""
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Entry:
    """A figure where it stands in the article: its `block`, its title, and a sentence on what it shows."""

    block: Figure

    @property
    def name(self) -> str:
        """The registered name, which its address has."""
        return self.block.name

    @property
    def title(self) -> str:
        """What a reader calls it."""
        return FIGURES[self.name].title

    @property
    def shows(self) -> str:
        """What it shows, as the rest of a sentence that begins with the title."""
        about = FIGURES[self.name].about.removeprefix(f"{self.title}: ")
        return about[:1].upper() + about[1:]

    @cached_property
    def words(self) -> str:
        """What is searched: number, title, chapter, what it shows, the words of its controls, its papers."""
        figure = FIGURES[self.name]
        said = [self.block.number, self.title, self.shows, self.block.chapter.title]
        for parameter in figure.parameters.values():
            said.append(parameter.label)
            domain = parameter.domain
            if isinstance(domain, Choice) and len(domain.options) <= MANY:
                said += map(domain.label, domain.options)
        said += [f"{paper.authors} {paper.title}" for paper in figure.papers]
        return " ".join(dict.fromkeys(word for text in said for word in words(text)))


def words(text: str) -> list[str]:
    """Return the words of a text, in lower case; numbers such as 4.1 are two."""
    return WORD.findall(text.casefold())


@lru_cache(1)
def entries() -> tuple[Entry, ...]:
    """Return all figures, in the order of the article."""
    return tuple(map(Entry, find.figures().values()))


def found(query: str, among: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return those figures in whose words each word of the query begins one; all for an empty query."""
    asked = words(query)
    return tuple(entry for entry in among if all(f" {word}" in f" {entry.words}" for word in asked))


def counted(count: int, whole: int) -> Words:
    """Return how many of all figures were found, in words."""
    if not count:
        return NOTHING
    if count == whole:
        return say("All {whole} charts of this article.", whole=whole)
    return say("{count} of {whole} charts.", count=count, whole=whole)


def by_chapter(among: Iterable[Entry]) -> Iterator[tuple[Chapter, tuple[Entry, ...]]]:
    """Return figures by chapter, in their order."""
    for chapter, group in groupby(among, lambda entry: entry.block.chapter):
        yield chapter, tuple(group)
