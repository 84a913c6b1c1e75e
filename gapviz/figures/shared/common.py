"""What several figures share: the declared choices, images as tiles, recorded numbers."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, TypeVar

import numpy as np
import pandas as pd
import torch

from gapviz import data, evaluation, models
from gapviz.core import tables
from gapviz.core.parameters import Choice, Parameter, Range
from gapviz.core.types import Estimate
from gapviz.core.wording import Wording, percent, say
from gapviz.data.sources import DIGITS
from gapviz.evaluation import CLEAN, Condition
from gapviz.evaluation.attribution import METHODS
from gapviz.figures.registry import Drawing, Gap, Tile
from gapviz.shifts import SEED, SEVERITY, SHIFTS


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
DigitOrWorst = Annotated[str, Choice((WORST, *DIGITS))]


def classes_or_worst(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what can be chosen of the classes that the model of a state tells apart."""
    return WORST, *test_set(values["model"]).classes


ClassOrWorst = Annotated[str, Choice((WORST, *DIGITS), in_state=classes_or_worst)]
"""A class by name, of the data set that the state's model is for."""
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


def gap(model: str, at: Condition, label: str) -> Gap:
    """Return the marks of the gap scale for a model and a condition."""
    return Gap(live_accuracy(model, Condition(data=at.data)), live_accuracy(model, at), label)


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


def shown(image: torch.Tensor, alt: str, label: str = "", verdict: str = "", **more: Any) -> Tile:
    """Return one image (C, H, W) as a tile: one channel is ink, three are colour.

    Raises ValueError for any other number of channels.
    """
    if len(image) not in (1, 3):
        raise ValueError(f"channels of an image must be 1 (ink) or 3 (colour), got {len(image)}")
    pixels = (image * 255).round().to(torch.uint8).numpy()
    pixels = pixels[0] if len(pixels) == 1 else pixels.transpose(1, 2, 0)
    return Tile(pixels, alt, label, verdict, **more)


def judged(image: torch.Tensor, what: str, label: str, says: str, sure: float, group: int = 0) -> Tile:
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
) -> Tile:
    """Return a digit of a model's test set, MNIST's unless told, with what it says of it."""
    dataset = test_set(model)
    label = dataset.classes[int(dataset.labels[index])]
    says, sure = answer(logits)
    return judged(image, f"Test digit {index}, a {label}, {under}", label, dataset.classes[says], sure, group)


def cell(table: pd.DataFrame, label: str, prediction: str, classes: Sequence[str]) -> tuple[int, int]:
    """Return row and column of the cell of two classes by name; WORST is the fullest wrong one that fits."""
    size = len(classes)
    counts = table["n"].to_numpy().reshape(size, size).copy()
    np.fill_diagonal(counts, -1)
    rows = range(size) if label == WORST else [classes.index(label)]
    columns = range(size) if prediction == WORST else [classes.index(prediction)]
    return max(itertools.product(rows, columns), key=lambda place: counts[place])


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


def no_digits(model: str) -> Drawing | None:
    """Return what to show where digits are asked of a network for other classes than digits, else None."""
    known = test_set(model)
    if known.classes == DIGITS:
        return None
    sentence = say(
        "This takes a network that tells digits apart; {model} tells apart what is in {data}: {classes}.",
        model=model,
        data=known.name,
        classes=", ".join(known.classes),
    )
    return Drawing(pd.DataFrame(), sentence, "Nothing to show.")


def evidence_over(picture: Tile, evidence: np.ndarray, said: str, meant: str) -> Tile:
    """Return the signed evidence (H, W) for `said` rather than `meant`, scaled to its largest, over a picture."""
    return Tile(
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
    table = tables.table("accuracy")
    chosen = table[(table["shift"] == shift) | (table["severity"] == 0)]
    chosen = chosen[chosen["model"].isin(names)].assign(order=lambda rows: rows["model"].map(names.index))
    return chosen.sort_values(["order", "severity"]).drop(columns="order").reset_index(drop=True)


def records(name: str, **wanted: Any) -> list[dict[str, Any]]:
    """Return the rows of a recorded table in which all columns `wanted` have that value."""
    rows: list[dict[str, Any]] = tables.table(name).to_dict("records")  # type: ignore[assignment]
    return [row for row in rows if all(row[column] == value for column, value in wanted.items())]


def as_estimate(row: dict[str, Any]) -> Estimate:
    """Return what a row of a recorded table counts."""
    return Estimate(*(row[name] for name in ("value", "low", "high", "n")))
