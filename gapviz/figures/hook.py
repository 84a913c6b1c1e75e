"""Chapter 0: one digit, one slider, one number that falls."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

import pandas as pd

from gapviz import charts, evaluation
from gapviz.figures import common
from gapviz.figures.common import Index, Model, Seed
from gapviz.figures.registry import Drawing, figure
from gapviz.registry import Range
from gapviz.shifts import SHIFTS
from gapviz.wording import say

Std = Annotated[float, Range(0, 1, step=0.05, unit="of full scale"), "noise"]


@dataclass(frozen=True)
class Noisy:
    """A test digit, and the noise on it and on all the others."""

    leads: ClassVar = "one_digit"
    std: Std = 0.3
    digit: Index = 2
    model: Model = "cnn-0"
    seed: Seed = 0

    @property
    def condition(self) -> evaluation.Condition:
        """The test set under this noise."""
        if not self.std:
            return common.clean(self.model)
        data = common.clean(self.model).data
        return evaluation.condition("gaussian_noise", seed=self.seed, levels={"std": self.std}, data=data)


@figure(state=Noisy, controls=("std", "digit"))
def one_digit(state: Noisy) -> Drawing:
    """One test digit under noise, what the model answers, and how all the others fare."""
    at, dataset = state.condition, common.test_set(state.model)
    chosen = evaluation.logits_of(state.model, at, state.digit)
    label = int(dataset.labels[state.digit])
    probabilities = chosen.softmax(0)
    says, sure = common.answer(chosen)
    found = common.accuracy(state.model, at)
    spoken = {
        "model": state.model,
        "label": dataset.classes[label],
        "says": dataset.classes[says],
        "sure": sure,
    }
    image = evaluation.images_under(at, [state.digit])[0]
    return Drawing(
        pd.DataFrame({"class": dataset.classes, "probability": probabilities.numpy()}),
        caption=say(
            "Test digit {digit}, a {label}, under noise of standard deviation {std:g}. {model} says {says} "
            "and is {sure:0%} sure, which is {verdict}.",
            digit=state.digit,
            std=state.std,
            verdict="right" if says == label else "wrong",
            **spoken,
        ),
        alt=say(
            "A handwritten {label} under noise beside ten bars: {model} gives {says} {sure:0%}. Over the "
            "whole test set it is right for {right:%}.",
            right=found.value,
            **spoken,
        ),
        chart=charts.probabilities(probabilities.tolist(), dataset.classes, label, says),
        digits=(common.answered(image, state.digit, chosen, f"noise {state.std:g}", model=state.model),),
        headline=say(
            "All {n:,} test digits under the same noise: {found:interval} right.", n=found.n, found=found
        ),
        gap=common.gap(state.model, found, f"noise {state.std:g}" if state.std else "no noise"),
    )


@figure(state=Noisy)
def noise_curve(state: Noisy, guess: float | None = None) -> Drawing:
    """The accuracy of all shipped models as the noise grows, with the reader's point."""
    table = common.recorded_curves("gaussian_noise", common.networks())
    steps = (0.0, *SHIFTS["gaussian_noise"].ladder["std"])
    table = table.assign(std=[steps[severity] for severity in table["severity"]])
    found = common.accuracy(state.model, state.condition)
    first, last = (table[table["std"] == end]["value"] for end in (0.0, max(steps)))
    count = table["model"].nunique()
    return Drawing(
        table,
        caption=say(
            "Accuracy on all {n:,} test digits as the noise grows, recorded for {count} networks; the dot is "
            "yours, {model} at {std:g}: {right:%}. They start within {spread:0} points of each other and do "
            "not stay there.",
            n=found.n,
            count=count,
            model=state.model,
            std=state.std,
            right=found.value,
            spread=100 * (first.max() - first.min()),
        ),
        alt=say(
            "Lines of accuracy against noise for {count} models. At {top:g} they reach from {least:%} to {most:%}.",
            count=count,
            top=max(steps),
            least=last.min(),
            most=last.max(),
        ),
        chart=charts.severity_curves(
            table, "std", "standard deviation of the noise", (state.std, found.value), guess
        ),
    )
