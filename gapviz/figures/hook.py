"""Chapter 0: one digit, one slider, one number that falls."""

from typing import Annotated

import pandas as pd

from gapviz import charts, evaluation
from gapviz.figures import common
from gapviz.figures.common import Index, Model, Seed
from gapviz.figures.registry import Drawing, figure, interval, percent
from gapviz.registry import Range
from gapviz.shifts import SHIFTS

Std = Annotated[float, Range(0, 1, step=0.05, unit="of full scale"), "noise"]


def _noise(std: float, seed: int, model: str) -> evaluation.Condition:
    clean = common.clean(model)
    return evaluation.condition("gaussian_noise", seed=seed, levels={"std": std}, data=clean.data) if std else clean


@figure(controls=("std", "digit"))
def one_digit(std: Std = 0.3, digit: Index = 2, model: Model = "cnn-0", seed: Seed = 0) -> Drawing:
    """One test digit under noise, what the model answers, and how all the others fare."""
    at, dataset = _noise(std, seed, model), common.test_set(model)
    logits = evaluation.logits_under(model, at)
    chosen, label = logits[digit], int(dataset.labels[digit])
    probabilities = chosen.softmax(0)
    says, sure = common.answer(chosen)
    found = common.live_accuracy(model, at)
    table = pd.DataFrame({"class": dataset.classes, "probability": probabilities.numpy()})
    verdict = "right" if says == label else "wrong"
    return Drawing(
        table,
        caption=f"Test digit {digit}, a {dataset.classes[label]}, under noise of standard deviation {std:g}. {model} says "
        f"{dataset.classes[says]} and is {percent(sure, 0)} sure, which is {verdict}.",
        alt=f"A handwritten {dataset.classes[label]} under noise beside ten bars: {model} gives {dataset.classes[says]} "
        f"{percent(sure, 0)}. Over the whole test set it is right for {percent(found.value)}.",
        chart=charts.probabilities(probabilities.tolist(), dataset.classes, label, says),
        digits=(common.answered(evaluation.images_under(at, [digit])[0], digit, chosen, f"noise {std:g}", model=model),),
        headline=f"All 10,000 test digits under the same noise: {interval(found)} right.",
        gap=common.gap(model, at, f"noise {std:g}" if std else "no noise"),
    )


@figure(follows="one_digit")
def noise_curve(std: Std = 0.3, model: Model = "cnn-0", seed: Seed = 0, digit: Index = 2, guess: float | None = None) -> Drawing:
    """The accuracy of all shipped models as the noise grows, with the reader's point."""
    table = common.recorded_curves("gaussian_noise", common.networks())
    steps = (0.0, *SHIFTS["gaussian_noise"].ladder["std"])
    table = table.assign(std=[steps[severity] for severity in table["severity"]])
    found = common.live_accuracy(model, _noise(std, seed, model))
    first, last = (table[table["std"] == end]["value"] for end in (0.0, max(steps)))
    spread = 100 * (first.max() - first.min())
    return Drawing(
        table,
        caption=f"Accuracy on all 10,000 test digits as the noise grows, recorded for {table['model'].nunique()} networks; the dot is "
        f"yours, {model} at {std:g}: {percent(found.value)}. They start within {spread:.0f} points of each other and do not stay there.",
        alt=f"Lines of accuracy against noise for {table['model'].nunique()} models. At {max(steps):g} they reach from "
        f"{percent(last.min())} to {percent(last.max())}.",
        chart=charts.severity_curves(table, "std", "standard deviation of the noise", (std, found.value), guess),
    )
