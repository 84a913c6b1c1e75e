"""What several figures share: the declared choices, the digits as they are shown, recorded numbers."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any, TypeVar

import numpy as np
import pandas as pd
import torch

from gapviz import data, evaluation, models, results
from gapviz.attribution import METHODS
from gapviz.evaluation import CLEAN, Condition
from gapviz.figures.registry import Digit, Drawing, Gap
from gapviz.registry import Choice, Parameter, Range
from gapviz.shifts import SEED, SEVERITY, SHIFTS
from gapviz.types import Estimate, UnusableFileError
from gapviz.wording import Wording, percent, say


def levels_of(values: Mapping[str, Any]) -> list[Parameter]:
    """Return the chosen shift's own parameters: those of its ladder go with the severity, and at 0 there is no shift."""
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
    listed = models.names(data="mnist")
    return listed if not model or model in listed else [*listed, model]


def known() -> list[str]:
    """Return the names of all networks that a figure can be asked for, those that readers added too."""
    return [*networks(), *models.added()]


Method = Annotated[str, Choice(tuple(METHODS))]
Model = Annotated[str, Choice(networks, unlisted=models.added)]
ShiftName = Annotated[str, Choice(tuple(sorted(SHIFTS)), levels_of)]
Severity = Annotated[int, SEVERITY]
Seed = Annotated[int, Range(0, 99, step=1)]
Index = Annotated[int, Range(0, 9999, step=1)]
First = Annotated[int, Range(0, 9999, step=1), "first digit"]
assert SEED.high >= 99
WORST = "worst"
ClassOrWorst = Annotated[str, Choice((WORST, *"0123456789"))]
Levels = dict[str, Any]
Item = TypeVar("Item")


def test_set(model: str = "") -> data.Dataset:  # noqa: PT028 - a set, no test
    """Return the set on which a model is counted, which is that of its card; MNIST's where none is asked for."""
    return data.load(clean(model).data, "test")


def clean(model: str = "") -> Condition:
    """Return the clean test set of a model."""
    return Condition(data=models.load(model).data) if model else CLEAN


def where(shift: str, severity: int, seed: int, levels: Levels, model: str = "") -> Condition:
    """Return what the controls make of a model's test set: severity 0 is clean, otherwise the levels count."""
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
            found = results.accuracy(model, at.shift, severity)
            return evaluation.estimate(round(found.value * found.n), found.n)
    return live_accuracy(model, at)


def severity_of(at: Condition) -> int | None:
    """Return the severity that a condition is, with seed 0 as recorded; None where it has levels of its own."""
    if not at.shift:
        return 0
    steps = range(1, int(SEVERITY.high) + 1)
    return next((n for n in steps if evaluation.condition(at.shift, n, data=at.data) == at), None)


def gap(model: str, here: Estimate, label: str) -> Gap:
    """Return the marks of the gap scale for a model that has the accuracy `here`."""
    return Gap(accuracy(model, clean(model)), here, label)


def ladder(entry_levels: Levels, shift: str, severity: int) -> tuple[float, bool]:
    """Return where on the scale of severities the levels stand, and whether they are just those of that severity.

    Where the reader left the steps, the shift's first parameter decides, between two severities or at the nearest end.
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


def describe(at: Condition) -> str:
    """Return a condition in words, with its levels in their units."""
    if not at.shift:
        return "no shift"
    entry, parts = SHIFTS[at.shift], []
    for name, parameter in entry.parameters.items():
        value = dict(at.levels)[name]
        shown = f"{value:g}" if isinstance(value, (int, float)) else str(value).replace("_", " ")
        parts.append(f"{parameter.label} {shown} {parameter.unit}".rstrip())
    return f"{entry.label} ({', '.join(parts)})" if parts else entry.label


def answer(logits: torch.Tensor) -> tuple[int, float]:
    """Return the class and the confidence of one row of logits."""
    return int(logits.argmax()), float(logits.softmax(0).max())


def shown(image: torch.Tensor, alt: str, label: str = "", verdict: str = "", **more: Any) -> Digit:
    """Return one image (C, H, W) as a picture."""
    pixels = (image[0] * 255).round().to(torch.uint8).numpy()
    return Digit(pixels, alt, label, verdict, **more)


def judged(image: torch.Tensor, what: str, label: str, says: str, sure: float, group: int = 0) -> Digit:
    """Return a digit, which is a `label` and `what` in words, with what a model says of it and how sure it is."""
    verdict = "right" if says == label else "wrong"
    return shown(
        image,
        f"{what}: read as {says}, {percent(sure, 0)} sure.",
        f"{says} · {percent(sure, 0)}",
        verdict,
        group=group,
    )


def answered(
    image: torch.Tensor, index: int, logits: torch.Tensor, under: str, group: int = 0, model: str = ""
) -> Digit:
    """Return a digit of a model's test set, MNIST's unless told, with what it says of it."""
    dataset = test_set(model)
    label = dataset.classes[int(dataset.labels[index])]
    says, sure = answer(logits)
    return judged(image, f"Test digit {index}, a {label}, {under}", label, dataset.classes[says], sure, group)


def cell(table: pd.DataFrame, label: str, prediction: str, size: int) -> tuple[int, int]:
    """Return row and column of the cell asked for; `worst` is the fullest wrong one that fits."""
    counts = table["n"].to_numpy().reshape(size, size).copy()
    np.fill_diagonal(counts, -1)
    if WORST not in (label, prediction):
        return int(label), int(prediction)
    if label != WORST:
        return int(label), int(counts[int(label)].argmax())
    if prediction != WORST:
        return int(counts[:, int(prediction)].argmax()), int(prediction)
    row, column = np.unravel_index(counts.argmax(), counts.shape)
    return int(row), int(column)


def confused(model: str, label: str, prediction: str, inside: str) -> Wording:
    """Return what a confusion map shows, and which cell `inside` it is framed, as the beginning of a caption."""
    return say(
        "Rows are labels, columns are what {model} said; blue is right, vermilion wrong, both by the square root of "
        "the share. {chosen}: {inside}",
        model=model,
        chosen="Framed, the fullest that is wrong" if WORST in (label, prediction) else "Framed",
        inside=inside,
    )


def leaf(found: Sequence[Item], page: int, size: int, most: int) -> tuple[Sequence[Item], str]:
    """Return the `page` of `found`, `size` to a page and at most `most` pages, and which it is, in words."""
    pages = min(most, max(1, -(-len(found) // size)))
    here = min(page, pages)
    return found[(here - 1) * size : here * size], f"page {here} of {pages}"


def unexplained(method: str, model: str) -> Drawing | None:
    """Return what to show where a method cannot explain a model, else None."""
    network = models.load(model)
    if METHODS[method].explains(network):
        return None
    sentence = say(
        "{method} needs a convolution and {model} has none; choose another method or model.",
        method=METHODS[method].label,
        model=model,
    )
    return Drawing(pd.DataFrame(), sentence, "Nothing to show.")


def unrecorded(model: str, what: str) -> Drawing:
    """Return what to show of a network of which nothing is recorded; `what` would be, as in "Its answers on real paper"."""
    sentence = f"{what} are recorded for the article’s own networks; of {model} nothing is."
    return Drawing(pd.DataFrame(), sentence, "Nothing to show.")


def evidence_over(picture: Digit, evidence: np.ndarray, said: str, meant: str) -> Digit:
    """Return the signed evidence (H, W) for `said` rather than `meant`, scaled to its largest, over a picture."""
    return Digit(
        picture.pixels,
        f"Evidence for {said} rather than {meant}, by pixel.",
        evidence=evidence / (np.abs(evidence).max() or 1.0),
        sides=(f"evidence for {said}", f"for {meant}"),
        group=picture.group,
    )


def by_pixel(**values: np.ndarray) -> pd.DataFrame:
    """Return arrays (H, W) as a table with a row a pixel: row, column and a column each."""
    rows, columns = np.indices(next(iter(values.values())).shape)
    named = {"row": rows, "column": columns} | values
    return pd.DataFrame({name: array.ravel() for name, array in named.items()})


def recorded_curves(shift: str, names: list[str]) -> pd.DataFrame:
    """Return recorded accuracies over severities 0 to 5 of a shift (shift, severity, model, right, n, value, low, high)."""
    table = results.table("accuracy")
    chosen = table[(table["shift"] == shift) | (table["severity"] == 0)]
    chosen = chosen[chosen["model"].isin(names)].assign(order=lambda rows: rows["model"].map(names.index))
    return chosen.sort_values(["order", "severity"]).drop(columns="order").reset_index(drop=True)


def records(name: str, **wanted: Any) -> list[dict[str, Any]]:
    """Return the rows of a recorded table in which all columns `wanted` have that value."""
    rows: list[dict[str, Any]] = results.table(name).to_dict("records")  # type: ignore[assignment]
    return [row for row in rows if all(row[column] == value for column, value in wanted.items())]


def as_estimate(row: dict[str, Any]) -> Estimate:
    """Return what a row of a recorded table counts."""
    return Estimate(*(row[name] for name in ("value", "low", "high", "n")))
