"""What is counted of the Swiss writers, whose scans have to be fetched."""

from itertools import product

import pandas as pd
from tqdm import tqdm

from gapviz import evaluation, models
from gapviz.data import swiss_scans
from gapviz.data.sources import DIGITS
from gapviz.evaluation.measure.facts import PAPER, SCANS
from gapviz.evaluation.measure.registry import Run, table

COLUMNS: dict[str, type] = {"writer": str, "digit": int, "model": str, "prediction": int, "n": int}


@table(COLUMNS, depends=(SCANS, *PAPER), needs=swiss_scans.COMMAND)
def writers(run: Run) -> pd.DataFrame:
    """What each model reads each digit of nine Swiss writers and an American as.

    Raises UnusableFileError where the scans are not fetched, or are others.
    """
    swiss_scans.check()
    rows = []
    for writer, digit in tqdm(list(product(swiss_scans.WRITERS, DIGITS)), desc="measuring", unit="digit"):
        _, images = swiss_scans.images(writer, digit)
        for name in run.models:
            answers = evaluation.predict(models.load(name), images).argmax(1).bincount()
            rows += [(writer, int(digit), name, answer, n) for answer, n in enumerate(answers.tolist()) if n]
    return pd.DataFrame(rows, columns=list(COLUMNS))
