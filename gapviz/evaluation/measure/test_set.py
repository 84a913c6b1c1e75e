"""What is counted on the whole test set: every shift at every severity, and the clean set in detail."""

from collections.abc import Iterable, Iterator
from itertools import combinations, product

import pandas as pd
import torch
from tqdm import tqdm

from gapviz import data, evaluation, models
from gapviz.core.types import MNIST, Labels, Logits
from gapviz.evaluation.measure.facts import LADDERS, SHIPPED
from gapviz.evaluation.measure.registry import CONDITION, COUNT, Run, table
from gapviz.evaluation.predict import over_test_set

KEY = list(CONDITION)


def conditions(run: Run) -> pd.DataFrame:
    """Return all conditions and models, the clean set first: shift, severity, model."""
    places = [("", 0), *product(run.shifts, range(1, 6))]
    return pd.DataFrame([(*place, name) for place in places for name in run.models], columns=KEY)


@table(
    CONDITION | {"class": str, "right": int, "n": int},
    depends=(*SHIPPED, LADDERS),
    pieces=conditions,
)
def per_class(run: Run, missing: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """How many digits of each class each model reads under each shift and severity."""
    grouped = missing.groupby(KEY[:2], sort=False)
    for (shift, severity), rows in tqdm(grouped, desc="measuring", unit="condition"):
        yield from sweep(rows["model"], [shift], [severity])


def sweep(names: Iterable[str], shifts: Iterable[str], severities: Iterable[int]) -> Iterator[pd.DataFrame]:
    """Yield, a shift and severity at a time, the tidy table of all models: a row a model and class.

    Columns: shift, severity, model, class, right, n. Each image is shifted once for all the models.
    """
    names, severities = list(names), list(severities)
    for shift in shifts:
        for severity in severities:
            yield _sweep_one(names, shift, severity)


def _sweep_one(names: list[str], shift: str, severity: int) -> pd.DataFrame:
    where = evaluation.condition(shift, severity) if severity else evaluation.CLEAN
    dataset, nets = data.load(where.data, "test"), [models.load(name) for name in names]
    answers = over_test_set(where, lambda images: [net.logits(images) for net in nets])
    tables = []
    for name, logits in zip(names, zip(*answers, strict=True), strict=True):
        table = evaluation.per_class(torch.cat(logits), dataset.labels, dataset.classes)[
            ["class", "right", "n"]
        ]
        tables.append(table.assign(shift=shift if severity else "", severity=severity, model=name))
    return pd.concat(tables)[["shift", "severity", "model", "class", "right", "n"]]


@table(CONDITION | COUNT, depends=(*SHIPPED, LADDERS))
def accuracy(run: Run) -> pd.DataFrame:
    """How many digits of the test set each model reads under each shift and severity."""
    sums = run.counted["per_class"].groupby(KEY, sort=False)[["right", "n"]].sum().reset_index()
    estimates = [evaluation.estimate(right, n) for right, n in sums[["right", "n"]].to_numpy().tolist()]
    return sums.drop(columns="n").join(pd.DataFrame(estimates))


@table(
    {"model": str, "index": int, "label": int, "prediction": int, "confidence": float},
    depends=SHIPPED,
)
def mistakes(run: Run) -> pd.DataFrame:
    """Each digit of the test set that a model misreads, the most confident first."""
    labels = _labels()
    return pd.concat(_mistakes(name, evaluation.logits_under(name), labels) for name in run.models)


def _mistakes(name: str, logits: Logits, labels: Labels) -> pd.DataFrame:
    wrong = evaluation.failures(logits, labels)
    found = {
        "index": wrong,
        "label": labels[wrong],
        "prediction": logits[wrong].argmax(1),
        "confidence": evaluation.confidence(logits[wrong]).double().round(decimals=4),
    }
    return pd.DataFrame({"model": name} | {column: values.numpy() for column, values in found.items()})


@table(
    {"first": str, "second": str, "only_first": int, "only_second": int, "p": float},
    depends=SHIPPED,
)
def pairs(run: Run) -> pd.DataFrame:
    """Each two models compared on the same digits of the test set, by McNemar's exact test."""
    labels, rows = _labels(), []
    for first, second in combinations(run.models, 2):
        logits = (evaluation.logits_under(first), evaluation.logits_under(second))
        only_first, only_second, p = evaluation.mcnemar(*logits, labels)
        row = {"first": first, "second": second}
        rows.append(row | {"only_first": only_first, "only_second": only_second, "p": p})
    return pd.DataFrame(rows, columns=["first", "second", "only_first", "only_second", "p"])


def _labels() -> torch.Tensor:
    return data.load(MNIST, "test").labels
