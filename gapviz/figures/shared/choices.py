"""The declared choices that several figures offer: models, methods, shifts, classes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from gapviz import models
from gapviz.core.parameters import Choice, Parameter, Range
from gapviz.core.types import MNIST
from gapviz.data.sources import DIGITS, SOURCES
from gapviz.evaluation.attribution import METHODS
from gapviz.figures.shared.live_counts import test_set
from gapviz.shifts import SEED, SEVERITY, SHIFTS


def levels_of(values: Mapping[str, Any]) -> list[Parameter]:
    """Return the chosen shift's own parameters: those of its ladder follow the severity; 0 is no shift."""
    entry, severity = SHIFTS[values["shift"]], int(values["severity"])
    at, steered = entry.levels(severity or 3), ("shift", "severity")
    return [
        replace(
            parameter, default=at[name], set_by=steered if name in entry.ladder else (), idle=not severity
        )
        for name, parameter in entry.parameters.items()
    ]


def networks(model: str = "") -> list[str]:
    """Return the networks on MNIST, and after them the `model` asked for, should it not be one of those."""
    listed = models.names(data=MNIST)
    return listed if not model or model in listed else [*listed, model]


def known() -> list[str]:
    """Return the names of all networks that a figure can be asked for, those that readers added too."""
    return [*networks(), *models.added()]


def read_digits() -> list[str]:
    """Return the names of the networks that readers added and that tell digits apart."""
    return [name for name in models.added() if SOURCES[models.load(name).data].classes == DIGITS]


Method = Annotated[str, Choice(lambda: METHODS)]
METHOD_PAPERS = tuple(entry.paper for entry in METHODS.values() if entry.paper)
"""What a figure rests on that offers all of them."""
Model = Annotated[str, Choice(networks, unlisted=models.added)]
DigitModel = Annotated[str, Choice(networks, unlisted=read_digits)]
"""A model for figures that are about digits alone: what else a network tells apart, it is not asked there."""
ShiftName = Annotated[str, Choice(lambda: sorted(SHIFTS), levels_of)]
Severity = Annotated[int, SEVERITY]
Seed = Annotated[int, Range(0, 99, step=1)]
Index = Annotated[int, Range(0, 9999, step=1)]
First = Annotated[int, Range(0, 9999, step=1), "first digit"]
assert SEED.high >= 99
WORST = "worst"
DigitOrWorst = Annotated[str, Choice((WORST, *DIGITS))]


def classes_or_worst(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what can be chosen of the classes that the model of a state tells apart."""
    return WORST, *test_set(values["model"]).classes


ClassOrWorst = Annotated[str, Choice((WORST, *DIGITS), in_state=classes_or_worst)]
"""A class by name, of the data set that the state's model is for."""
