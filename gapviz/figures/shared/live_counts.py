"""Live counts, while a reader waits: a model on its test set, under the condition that the controls make."""

from contextlib import suppress
from typing import Any

import numpy as np

from gapviz import data, evaluation, models
from gapviz.core import tables
from gapviz.core.parameters import Choice
from gapviz.core.types import Estimate, UnusableFileError
from gapviz.core.wording import Words, measured, say
from gapviz.evaluation import CLEAN, Condition
from gapviz.figures.registry import Gap
from gapviz.shifts import SEVERITY, SHIFTS

Levels = dict[str, Any]
"""Physical parameters of a shift, by name."""
UNSHIFTED, WITHOUT = "no shift", "without a shift"
"""What the clean test set is called among shifted ones, and how something is so there."""


def test_set(model: str = "") -> data.Dataset:  # noqa: PT028 - a set, no test
    """Return the test set on which a model is counted, its card's; MNIST's where no model is asked for."""
    return data.load(clean(model).data, "test")


def clean(model: str = "") -> Condition:
    """Return the clean test set of a model."""
    return Condition(data=models.load(model).data) if model else CLEAN


def where(shift: str, severity: int, seed: int, levels: Levels, model: str = "") -> Condition:
    """Return what the controls make of a model's test set: severity 0 is clean, else the levels count."""
    return evaluation.condition(shift, severity, seed, levels if severity else None, clean(model).data)


def live_accuracy(model: str, at: Condition) -> Estimate:
    """Return the accuracy of a model on all of a test set under a condition."""
    return evaluation.accuracy(evaluation.logits_under(model, at), data.load(at.data, "test").labels)


def accuracy(model: str, at: Condition) -> Estimate:
    """Return what `live_accuracy` does, without counting where that very condition is recorded.

    It is for figures that need no other logits: on another processor a live count may differ by a digit or
    two, and what stands beside each other is either all counted or all recorded.
    """
    severity = severity_of(at)
    if severity is not None and at.data == clean(model).data:
        with suppress(ValueError, UnusableFileError):
            found = tables.accuracy(model, at.shift, severity)
            return evaluation.estimate(round(found.value * found.n), found.n)
    return live_accuracy(model, at)


def severity_of(at: Condition) -> int | None:
    """Return the severity that a condition is, seed 0 as recorded; None where it has levels of its own."""
    if not at.shift:
        return 0
    steps = range(1, int(SEVERITY.high) + 1)
    return next((n for n in steps if evaluation.condition(at.shift, n, data=at.data) == at), None)


def gap(model: str, here: Estimate, label: Words) -> Gap:
    """Return the marks of the gap scale for a model that has the accuracy `here`."""
    return Gap(accuracy(model, clean(model)), here, label)


def digits(n: int, whole: int) -> Words:
    """Return in words the `n` digits of a test set of `whole` on which something was counted.

    Fewer than all of them are those that a reader's browser has read so far.
    """
    if n == whole:
        return say("all {n:,} test digits", n=n)
    return say("{n:,} test digits (spread over all {whole:,}, read in your browser)", n=n, whole=whole)


def ladder(entry_levels: Levels, shift: str, severity: int) -> tuple[float, bool]:
    """Return where on the scale of severities the levels stand, and whether they are that severity's.

    Where the reader left the steps, the shift's first parameter decides, between two severities or at the
    nearest end.
    """
    entry = SHIFTS[shift]
    if not severity or entry.levels(severity) | entry_levels == entry.levels(severity):
        return float(severity), True
    name, steps = next(iter(entry.ladder.items()))
    value = entry_levels.get(name, steps[severity - 1])
    if value == steps[severity - 1] or not isinstance(value, (int, float)):
        return float(severity), False
    rungs, numbers = np.array(steps, float), np.arange(1.0, 6.0)
    order = np.argsort(rungs, kind="stable")
    return float(np.interp(value, rungs[order], numbers[order])), False


def under(at: Condition) -> Words:
    """Return that something is so under a condition, in words."""
    return say("under {described}", described=describe(at)) if at.shift else WITHOUT


def describe(at: Condition) -> str:
    """Return a condition in words, with its levels in their units."""
    if not at.shift:
        return UNSHIFTED
    entry, parts = SHIFTS[at.shift], []
    for name, parameter in entry.parameters.items():
        value, domain = dict(at.levels)[name], parameter.domain
        words = domain.label(str(value)) if isinstance(domain, Choice) else measured(value, parameter.unit)
        parts.append(f"{parameter.label} {words}")
    return f"{entry.label} ({', '.join(parts)})" if parts else entry.label
