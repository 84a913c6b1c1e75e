"""Identifiers of the registries, and where they stand in what a reader meets."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from gapviz import models
from gapviz.core.parameters import Choice
from gapviz.figures import FIGURES, Drawing
from gapviz.shifts import SHIFTS

NOT_SHOWN = {"customdata", "dash", "symbol", "family", "type", "colorscale"}
"""Of a chart: what is for the machine."""


def choices() -> Iterator[tuple[str, Choice]]:
    """Every choice of every figure in its default state, by key of the address."""
    for figure in FIGURES.values():
        values = {name: parameter.default for name, parameter in figure.parameters.items()}
        for name, parameter in figure.declared(values).items():
            if isinstance(parameter.domain, Choice):
                yield figure.key(name), parameter.domain
    for entry in SHIFTS.values():
        for name, parameter in entry.parameters.items():
            if isinstance(parameter.domain, Choice):
                yield f"{entry.name}.{name}", parameter.domain


@cache
def _pattern() -> re.Pattern[str]:
    """What is no word: an identifier that a reader would not take for one, standing alone."""
    options = {option for _, domain in choices() for option in domain.options}
    known = {name for name in options | {*SHIFTS, *models.names()} if not name.isalnum()}
    longest_first = sorted(map(re.escape, known), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:own-[0-9a-f]{{8,16}}|{'|'.join(longest_first)})(?![\w-])")


def identifiers(text: str) -> set[str]:
    """Return the identifiers in a text."""
    return set(_pattern().findall(text))


def shown(drawn: Drawing) -> str:
    """Return all words of a drawing that a reader meets."""
    words = [drawn.caption, drawn.alt, drawn.headline]
    words += [word for tile in drawn.tiles for word in (tile.alt, tile.label, *(tile.sides or ()))]
    if drawn.gap:
        words += [drawn.gap.label, drawn.gap.clean_label]
    if drawn.listing is not None:
        words += [*map(str, drawn.listing.columns), *map(str, drawn.listing.to_numpy().ravel())]
    if drawn.chart is not None:
        words += _strings(drawn.chart.to_plotly_json())
    return "\n".join(words)


def _strings(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        yield from (word for name, each in part.items() if name not in NOT_SHOWN for word in _strings(each))
    elif isinstance(part, (list, tuple)):
        yield from (word for each in part for word in _strings(each))
