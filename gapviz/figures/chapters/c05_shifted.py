"""Chapter 5: a chosen shift, its parameters and a model; everything that follows from them."""

from dataclasses import dataclass, field
from typing import ClassVar

import pandas as pd
import torch

from gapviz import evaluation, models
from gapviz.core import papers
from gapviz.core.types import Estimate
from gapviz.core.wording import Words, many, percent, say
from gapviz.figures import charts
from gapviz.figures.registry import Drawing, Gap, figure
from gapviz.figures.shared import confusion_cells, live_counts, records, tiles
from gapviz.figures.shared.choices import (
    WORST,
    ClassOrWorst,
    First,
    Model,
    Seed,
    Severity,
    ShiftName,
    networks,
)
from gapviz.figures.shared.empty_states import unmeasured
from gapviz.figures.shared.live_counts import Levels, test_set
from gapviz.models import HERO
from gapviz.shifts import SHIFTS

SAMPLE = 4
OPENED = 8
"""Digits of a cell that are shown."""
AS_IS, THE_SAME = "as it is", "the same, at severity 0"
"""What a digit is before the shift, and what all are under none."""
DIGIT, NOTHING = "digit", "none"
"""What a cell holds, or does not."""
OFF = ", with levels that are those of no severity"
"""What is said of a state between the severities."""


@dataclass(frozen=True)
class Shifted:
    """The test set under a shift at a severity, or at `levels` of its own, as a model reads it."""

    leads: ClassVar = "shifted_digits"
    shift: ShiftName = "squared_paper"
    severity: Severity = 5
    model: Model = HERO
    first: First = 0
    seed: Seed = 0
    levels: Levels = field(default_factory=dict)

    @property
    def condition(self) -> evaluation.Condition:
        """The test set under this shift."""
        return live_counts.where(self.shift, self.severity, self.seed, self.levels, self.model)

    @property
    def described(self) -> str:
        """The shift in words, with its levels."""
        return live_counts.describe(self.condition)

    @property
    def found(self) -> Estimate:
        """The model's accuracy on all test digits under this shift."""
        return live_counts.live_accuracy(self.model, self.condition)


@figure(
    state=Shifted,
    controls=("shift", "severity", "levels", "model"),
    papers=(papers.MNIST_C, papers.CORRUPTIONS),
)
def shifted_digits(state: Shifted) -> Drawing:
    """Digits under a shift: samples before and after it with the answers, and the accuracy on all of them."""
    at, label, described = state.condition, SHIFTS[state.shift].label, state.described
    indices = [(state.first + step) % len(test_set(state.model)) for step in range(SAMPLE)]
    unshifted = live_counts.clean(state.model)
    before, after = (evaluation.images_under(where, indices) for where in (unshifted, at))
    clean, logits = (evaluation.logits_under(state.model, where) for where in (unshifted, at))
    digits = []
    for place, index in enumerate(indices):
        digits.append(tiles.of_test_digit(before[place], index, clean[index], AS_IS, place, state.model))
        digits.append(tiles.of_test_digit(after[place], index, logits[index], described, place, state.model))
    found, plain = state.found, live_counts.live_accuracy(state.model, unshifted)
    digits_read = live_counts.digits(found.n, len(test_set(state.model)))
    how = live_counts.under(at) if state.severity else THE_SAME
    return Drawing(
        pd.DataFrame([{"set": "clean", **vars(plain)}, {"set": "shifted", **vars(found)}]),
        caption=say(
            "{shift} Above as MNIST has them, below {how}, each with the answer of {model}; seed "
            "{seed}.{most_alone}",
            shift=SHIFTS[state.shift].caption,
            most_alone=_most_alone(state),
            how=how,
            model=models.spoken(state.model),
            seed=state.seed,
        ),
        alt=say(
            "{count} test digits as MNIST has them and {how}. {model:Aa} is right for {found:interval} of "
            "{digits}.",
            digits=digits_read,
            count=SAMPLE,
            how=how,
            model=models.spoken(state.model),
            found=found,
        ),
        tiles=tuple(digits),
        headline=say(
            "{digits:Aa} like this: {found:interval} right, {difference}.",
            digits=digits_read,
            found=found,
            difference=points(found.value - plain.value),
        ),
        gap=Gap(plain, found, label if state.severity else live_counts.UNSHIFTED),
    )


def _most_alone(state: Shifted) -> Words:
    """Return how many digits a shift for some classes changes, in words; nothing of one that is for all."""
    classes = SHIFTS[state.shift].classes
    if not classes or not state.severity:
        return ""
    n = len(test_set(state.model))
    return say(
        " It is for the {classes}s alone and changes {changed:,} of the {n:,} digits; the others count as "
        "they are.",
        classes="s and ".join(classes),
        changed=len(evaluation.changed_under(state.condition)),
        n=n,
    )


def points(difference: float) -> Words:
    """Return in words what accuracy is lost or gained against the clean digits."""
    rounded = round(100 * difference, 1)
    if not rounded:
        return "as on the clean ones"
    sign = "+" if rounded > 0 else "\N{MINUS SIGN}"
    return say("{sign}{points:1} points", sign=sign, points=abs(rounded))


@figure(state=Shifted, clicks=("severity",))
def severity_curve(state: Shifted, guess: float | None = None) -> Drawing:
    """Accuracy against severity: all shipped models under a shift, recorded, with the live point."""
    table, label = records.curves(state.shift, networks()), SHIFTS[state.shift].label
    worst = table[table["severity"] == 5].sort_values("value", kind="stable")
    if worst.empty:
        return unmeasured(label)
    lowest, highest = (
        f"{percent(row.value)} ({models.brief(str(row.model))})" for row in (worst.iloc[0], worst.iloc[-1])
    )
    found = state.found
    place, exact = live_counts.ladder(state.levels, state.shift, state.severity)
    return Drawing(
        table,
        caption=say(
            "Accuracy over the five severities of {shift}, recorded with seed 0; the dot is your own state, "
            "{right:%} of {digits}{off}. At severity 5 the models reach from {lowest} to {highest}."
            "{most_alone}",
            shift=label,
            most_alone=_most_alone(state),
            right=found.value,
            digits=live_counts.digits(found.n, len(test_set(state.model))),
            off="" if exact else OFF,
            lowest=lowest,
            highest=highest,
        ),
        alt=say(
            "A line for each of {count} models: accuracy against the severity of {shift}, at severity 5 "
            "between {lowest} and {highest}.",
            count=table["model"].nunique(),
            shift=label,
            lowest=lowest,
            highest=highest,
        ),
        chart=charts.severity_curves(
            table,
            "severity",
            f"severity of {label}",
            (place, found.value),
            guess,
            clicks={step: step for step in range(6)},
        ),
    )


@figure(state=Shifted)
def class_accuracy(state: Shifted) -> Drawing:
    """Accuracy per digit: clean and shifted, with intervals."""
    dataset = test_set(state.model)
    tables = {
        name: evaluation.per_class(evaluation.logits_under(state.model, at), dataset.labels, dataset.classes)
        for name, at in (("clean", live_counts.clean(state.model)), ("shifted", state.condition))
    }
    rows = pd.concat([table.assign(set=name) for name, table in tables.items()], ignore_index=True)
    order = tables["shifted"].sort_values("value", kind="stable")
    low, high = order.iloc[0], order.iloc[-1]
    ends = {"worst": low["class"], "least": low["value"], "best": high["class"], "most": high["value"]}
    return Drawing(
        rows,
        caption=say(
            "The average hides this: {under}, {model} reads {most:%} of the {best}s and {least:%} of the "
            "{worst}s. Bars are 95 % intervals; counted on {digits}.",
            digits=live_counts.digits(len(dataset), len(dataset)),
            under=live_counts.under(state.condition),
            model=models.spoken(state.model),
            **ends,
        ),
        alt=say(
            "Accuracy per digit, clean and shifted. Worst is {worst} with {least:%} of {worst_n:,}, best "
            "{best} with {most:%} of {best_n:,}.",
            worst_n=low["n"],
            best_n=high["n"],
            **ends,
        ),
        chart=charts.class_accuracies(rows),
    )


@figure(state=Shifted, controls=("label", "prediction"), clicks=("label", "prediction"))
def confusion(state: Shifted, label: ClassOrWorst = WORST, prediction: ClassOrWorst = WORST) -> Drawing:
    """Confusions under a shift: which digit is taken for which, and the digits of one cell."""
    dataset = test_set(state.model)
    logits = evaluation.logits_under(state.model, state.condition)
    table = evaluation.confusion(logits, dataset.labels, dataset.classes)
    row, column = confusion_cells.cell(table, label, prediction, dataset.classes)
    inside = ((dataset.labels == row) & (logits.argmax(1) == column)).nonzero().flatten()
    # To four decimals: what is surer by less is so by the processor that adds up.
    surest = evaluation.confidence(logits[inside]).round(decimals=4).argsort(descending=True, stable=True)
    shown = inside[surest][:OPENED].tolist()
    images = evaluation.images_under(state.condition, shown) if shown else torch.empty(0)
    described = state.described
    cell = confusion_cells.spoken(dataset.classes[row], dataset.classes[column])
    return Drawing(
        table,
        caption=say(
            "{confused}, {count:,} of {all:,}, among {digits}. {listed}",
            digits=live_counts.digits(len(dataset), len(dataset)),
            confused=confusion_cells.confused(state.model, label, prediction, cell, len(inside)),
            count=len(inside),
            all=int((dataset.labels == row).sum()),
            listed=listed(len(shown), len(inside)),
        ),
        alt=say(
            "Confusion matrix of {model} {under}. The framed cell, {cell}, holds {count}.",
            model=models.spoken(state.model),
            under=live_counts.under(state.condition),
            cell=cell,
            count=held(len(inside)),
        ),
        chart=charts.confusion_map(table, dataset.classes, row, column),
        tiles=tuple(
            tiles.of_test_digit(image, index, logits[index], described, model=state.model)
            for image, index in zip(images, shown, strict=True)
        ),
    )


def held(count: int) -> str:
    """Return how many digits a cell holds, in words."""
    return many(count, DIGIT) if count else NOTHING


def listed(shown: int, count: int) -> Words:
    """Return which of a cell's `count` digits are shown, in words."""
    if not count:
        return "The cell is empty."
    if shown < count:
        return say("The {shown} most confident of them stand below.", shown=shown)
    return "They stand below." if count > 1 else "It stands below."
