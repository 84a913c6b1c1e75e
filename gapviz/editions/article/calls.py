"""The seven calls of a page: each makes a block and hands it to the edition at work.

An edition registers itself where it is imported, and is then at work wherever nothing else is said; `read`
puts another to work for one page, which only collects. Both are safe under threads: the registration is one
assignment, and what holds for one page is a context variable, which every thread has its own of.
"""

import re
from collections.abc import Callable
from contextvars import ContextVar, copy_context
from pathlib import Path
from typing import Any, TypeAlias

from gapviz.editions.article.blocks import Block, Chapter, Close, Figure, Gallery, Preset, Prose, Section

Edition: TypeAlias = Callable[[Block], None]
"""What draws or writes a block."""
MARK = "## "
HEADING = re.compile(rf"^({MARK}.+)$", re.MULTILINE)
_EDITIONS: dict[str, Edition] = {}
"""The edition of this process, under "default", once one is imported."""
_at_work: ContextVar[Edition] = ContextVar("edition at work")
_so_far: ContextVar[tuple[Block, ...]] = ContextVar("blocks of this chapter so far", default=())


def edition(draw: Edition) -> Edition:
    """Register what draws a block as the edition of this process; for use as a decorator."""
    _EDITIONS["default"] = draw
    return draw


def chapter(file: str, sentence: str, question: str = "", leads: str = "") -> None:
    """Open the chapter of the page `file`: a sentence, the question for a guess, the figure that leads it.

    A chapter that asks nothing has no such figure either.
    """
    if bool(question) != bool(leads):
        raise ValueError(f"{Path(file).name} must have both a question and a figure that leads, or neither")
    _so_far.set(())
    _hand(Chapter(Path(file).name, sentence, question, leads))


def prose(text: str) -> None:
    """Say something, in markdown with placeholders for recorded numbers; `## Words` begins a section."""
    for part in HEADING.split(text):
        if part.startswith(MARK):
            _hand(Section(part.removeprefix(MARK)))
        elif part.strip():
            _hand(Prose(part))


def figure(name: str, upload: str = "") -> None:
    """Show a registered figure; `upload` names what a reader may bring to it, "picture" or "font"."""
    _figure(name, upload=upload)


def training() -> None:
    """Show the recorded training, and one that runs live in front of the reader."""
    _figure("training_curve", live="training")


def preset(name: str, label: str, **values: Any) -> None:
    """Offer a state of the figure `name`, in words: the given values, the others as published."""
    _hand(Preset(name, label, values))


def gallery() -> None:
    """Show all figures of the article, to be searched."""
    _hand(Gallery(_open()))


def close(takeaway: str) -> None:
    """End the chapter with a sentence to take away, which may have recorded numbers in it."""
    _hand(Close(_open(), takeaway))


def read(page: Path) -> tuple[Block, ...]:
    """Return the blocks of a page, which is run for that and drawn by nobody."""

    def collected() -> tuple[Block, ...]:
        _at_work.set(lambda block: None)
        exec(compile(page.read_text(), str(page), "exec"), {"__file__": str(page), "__name__": page.stem})
        return _so_far.get()

    return copy_context().run(collected)


def _figure(name: str, **named: str) -> None:
    place = 1 + sum(isinstance(block, Figure) for block in _so_far.get())
    _hand(Figure(name, _open(), place, **named))


def _open() -> Chapter:
    """Return the chapter that is open, which is its first block."""
    first = next(iter(_so_far.get()), None)
    if not isinstance(first, Chapter):
        raise RuntimeError(
            "a page opens with article.chapter(__file__, ...), before its figures and its close"
        )
    return first


def _hand(block: Block) -> None:
    draw = _at_work.get(None) or _EDITIONS.get("default")
    if draw is None:
        raise RuntimeError(
            "no edition is at work: import gapviz.editions.app, or use gapviz.editions.article.read"
        )
    _so_far.set((*_so_far.get(), block))
    draw(block)
