"""OOD detectors (out of distribution): rules that say "that is no digit", and what each is worth.

    @rule("energy")
    def energy(seen): ...

A rule scores images, the higher the more like a digit; what scores below its threshold is rejected. The
threshold gives up a REJECTED share of training digits, and a share of test digits that is measured. Some
rules need to know what the network makes of training digits: their `fit` returns it for a model, kept by
name, and they get it as well.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
import torch
from torch import nn
from torch.nn.functional import normalize

from gapviz import data, evaluation, models
from gapviz.core import papers, tables
from gapviz.core.caches import cached
from gapviz.core.papers import Paper
from gapviz.core.parameters import first_line, look_up
from gapviz.core.types import Images, Labels, Logits
from gapviz.data.nondigits import NONDIGITS
from gapviz.evaluation import POOL

RULES: dict[str, "Rule"] = {}
TEST_DIGITS = "digits"
"""The test digits, as a set beside the NONDIGITS of what is none."""
REJECTED = 0.05
"""The share of training digits that a threshold gives up."""
FITTED, HELD = slice(0, 5_000), slice(55_000, 60_000)
"""Training digits that fits know, and others, the calibration set, on which thresholds are chosen."""
BATCH = 100
"""Images that go through a network at a time.

With 500 it is no quicker to speak of, and takes half as much memory again.
"""
SURE = 0.9
"""An answer of at least this confidence is called sure."""
RIDGE = 0.01
"""What is added to all variances, in shares of their mean: some features never vary."""


@dataclass(frozen=True)
class Seen:
    """What a network makes of images: `features` float32 (N, D), its last layer's input, and the `logits`."""

    features: torch.Tensor
    logits: Logits


@dataclass(frozen=True)
class Rule:
    """A registered rule; call it with a model's name and images for their scores, float64 (N,)."""

    name: str
    function: Callable[..., torch.Tensor]
    words: str
    fit: Callable[[str], tuple[Any, ...]] | None
    paper: Paper | None = None

    @property
    def caption(self) -> str:
        """What it goes by, in one sentence."""
        return first_line(self.function)

    def __call__(self, model: str, images: Images) -> torch.Tensor:
        """Return a score an image, float64 (N,): the higher, the more like a digit."""
        return scores(model, images, [self.name])[0][self.name]


def rule(
    words: str, fit: Callable[[str], tuple[Any, ...]] | None = None, paper: Paper | None = None
) -> Callable[[Callable[..., torch.Tensor]], Rule]:
    """Register a function of `Seen`, and of what `fit` returns for a model, as a rule.

    A reader knows it as `words`, and finds it in `paper`.
    """

    def register(function: Callable[..., torch.Tensor]) -> Rule:
        entry = Rule(function.__name__, function, words, fit, paper)
        RULES[entry.name] = entry
        return entry

    return register


def see(network: nn.Module | None, images: Images) -> Seen:
    """Return what a network makes of images, on this thread.

    Raises ValueError where its layers do not end in a linear one.
    """
    if not isinstance(network, nn.Sequential) or not isinstance(network[-1], nn.Linear):
        raise ValueError(
            f"network must be a sequence of layers that ends in a linear one, got {type(network).__name__}"
        )
    with torch.inference_mode():
        features = network[:-1](images)
        return Seen(features, network[-1](features))


def scores(model: str, images: Images, rules: Iterable[str]) -> tuple[dict[str, torch.Tensor], Logits]:
    """Return the scores of `images` by each of the rules, float64 (N,), and a model's logits for them."""
    network, asked = models.load(model).torch(), [look_up("rule", name, RULES) for name in rules]
    known = [one.fit(model) if one.fit else () for one in asked]  # before the pool, which fits may use

    def score(batch: Images) -> tuple[list[torch.Tensor], Logits]:
        seen = see(network, batch)
        return [one.function(seen, *its).double() for one, its in zip(asked, known, strict=True)], seen.logits

    found = list(POOL.map(score, images.split(BATCH)))
    columns = zip(*(parts for parts, _ in found), strict=True)
    return {one.name: torch.cat(parts) for one, parts in zip(asked, columns, strict=True)}, torch.cat(
        [logits for _, logits in found]
    )


def _fitted(
    model: str, treat: Callable[[torch.Tensor], torch.Tensor] = torch.clone
) -> tuple[torch.Tensor, Labels]:
    """Return the features of the FITTED training digits, float32 (M, D), and their labels.

    Each batch is put through `treat`.
    """
    net = models.load(model)
    train, network = data.load(net.data, "train"), net.torch()
    features = torch.empty(len(train.labels[FITTED]), see(network, train.at(slice(1))).features.shape[1])

    def fill(places: torch.Tensor) -> None:
        # Into its place at once: of features in pieces, in one and scaled, three times as much would be held.
        features[places] = treat(see(network, train.at(places)).features)

    list(POOL.map(fill, torch.arange(len(train))[FITTED].split(BATCH)))
    return features, train.labels[FITTED]


@rule("maximum softmax", paper=papers.MAXIMUM_SOFTMAX)
def maximum_softmax(seen: Seen) -> torch.Tensor:
    """How sure the answer is: the largest softmax probability, as a network reports it anyway.

    As its log odds, which order alike and do not all round to certainty. Hendrycks and Gimpel, 2017,
    section 2.
    """
    most, *_ = ordered = seen.logits.double().sort(1, descending=True).values.unbind(1)
    return most - torch.stack(ordered[1:], 1).logsumexp(1)


@rule("energy", paper=papers.ENERGY)
def energy(seen: Seen) -> torch.Tensor:
    """How much all ten digits together speak up: the log of the sum of the exponentials of the logits.

    The negative free energy at temperature 1 of Liu et al., 2020, equation 4.
    """
    return seen.logits.double().logsumexp(1)


@rule("maximum logit", paper=papers.MAXIMUM_LOGIT)
def maximum_logit(seen: Seen) -> torch.Tensor:
    """How loudly the answer speaks up: the largest logit, before it is divided among ten digits (Hendrycks et
    al., 2022).
    """
    return seen.logits.amax(1)


@cached(2)
def spread(model: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the means of the ten digits' features, and the whitening matrix (D, D) within a digit.

    It makes their spread within a digit round.
    """
    features, labels = _fitted(model)
    means = torch.stack([features[labels == digit].mean(0) for digit in range(int(labels.max()) + 1)])
    around = features - means[labels]
    covariance = (around.T @ around / len(around)).double()
    covariance += RIDGE * covariance.diagonal().mean() * torch.eye(len(covariance))
    rounding = torch.linalg.inv(torch.linalg.cholesky(covariance)).T.float()
    return means @ rounding, rounding


@rule("Mahalanobis distance", fit=spread, paper=papers.MAHALANOBIS)
def mahalanobis(seen: Seen, means: torch.Tensor, rounding: torch.Tensor) -> torch.Tensor:
    """How near the features are to a digit's mean, counted in the spread of training digits in that
    direction.

    Lee et al., 2018, equation 2, of the last features alone, with a RIDGE.
    """
    return -torch.cdist(seen.features @ rounding, means).amin(1)


@cached(2)
def directions(model: str) -> tuple[torch.Tensor]:
    """Return the features of training digits, scaled to length 1, float32 (M, D)."""
    return (_fitted(model, normalize)[0],)


@rule("nearest neighbour", fit=directions, paper=papers.NEAREST_NEIGHBOURS)
def nearest_neighbour(seen: Seen, known: torch.Tensor) -> torch.Tensor:
    """How alike the features are to those of the most similar of some training digits: the cosine of the
    angle between.

    The distance of Sun et al., 2022, section 3, orders alike; with one neighbour, where they take 50 of far
    more images.
    """
    return (normalize(seen.features) @ known.T).amax(1)


def thresholds(model: str) -> dict[str, float]:
    """Return, for each rule, the score below which the REJECTED share of the HELD training digits lies.

    It is rounded to six digits.
    """
    found, _ = scores(model, data.load(models.load(model).data, "train").at(HELD), RULES)
    return {name: float(f"{float(values.quantile(REJECTED)):.6g}") for name, values in found.items()}


def auroc(digits: torch.Tensor, others: torch.Tensor) -> float:
    """Return the share of pairs, a digit and a picture that is none, in which the digit scores higher.

    A tie counts half. The area under the ROC curve, from ranks (Mann and Whitney, 1947; Hanley and McNeil,
    1982).
    """
    ranks = pd.Series(torch.cat((digits, others)).numpy()).rank()
    above = float(ranks[: len(digits)].sum()) - len(digits) * (len(digits) + 1) / 2
    return above / (len(digits) * len(others))


def pictures() -> Iterator[tuple[str, Images]]:
    """Yield the sets that are counted, by name: the test digits first, then all that are none."""
    yield TEST_DIGITS, data.load("mnist", "test").images
    for name, entry in NONDIGITS.items():
        yield name, entry.at(torch.arange(entry.n))


def rejections(model: str, sets: Iterable[tuple[str, Images]]) -> pd.DataFrame:
    """Return how many of each set each rule rejects, a row a set and rule; the first set are the test digits.

    `right` and the estimate count the rejected, of the digits wrongly; `sure` those whose answer is SURE,
    whatever the rule; `auroc` compares the set with the digits.
    """
    limits, digits, rows = thresholds(model), None, []
    for name, images in sets:
        found, logits = scores(model, images, RULES)
        digits, sure = digits or found, int((evaluation.confidence(logits) >= SURE).sum())
        for which, values in found.items():
            rejected = int((values < limits[which]).sum())
            row = {"model": model, "rule": which, "set": name, "threshold": limits[which], "sure": sure}
            row |= {"auroc": auroc(digits[which], values), "right": rejected}
            rows.append(row | vars(evaluation.estimate(rejected, len(images))))
    return pd.DataFrame(rows)


def recorded(model: str) -> bool:
    """Return whether rejections are recorded of a model."""
    return bool(tables.table("rejections")["model"].eq(model).any())


def best(model: str) -> str:
    """Return the rule that, recorded, rejects most of what is no digit.

    What counts is the mean over the kinds, lookalikes left out. Raises ValueError for a model of which
    nothing is recorded.
    """
    found = tables.table("rejections").query("model == @model and set not in ('digits', 'lookalikes')")
    if found.empty:
        raise ValueError(f"no rejections are recorded of {model!r}")
    return str(found.groupby("rule", sort=False)["value"].mean().idxmax())


def threshold(model: str, which: str) -> float:
    """Return the recorded threshold of a rule.

    Raises ValueError for an unknown rule or a model without a record.
    """
    look_up("rule", which, RULES)
    found = tables.table("rejections").query("model == @model and rule == @which")["threshold"]
    if found.empty:
        raise ValueError(f"no rejections are recorded of {model!r}")
    return float(found.iloc[0])


def verdict(model: str, images: Images, which: str = "") -> tuple[torch.Tensor, torch.Tensor]:
    """Return the scores of `images`, float64 (N,), and which of them a rule rejects, bool (N,).

    It is the `best` unless told.
    """
    name = which or best(model)
    limit, found = threshold(model, name), RULES[name](model, images)
    return found, found < limit
