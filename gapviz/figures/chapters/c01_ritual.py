"""Chapter 1: training, the shipped models, and what they still get wrong."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import pandas as pd

from gapviz import data, evaluation, models
from gapviz.core import papers
from gapviz.core.parameters import Range
from gapviz.core.types import MNIST, Logits
from gapviz.core.wording import Words, percent, say
from gapviz.figures import charts
from gapviz.figures.registry import Drawing, Gap, Tile, figure
from gapviz.figures.shared import live_counts, tiles
from gapviz.figures.shared.choices import Model, networks
from gapviz.figures.shared.empty_states import unrecorded
from gapviz.figures.shared.live_counts import test_set
from gapviz.figures.shared.pagination import paginate
from gapviz.models import HERO, checkpoints

SHOWN, PAGES = 12, 10
Page = Annotated[int, Range(1, PAGES, step=1)]
Record = Mapping[str, float]


@figure(controls=("model",))
def training_curve(model: Model = HERO, records: Sequence[Record] = ()) -> Drawing:
    """The training of a network: batch loss and test accuracy, of a recorded run or the reader's own."""
    if model in models.added() or not (records or models.card(model).history):
        return unrecorded(model, "Trainings")
    card = models.card(model)
    table = pd.DataFrame(list(records) or card.history, columns=["step", "steps", "loss", "right", "n"])
    table["accuracy"] = table["right"] / table["n"]
    per_epoch = int(table["steps"].iloc[0]) // card.recipe["epochs"]
    tested = table.dropna(subset=["accuracy"])
    last = _last_test(tested)
    whose = models.spoken(models.OWN if records else model)
    return Drawing(
        table,
        caption=say(
            "{whose:Aa} has been through the {train_n:,} training digits {epoch:g} of {epochs} times, "
            "{batch} at a time, and {last}.{dots}",
            whose=whose,
            train_n=card.train_n,
            epoch=round(table["step"].iloc[-1] / per_epoch, 1),
            epochs=card.recipe["epochs"],
            batch=card.recipe["batch"],
            last=last,
            dots=_dots(tested, len(test_set(model))),
        ),
        alt=say(
            "Test accuracy rises steeply in the first epoch, then creeps, while the batch loss falls. "
            "{whose:Aa} {last}.",
            whose=whose,
            last=last,
        ),
        chart=charts.training_curve(table, per_epoch, len(test_set(model))),
    )


def _last_test(tested: pd.DataFrame) -> Words:
    """Return what the last test of a training run found (columns accuracy, n), in words."""
    if tested.empty:
        return "has not been tested yet"
    return say(
        "reads {right:%} of {n:,} test digits", right=tested["accuracy"].iloc[-1], n=int(tested["n"].iloc[-1])
    )


def _dots(tested: pd.DataFrame, n: int) -> Words:
    """Return what the dots of a training curve are, as a sentence; nothing before the first test.

    `n` is the size of the test set.
    """
    if tested.empty:
        return ""
    first = int(tested["n"].min())
    return say(" Large dots are tests on all {n:,}, small ones on the first {first:,}.", n=n, first=first)


@figure(papers=(papers.LENET, papers.ALEXNET))
def shipped_models(guess: float | None = None) -> Drawing:
    """The networks of this article: test accuracy with interval, size, training time."""
    names = networks()
    cards = [models.card(name) for name in names]
    estimates = [evaluation.estimate(card.test_right, card.test_n) for card in cards]
    table = pd.DataFrame(
        {
            "model": names,
            **{
                column: [getattr(found, column) for found in estimates]
                for column in ("value", "low", "high", "n")
            },
            "parameters": [card.parameters for card in cards],
            "kilobytes": [
                (checkpoints.CHECKPOINTS / f"{name}.safetensors").stat().st_size / 1000 for name in names
            ],
            "cpu_seconds": [card.cpu_seconds for card in cards],
        }
    )
    listing = pd.DataFrame(
        {
            "network": [models.label(name) for name in names],
            "test accuracy": [percent(found.value, 2) for found in estimates],
            "95 % interval": [f"{100 * found.low:.2f} to {100 * found.high:.2f}" for found in estimates],
            "parameters": [f"{card.parameters:,}" for card in cards],
            "size": [f"{size:,.0f} kB" for size in table["kilobytes"]],
            "training": [_training(card) for card in cards],
        }
    )
    others = [card for card in cards if card.source]
    return Drawing(
        table,
        caption=say(
            "{count} networks on the {n:,} test digits, with 95 % intervals. Training time is processor "
            "seconds over the {threads} cores it ran on.{others}",
            count=len(names),
            n=cards[0].test_n,
            threads=cards[0].threads,
            others=_published(others),
        ),
        alt=say(
            "Test accuracy from {least:%} for {plainest} to {most:%}.",
            least=table["value"].min(),
            plainest=models.spoken(names[0]),
            most=table["value"].max(),
        ),
        chart=charts.model_accuracies(table, guess),
        listing=listing,
        gap=Gap(estimates[names.index(HERO)], estimates[0], models.short(names[0]), models.short(HERO)),
    )


def _training(card: models.Card) -> str:
    """Return how long a network was trained, or by whom."""
    return f"by {card.source['maker']}" if card.source else f"{card.cpu_seconds / card.threads:.0f} s"


def _published(cards: list[models.Card]) -> Words:
    """Return whose the networks are that others trained, in a sentence."""
    whose = "; ".join(
        f"{models.spoken(card.name)} is {card.source['package']} ({card.source['licence']})" for card in cards
    )
    return say(" The last were trained and published by others: {whose}.", whose=whose) if cards else ""


@figure(controls=("model", "page"), papers=(papers.LABEL_ERRORS,))
def mistakes(model: Model = HERO, page: Page = 1) -> Drawing:
    """Misread test digits: a model's mistakes, the surest first, with MNIST's known wrong labels marked."""
    dataset, logits = test_set(model), evaluation.logits_under(model, live_counts.clean(model))
    wrong = evaluation.failures(logits, dataset.labels)
    shown, leaf = paginate(wrong.tolist(), page, SHOWN, PAGES)
    known = [index for index in wrong.tolist() if index in _wrong_labels(dataset)]
    table = pd.DataFrame(
        {
            "index": wrong,
            "label": dataset.labels[wrong],
            "prediction": logits[wrong].argmax(1),
            "confidence": evaluation.confidence(logits[wrong]),
        }
    )
    return Drawing(
        table,
        caption=say(
            "{model:Aa} gets {wrong:,} of {n:,} wrong; here are those of which it is surest, {leaf}.{doubts}",
            model=models.spoken(model),
            wrong=len(wrong),
            n=len(dataset),
            leaf=leaf,
            doubts=_doubts(logits, known, len(wrong)) if _wrong_labels(dataset) else "",
        ),
        alt=say(
            "{shown} misread test digits. {model:Aa} is right for {found:interval}; {known} of its mistakes "
            "have a wrong label.",
            shown=len(shown),
            model=models.spoken(model),
            found=evaluation.accuracy(logits, dataset.labels),
            known=len(known),
        ),
        tiles=tuple(_mistake(dataset, index, logits) for index in shown),
    )


def _wrong_labels(dataset: data.Dataset) -> dict[int, tuple[int, int]]:
    """Return the labels of a test set that are known to be wrong; those of MNIST are."""
    return data.WRONG_LABELS if dataset.name == MNIST else {}


def _doubts(logits: Logits, known: list[int], wrong: int) -> Words:
    """Return how many of the `wrong` answers contradict a `known` wrong label, in words."""
    return say(
        " In ochre: labels that people found wrong or ambiguous (Northcutt et al., 2021). {known} of its "
        "{wrong:,} mistakes contradict a wrong label, {agreeing} of those by giving the true one.",
        known=len(known),
        wrong=wrong,
        agreeing=_agreeing(logits, known),
    )


def _mistake(dataset: data.Dataset, index: int, logits: Logits) -> Tile:
    """Return a misread test image, marked where its label is known to be wrong or ambiguous."""
    says, sure = tiles.answer(logits[index])
    given, doubts = dataset.classes[int(dataset.labels[index])], _wrong_labels(dataset)
    doubt = "ambiguous" if doubts and index in data.AMBIGUOUS else ""
    if index in doubts:
        doubt = f"label {given}, truly {doubts[index][1]}"
    note = doubt or f"is {given}"
    answer = f"read as {dataset.classes[says]}, {percent(sure, 0)} sure"
    alt = f"Test digit {index}, labelled {given}, {answer}; {note}."
    image = dataset.at(slice(index, index + 1))[0]
    return tiles.shown(image, alt, f"says {dataset.classes[says]}, {note}", "other" if doubt else "wrong")


def _agreeing(logits: Logits, known: list[int]) -> int:
    return sum(int(logits[index].argmax()) == data.WRONG_LABELS[index][1] for index in known)
