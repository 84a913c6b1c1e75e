"""Chapter 1: training, the shipped models, and what they still get wrong."""

from collections.abc import Mapping, Sequence

import pandas as pd

from gapviz import charts, data, evaluation, models
from gapviz.figures import common
from gapviz.figures.common import Model
from gapviz.figures.registry import Drawing, Gap, figure, interval, percent
from gapviz.types import Estimate, Logits

SHOWN = 24
Record = Mapping[str, float]


@figure(controls=("model",))
def training_curve(model: Model = "cnn-0", records: Sequence[Record] = (), guess: float | None = None) -> Drawing:
    """Batch loss and test accuracy while a network trains: a recorded run, or the reader's own."""
    live = bool(records)
    rows = list(records) or models.card(model).history
    table = pd.DataFrame(rows, columns=["step", "steps", "loss", "right", "n"])
    table["accuracy"] = table["right"] / table["n"]
    recipe = models.card(model).recipe
    per_epoch = int(table["steps"].iloc[0]) // recipe["epochs"]
    tested = table.dropna(subset=["accuracy"])
    last = f"{percent(tested['accuracy'].iloc[-1])} of {int(tested['n'].iloc[-1]):,} test digits" if len(tested) else "not tested yet"
    whose = "Your network" if live else f"How {model} was trained: it"
    return Drawing(
        table,
        caption=f"{whose} saw the 60,000 training digits {recipe['epochs']} times, {recipe['batch']} at a time"
        f"{', so far ' if live else ', and ended at '}{last}. Between epochs the test is on the first 2,000.",
        alt=f"Test accuracy rises steeply in the first epoch and then creeps to {last}, while the batch loss falls.",
        chart=charts.training_curve(table, per_epoch),
    )


@figure()
def shipped_models(guess: float | None = None) -> Drawing:
    """The shipped networks: test accuracy with interval, size, training time."""
    names = models.names()
    cards = [models.card(name) for name in names]
    estimates = [evaluation.estimate(card.test_right, card.test_n) for card in cards]
    table = pd.DataFrame(
        {
            "model": names,
            **{column: [getattr(found, column) for found in estimates] for column in ("value", "low", "high", "n")},
            "parameters": [card.parameters for card in cards],
            "kilobytes": [(models.CHECKPOINTS / f"{name}.safetensors").stat().st_size / 1000 for name in names],
            "cpu_seconds": [card.cpu_seconds for card in cards],
        }
    )
    listing = pd.DataFrame(
        {
            "model": names,
            "test accuracy": [f"{100 * found.value:.2f} %" for found in estimates],
            "95 % interval": [f"{100 * found.low:.2f} to {100 * found.high:.2f}" for found in estimates],
            "parameters": [f"{card.parameters:,}" for card in cards],
            "size": [f"{size:,.0f} kB" for size in table["kilobytes"]],
            "training": [f"{card.cpu_seconds / card.threads:.0f} s" for card in cards],
        }
    )
    return Drawing(
        table,
        caption="Nine networks on the 10,000 test digits, with 95 % intervals. Training time is processor seconds over the "
        f"{cards[0].threads} cores it ran on.",
        alt=f"Test accuracy from {percent(table['value'].min())} for {names[0]} to {percent(table['value'].max())}.",
        chart=charts.model_accuracies(table, guess),
        listing=listing,
        gap=Gap(estimates[names.index("cnn-0")], estimates[0], names[0]),
    )


@figure(controls=("model",))
def mistakes(model: Model = "cnn-0") -> Drawing:
    """The test digits that a model gets wrong, the surest first, with MNIST's known wrong labels marked."""
    dataset, logits = common.test_set(), evaluation.logits_under(model)
    wrong = evaluation.failures(logits, dataset.labels)
    shown = wrong[:SHOWN].tolist()
    marks = {index: f"label {given}, truly {true}" for index, (given, true) in data.WRONG_LABELS.items()}
    marks |= dict.fromkeys(data.AMBIGUOUS, "ambiguous")
    digits = []
    for image, index in zip(dataset.at(wrong[:SHOWN]), shown, strict=True):
        says, sure = common.answer(logits[index])
        given = dataset.classes[int(dataset.labels[index])]
        note = marks.get(index, f"is {given}")
        alt = f"Test digit {index}, labelled {given}, read as {dataset.classes[says]}, {percent(sure, 0)} sure; {note}."
        digits.append(common.shown(image, alt, f"says {dataset.classes[says]}, {note}", "other" if index in marks else "wrong"))
    known = [index for index in wrong.tolist() if index in data.WRONG_LABELS]
    found: Estimate = evaluation.accuracy(logits, dataset.labels)
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
        caption=f"{model} gets {len(wrong):,} of 10,000 wrong; here are the {len(digits)} of which it is surest. In ochre: labels "
        f"that people found wrong or ambiguous (Northcutt et al., 2021); {len(known)} of its {len(wrong):,} mistakes contradict a "
        f"wrong label, {_agreeing(logits, known)} of those by giving the true one.",
        alt=f"{len(digits)} misread test digits. {model} is right for {interval(found)}; {len(known)} of its mistakes have a wrong label.",
        digits=tuple(digits),
    )


def _agreeing(logits: Logits, known: list[int]) -> int:
    return sum(int(logits[index].argmax()) == data.WRONG_LABELS[index][1] for index in known)
