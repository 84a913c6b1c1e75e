"""Links of prose: to chapters, to figures in a state, and to the essay, whose address stands here alone."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from gapviz.editions.article import address, find
from gapviz.figures import FIGURES

CHAPTER = re.compile(r"\]\(([0-9]{2}_\w+)\.py(#[a-z0-9-]+)?\)")
"""`[words](05_Noiseless_is_bad.py#batch-norms-part)`: a chapter, and a section of it where one is named."""
FIGURE = re.compile(r"\]\((figure|slide):(\w+)(?:\?([^)\s]*))?\)")
"""`[words](figure:moved_digit?pixels=2&model=cnn-0)`: a figure in a state; `slide:` has it alone, large."""

ESSAY = (
    "https://matteo-a-barbieri.medium.com/"
    "why-mnist-is-the-worst-thing-that-has-ever-happened-to-humanity-49fd053f0f66"
)


@dataclass(frozen=True)
class State:
    """A figure in a state: the parameters of its address, the `stem` of its chapter; `slide` where alone."""

    figure: str
    link: Mapping[str, str]
    stem: str
    slide: bool


def resolve(text: str, where: Callable[[str], str], shown: Callable[[State], str]) -> str:
    """Return markdown whose links to chapters go `where` an edition has the chapter of a stem.

    Those to figures go to where one is `shown` in a state; `[words](essay)` goes to the essay.
    """
    text = text.replace("](essay)", f"]({ESSAY})")
    text = CHAPTER.sub(lambda found: f"]({where(found[1])}{found[2] or ''})", text)
    return FIGURE.sub(lambda found: f"]({shown(state(*found.groups()))})", text)


def state(kind: str, name: str, query: str | None) -> State:
    """Return the state that a link names; raise ValueError where there is no such one, or it is not allowed.

    What is as published is not to be named: it stands in no address.
    """
    if name not in FIGURES:
        raise ValueError(f"a link must name a figure, got {name!r}")
    figure = FIGURES[name]
    pairs = parse_qsl(query or "", strict_parsing=bool(query))
    link = {figure.key(parameter): value for parameter, value in pairs}
    if address.is_odd(link) or address.link(figure, address.state(figure, link.get)).keys() != link.keys():
        raise ValueError(
            f"a link to {name!r} must name values that are allowed and not as published, got {query!r}"
        )
    return State(name, link, find.figures()[name].chapter.stem, kind == "slide")
