"""What a chapter holds, before it is drawn: its sections, the minutes it takes, and what it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass

from gapviz.core.papers import Paper
from gapviz.editions.article.blocks import PAGES_FOLDER, Block, Chapter, Figure, Prose, Section, pages
from gapviz.editions.article.calls import read
from gapviz.figures import FIGURES

WORDS_A_MINUTE, SECONDS_A_FIGURE = 220, 20
LONG = 4
"""A chapter of so many sections has a list of them at its head."""


@dataclass(frozen=True)
class Outline:
    """The sections of a chapter, the `minutes` that reading it takes, and the papers its figures rest on."""

    sections: tuple[Section, ...]
    minutes: int
    papers: tuple[Paper, ...]

    @property
    def listed(self) -> tuple[Section, ...]:
        """The sections where the chapter is LONG, else none."""
        return self.sections if len(self.sections) >= LONG else ()


def outline(blocks: Iterable[Block]) -> Outline:
    """Return the outline of a page's blocks; of a paper that several figures rest on, the first counts."""
    blocks = tuple(blocks)
    figures = [block for block in blocks if isinstance(block, Figure)]
    words = sum(len(block.text.split()) for block in blocks if isinstance(block, Prose))
    return Outline(
        tuple(block for block in blocks if isinstance(block, Section)),
        max(1, round(words / WORDS_A_MINUTE + len(figures) * SECONDS_A_FIGURE / 60)),
        tuple(dict.fromkeys(paper for block in figures for paper in FIGURES[block.name].papers)),
    )


def last_to_ask() -> str:
    """Return the stem of the last chapter that asks for a guess: there all guesses stand together."""
    heads = (next(iter(read(file)), None) for file in reversed(pages()))
    return next(head.stem for head in heads if isinstance(head, Chapter) and head.question)


def of(chapter: Chapter) -> Outline:
    """Return the outline of a chapter's page, which is read for that."""
    return outline(read(PAGES_FOLDER / chapter.file))
