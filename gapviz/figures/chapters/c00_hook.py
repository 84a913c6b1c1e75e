"""Chapter 0: one digit, one slider, one number that falls."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

import pandas as pd

from gapviz import evaluation
from gapviz.core.parameters import Range
from gapviz.core.wording import say
from gapviz.figures import charts
from gapviz.figures.registry import Drawing, figure
from gapviz.figures.shared import live_counts, records, tiles
from gapviz.figures.shared.choices import Index, Model, Seed, networks
from gapviz.figures.shared.live_counts import test_set
from gapviz.models import HERO
from gapviz.shifts import SHIFTS

Std = Annotated[float, Range(0, 1, step=0.05, unit="of full scale"), "noise"]


@dataclass(frozen=True)
class Noisy:
    """A test digit, and the noise on it and on all the others."""

    leads: ClassVar = "one_digit"
    std: Std = 0.3
    digit: Index = 2
    model: Model = HERO
    seed: Seed = 0

    @property
    def condition(self) -> evaluation.Condition:
        """The test set under this noise."""
        if not self.std:
            return live_counts.clean(self.model)
        data = live_counts.clean(self.model).data
        return evaluation.condition("gaussian_noise", seed=self.seed, levels={"std": self.std}, data=data)


@figure(state=Noisy, controls=("std", "digit"))
def one_digit(state: Noisy) -> Drawing:
    """One test digit under noise, what the model answers, and how all the others fare."""
    at, dataset = state.condition, test_set(state.model)
    chosen = evaluation.logits_of(state.model, at, state.digit)
    label = int(dataset.labels[state.digit])
    probabilities = chosen.softmax(0)
    says, sure = tiles.answer(chosen)
    found = live_counts.accuracy(state.model, at)
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
        tiles=(tiles.of_test_digit(image, state.digit, chosen, f"noise {state.std:g}", model=state.model),),
        headline=say(
            "All {n:,} test digits under the same noise: {found:interval} right.", n=found.n, found=found
        ),
        gap=live_counts.gap(state.model, found, f"noise {state.std:g}" if state.std else "no noise"),
    )


@figure(state=Noisy)
def noise_curve(state: Noisy, guess: float | None = None) -> Drawing:
    """The accuracy of all shipped models as the noise grows, with the reader's point."""
    table = records.curves("gaussian_noise", networks())
    steps = (0.0, *SHIFTS["gaussian_noise"].ladder["std"])
    table = table.assign(std=[steps[severity] for severity in table["severity"]])
    found = live_counts.accuracy(state.model, state.condition)
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
            "Lines of accuracy against noise for {count} models. At {top:g} they reach from {least:%} to "
            "{most:%}.",
            count=count,
            top=max(steps),
            least=last.min(),
            most=last.max(),
        ),
        chart=charts.severity_curves(
            table, "std", "standard deviation of the noise", (state.std, found.value), guess
        ),
    )
