"""What a figure is: a function of a state that returns data, chart, caption and alt text.

    @dataclass(frozen=True)
    class Noisy:
        leads: ClassVar = "one_digit"
        std: Annotated[float, Range(0, 1)] = 0.5

    @figure(state=Noisy, controls=("std",))
    def one_digit(state: Noisy) -> Drawing: ...

A state is a frozen dataclass of declared parameters. Figures that move together share one; the figure that it
leads has its controls, the others follow. A figure may declare parameters of its own beside it, as arguments.

A page shows it, `measure` and `export` call it: all through `FIGURES[name](**parameters)`. What a choice
brings along is a parameter too, as `chosen.parameter`; the state's field `levels` holds all that is brought,
by bare name.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Protocol

import numpy as np
import pandas as pd

from gapviz.core.papers import Paper
from gapviz.core.parameters import Choice, Parameter, check_all, first_line, parameters_of
from gapviz.core.types import Estimate
from gapviz.core.wording import Words
from gapviz.figures.charts import Chart

FIGURES: dict[str, "Figure"] = {}


@dataclass(frozen=True)
class Tile:
    """A picture on a page: `pixels` are ink, uint8 (H, W), or colour, uint8 (H, W, 3).

    Ink takes the page's own colour, colour stays as it is. `evidence` is None or float (H, W) in [-1, 1] over
    it, `sides` are the words for positive and for negative evidence. Tiles of one `group` stand over each
    other.
    """

    pixels: np.ndarray
    alt: Words
    label: Words = ""
    verdict: str = ""
    evidence: np.ndarray | None = None
    sides: tuple[str, str] | None = None
    group: int = 0


@dataclass(frozen=True)
class Gap:
    """The two marks of the gap scale: accuracy on the clean test set, and here, each with its words."""

    clean: Estimate
    here: Estimate
    label: Words
    clean_label: str = "test set"


@dataclass(frozen=True)
class Drawing:
    """A figure in one state: its data as `table`, and what is shown of it."""

    table: pd.DataFrame
    caption: Words
    alt: Words
    chart: Chart | None = None
    tiles: tuple[Tile, ...] = ()
    headline: Words = ""
    gap: Gap | None = None
    listing: pd.DataFrame | None = None


class State(Protocol):
    """A frozen dataclass of declared parameters, which stand in the address by the figure it `leads`."""

    leads: ClassVar[str]


@dataclass(frozen=True)
class Figure:
    """A registered figure.

    `parameters` are its own and then those of its `state`, which are `shared`, where it has one. `controls`
    stand under it, in this order, the other parameters behind a fold. `clicks` are the parameters that a
    click on its marks sets. `moments` are the arguments that are no parameters, since only this moment knows
    them: what this reader guessed, is training, or has brought along. `papers` are what it rests on.
    """

    name: str
    function: Callable[..., Drawing]
    parameters: dict[str, Parameter]
    controls: tuple[str, ...]
    state: type[State] | None = None
    shared: frozenset[str] = frozenset()
    clicks: tuple[str, ...] = ()
    moments: frozenset[str] = frozenset()
    papers: tuple[Paper, ...] = ()

    @property
    def title(self) -> str:
        """What a reader calls it: the docstring's first line, as far as its colon."""
        return self.about.partition(":")[0]

    @property
    def about(self) -> str:
        """What it shows, in one sentence, which begins with the title and a colon."""
        return first_line(self.function)

    @property
    def follows(self) -> str:
        """The figure that leads the state of this one, or an empty string where it follows none."""
        return "" if self.state is None or self.state.leads == self.name else self.state.leads

    def shares(self, name: str) -> bool:
        """Return whether a parameter is the state's, and not this figure's own."""
        return name in self.shared or (self.state is not None and "." in name)

    def key(self, name: str) -> str:
        """Return a key of the address: figure and parameter, the leading figure where it is shared."""
        return f"{self.state.leads if self.state and self.shares(name) else self.name}.{name}"

    def declared(self, values: dict[str, Any]) -> dict[str, Parameter]:
        """Return all parameters in the state `values`: a choice may bring its own, or set others' options."""
        found = dict(self.parameters)
        for name, parameter in self.parameters.items():
            domain = parameter.domain
            if not isinstance(domain, Choice):
                continue
            if domain.in_state:
                options = tuple(domain.in_state(values))
                found[name] = replace(parameter, domain=Choice(options, words=domain.words))
            for own in domain.brings(values) if domain.brings else ():
                dotted = f"{values[name]}.{own.name}"
                found[dotted] = replace(own, name=dotted)
        return found

    def __call__(self, **values: Any) -> Drawing:
        """Return the drawing of one state; raise ValueError naming parameter, rule and value."""
        values = {name: p.default for name, p in self.parameters.items()} | values
        given = {name: values.pop(name) for name in self.parameters}
        known = check_all(self.name, given, self.parameters.values())
        moment = {name: values.pop(name) for name in self.moments & values.keys()}
        declared = self.declared(known)
        checked = check_all(self.name, known | values, declared.values())
        brought = {name: checked.get(name, p.default) for name, p in declared.items() if name not in known}
        if self.state is None:
            return self.function(**known, **moment)
        state = self._state(known, {name.partition(".")[2]: value for name, value in brought.items()})
        own = {name: value for name, value in known.items() if not self.shares(name)}
        return self.function(state, **own, **moment)

    def state_of(self, **values: Any) -> Any:
        """Return the state that these values make, with nothing that its choices might bring."""
        known = {name: p.default for name, p in self.parameters.items()} | values
        return self._state(check_all(self.name, known, self.parameters.values()), {})

    def _state(self, known: dict[str, Any], levels: dict[str, Any]) -> State:
        """Return the state with these values of its parameters, and what its choices brought as `levels`."""
        assert self.state is not None
        shared = {name: value for name, value in known.items() if self.shares(name)}
        takes_levels = any(field.name == "levels" for field in fields(self.state))  # type: ignore[arg-type]
        return self.state(**shared, **({"levels": levels} if takes_levels else {}))

    def code(self, files: Mapping[str, str] | None = None, /, **values: Any) -> str:
        """Return the lines of Python that remake this state.

        They read what the reader has brought from `files`, by argument.
        """
        reads = (files or {}).items()
        given = "".join(f'\n    {name}=Path("{file}").read_bytes(),' for name, file in reads)
        given += "".join(f"\n    {name}={value!r}," for name, value in values.items() if "." not in name)
        dotted = {name: value for name, value in values.items() if "." in name}
        given += f"\n    **{dotted!r}," if dotted else ""
        call = f'FIGURES["{self.name}"]({given}{chr(10) if given else ""})'
        path = "from pathlib import Path\n\n" if files else ""
        return f"{path}from gapviz.figures import FIGURES\n\ndrawing = {call}\nprint(drawing.table)"


def figure(
    state: type[State] | None = None,
    controls: tuple[str, ...] = (),
    clicks: tuple[str, ...] = (),
    papers: Iterable[Paper] = (),
) -> Callable[[Callable[..., Drawing]], Figure]:
    """Register a function as a figure, of the `state` that it takes first, if any, and its own parameters."""

    def register(function: Callable[..., Drawing]) -> Figure:
        shared = parameters_of(state) if state else {}
        parameters = parameters_of(function) | shared
        moments = frozenset(inspect.signature(function).parameters) - parameters.keys() - {"state"}
        entry = Figure(
            function.__name__,
            function,
            parameters,
            controls,
            state,
            frozenset(shared),
            clicks,
            moments,
            tuple(papers),
        )
        FIGURES[entry.name] = entry
        return entry

    return register
