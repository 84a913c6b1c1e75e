"""States that travel with the site: which ones, and how each differs from the published one.

A sweep is all states in which some parameters of a figure have one of their values and everything else is as
published; so are the figures that follow it. What is not in SWEEPS, and is not computed in the reader's
browser, stands still there and says so. A sweep's patches lie in one script for each choice of all its
parameters but the last, or, where they are `heavy`, for each state; beside it lies a script with the tables
of the same states.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any

from gapviz.core.parameters import Choice, Parameter, Range
from gapviz.core.process import settle
from gapviz.editions.article import address
from gapviz.editions.web import drawings
from gapviz.figures import FIGURES, Figure

Json = drawings.Json


@dataclass(frozen=True)
class Sweep:
    """The parameters of a figure that are moved together, and how far apart the values of a number lie."""

    parameters: tuple[str, ...]
    steps: Mapping[str, float] = field(default_factory=dict)
    heavy: bool = False


def _each(*names: str) -> tuple[Sweep, ...]:
    """Return a sweep for each parameter, the others as published."""
    return tuple(Sweep((name,)) for name in names)


SWEEPS: dict[str, tuple[Sweep, ...]] = {
    # Live in the page; these stand where a network cannot be loaded.
    "moved_digit": _each("pixels"),
    "one_digit": _each("std"),
    "training_curve": _each("model"),
    "mistakes": (Sweep(("model", "page")),),
    # The map's own steps: a click on it leads to a state that travels.
    "flag_digit": (
        Sweep(("angle",), {"angle": 6}),
        Sweep(("length",), {"length": 2}),
        *_each("model", "frame"),
    ),
    "flag_evidence": _each("method"),
    "flag_shares": (Sweep(("whose", "model")),),
    "mnist_flags": _each("page"),
    "swiss_writers": _each("digit"),
    "habit_digits": (Sweep(("shift", "severity")), *_each("model")),
    "printed_digits": (Sweep(("preparation", "category")), *_each("model", "families")),
    "printed_categories": (Sweep(("preparation", "model")), *_each("families")),
    "printed_mistakes": (Sweep(("label", "prediction")), *_each("category")),
    "typeface_wall": tuple(Sweep((name,), heavy=True) for name in ("page", "sort", "category")),
    "typeface": tuple(Sweep((name,), heavy=True) for name in ("preparation", "model", "method")),
    "bent_typeface": (
        Sweep(("anybody.weight",), {"anybody.weight": 50}),
        Sweep(("anybody.width",), {"anybody.width": 10}),
        *_each("typeface", "preparation", "model"),
    ),
    "bent_evidence": _each("method"),
    "own_typeface": _each("model"),
    "typed_digits": _each("preparation", "model"),
    "shifted_digits": (Sweep(("shift", "severity")), *_each("model")),
    "confusion": (Sweep(("label", "prediction")),),
    "failure_map": _each("failure", "method"),
    "batch_norm": (Sweep(("shift", "statistics")), *_each("severity", "model")),
    "own_digit": (Sweep(("sample",), heavy=True), *_each("off", "model")),
    "own_evidence": _each("method"),
    "paper_steps": (Sweep(("paper", "model")),),
    "not_digits": (Sweep(("kind", "rule")), *_each("model")),
    "rejection_rates": _each("model"),
}
"""By the figure whose parameters they are."""


@dataclass(frozen=True)
class Part:
    """The states of a sweep that lie in one script: of a figure, its followers, and the values so far."""

    figure: str
    figures: tuple[str, ...]
    sweep: Sweep
    file: str
    fixed: tuple[tuple[str, Any], ...]
    moved: tuple[tuple[str, tuple[Any, ...]], ...]

    @property
    def tables(self) -> str:
        """The script with the tables of the same states."""
        return f"{self.file.removesuffix('.js')}.tables.js"

    @property
    def cost(self) -> int:
        """How many drawings it takes; the costly ones begin first, so that no process ends long after."""
        return len(self.figures) * prod(len(values) for _, values in self.moved)


def values_of(declared: Parameter, step: float | None) -> tuple[Any, ...]:
    """Return the values of a parameter that travel: the options of a choice, the steps of a number."""
    domain = declared.domain
    if isinstance(domain, Choice):
        return tuple(option for option in domain.options if "own-" not in option)
    assert isinstance(domain, Range), f"{declared.name} is no choice and no number"
    width = step or domain.step
    count = round((domain.high - domain.low) / width)
    steps = [
        domain.check(declared.name, float(f"{domain.low + place * width:.9g}")) for place in range(count + 1)
    ]
    return tuple(sorted({*steps, declared.default}))


def spread(figure: Figure, sweep: Sweep) -> dict[str, tuple[Any, ...]]:
    """Return the values of each parameter of a sweep, the published one among them."""
    declared = figure.declared(address.state(figure, lambda key: None))
    return {name: values_of(declared[name], sweep.steps.get(name)) for name in sweep.parameters}


def told(name: str, sweep: Sweep, figures: Sequence[str]) -> Json:
    """Return what a page is told of a sweep: of which figures, along which keys, and where it lies."""
    figure = FIGURES[name]
    declared = figure.declared(address.state(figure, lambda key: None))
    found = spread(figure, sweep)
    return {
        "figures": list(figures),
        "keys": [figure.key(parameter) for parameter in sweep.parameters],
        "values": [[str(value) for value in values] for values in found.values()],
        "unasked": [str(declared[parameter].default) for parameter in sweep.parameters],
        "split": len(sweep.parameters) - (0 if sweep.heavy else 1),
        "file": _file(name, sweep),
    }


def _file(name: str, sweep: Sweep) -> str:
    return ".".join((f"states/{name}", *(parameter.replace(".", "-") for parameter in sweep.parameters)))


def parts(name: str, sweep: Sweep, figures: Sequence[str]) -> Iterator[Part]:
    """Return the scripts of a sweep, each with the states that lie in it."""
    found = list(spread(FIGURES[name], sweep).items())
    split = len(found) - (0 if sweep.heavy else 1)
    for places in product(*(range(len(values)) for _, values in found[:split])):
        fixed = tuple((key, values[at]) for (key, values), at in zip(found, places, strict=False))
        file = ".".join((_file(name, sweep), *map(str, places), "js"))
        yield Part(name, tuple(figures), sweep, file, fixed, tuple(found[split:]))


def patches(part: Part) -> tuple[dict[str, dict[str, Json]], dict[str, dict[str, Json]]]:
    """Return the patches of a part and its tables, by the state's name and the figure's.

    As published needs neither.
    """
    settle()
    leader = FIGURES[part.figure]
    made: dict[str, dict[str, Json]] = {}
    tables: dict[str, dict[str, Json]] = {}
    for moved in product(*(values for _, values in part.moved)):
        names = [name for name, _ in part.moved]
        given = dict(part.fixed) | dict(zip(names, moved, strict=True))
        state = {leader.key(name): value for name, value in given.items()}
        link = address.link(leader, address.state(leader, state.get))
        if not link:
            continue
        called = "&".join(f"{key}={value}" for key, value in sorted(link.items()))
        found = {name: _differs(name, state) for name in part.figures}
        made[called] = {name: patch for name, (patch, _) in found.items() if patch is not None}
        tables[called] = {name: table for name, (_, table) in found.items() if table is not None}
    return made, tables


def _differs(name: str, state: Mapping[str, Any]) -> tuple[Json, Json]:
    """Return how a figure and its table differ in a state from the published ones, None where they do not."""
    figure = FIGURES[name]
    values = address.state(figure, state.get)
    base, other = _published(name), drawings.drawing(figure, values, figure(**values))
    patch = drawings.difference(drawings.without_table(base), drawings.without_table(other))
    return patch, drawings.table_change(base["table"], other["table"])


@lru_cache
def _published(name: str) -> Json:
    figure = FIGURES[name]
    values = address.state(figure, lambda key: None)
    return drawings.drawing(figure, values, figure(**values))
