"""What a figure is: a function of plain parameters that returns data, chart, caption and alt text.

    @figure(controls=("std",))
    def one_digit(std: Annotated[float, Range(0, 1)] = 0.5) -> Drawing: ...

A page shows it, `measure` and `export` call it: all through `FIGURES[name](**parameters)`. What a choice brings along
is a parameter too, as `chosen.parameter`; the function gets all that is brought as `levels`, by bare name.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from gapviz.charts import Chart
from gapviz.registry import Choice, Parameter, check_all, parameters_of
from gapviz.types import Estimate

FIGURES: dict[str, "Figure"] = {}
BROUGHT = {"picture": "picture.png", "font": "font.ttf"}
"""Arguments that are what this reader has brought along, and what its file is called in the lines of Python."""
MOMENT = ("guess", "records", *BROUGHT)
"""Arguments that are no parameters: what this reader guessed, is training, or has brought along."""


@dataclass(frozen=True)
class Digit:
    """A picture: `pixels` uint8 (H, W) of ink, `evidence` None or float (H, W) in [-1, 1] over it.

    `sides` are the words for positive and for negative evidence. Pictures of one `group` stand over each other.
    """

    pixels: np.ndarray
    alt: str
    label: str = ""
    verdict: str = ""
    evidence: np.ndarray | None = None
    sides: tuple[str, str] | None = None
    group: int = 0


@dataclass(frozen=True)
class Gap:
    """The two marks of the gap scale: accuracy on the clean test set, and here, each with its words."""

    clean: Estimate
    here: Estimate
    label: str
    clean_label: str = "test set"


@dataclass(frozen=True)
class Drawing:
    """A figure in one state: its data as `table`, and what is shown of it."""

    table: pd.DataFrame
    caption: str
    alt: str
    chart: Chart | None = None
    digits: tuple[Digit, ...] = ()
    headline: str = ""
    gap: Gap | None = None
    listing: pd.DataFrame | None = None


@dataclass(frozen=True)
class Figure:
    """A registered figure.

    `controls` stand under it, in this order, the other parameters behind a fold. `follows` names the
    figure whose parameters it shares. `clicks` are the parameters that a click on its marks sets.
    """

    name: str
    function: Callable[..., Drawing]
    parameters: dict[str, Parameter]
    controls: tuple[str, ...]
    follows: str = ""
    clicks: tuple[str, ...] = ()

    @property
    def brings(self) -> str:
        """The argument that is what a reader has brought along, or an empty string where there is none."""
        return next((name for name in BROUGHT if name in self.function.__annotations__), "")

    def declared(self, values: dict[str, Any]) -> dict[str, Parameter]:
        """Return all parameters in the state `values`: what is chosen may bring its own."""
        found = dict(self.parameters)
        for name, parameter in self.parameters.items():
            if isinstance(parameter.domain, Choice) and parameter.domain.brings:
                for own in parameter.domain.brings(values):
                    dotted = f"{values[name]}.{own.name}"
                    found[dotted] = replace(own, name=dotted)
        return found

    def __call__(self, **values: Any) -> Drawing:
        """Return the drawing of one state; raise ValueError naming parameter, rule and value."""
        values = {name: p.default for name, p in self.parameters.items()} | values
        known = check_all(self.name, {k: values.pop(k) for k in self.parameters}, self.parameters.values())
        moment = {name: values.pop(name) for name in MOMENT if name in values and name in self.function.__annotations__}
        declared = self.declared(known)
        brought = {name: p.default for name, p in declared.items() if name not in known} | check_all(self.name, values, declared.values())
        if "levels" in self.function.__annotations__:
            known["levels"] = {name.partition(".")[2]: value for name, value in brought.items()}
        return self.function(**known, **moment)

    def code(self, brought: bool = False, **values: Any) -> str:
        """Return the lines of Python that remake this state, and read what the reader has brought from a file."""
        given = f'\n    {self.brings}=Path("{BROUGHT[self.brings]}").read_bytes(),' if brought else ""
        given += "".join(f"\n    {name}={value!r}," for name, value in values.items() if "." not in name)
        dotted = {name: value for name, value in values.items() if "." in name}
        given += f"\n    **{dotted!r}," if dotted else ""
        call = f'FIGURES["{self.name}"]({given}{chr(10) if given else ""})'
        path = "from pathlib import Path\n\n" if brought else ""
        return f"{path}from gapviz.figures import FIGURES\n\ndrawing = {call}\nprint(drawing.table)"


def figure(controls: tuple[str, ...] = (), follows: str = "", clicks: tuple[str, ...] = ()) -> Callable[[Callable[..., Drawing]], Figure]:
    """Register a function as a figure; one that follows another has that one's parameters as well."""

    def register(function: Callable[..., Drawing]) -> Figure:
        entry = Figure(function.__name__, function, parameters_of(function), controls, follows, clicks)
        FIGURES[entry.name] = entry
        return entry

    return register


def percent(fraction: float, digits: int = 1) -> str:
    """Return a fraction as a reader sees it; no line breaks before its sign."""
    return f"{100 * fraction:.{digits}f}\N{NO-BREAK SPACE}%"


def many(n: int, noun: str) -> str:
    """Return a number of things in words, as in "1 typeface" or "2 typefaces"."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def interval(found: Estimate) -> str:
    """Return an estimate with its interval and n, as a reader sees it."""
    return f"{percent(found.value)} (95\N{NO-BREAK SPACE}% interval {100 * found.low:.1f} to {100 * found.high:.1f}, n = {found.n:,})"
