"""Chapter 5: which losses are batch normalisation's, and which are MNIST's."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import pandas as pd
from torch import nn

from gapviz import evaluation, models
from gapviz.core import papers, tables
from gapviz.core.parameters import Choice
from gapviz.core.types import Logits
from gapviz.core.wording import Words, percent, say
from gapviz.evaluation import adaptation
from gapviz.figures import charts
from gapviz.figures.registry import Drawing, figure
from gapviz.figures.shared import live_counts, records
from gapviz.figures.shared.choices import Severity, by_family, networks, shift_in_menu
from gapviz.models import HERO
from gapviz.shifts import SHIFTS

STATISTICS = {"as_trained": "as trained", "re_estimated": "with statistics anew"}
"""Of batch normalisation, and how it is then called."""
STATISTICS_WORDS = {"as_trained": "as trained", "re_estimated": "estimated anew"}
BESIDE = (HERO, "lenet-0")
"""Networks without it, as a comparison."""
ANEW = "anew"
"""What the line of a network with statistics estimated anew is called."""
AS_TRAINED, RE_ESTIMATED, WITHOUT = "batch norm as trained", "its statistics anew", "without batch norm"
"""The three kinds of networks in the chart by families."""
MEANT = (3, 5)
"""The severities over which a family of shifts is averaged."""


def with_batch_norm() -> list[str]:
    """Return the networks that have batch normalisation."""
    return [name for name in networks() if adaptation.has_batch_norm(name)]


def of_all_classes() -> list[str]:
    """Return the shifts of all digits: where a tenth of them changes, the statistics hardly do."""
    return by_family(name for name, entry in SHIFTS.items() if not entry.classes)


def convolutional(name: str) -> bool:
    """Return whether a network has a convolution, and so could have had batch normalisation."""
    network = models.load(name).torch()
    return network is not None and any(isinstance(layer, nn.Conv2d) for layer in network.modules())


Normalised = Annotated[str, Choice(with_batch_norm, unlisted=models.added, words=models.label), "network"]
Statistics = Annotated[str, Choice(tuple(STATISTICS), words=STATISTICS_WORDS), "its statistics"]


@dataclass(frozen=True)
class Normalising:
    """A network with batch normalisation under a shift, with the statistics that it then has.

    It is no follower of the chapter's first figure: that stands on another network, and on paper, where
    there is nothing to see of this.
    """

    leads: ClassVar = "batch_norm"
    shift: Annotated[str, Choice(of_all_classes, words=shift_in_menu)] = "gaussian_noise"
    severity: Severity = 3
    model: Normalised = "cnn-0"
    statistics: Statistics = "as_trained"

    @property
    def condition(self) -> evaluation.Condition:
        """The test set under this shift, seed 0."""
        return live_counts.where(self.shift, self.severity, 0, {}, self.model)

    @property
    def called(self) -> str:
        """The network in words, with its statistics where it has some."""
        own = f" {STATISTICS[self.statistics]}" if adaptation.has_batch_norm(self.model) else ""
        return models.spoken(self.model) + own

    def logits(self) -> Logits:
        """Return what the network answers; without batch normalisation there is but one answer."""
        if self.statistics == "as_trained" or not adaptation.has_batch_norm(self.model):
            return evaluation.logits_under(self.model, self.condition)
        return adaptation.adapted_logits(self.model, self.condition)


@figure(
    state=Normalising,
    controls=("shift", "severity", "model", "statistics"),
    papers=(papers.COVARIATE_SHIFT, papers.PREDICTION_TIME),
)
def batch_norm(state: Normalising) -> Drawing:
    """Batch normalisation under a shift: with its statistics as trained, or estimated anew."""
    labels, label = live_counts.test_set(state.model).labels, SHIFTS[state.shift].label
    answers = {state.model: state.logits()}
    answers |= {name: evaluation.logits_under(name, state.condition) for name in _beside(state.model)}
    called = [state.called, *map(models.spoken, _beside(state.model))]
    rows: list[dict[str, Any]] = [
        {"model": name, "network": words, "sure": float(evaluation.confidence(logits).mean())}
        | vars(evaluation.accuracy(logits, labels))
        for words, (name, logits) in zip(called, answers.items(), strict=True)
    ]
    here, lines = rows[0], _lines(state)
    spoken = {
        "network": here["network"],
        "under": live_counts.under(state.condition),
        "sure": here["sure"],
    }
    return Drawing(
        pd.DataFrame(rows),
        caption=say(
            "{under:Aa} {network} reads {found:interval} and is {sure:0%} sure of its answers on "
            "average.{beside}{unable}{recorded}",
            found=records.as_estimate(here),
            beside="".join(_one_beside(row) for row in rows[1:]),
            unable=_unable(state.model),
            recorded=_recorded(state.model, lines),
            **spoken,
        ),
        alt=say(
            "Lines of accuracy over the severities of {label}. {under:Aa} {network} reads {right:%} and is "
            "{sure:0%} sure.",
            label=label,
            right=here["value"],
            **spoken,
        ),
        chart=charts.severity_curves(
            lines, "severity", f"severity of {label}", (float(state.severity), here["value"])
        )
        if len(lines)
        else None,
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


def _one_beside(row: dict[str, Any]) -> Words:
    return say(
        " {model:Aa} reads {right:%} and is {sure:0%} sure.",
        model=row["network"],
        right=row["value"],
        sure=row["sure"],
    )


def _unable(model: str) -> Words:
    """Return why a network's statistics cannot be estimated anew, in a sentence; nothing where they can."""
    if adaptation.has_batch_norm(model):
        return ""
    if models.load(model).torch() is None:
        template = (
            " {model:Aa} is there as a graph alone, in which no layer can be told to estimate anything."
        )
    else:
        template = " {model:Aa} has no batch normalisation, so that there is nothing to estimate anew."
    return say(template, model=models.spoken(model))


def _recorded(model: str, lines: pd.DataFrame) -> Words:
    """Return whose lines the chart has, in a sentence; nothing where it has none."""
    if lines.empty:
        return ""
    if model not in set(lines["model"]):
        return " The dot is that; lines are recorded, of networks without batch normalisation."
    return say(
        " The dot is that; lines are recorded: {model}, the same at two severities with its statistics "
        "estimated {anew} on the shifted digits, and networks without batch normalisation.",
        model=models.spoken(model),
        anew=ANEW,
    )


def _lines(state: Normalising) -> pd.DataFrame:
    """Return the recorded curves: those of `curves`, and those estimated anew at the severities counted."""
    plain = records.curves(state.shift, [state.model, *_beside(state.model)])
    anew = tables.table("adapted")
    chosen = anew["shift"].isin(["", state.shift]) & (anew["model"] == state.model)
    return pd.concat([plain, anew[chosen].assign(model=ANEW)], ignore_index=True)


@figure()
def batch_norm_families() -> Drawing:
    """Batch normalisation by family of shifts: what is left of networks with it, and of those without."""
    table = family_means()
    means = table.groupby(["row", "kind"], sort=False)["value"].mean().unstack()
    gained = means[RE_ESTIMATED] - means[AS_TRAINED]
    most, least = str(gained.idxmax()), str(gained.idxmin())
    return Drawing(
        table,
        caption=say(
            "Mean accuracy at severities {low} and {high} by family of shifts, recorded; a dot a network. "
            "With batch normalisation as trained; the same networks with their statistics estimated anew on "
            "the shifted digits; and convolutional networks without. {most} {least}",
            low=min(MEANT),
            high=max(MEANT),
            most=_of_family("Most comes back under {family}", most, means),
            least=_of_family("Least does under {family}", least, means),
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


def _of_family(begun: str, family: str, means: pd.DataFrame) -> Words:
    return say(
        begun + ": from {before:0%} to {after:0%} in the mean over networks, where those without have "
        "{without:0%}.",
        family=family,
        before=means[AS_TRAINED][family],
        after=means[RE_ESTIMATED][family],
        without=means[WITHOUT][family],
    )


def family_means() -> pd.DataFrame:
    """Return mean accuracies (row: the family of shifts, kind: of network, model, value, low, high).

    A mean of several conditions on the same digits has no interval: low and high are the value.
    """
    anew, accuracy = tables.table("adapted"), tables.table("accuracy")
    normalised = accuracy["model"].isin(anew["model"])
    plain = ~normalised & accuracy["model"].isin([name for name in networks() if convolutional(name)])
    kinds = {AS_TRAINED: accuracy[normalised], RE_ESTIMATED: anew, WITHOUT: accuracy[plain]}
    families = {name: SHIFTS[name].family for name in SHIFTS if name in of_all_classes()}
    parts = []
    for kind, rows in kinds.items():
        counted = rows[rows["shift"].isin(families) & rows["severity"].isin(MEANT)]
        by_family = counted.assign(row=counted["shift"].map(families), kind=kind)
        parts.append(by_family.groupby(["row", "kind", "model"], sort=False)["value"].mean().reset_index())
    table = pd.concat(parts, ignore_index=True)
    order = {family: place for place, family in enumerate(dict.fromkeys(families.values()))}
    table = table.sort_values("row", key=lambda rows: rows.map(order), kind="stable", ignore_index=True)
    return table.assign(low=table["value"], high=table["value"])
