"""The declared choices that several figures offer: models, methods, shifts, classes."""

from collections.abc import Iterable, Mapping
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


ESSAY = ("borders", "paper", "lines", "noise", "handwriting")
"""The families of shifts that the essay complains of; in a menu they stand first."""


def by_family(shifts: Iterable[str]) -> list[str]:
    """Return shifts as a menu has them: by family, the essay's first."""
    families = [*ESSAY, *sorted({entry.family for entry in SHIFTS.values()} - {*ESSAY})]
    return sorted(shifts, key=lambda name: (families.index(SHIFTS[name].family), name))


def shift_in_menu(name: str) -> str:
    """Return a shift as a menu has it, after its family: the menu is searched by any part of it."""
    return f"{SHIFTS[name].family}: {SHIFTS[name].label}"


Method = Annotated[str, Choice(lambda: METHODS, words=lambda name: METHODS[name].label)]
METHOD_PAPERS = tuple(entry.paper for entry in METHODS.values() if entry.paper)
"""What a figure rests on that offers all of them."""
Model = Annotated[str, Choice(networks, unlisted=models.added, words=models.label), "network"]
DigitModel = Annotated[str, Choice(networks, unlisted=read_digits, words=models.label), "network"]
"""A model for figures that are about digits alone: what else a network tells apart, it is not asked there."""
ShiftName = Annotated[str, Choice(lambda: by_family(SHIFTS), levels_of, words=shift_in_menu)]
Severity = Annotated[int, SEVERITY]
Seed = Annotated[int, Range(0, 99, step=1)]
Index = Annotated[int, Range(0, 9999, step=1), "which test digit"]
First = Annotated[int, Range(0, 9999, step=1), "first test digit"]
assert SEED.high >= 99
WORST = "worst"
WORST_WORDS = {WORST: "the worst"}
DigitOrWorst = Annotated[str, Choice((WORST, *DIGITS), words=WORST_WORDS)]


def classes_or_worst(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what can be chosen of the classes that the model of a state tells apart."""
    return WORST, *test_set(values["model"]).classes


ClassOrWorst = Annotated[str, Choice((WORST, *DIGITS), in_state=classes_or_worst, words=WORST_WORDS)]
"""A class by name, of the data set that the state's model is for."""
