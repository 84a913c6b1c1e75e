"""What a chapter is made of: blocks, each a frozen dataclass, in the order of the page.

Nothing heavy is imported here, so that all chapters can be read without Streamlit, torch or Plotly.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

GUESS = "guess."
"""What the keys of guesses begin with in the address."""
CHOSEN = "gallery.figure"
"""The key of the figure that is chosen in the gallery. As all keys it is published: links to it exist."""
PAGES_FOLDER = Path(__file__).parents[3] / "pages"


@dataclass(frozen=True)
class Chapter:
    """The head of a chapter: its `file` in `pages/`, one `sentence`, and the `question` that is guessed at.

    `leads` names the figure whose accuracy gap the scale at the head shows; it stands further down. Where
    both are empty the chapter has neither scale nor guess.
    """

    file: str
    sentence: str
    question: str = ""
    leads: str = ""

    @property
    def stem(self) -> str:
        """The file's name without its ending, as in `05_Noiseless_is_bad`."""
        return Path(self.file).stem

    @property
    def number(self) -> int:
        """The chapter's number: its place among the pages, without gaps, from 0."""
        return [file.stem for file in pages()].index(self.stem)

    @property
    def title(self) -> str:
        """The chapter's title, as its file has it."""
        return title(self.stem)

    @property
    def guess_key(self) -> str:
        """The key of this chapter's guess in the address."""
        return f"{GUESS}{self.stem[:2]}"


@dataclass(frozen=True)
class Section:
    """A heading. A link to it ends with its `anchor`."""

    title: str

    @property
    def anchor(self) -> str:
        """The title in lower case, its words joined by hyphens."""
        return "-".join(re.findall(r"[a-z0-9]+", self.title.lower().replace("’", "")))


@dataclass(frozen=True)
class Prose:
    """Markdown, in which `{cnn-0 border 3}` stands for that recorded accuracy.

    A link to `NN_Chapter.py` or `NN_Chapter.py#anchor` goes to that chapter, wherever an edition has it.
    """

    text: str


@dataclass(frozen=True)
class Figure:
    """The registered figure `name`, the `place`-th of its chapter.

    `upload` names what a reader may bring to it ("picture", "font"), `live` what runs in front of them
    ("training").
    """

    name: str
    chapter: Chapter
    place: int
    upload: str = ""
    live: str = ""

    @property
    def number(self) -> str:
        """The figure's number, as in 5.2."""
        return f"{self.chapter.number}.{self.place}"


@dataclass(frozen=True)
class Preset:
    """A button, `label`, that brings the figure `name` to a state: `values`, the others as published."""

    name: str
    label: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Gallery:
    """All figures of the article, to be searched; the one that is chosen can be taken from there."""

    chapter: Chapter


@dataclass(frozen=True)
class Close:
    """The end of a chapter: a sentence to take away, what it rests on, the way to its neighbours, credits."""

    chapter: Chapter
    takeaway: str


Block: TypeAlias = Chapter | Section | Prose | Figure | Preset | Gallery | Close


def pages() -> list[Path]:
    """Return the files of the chapters, in their order; the first one is the front page."""
    return sorted(PAGES_FOLDER.glob("[0-9][0-9]_*.py"))


def title(stem: str) -> str:
    """Return a chapter's title from its file's name without the ending."""
    return stem[3:].replace("_", " ")
