"""What is counted of networks whose batch normalisation is adapted to the shifted digits."""

from collections.abc import Iterator

import pandas as pd
from tqdm import tqdm

from gapviz import data, evaluation
from gapviz.core.types import MNIST
from gapviz.evaluation import CLEAN, adaptation
from gapviz.evaluation.measure.facts import LADDERS, SHIPPED
from gapviz.evaluation.measure.registry import CONDITION, COUNT, Run, table
from gapviz.shifts import SHIFTS

SEVERITIES = (3, 5)


@table(CONDITION | COUNT, depends=(*SHIPPED, LADDERS))
def adapted(run: Run) -> pd.DataFrame:
    """How many digits each network reads with its batch normalisation estimated anew on the shifted digits.

    The clean set, and every shift of all classes at two severities; networks with batch normalisation alone.
    """
    names = [name for name in run.models if adaptation.has_batch_norm(name)]
    labels, rows = data.load(MNIST, "test").labels, []
    for shift, severity in tqdm(list(_conditions(run)), desc="adapted", unit="condition"):
        where = evaluation.condition(shift, severity) if shift else CLEAN
        for name in names:
            found = adaptation.adapted_logits.__wrapped__(name, where)
            right = int((found.argmax(1) == labels).sum())
            count = {"right": right, **vars(evaluation.estimate(right, len(labels)))}
            rows.append({"shift": shift, "severity": severity, "model": name} | count)
    return pd.DataFrame(rows, columns=[*CONDITION, *COUNT])


def _conditions(run: Run) -> Iterator[tuple[str, int]]:
    yield "", 0
    for shift in run.shifts:
        if not SHIFTS[shift].classes:
            yield from ((shift, severity) for severity in SEVERITIES)
