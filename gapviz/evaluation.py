"""Images to logits, logits to numbers and tidy tables.

A set is worked through in chunks, one a core at a time, each shifted and predicted in one go. What is worked
out for a whole test set is kept by the model's name (`logits_under`), so that all figures that show one state
cost one forward pass.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import torch

from gapviz import data, models, places
from gapviz.caches import cached
from gapviz.models import Model
from gapviz.registry import check_all, look_up
from gapviz.shifts import SHIFTS
from gapviz.types import Estimate, Images, Labels, Logits

POOL = ThreadPoolExecutor(min(8, os.cpu_count() or 1), "evaluation")
"""A thread a core; each runs torch and ONNX Runtime on that core. What runs here must not wait for it."""
Made = TypeVar("Made")
Z_95 = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""


@dataclass(frozen=True)
class Condition:
    """A test set under a shift, by name: `levels` are pairs of parameter and value; no shift is clean."""

    shift: str = ""
    levels: tuple[tuple[str, Any], ...] = ()
    seed: int = 0
    data: str = "mnist"

    def apply(self, images: Images, indices: torch.Tensor) -> Images:
        """Return `images`, which stand at `indices` in their set, under this condition."""
        if not self.shift:
            return images
        entry, levels = SHIFTS[self.shift], dict(self.levels)
        if not entry.classes:
            return entry(images, seed=self.seed, indices=indices, **levels)
        dataset = data.load(self.data, "test")
        names = [number for number, name in enumerate(dataset.classes) if name in entry.classes]
        rows = torch.isin(dataset.labels[indices], torch.tensor(names)).nonzero().flatten()
        of_class = indices.index_select(0, rows)
        known = places.on_test_digits(self.data, entry, of_class) if entry.finder and len(rows) else None
        some = images.index_select(0, rows)  # a fifth of what images[rows] takes
        some = entry(some, seed=self.seed, indices=of_class, places=known, **levels)
        return images.index_copy(0, rows, some)


CLEAN = Condition()


def condition(
    shift: str,
    severity: int | None = None,
    seed: int = 0,
    levels: Mapping[str, Any] | None = None,
    data: str = CLEAN.data,
) -> Condition:
    """Return the condition of a shift at a severity or at physical `levels`, on the test set of `data`.

    Severity 0 is the clean set. Raises ValueError for an unknown shift, severity or parameter.
    """
    entry = look_up("shift", shift, SHIFTS)
    if severity == 0:
        return Condition(data=data)
    given = check_all(shift, levels or {}, entry.parameters.values())
    values = entry.levels(3 if severity is None else severity) | given
    return Condition(shift, tuple(sorted(values.items())), seed, data)


def predict(model: Model, images: Images) -> Logits:
    """Return logits, float32 (N, K), of `images`, float32 (N, C, H, W) in [0, 1], on all cores."""
    return torch.cat(list(POOL.map(model.logits, images.split(data.CHUNK))))


@cached(64)
def logits_under(model: str, where: Condition = CLEAN) -> Logits:
    """Return the logits of the model of that name for the whole test set under a condition."""
    return torch.cat(_over_test_set(where, models.load(model).logits))


def _over_test_set(where: Condition, work: Callable[[Images], Made]) -> list[Made]:
    """Return what `work` makes of each chunk of the test set under a condition."""
    dataset = data.load(where.data, "test")

    def one(indices: torch.Tensor) -> Made:
        return work(where.apply(dataset.at(indices), indices))

    return list(POOL.map(one, torch.arange(len(dataset)).split(data.CHUNK)))


def images_under(where: Condition, indices: Iterable[int]) -> Images:
    """Return the test images at `indices` under a condition, just as `logits_under` counts them."""
    chosen = torch.tensor(list(indices), dtype=torch.int64)
    return where.apply(data.load(where.data, "test").at(chosen), chosen)


def logits_of(model: str, where: Condition, index: int) -> Logits:
    """Return the logits of one test image, float32 (K,), just as `logits_under` has them.

    Only the batch is worked out in which the image goes through the network there.
    """
    first = index - index % models.BATCH
    last = min(first + models.BATCH, len(data.load(where.data, "test")))
    batch = models.load(model).logits(images_under(where, range(first, last)))
    return batch[index - first]


def estimate(right: int, n: int) -> Estimate:
    """Return `right` of `n` with its 95 % Wilson interval (Wilson, 1927; Brown et al., 2001, equation 4)."""
    return Estimate(right / n, *_wilson(right / n, n), n) if n else Estimate(float("nan"), 0.0, 1.0, 0)


def _wilson(share: float, n: float) -> tuple[float, float]:
    """Return the ends of the interval of a share of `n` trials, which need not be a whole number."""
    spread = Z_95**2 / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z_95 * np.sqrt(share * (1 - share) / n + spread / n / 4) / (1 + spread)
    return float(max(0.0, min(share, middle - half))), float(min(1.0, max(share, middle + half)))


def clustered(right: np.ndarray) -> Estimate:
    """Return the share of `right`, bool (clusters, size), with a 95 % interval for clusters of one size.

    The Wilson interval of as many trials as would vary as much, were each a draw of its own (Korn and
    Graubard, 1998, the effective sample size): digits of one typeface stand or fall together.
    """
    clusters = len(right)
    whole = estimate(int(right.sum()), right.size)
    varies = float(right.mean(1).var(ddof=1)) / clusters if clusters > 1 else 0.0
    if not varies:
        return whole
    effective = whole.value * (1 - whole.value) / varies
    known = min(effective, right.size)  # by chance they may vary less than single draws would
    return Estimate(whole.value, *_wilson(whole.value, known), whole.n)


def accuracy(logits: Logits, labels: Labels) -> Estimate:
    """Return the share of answers that are right, with its interval."""
    if len(logits) != len(labels):
        raise ValueError(f"logits and labels must be equally many, got {len(logits)} and {len(labels)}")
    return estimate(int((logits.argmax(1) == labels).sum()), len(labels))


def confidence(logits: Logits) -> torch.Tensor:
    """Return the largest softmax probability of each row, float32 (N,)."""
    return logits.softmax(1).amax(1)


def per_class(logits: Logits, labels: Labels, classes: tuple[str, ...]) -> pd.DataFrame:
    """Return a row a class: class, right, value, low, high, n."""
    right = logits.argmax(1) == labels
    rows = []
    for number, name in enumerate(classes):
        of_class = labels == number
        found = estimate(int(right[of_class].sum()), int(of_class.sum()))
        rows.append({"class": name, "right": int(right[of_class].sum()), **vars(found)})
    return pd.DataFrame(rows)


def confusion(logits: Logits, labels: Labels, classes: tuple[str, ...]) -> pd.DataFrame:
    """Return a row a cell: label, prediction, n, and share of the label's digits."""
    size = len(classes)
    cells = torch.bincount(labels * size + logits.argmax(1), minlength=size * size).reshape(size, size)
    share = cells / cells.sum(1, keepdim=True).clamp(min=1)
    label, prediction = np.divmod(np.arange(size * size), size)
    columns = {
        "label": label,
        "prediction": prediction,
        "n": cells.flatten().numpy(),
        "share": share.flatten().numpy(),
    }
    return pd.DataFrame(columns)


def failures(logits: Logits, labels: Labels) -> torch.Tensor:
    """Return the indices of the wrong answers, the most confident first, int64 (M,)."""
    wrong = (logits.argmax(1) != labels).nonzero().flatten()
    order = confidence(logits[wrong]).argsort(descending=True, stable=True)
    return wrong[order]


def mcnemar(first: Logits, second: Logits, labels: Labels) -> tuple[int, int, float]:
    """Compare two models on the same images as pairs.

    Returns how many only the first gets right, how many only the second, and the two-sided exact p
    (McNemar, 1947, in the binomial form).
    """
    right, other = first.argmax(1) == labels, second.argmax(1) == labels
    only_first, only_second = int((right & ~other).sum()), int((other & ~right).sum())
    n, few = only_first + only_second, min(only_first, only_second)
    ways = term = 1
    for k in range(few):
        term = term * (n - k) // (k + 1)
        ways += term
    return only_first, only_second, min(1.0, 2 * ways / 2**n)


def sweep(names: Iterable[str], shifts: Iterable[str], severities: Iterable[int]) -> Iterator[pd.DataFrame]:
    """Yield, a shift and severity at a time, the tidy table of all models: a row a model and class.

    Columns: shift, severity, model, class, right, n. Each image is shifted once for all the models.
    """
    names, severities = list(names), list(severities)
    for shift in shifts:
        for severity in severities:
            yield _sweep_one(names, shift, severity)


def _sweep_one(names: list[str], shift: str, severity: int) -> pd.DataFrame:
    where = condition(shift, severity) if severity else CLEAN
    dataset, nets = data.load(where.data, "test"), [models.load(name) for name in names]
    answers = _over_test_set(where, lambda images: [net.logits(images) for net in nets])
    tables = []
    for name, logits in zip(names, zip(*answers, strict=True), strict=True):
        table = per_class(torch.cat(logits), dataset.labels, dataset.classes)[["class", "right", "n"]]
        tables.append(table.assign(shift=shift if severity else "", severity=severity, model=name))
    return pd.concat(tables)[["shift", "severity", "model", "class", "right", "n"]]
