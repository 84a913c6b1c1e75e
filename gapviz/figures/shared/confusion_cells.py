"""The cell of a confusion matrix that is looked into, and what is said of it."""

import itertools
from collections.abc import Sequence

import numpy as np
import pandas as pd

from gapviz import models
from gapviz.core.wording import Wording, Words, say
from gapviz.figures.shared.choices import WORST


def cell(table: pd.DataFrame, label: str, prediction: str, classes: Sequence[str]) -> tuple[int, int]:
    """Return row and column of the cell of two classes by name; WORST is the fullest wrong one that fits."""
    size = len(classes)
    counts = table["n"].to_numpy().reshape(size, size).copy()
    np.fill_diagonal(counts, -1)
    rows = range(size) if label == WORST else [classes.index(label)]
    columns = range(size) if prediction == WORST else [classes.index(prediction)]
    return max(itertools.product(rows, columns), key=lambda place: counts[place])


FRAMED = {
    "worst": "Framed, the fullest that is wrong",
    "none": "None here is wrong. Framed",
    "chosen": "Framed",
}
"""How the framed cell is called: left to the counts, the same where they have none, or chosen."""


def spoken(label: str, prediction: str) -> Words:
    """Return a cell in words."""
    return say("{label} read as {prediction}", label=label, prediction=prediction)


def confused(model: str, label: str, prediction: str, inside: Words, count: int) -> Wording:
    """Return what a confusion map shows, and which cell is framed, `inside` of which are `count` digits.

    It is a caption's beginning.
    """
    left = "worst" if count else "none"
    return say(
        "Rows are labels, columns are what {model} said; blue is right, vermilion wrong, both by the square "
        "root of the share. {chosen}: {inside}",
        model=models.spoken(model),
        chosen=FRAMED[left if WORST in (label, prediction) else "chosen"],
        inside=inside,
    )
