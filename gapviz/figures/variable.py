"""Chapter 4: one variable typeface, bent along its axes; what a network reads, where it stops reading, and why."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Annotated, Any

import numpy as np
import pandas as pd
import torch

from gapviz import charts, evaluation, models
from gapviz.attribution import METHODS
from gapviz.figures import common
from gapviz.figures.common import Levels, Method, Model
from gapviz.figures.registry import Digit, Drawing, figure, percent
from gapviz.registry import Choice, Parameter, Range
from gapviz.sources import DIGITS
from gapviz.typefaces import framing, variable
from gapviz.typefaces.variable import VARIABLE
from gapviz.types import Images, Logits

DRIVER = "bent_typeface"
START = {"anybody": {"weight": 900, "width": 150}}
"""Where a typeface is met that is not met in its regular form: anybody reads these digits, and no network here reads all."""
WAYS = {"as_mnist": "in MNIST’s frame", "as_tutorial": "centred as tutorials do"}
EXPLAINED = 3
STRIDES, COLUMNS = (1, 5, 25, 50), 26
"""A map's columns are the least of these apart that makes no more than COLUMNS."""
TRUTH = torch.arange(len(DIGITS))


def axes_of(values: Mapping[str, Any]) -> list[Parameter]:
    """Return the axes of the chosen typeface."""
    start = START.get(values["typeface"], {})
    return [replace(axis, default=start.get(axis.name, axis.default)) for axis in VARIABLE[values["typeface"]].axes]


def size_of(values: Mapping[str, Any]) -> list[Parameter]:
    """Return the size of a digit, which is unasked that of the chosen preparation."""
    return [Parameter("size", variable.SIZE, framing.SIZES[values["preparation"]])]


Typeface = Annotated[str, Choice(tuple(VARIABLE), axes_of)]
Preparation = Annotated[str, Choice(tuple(framing.PREPARATIONS), size_of)]


def images(typeface: str, preparation: str, levels: Levels) -> Images:
    """Return the ten digits of a typeface, float32 (10, 1, H, W)."""
    return as_images(variable.drawn(typeface, preparation, **levels))


def as_images(pixels: np.ndarray) -> Images:
    """Return uint8 (N, H, W) as float32 (N, 1, H, W)."""
    return torch.from_numpy(pixels).unsqueeze(1).float().div_(255)


@lru_cache(maxsize=32)
def along(typeface: str, preparation: str, others: tuple[tuple[str, float], ...]) -> tuple[list[int], np.ndarray]:
    """Return places along the first axis of a typeface, and its ten digits at each, uint8 (N, H, W); `others` are the other levels."""
    axis = VARIABLE[typeface].axes[0]
    assert isinstance(axis.domain, Range)
    levels: Levels = dict(others)
    low, high = int(axis.domain.low), int(axis.domain.high)
    places = list(range(low, high + 1, next(stride for stride in STRIDES if (high - low) / stride < COLUMNS)))
    return places, np.concatenate([variable.drawn(typeface, preparation, **levels | {axis.name: place}) for place in places])


def described(typeface: str, levels: Levels) -> str:
    """Return a typeface and where its axes stand, in words."""
    face = VARIABLE[typeface]
    return f"{face.family} at {', '.join(f'{axis.label} {levels[axis.name]:g} {axis.unit}'.strip() for axis in face.axes)}"


def taken(logits: Logits, most: int = len(DIGITS)) -> str:
    """Return what is taken for what in ten answers, the surest first, in words; nothing where all are right."""
    mistakes = [(digit, *common.answer(logits[digit])) for digit in evaluation.failures(logits, TRUTH).tolist()[:most]]
    return ", ".join(f"{digit} for {says} ({percent(sure, 0)})" for digit, says, sure in mistakes)


def read(right: int) -> str:
    """Return how many of the ten digits are read."""
    return "all ten" if right == len(DIGITS) else f"{right} of the ten" if right else "none of the ten"


def count(logits: Logits) -> int:
    """Return how many of ten answers are right."""
    return int((logits.argmax(1) == TRUTH).sum())


def answered(image: torch.Tensor, digit: int, logits: Logits, under: str, group: int = 0) -> Digit:
    """Return a digit of a typeface with what a model says of it."""
    says, sure = common.answer(logits)
    return common.judged(image, f"The {digit} of {under}", DIGITS[digit], DIGITS[says], sure, group)


def spread_of(rights: dict[str, int]) -> str:
    """Return how many of the ten digits the networks read, by name, in a sentence."""
    fewest, most = (choose(rights.values()) for choose in (min, max))
    if fewest == most:
        return f"All {len(rights)} networks read {read(most)}."
    low, high = ([name for name, right in rights.items() if right == count] for count in (fewest, most))
    who, others = (names[0] if len(names) == 1 else str(len(names)) for names in (low, high))
    return (
        f"Of the {len(rights)} networks {who} {'reads' if len(low) == 1 else 'read'} the fewest, {fewest}, and {others} the most, {most}."
    )


@figure(controls=("typeface", "levels", "preparation", "model"))
def bent_typeface(
    levels: Levels, typeface: Typeface = "anybody", preparation: Preparation = "as_mnist", model: Model = "cnn-0"
) -> Drawing:  # fmt: skip
    """The ten digits of a typeface that can be bent, with a model's answers."""
    face, ten, under = VARIABLE[typeface], images(typeface, preparation, levels), described(typeface, levels)
    logits = {name: evaluation.predict(models.load(name), ten) for name in common.networks(model)}
    ours, rights = logits[model], {name: count(found) for name, found in logits.items()}
    plain = images(typeface, preparation, {"size": levels["size"]})
    regular = read(count(evaluation.predict(models.load(model), plain)))
    bent = any(levels[axis.name] != axis.default for axis in face.axes)
    mistakes = f" It takes {taken(ours)}." if taken(ours) else ""
    rows = [(name, digit, *common.answer(row)) for name, found in logits.items() for digit, row in enumerate(found)]
    return Drawing(
        pd.DataFrame(rows, columns=["model", "digit", "answer", "confidence"]),
        caption=f"The ten digits of {under}, {levels['size']} pixels long, {WAYS[preparation]}, with the answers of {model}. "
        f"{spread_of(rights)}",
        alt=f"The digits 0 to 9 of {under}. {model} reads {read(rights[model])}.{mistakes}",
        digits=tuple(answered(ten[digit], digit, ours[digit], under) for digit in range(len(DIGITS))),
        headline=f"{model} reads {read(rights[model])}.{mistakes}" + (f" Of the regular {face.family} it reads {regular}." if bent else ""),
    )


@figure(follows=DRIVER)
def bent_map(
    levels: Levels, typeface: Typeface = "anybody", preparation: Preparation = "as_mnist", model: Model = "cnn-0"
) -> Drawing:  # fmt: skip
    """Which digits of a typeface a model reads from one end of its first axis to the other."""
    face, axis = VARIABLE[typeface], VARIABLE[typeface].axes[0]
    others = tuple(sorted((name, value) for name, value in levels.items() if name != axis.name))
    places, drawn = along(typeface, preparation, others)
    sure, answers = (found.numpy() for found in evaluation.predict(models.load(model), as_images(drawn)).softmax(1).max(1))
    at, digits = np.repeat(places, len(DIGITS)), np.tile(TRUTH, len(places))
    span = spanned(axis, places, (answers == digits).reshape(len(places), -1).sum(1).tolist())
    nearest = min(places, key=lambda place: abs(place - levels[axis.name]))
    yours = f"your {axis.label}" if nearest == levels[axis.name] else f"the column nearest to your {axis.label}"
    table = pd.DataFrame({axis.name: at, "digit": digits, "answer": answers, "confidence": sure})
    return Drawing(
        table,
        caption=f"How {model} reads each digit of {face.family} as its {axis.label} grows, all else as above: blue where it is right, "
        f"vermilion, with its answer, where it is wrong, the paler the less sure. The frame is {yours}. It reads {span}.",
        alt=f"A map of the ten digits against the {axis.label} of {face.family}: {model} reads {span}.",
        chart=charts.digit_map(table, axis.name, f"{axis.label}, {axis.unit}".rstrip(", "), nearest),
    )


def spanned(axis: Parameter, places: list[int], rights: list[int]) -> str:
    """Return how many of the ten digits are read at worst and at best along an axis, in words."""
    worst, best = (choose(range(len(places)), key=lambda place: rights[place]) for choose in (min, max))
    if rights[worst] == rights[best]:
        return f"{read(rights[best])} everywhere"
    often = f"at {rights.count(rights[best])} of {len(places)} places"
    return f"at best {read(rights[best])}, {often}, and at worst {rights[worst] or 'none'}, at {axis.label} {places[worst]}"


@figure(controls=("method",), follows=DRIVER)
def bent_evidence(
    levels: Levels, method: Method = "integrated_gradients", typeface: Typeface = "anybody", preparation: Preparation = "as_mnist",
    model: Model = "cnn-0",
) -> Drawing:  # fmt: skip
    """Which pixels of a misread digit spoke for the answer, and which for the digit that it is."""
    network, ten, under = models.load(model), images(typeface, preparation, levels), described(typeface, levels)
    logits = evaluation.predict(network, ten)
    wrong = evaluation.failures(logits, TRUTH)
    if not len(wrong):
        return Drawing(pd.DataFrame(), f"{model} reads all ten digits of {under}, so there is no mistake to explain.", "Nothing to show.")
    if nothing := common.unexplained(method, model):
        return nothing
    some, answers = wrong[:EXPLAINED], logits.argmax(1)
    maps = METHODS[method](network, ten[some], answers[some], against=some).sum(1).numpy()
    pictures: list[Digit] = []
    for place, digit in enumerate(some.tolist()):
        picture = answered(ten[digit], digit, logits[digit], under, place + 1)
        pictures += [picture, common.evidence_over(picture, maps[place], DIGITS[int(answers[digit])], DIGITS[digit])]
    shown = f"the {len(some)} surest of {len(wrong)} mistakes" if len(wrong) > len(some) else f"{len(wrong)} of {len(wrong)} mistakes"
    return Drawing(
        common.by_pixel(**{f"evidence_{digit}": found for digit, found in zip(some.tolist(), maps, strict=True)}),
        caption=f"{METHODS[method].label} of “the answer rather than the digit” for {shown} of {model} on {under}: vermilion pixels spoke "
        "for the answer, blue ones for the digit.",
        alt=f"{len(some)} digits that {model} misreads, {taken(logits, EXPLAINED)}, each over a signed map of the pixels for either.",
        digits=tuple(pictures),
    )
