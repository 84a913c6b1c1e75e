"""Chapter 4: one variable typeface, bent along its axes; what a network reads, until where, and why."""

import numpy as np
import pandas as pd
import torch

from gapviz import evaluation, models
from gapviz.core.parameters import Parameter
from gapviz.core.types import Logits
from gapviz.core.wording import Words, percent, say
from gapviz.data.sources import DIGITS
from gapviz.evaluation.attribution import METHODS
from gapviz.figures import charts
from gapviz.figures.chapters.c04_bent import Bent, as_images
from gapviz.figures.registry import Drawing, Tile, figure
from gapviz.figures.shared import tiles
from gapviz.figures.shared.choices import METHOD_PAPERS, Method, networks
from gapviz.figures.shared.empty_states import nothing, unexplained

WAYS = {"as_mnist": "in MNIST’s frame", "as_tutorial": "centred as tutorials do"}
EXPLAINED = 3
"""Mistakes that are explained."""
TRUTH = torch.arange(len(DIGITS))


def taken(logits: Logits, most: int = len(DIGITS)) -> str:
    """Return what is taken for what in ten answers, surest first, in words; nothing where all are right."""
    wrong = evaluation.failures(logits, TRUTH).tolist()[:most]
    mistakes = [(digit, *tiles.answer(logits[digit])) for digit in wrong]
    return ", ".join(f"{digit} for {says} ({percent(sure, 0)})" for digit, says, sure in mistakes)


def read(right: int) -> Words:
    """Return how many of the ten digits are read, in words."""
    if right == len(DIGITS):
        return "all ten"
    return say("{right} of the ten", right=right or "none")


def count(logits: Logits) -> int:
    """Return how many of ten answers are right."""
    return int((logits.argmax(1) == TRUTH).sum())


def bent_tile(image: torch.Tensor, digit: int, logits: Logits, under: str, group: int = 0) -> Tile:
    """Return a digit of a typeface with what a model says of it."""
    says, sure = tiles.answer(logits)
    return tiles.judged(image, f"The {digit} of {under}", DIGITS[digit], DIGITS[says], sure, group)


def spread_of(rights: dict[str, int]) -> Words:
    """Return how many of the ten digits the networks read, by name, in a sentence."""
    fewest, most = min(rights.values()), max(rights.values())
    if fewest == most:
        return say("All {count} networks read {read}.", count=len(rights), read=read(most))
    low, high = ([name for name, right in rights.items() if right == end] for end in (fewest, most))
    return say(
        "Of the {count} networks {who} {reads} the fewest digits, {fewest}, and {others} the most, {most}.",
        count=len(rights),
        who=_named([models.spoken(name) for name in low]),
        reads="reads" if len(low) == 1 else "read",
        fewest=fewest or "none",
        others=_named([models.spoken(name) for name in high]),
        most=most,
    )


def _named(names: list[str]) -> str:
    """Return the one that is meant, or how many they are."""
    return names[0] if len(names) == 1 else str(len(names))


@figure(state=Bent, controls=("typeface", "levels", "preparation", "model"))
def bent_typeface(state: Bent) -> Drawing:
    """A typeface that can be bent: its ten digits, with a model's answers."""
    ten, under = state.ten, state.described
    logits = {name: evaluation.predict(models.load(name), ten) for name in networks(state.model)}
    ours = logits[state.model]
    rights = {name: count(found) for name, found in logits.items()}
    rows = [(name, at, *tiles.answer(row)) for name, found in logits.items() for at, row in enumerate(found)]
    spoken = {
        "model": models.spoken(state.model),
        "read": read(rights[state.model]),
        "mistakes": _mistakes(ours),
    }
    return Drawing(
        pd.DataFrame(rows, columns=["model", "digit", "answer", "confidence"]),
        caption=say(
            "The ten digits of {under}, {size} pixels long, {way}, with the answers of {model}. {spread}",
            under=under,
            size=state.levels["size"],
            way=WAYS[state.preparation],
            model=models.spoken(state.model),
            spread=spread_of(rights),
        ),
        alt=say("The digits 0 to 9 of {under}. {model:Aa} reads {read}.{mistakes}", under=under, **spoken),
        tiles=tuple(bent_tile(ten[digit], digit, ours[digit], under) for digit in range(len(DIGITS))),
        headline=say("{model:Aa} reads {read}.{mistakes}{regular}", regular=_of_the_regular(state), **spoken),
    )


def _mistakes(logits: Logits) -> Words:
    """Return what is taken for what in ten answers, as a sentence; nothing where all are right."""
    found = taken(logits)
    return say(" It takes {found}.", found=found) if found else ""


def _of_the_regular(state: Bent) -> Words:
    """Return how many digits of the regular form are read, as a sentence; nothing where this is it."""
    if not state.bent:
        return ""
    right = count(evaluation.predict(models.load(state.model), state.regular))
    return say(" Of the regular {family} it reads {read}.", family=state.face.family, read=read(right))


@figure(state=Bent)
def bent_map(state: Bent) -> Drawing:
    """A typeface from end to end: which of its digits a model reads as its first axis is bent."""
    axis = state.axis
    places, drawn = state.along()
    shares = evaluation.predict(models.load(state.model), as_images(drawn)).softmax(1)
    sure, answers = (found.numpy() for found in shares.max(1))
    digits = np.tile(TRUTH, len(places))
    rights = (answers == digits).reshape(len(places), -1).sum(1).tolist()
    table = pd.DataFrame(
        {axis.name: np.repeat(places, len(DIGITS)), "digit": digits, "answer": answers, "confidence": sure}
    )
    at = state.levels[axis.name]
    nearest = min(places, key=lambda place: abs(place - at))
    spoken = {
        "model": models.spoken(state.model),
        "family": state.face.family,
        "axis": axis.label,
        "span": spanned(axis, places, rights),
    }
    return Drawing(
        table,
        caption=say(
            "How {model} reads each digit of {family} as its {axis} grows, all else as above: blue where it "
            "is right, vermilion, with its answer, where it is wrong, the paler the less sure. The frame is "
            "{nearest}your {axis}. It reads {span}.",
            nearest="" if nearest == at else "the column nearest to ",
            **spoken,
        ),
        alt=say("A map of the ten digits against the {axis} of {family}: {model} reads {span}.", **spoken),
        chart=charts.digit_map(table, axis.name, f"{axis.label}, {axis.unit}".rstrip(", "), nearest),
    )


def spanned(axis: Parameter, places: list[int], rights: list[int]) -> Words:
    """Return how many of the ten digits are read at worst and at best along an axis, in words."""
    worst, best = (choose(range(len(places)), key=lambda place: rights[place]) for choose in (min, max))
    if rights[worst] == rights[best]:
        return say("{read} everywhere", read=read(rights[best]))
    return say(
        "at best {read}, at {often} of {count} places, and at worst {least}, at {axis} {place}",
        read=read(rights[best]),
        often=rights.count(rights[best]),
        count=len(places),
        least=rights[worst] or "none",
        axis=axis.label,
        place=places[worst],
    )


@figure(state=Bent, controls=("method",), papers=METHOD_PAPERS)
def bent_evidence(state: Bent, method: Method = "integrated_gradients") -> Drawing:
    """Evidence on a bent typeface: which pixels of a misread digit spoke for the answer, which against it."""
    network = models.load(state.model)
    ten, under = state.ten, state.described
    logits = evaluation.predict(network, ten)
    wrong = evaluation.failures(logits, TRUTH)
    if not len(wrong):
        sentence = say(
            "{model:Aa} reads all ten digits of {under}, so there is no mistake to explain.",
            model=models.spoken(state.model),
            under=under,
        )
        return nothing(sentence)
    if unable := unexplained(method, state.model):
        return unable
    some = wrong[:EXPLAINED]
    answers = logits.argmax(1)
    maps = METHODS[method](network, ten[some], answers[some], against=some).sum(1).numpy()
    found = dict(zip(some.tolist(), maps, strict=True))
    pictures: list[Tile] = []
    for group, (digit, evidence) in enumerate(found.items(), 1):
        picture = bent_tile(ten[digit], digit, logits[digit], under, group)
        said, meant = DIGITS[int(answers[digit])], DIGITS[digit]
        pictures += [picture, tiles.evidence_over(picture, evidence, said, meant)]
    return Drawing(
        tiles.by_pixel(**{f"evidence_{digit}": evidence for digit, evidence in found.items()}),
        caption=say(
            "{method} of “the answer rather than the digit” for {shown} of {count} mistakes of {model} on "
            "{under}: vermilion pixels spoke for the answer, blue ones for the digit.",
            method=METHODS[method].label,
            shown=say("the {some} surest", some=len(some)) if len(wrong) > len(some) else len(wrong),
            count=len(wrong),
            model=models.spoken(state.model),
            under=under,
        ),
        alt=say(
            "{count} digits that {model} misreads, {taken}, each over a signed map of the pixels for either.",
            count=len(some),
            model=models.spoken(state.model),
            taken=taken(logits, EXPLAINED),
        ),
        tiles=tuple(pictures),
    )
