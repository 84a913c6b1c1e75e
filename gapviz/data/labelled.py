"""Ground truth beyond the labels of a set: wrong labels, and what each 1 looks like to the eye.

The tables lie beside the packs and are written by hand, digit by digit.
"""

import pandas as pd

from gapviz.core import tables
from gapviz.core.parameters import look_up
from gapviz.core.types import MNIST, UnusableFileError
from gapviz.data import sets

WRONG_LABELS = {
    947: (8, 9),
    1621: (0, 6),
    1901: (9, 4),
    2462: (2, 0),
    2597: (5, 3),
    3558: (5, 0),
    5937: (5, 3),
    6651: (0, 6),
    6783: (1, 6),
    9729: (5, 6),
}
"""MNIST test digits whose label is wrong: index to label given and true one (Northcutt et al., 2021)."""
AMBIGUOUS = (2130, 8527, 2654, 3520, 9679)
"""MNIST test digits on which people do not agree (ibid.)."""
ONES = {
    "plain": "a single stroke, straight, curved, thickened or with a curl where it ends",
    "flag": "a second stroke or hook that leaves the stem above its middle, at a corner, "
    "and stands at least two pixels out to its left",
    "foot": "a base line that stands out to both sides, "
    "or to one side by more than the stem is thick and at a corner",
    "both": "a flag and a foot",
    "unclear": "none of these without a doubt: a hook of a pixel, a bend, a blot, a bar across",
}
"""What a 1 can look like: the label and the rule by which it was given, by eye, on digits enlarged."""
LABELLED = {
    "mnist": ("train", ("random", "flag_score", "foot_score", "detected", "near")),
    "optdigits": ("test", ("all",)),
}
"""Sets whose ones are labelled: the split, and the strata from which the digits come.

`random`: 500 of MNIST's 6,742 training ones, drawn by NumPy's generator from seed 20260601; rates of the
whole are estimated from it alone. `flag_score`: the first 150 by ink to the left of the stem's line above its
lower 40 %; `foot_score`: the first 150 by ink on both sides of its lowest quarter. `detected`: what a version
of `imaging.strokes.detect` found beyond these, labelled with its answer in sight; `near`: what two thirds of
its threshold found beyond that. These two say how many there are, not how well it does. A digit stands once,
under the first of these that holds it. `all`: every 1.
"""


def labelled_ones(name: str = MNIST) -> pd.DataFrame:
    """Return what ones of a set look like to the eye: columns `index` into its split, `label`, `stratum`.

    `label` is a key of `ONES`; `LABELLED` has the split and the strata. Raises ValueError for a set
    without such a table, listing the known, and UnusableFileError where it is missing or damaged.
    """
    _, strata = look_up("labelled set", name, LABELLED)
    path = sets.PACKS / f"{name}-ones-labelled.csv"
    command = f"git checkout gapviz/packs/{path.name} (it is written by hand and comes with the repository)"
    found = tables.read_csv(path, {"index": int, "label": str, "stratum": str}, command)
    if found["index"].duplicated().any():
        raise UnusableFileError(
            path, f"labels {found['index'][found['index'].duplicated()].iloc[0]} twice", command
        )
    for column, known in (("label", tuple(ONES)), ("stratum", strata)):
        other = found[column][~found[column].isin(known)]
        if not other.empty:
            raise UnusableFileError(
                path, f"must have a {column} of {', '.join(known)}, got {other.iloc[0]!r}", command
            )
    return found
