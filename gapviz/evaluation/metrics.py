"""Metrics: accuracy with an interval (Wilson, clustered), confidence, confusion, McNemar's paired test."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch

from gapviz.core.types import Estimate, Labels, Logits

Z_95 = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""
FEW_DEGREES = {1: 12.7062, 2: 4.3027}
"""The 97.5 % quantile of Student's t where its expansion about the normal one does not do."""


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

    What `clustered_counts` says of clusters holds: digits of one typeface stand or fall together.
    """
    return clustered_counts(right.sum(1), np.full(len(right), right.shape[1]))


def clustered_counts(right: npt.ArrayLike, sizes: npt.ArrayLike) -> Estimate:
    """Return the share of right answers, (clusters,) of as many each as `sizes` says, with a 95 % interval.

    The cluster is the draw: a writer, a photograph, a typeface. It is the Wilson interval of as many trials
    as would vary as much, were each a draw of its own, and of fewer where clusters are few, by Student's t
    (Korn and Graubard, 1998, the effective sample size). It is never narrower than `estimate`'s.
    """
    counts, trials = np.asarray(right, dtype=float), np.asarray(sizes, dtype=float)
    whole, clusters = estimate(round(counts.sum()), round(trials.sum())), len(counts)
    if clusters < 2:
        return whole
    residuals = counts - whole.value * trials  # of a ratio: clusters may differ in size (Cochran, 1977, 6.3)
    varies = clusters / (clusters - 1) * float((residuals**2).sum()) / whole.n**2
    if not varies:
        return whole
    effective = whole.value * (1 - whole.value) / varies * (Z_95 / student_95(clusters - 1)) ** 2
    known = min(effective, whole.n)  # by chance they may vary less than single draws would
    return Estimate(whole.value, *_wilson(whole.value, known), whole.n)


def student_95(freedom: int) -> float:
    """Return the 97.5 % quantile of Student's t, to 0.2 % (Abramowitz and Stegun, 1964, equation 26.7.5)."""
    if freedom in FEW_DEGREES:
        return FEW_DEGREES[freedom]
    z = Z_95
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return float(sum(term / freedom**power for power, term in enumerate(terms)))


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
