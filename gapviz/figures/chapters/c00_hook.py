"""Chapter 0: one digit, one slider, one number that falls; first the digit moves, then the noise grows."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

import pandas as pd
import torch

from gapviz import evaluation, models
from gapviz.core.parameters import Range
from gapviz.core.wording import Words, many, say
from gapviz.figures import charts
from gapviz.figures.registry import Drawing, Tile, figure
from gapviz.figures.shared import live_counts, records, tiles
from gapviz.figures.shared.choices import Index, Model, Seed, networks
from gapviz.figures.shared.live_counts import test_set
from gapviz.models import HERO
from gapviz.shifts import SHIFTS

Pixels = Annotated[float, Range(0, 8, step=0.5, unit="pixels across and down"), "moved by"]
Std = Annotated[float, Range(0, 1, step=0.05, unit="of full scale"), "noise"]
PIXEL = "pixel"


@dataclass(frozen=True)
class Moved:
    """A test digit that is moved towards a corner, and so are all the others, each towards one of its own."""

    leads: ClassVar = "moved_digit"
    pixels: Pixels = 4.0
    digit: Index = 12
    model: Model = HERO
    seed: Seed = 0

    @property
    def condition(self) -> evaluation.Condition:
        """The test set moved so."""
        return _under("translate", "pixels", self.pixels, self.model, self.seed)

    @property
    def described(self) -> Words:
        """How far it is moved, in words."""
        if not self.pixels:
            return "where MNIST puts it"
        return say("moved {far} across and {pixels:g} down", far=self.far, pixels=self.pixels)

    @property
    def far(self) -> str:
        """How far it is moved in each direction, with the unit."""
        return many(self.pixels, PIXEL)

    @property
    def label(self) -> Words:
        """How far it is moved, in a word or two."""
        return say("moved {far}", far=self.far) if self.pixels else "not moved"


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
        return _under("gaussian_noise", "std", self.std, self.model, self.seed)

    @property
    def described(self) -> Words:
        """The noise in words."""
        return say("under noise of standard deviation {std:g}", std=self.std) if self.std else "without noise"

    @property
    def label(self) -> Words:
        """The noise in a word or two."""
        return say("noise {std:g}", std=self.std) if self.std else "no noise"


def _under(shift: str, level: str, value: float, model: str, seed: int) -> evaluation.Condition:
    """Return the test set of a model under a shift of one level, clean where that is 0."""
    clean = live_counts.clean(model)
    return evaluation.condition(shift, seed=seed, levels={level: value}, data=clean.data) if value else clean


def _tile(state: Moved | Noisy, image: torch.Tensor, logits: torch.Tensor) -> Tile:
    return tiles.of_test_digit(image, state.digit, logits, state.label, model=state.model)


@figure(state=Moved, controls=("pixels", "digit", "model"))
def moved_digit(state: Moved) -> Drawing:
    """A digit off its place: what the model answers, and how all the other test digits fare."""
    return _one_digit(state, "moved as far" if state.pixels else "where MNIST puts them")


@figure(state=Moved)
def moved_curve(state: Moved, guess: float | None = None) -> Drawing:
    """Accuracy as digits move off their place: all shipped models, with the reader's point."""
    table = _recorded("translate", "pixels")
    values = table.pivot(index="model", columns="pixels", values="value")
    moved = [float(pixels) for pixels in table["pixels"] if pixels]
    near = min(moved, key=lambda pixels: abs(pixels - state.pixels))
    lost = values[0.0] - values[near]
    lesson = say(
        "At {near} they have lost from {least:1} ({least_model}) to {most:1} points ({most_model}).",
        near=many(near, PIXEL),
        least=100 * lost.min(),
        least_model=models.brief(str(lost.idxmin())),
        most=100 * lost.max(),
        most_model=models.brief(str(lost.idxmax())),
    )
    axis = "pixels across and pixels down"
    return _curve(state, table, ("pixels", state.pixels), ("the digits move", axis), lesson, guess)


@figure(state=Noisy, controls=("std", "digit", "model"))
def one_digit(state: Noisy) -> Drawing:
    """A digit under noise: what the model answers, and how all the other test digits fare."""
    return _one_digit(state, "under the same noise" if state.std else "without noise")


@figure(state=Noisy)
def noise_curve(state: Noisy) -> Drawing:
    """Accuracy as noise grows: all shipped models, with the reader's point."""
    table = _recorded("gaussian_noise", "std")
    first = table[table["std"] == 0]["value"]
    lesson = say(
        "They start within {spread:0} points of each other and do not stay there.",
        spread=100 * (first.max() - first.min()),
    )
    axis = "standard deviation of the noise"
    return _curve(state, table, ("std", state.std), ("the noise grows", axis), lesson)


def _recorded(shift: str, level: str) -> pd.DataFrame:
    """Return the recorded curves of a shift of one level, which is a column of its name."""
    table = records.curves(shift, networks())
    steps = (0.0, *SHIFTS[shift].ladder[level])
    return table.assign(**{level: [float(steps[severity]) for severity in table["severity"]]})


def _one_digit(state: Moved | Noisy, fare: str) -> Drawing:
    """Return a digit with the answer, and how all others do, which `fare` so."""
    at, dataset = state.condition, test_set(state.model)
    chosen = evaluation.logits_of(state.model, at, state.digit)
    truth = int(dataset.labels[state.digit])
    probabilities = chosen.softmax(0)
    says, sure = tiles.answer(chosen)
    found = live_counts.accuracy(state.model, at)
    digits = live_counts.digits(found.n, len(dataset))
    spoken = {
        "model": models.spoken(state.model),
        "label": dataset.classes[truth],
        "says": dataset.classes[says],
        "sure": sure,
        "how": state.described,
    }
    image = evaluation.images_under(at, [state.digit])[0]
    return Drawing(
        pd.DataFrame({"class": dataset.classes, "probability": probabilities.numpy()}),
        caption=say(
            "Test digit {digit}, a {label}, {how}. {model:Aa} says {says} and is {sure:0%} sure, which is "
            "{verdict}.",
            digit=state.digit,
            verdict="right" if says == truth else "wrong",
            **spoken,
        ),
        alt=say(
            "A handwritten {label}, {how}, beside ten bars: {model} gives {says} {sure:0%}. It is right for "
            "{right:%} of {digits}.",
            right=found.value,
            digits=digits,
            **spoken,
        ),
        chart=charts.probabilities(probabilities.tolist(), dataset.classes, truth, says),
        tiles=(_tile(state, image, chosen),),
        headline=say("{digits:Aa} {fare}: {found:interval} right.", digits=digits, fare=fare, found=found),
        gap=live_counts.gap(state.model, found, state.label),
    )


def _curve(
    state: Moved | Noisy,
    table: pd.DataFrame,
    level: tuple[str, float],
    words: tuple[str, str],
    lesson: Words,
    guess: float | None = None,
) -> Drawing:
    """Return the lines of all models over a level: its column in `table`, and the reader's value.

    `words` are what happens, and what the axis is called; the `lesson` is what the caption ends with.
    """
    (name, here), (happens, axis) = level, words
    found = live_counts.accuracy(state.model, state.condition)
    top = float(table[name].max())
    last = table[table[name] == top]["value"]
    count = table["model"].nunique()
    return Drawing(
        table,
        caption=say(
            "Accuracy on the whole test set as {happens}, recorded for {count} networks; the dot is yours, "
            "{model} at {here:g}: {right:%} of {digits}. {lesson}",
            digits=live_counts.digits(found.n, len(test_set(state.model))),
            happens=happens,
            count=count,
            model=models.spoken(state.model),
            here=here,
            right=found.value,
            lesson=lesson,
        ),
        alt=say(
            "Lines of accuracy for {count} models as {happens}. At {top:g} they reach from {least:%} to "
            "{most:%}.",
            count=count,
            happens=happens,
            top=top,
            least=last.min(),
            most=last.max(),
        ),
        chart=charts.severity_curves(table, name, axis, (here, found.value), guess),
    )
