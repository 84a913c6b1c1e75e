"""Chapter 5: a chosen shift, its parameters and a model; everything that follows from them."""

from typing import Annotated

import pandas as pd
import torch

from gapviz import charts, evaluation, models
from gapviz.attribution import METHODS
from gapviz.figures import common
from gapviz.figures.common import ClassOrWorst, First, Levels, Method, Model, Seed, Severity, ShiftName
from gapviz.figures.registry import Drawing, figure, interval, percent
from gapviz.registry import Range
from gapviz.shifts import SHIFTS

DRIVER = "shifted_digits"
SAMPLE = 4
OPENED = 8
"""Digits of a cell that are shown."""
Rank = Annotated[int, Range(1, 100, step=1), "mistake"]


@figure(controls=("shift", "severity", "levels", "model"))
def shifted_digits(
    levels: Levels,
    shift: ShiftName = "squared_paper",
    severity: Severity = 4,
    model: Model = "cnn-0",
    first: First = 0,
    seed: Seed = 0,
) -> Drawing:
    """Sample digits before and after the shift with the answers, and the accuracy on all of them."""
    at = common.where(shift, severity, seed, levels, model)
    indices = [(first + step) % len(common.test_set(model)) for step in range(SAMPLE)]
    before, after = evaluation.images_under(common.clean(model), indices), evaluation.images_under(at, indices)
    clean, logits = evaluation.logits_under(model, common.clean(model)), evaluation.logits_under(model, at)
    digits = []
    for place, index in enumerate(indices):
        digits.append(common.answered(before[place], index, clean[index], "as it is", place, model))
        digits.append(common.answered(after[place], index, logits[index], common.describe(at), place, model))
    found, plain = common.live_accuracy(model, at), common.live_accuracy(model, common.clean(model))
    rows = [{"set": "clean", **vars(plain)}, {"set": "shifted", **vars(found)}]
    return Drawing(
        pd.DataFrame(rows),
        caption=f"{SHIFTS[shift].caption} Above as MNIST has them, below under {common.describe(at)}, each with the "
        f"answer of {model}; seed {seed}.",
        alt=f"{SAMPLE} test digits before and after {common.describe(at)}. {model} is right for {interval(found)} of the whole set.",
        digits=tuple(digits),
        headline=f"All 10,000 test digits like this: {interval(found)} right, {_points(found.value - plain.value)}.",
        gap=common.gap(model, at, SHIFTS[shift].label if severity else "no shift"),
    )


def _points(difference: float) -> str:
    rounded = round(100 * difference, 1)
    return f"{rounded:+.1f} points".replace("-", "\N{MINUS SIGN}") if rounded else "as on the clean ones"


@figure(follows=DRIVER, clicks=("severity",))
def severity_curve(
    levels: Levels, shift: ShiftName = "squared_paper", severity: Severity = 4, model: Model = "cnn-0", first: First = 0,
    seed: Seed = 0, guess: float | None = None,
) -> Drawing:  # fmt: skip
    """Accuracy of all shipped models over the five severities, recorded, with the live point on it."""
    table = common.recorded_curves(shift, common.networks())
    found = common.live_accuracy(model, common.where(shift, severity, seed, levels, model))
    worst = table[table["severity"] == 5].sort_values("value")
    lowest, highest = (f"{percent(row.value)} ({row.model})" for row in (worst.iloc[0], worst.iloc[-1]))
    place, exact = common.ladder(levels, shift, severity)
    yours = f"{percent(found.value)}{'' if exact else ', with levels that are those of no severity'}"
    return Drawing(
        table,
        caption=f"Accuracy over the five severities of {SHIFTS[shift].label}, recorded with seed 0; the dot is your own state, {yours}. "
        f"At severity 5 the models reach from {lowest} to {highest}.",
        alt=f"A line for each of {table['model'].nunique()} models: accuracy against the severity of {SHIFTS[shift].label}, "
        f"at severity 5 between {lowest} and {highest}.",
        chart=charts.severity_curves(
            table,
            "severity",
            f"severity of {SHIFTS[shift].label}",
            (place, found.value),
            guess,
            clicks={step: step for step in range(6)},
        ),
    )


@figure(follows=DRIVER)
def class_accuracy(
    levels: Levels,
    shift: ShiftName = "squared_paper",
    severity: Severity = 4,
    model: Model = "cnn-0",
    first: First = 0,
    seed: Seed = 0,
) -> Drawing:
    """Accuracy per digit, clean and shifted, with intervals."""
    dataset, at = common.test_set(model), common.where(shift, severity, seed, levels, model)
    tables = {
        name: evaluation.per_class(evaluation.logits_under(model, where), dataset.labels, dataset.classes)
        for name, where in (("clean", common.clean(model)), ("shifted", at))
    }
    rows = pd.concat([table.assign(set=name) for name, table in tables.items()], ignore_index=True)
    order = tables["shifted"].sort_values("value")
    low, high = order.iloc[0], order.iloc[-1]
    return Drawing(
        rows,
        caption=f"The average hides this: under {common.describe(at)}, {model} still reads {percent(high['value'])} of the "
        f"{high['class']}s and {percent(low['value'])} of the {low['class']}s. Bars are 95 % intervals.",
        alt=f"Accuracy per digit, clean and shifted. Worst is {low['class']} with {percent(low['value'])} of {low['n']}, best "
        f"{high['class']} with {percent(high['value'])} of {high['n']}.",
        chart=charts.class_accuracies(rows),
    )


@figure(controls=("label", "prediction"), follows=DRIVER, clicks=("label", "prediction"))
def confusion(
    levels: Levels, label: ClassOrWorst = common.WORST, prediction: ClassOrWorst = common.WORST, shift: ShiftName = "squared_paper",
    severity: Severity = 4, model: Model = "cnn-0", first: First = 0, seed: Seed = 0,
) -> Drawing:  # fmt: skip
    """Which digit is taken for which, and the digits of one cell."""
    dataset, at = common.test_set(model), common.where(shift, severity, seed, levels, model)
    logits = evaluation.logits_under(model, at)
    table = evaluation.confusion(logits, dataset.labels, dataset.classes)
    row, column = common.cell(table, label, prediction, len(dataset.classes))
    inside = ((dataset.labels == row) & (logits.argmax(1) == column)).nonzero().flatten()
    count, surest = len(inside), evaluation.confidence(logits[inside]).argsort(descending=True, stable=True)
    shown = inside[surest][:OPENED].tolist()
    images = evaluation.images_under(at, shown) if shown else torch.empty(0)
    under = common.describe(at)
    digits = tuple(common.answered(image, index, logits[index], under, model=model) for image, index in zip(images, shown, strict=True))
    cell = f"{dataset.classes[row]} read as {dataset.classes[column]}"
    listed = f"The {len(digits)} most confident of them stand below." if len(digits) < count else "They stand below."
    return Drawing(
        table,
        caption=f"{common.confused(model, label, prediction, cell)}, {count:,} of {int((dataset.labels == row).sum()):,}. "
        f"{listed if count else 'The cell is empty.'}",
        alt=f"Confusion matrix of {model} under {common.describe(at)}. The framed cell, {cell}, holds {count} digits.",
        chart=charts.confusion_map(table, dataset.classes, row, column),
        digits=digits,
    )


@figure(controls=("failure", "method"), follows=DRIVER)
def failure_map(
    levels: Levels, failure: Rank = 1, method: Method = "integrated_gradients", shift: ShiftName = "squared_paper",
    severity: Severity = 4, model: Model = "cnn-0", first: First = 0, seed: Seed = 0,
) -> Drawing:  # fmt: skip
    """Which pixels of a failure spoke for the wrong class, and which for the right one."""
    dataset, at = common.test_set(model), common.where(shift, severity, seed, levels, model)
    logits = evaluation.logits_under(model, at)
    wrong = evaluation.failures(logits, dataset.labels)
    if not len(wrong):
        return Drawing(pd.DataFrame(), f"{model} makes no mistake here, so there is none to explain.", "Nothing to show.")
    if nothing := common.unexplained(method, model):
        return nothing
    rank = min(failure, len(wrong))
    index = int(wrong[rank - 1])
    image, label, (says, sure) = evaluation.images_under(at, [index]), int(dataset.labels[index]), common.answer(logits[index])
    evidence = METHODS[method](models.load(model), image, says, against=label)[0].sum(0).numpy()
    said, meant = dataset.classes[says], dataset.classes[label]
    picture = common.answered(image[0], index, logits[index], common.describe(at), model=model)
    return Drawing(
        common.by_pixel(evidence=evidence),
        caption=f"Mistake {rank} of {len(wrong):,}, the surest first: test digit {index}, a {meant}, read as {said} with "
        f"{percent(sure, 0)}. {METHODS[method].label} of “{said} rather than {meant}”: vermilion pixels spoke for {said}, "
        f"blue ones for {meant}.",
        alt=f"A {meant} that {model} reads as {said}, and a signed map of the pixels for either.",
        chart=charts.probabilities(logits[index].softmax(0).tolist(), dataset.classes, label, says),
        digits=(picture, common.evidence_over(picture, evidence, said, meant)),
    )
