"""Chapter 5: which losses are batch normalisation's, and which are MNIST's."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import pandas as pd
from torch import nn

from gapviz import evaluation, models
from gapviz.core import tables
from gapviz.core.parameters import Choice
from gapviz.core.types import Logits
from gapviz.core.wording import Words, percent, say
from gapviz.evaluation import adaptation
from gapviz.figures import charts
from gapviz.figures.registry import Drawing, figure
from gapviz.figures.shared import live_counts, records
from gapviz.figures.shared.choices import Severity, ShiftName, networks
from gapviz.models import HERO
from gapviz.shifts import SHIFTS

STATISTICS = {"as_trained": "as trained", "re_estimated": "estimated anew"}
"""Of batch normalisation, and how it is then called."""
BESIDE = (HERO, "lenet-0")
"""Networks without it, as a comparison."""
ADAPTED = "estimated anew"
MEANT = (3, 5)
"""The severities over which a family of shifts is averaged."""


def with_batch_norm() -> list[str]:
    """Return the networks that have batch normalisation."""
    return [name for name in networks() if adaptation.has_batch_norm(name)]


def _convolutional(name: str) -> bool:
    """Return whether a network has a convolution, and so could have had batch normalisation."""
    network = models.load(name).torch()
    return network is not None and any(isinstance(layer, nn.Conv2d) for layer in network.modules())


Normalised = Annotated[str, Choice(with_batch_norm, unlisted=models.added), "model"]
Statistics = Annotated[str, Choice(tuple(STATISTICS)), "its statistics"]


@dataclass(frozen=True)
class Normalising:
    """A network with batch normalisation under a shift, with the statistics that it then has."""

    leads: ClassVar = "batch_norm"
    shift: ShiftName = "gaussian_noise"
    severity: Severity = 3
    model: Normalised = "cnn-0"
    statistics: Statistics = "as_trained"

    @property
    def condition(self) -> evaluation.Condition:
        """The test set under this shift, seed 0."""
        return live_counts.where(self.shift, self.severity, 0, {}, self.model)

    def logits(self) -> Logits:
        """Return what the network answers with these statistics."""
        if self.statistics == "as_trained":
            return evaluation.logits_under(self.model, self.condition)
        return adaptation.adapted_logits(self.model, self.condition)


@figure(state=Normalising, controls=("shift", "severity", "model", "statistics"))
def batch_norm(state: Normalising) -> Drawing:
    """A network with batch normalisation under a shift, with its statistics as trained or estimated anew."""
    if state.statistics != "as_trained" and not adaptation.has_batch_norm(state.model):
        return _nothing_to_estimate(state.model)
    at, label = state.condition, SHIFTS[state.shift].label
    labels = live_counts.test_set(state.model).labels
    answers = {f"{state.model}, {STATISTICS[state.statistics]}": state.logits()}
    answers |= {name: evaluation.logits_under(name, at) for name in _beside(state.model)}
    rows: list[dict[str, Any]] = [
        {"network": name, "sure": float(evaluation.confidence(logits).mean())}
        | vars(evaluation.accuracy(logits, labels))
        for name, logits in answers.items()
    ]
    here = rows[0]
    lines = _lines(state)
    spoken = {
        "model": state.model,
        "statistics": STATISTICS[state.statistics],
        "right": here["value"],
        "sure": here["sure"],
    }
    return Drawing(
        pd.DataFrame(rows),
        caption=say(
            "Accuracy over the severities of {shift}, recorded: {model} as trained, the same with its "
            "statistics estimated anew on the shifted digits, without their labels (Schneider et al., 2020), "
            "and networks without batch normalisation. The dot is yours, {model} with statistics "
            "{statistics}: it reads {right:%} and is {sure:0%} sure of its answers on average.{others}",
            shift=label,
            others=_others(rows[1:]),
            **spoken,
        ),
        alt=say(
            "Lines of accuracy over the severities of {shift}. {model} with statistics {statistics} reads "
            "{right:%} and is {sure:0%} sure.",
            shift=label,
            **spoken,
        ),
        chart=charts.severity_curves(
            lines, "severity", f"severity of {label}", (float(state.severity), here["value"])
        ),
        listing=pd.DataFrame(
            {
                "network": [row["network"] for row in rows],
                "read rightly": [percent(row["value"]) for row in rows],
                "mean confidence": [percent(row["sure"]) for row in rows],
            }
        ),
    )


def _beside(model: str) -> list[str]:
    """Return the networks of BESIDE where they are for the model's data set."""
    data = models.load(model).data
    return [name for name in BESIDE if models.load(name).data == data]


def _others(rows: list[dict[str, Any]]) -> Words:
    """Return what the networks beside it do, in a sentence."""
    parts = [
        say(
            "{model} reads {right:%}, {sure:0%} sure",
            model=row["network"],
            right=row["value"],
            sure=row["sure"],
        )
        for row in rows
    ]
    return say(" Here {others}.", others="; ".join(parts)) if parts else ""


def _nothing_to_estimate(model: str) -> Drawing:
    sentence = say(
        "{model} has no batch normalisation, so there is nothing to estimate anew; choose {as_trained}.",
        model=model,
        as_trained=f"“{STATISTICS['as_trained']}”",
    )
    return Drawing(pd.DataFrame(), sentence, "Nothing to show.")


def _lines(state: Normalising) -> pd.DataFrame:
    """Return the recorded curves: those of `curves`, and those estimated anew at the severities counted."""
    plain = records.curves(state.shift, [state.model, *_beside(state.model)])
    anew = tables.table("adapted")
    chosen = anew["shift"].isin(["", state.shift]) & (anew["model"] == state.model)
    return pd.concat([plain, _renamed(anew[chosen])], ignore_index=True)


def _renamed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of `adapted`, their networks called otherwise than those as trained."""
    return rows.assign(model=[f"{ADAPTED}-{name.rpartition('-')[2]}" for name in rows["model"]])


@figure()
def batch_norm_families() -> Drawing:
    """What each family of shifts leaves of networks with batch normalisation, and of those without."""
    table = _means()
    means = table.groupby(["row", "set"], sort=False)["value"].mean().unstack()
    gained = means[ADAPTED] - means["with"]
    most, least = str(gained.idxmax()), str(gained.idxmin())
    return Drawing(
        table,
        caption=say(
            "Mean accuracy at severities 3 and 5 by family of shifts, recorded; a dot a network. With batch "
            "normalisation as trained, with its statistics estimated anew on the shifted digits, and "
            "convolutional networks that have none. Most comes back under {most}, {before:0%} to {after:0%}, "
            "and least under {least}, {low:0%} to {low_after:0%}; without batch normalisation it is "
            "{others:0%} and {low_others:0%}.",
            most=most,
            before=means["with"][most],
            after=means[ADAPTED][most],
            others=means["without"][most],
            least=least,
            low=means["with"][least],
            low_after=means[ADAPTED][least],
            low_others=means["without"][least],
        ),
        alt=say(
            "Dots for {count} families of shifts. Estimated anew, batch normalisation gains {gain:0} points "
            "under {most} and {loss:0} under {least}.",
            count=len(means),
            gain=100 * gained.max(),
            most=most,
            loss=100 * gained.min(),
            least=least,
        ),
        chart=charts.dots(table, "mean accuracy"),
    )


def _means() -> pd.DataFrame:
    """Return mean accuracies (row: the family of shifts, kind: the network, set, value, low, high).

    A `set` is "with", ADAPTED or "without". A mean of several conditions on the same digits has no interval:
    low and high are the value.
    """
    anew = tables.table("adapted")
    accuracy = tables.table("accuracy")
    accuracy = accuracy[accuracy["model"].isin([name for name in networks() if _convolutional(name)])]
    sets = {"with": accuracy[accuracy["model"].isin(anew["model"])], ADAPTED: _renamed(anew)}
    sets["without"] = accuracy[~accuracy["model"].isin(anew["model"])]
    families = {name: entry.family for name, entry in SHIFTS.items() if not entry.classes}
    parts = []
    for name, rows in sets.items():
        counted = rows[rows["shift"].isin(families) & rows["severity"].isin(MEANT)]
        keyed = counted.assign(row=counted["shift"].map(families), kind=counted["model"], set=name)
        parts.append(keyed.groupby(["row", "kind", "set"], sort=False)["value"].mean().reset_index())
    table = pd.concat(parts, ignore_index=True)
    order = {family: place for place, family in enumerate(dict.fromkeys(families.values()))}
    table = table.sort_values("row", key=lambda rows: rows.map(order), kind="stable", ignore_index=True)
    return table.assign(low=table["value"], high=table["value"])
