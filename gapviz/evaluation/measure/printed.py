"""What is counted of printed digits: how many of the families' regular faces each model reads."""

from itertools import product
from typing import Any

import pandas as pd

from gapviz import evaluation
from gapviz.data.faces import ALL, CATEGORIES, FAMILIES, PREPARATIONS, counted
from gapviz.data.sources import DIGITS
from gapviz.evaluation.face_answers import right
from gapviz.evaluation.measure.facts import SHIPPED
from gapviz.evaluation.measure.registry import COUNT, Run, table


@table(
    dict.fromkeys(("model", "preparation", "families", "category", "class"), str) | COUNT,
    depends=SHIPPED,
)
def printed(run: Run) -> pd.DataFrame:
    """How many digits of the families' regular faces each model reads, by preparation, category and class.

    A row a model, preparation, families (legible or every), category or ALL, and class or ALL. The ten digits
    of a family are a cluster.
    """
    rows: list[dict[str, Any]] = []
    for model, preparation, families, category in product(
        run.models, PREPARATIONS, FAMILIES, (ALL, *CATEGORIES)
    ):
        found = right(model, preparation, counted(category, families == FAMILIES[1]))
        told = {"model": model, "preparation": preparation, "families": families, "category": category}
        rows.append(told | {"class": ALL, "right": int(found.sum()), **vars(evaluation.clustered(found))})
        for digit, column in zip(DIGITS, found.T, strict=True):
            count = int(column.sum())
            estimate = evaluation.estimate(count, len(column))
            rows.append(told | {"class": digit, "right": count, **vars(estimate)})
    return pd.DataFrame(rows)
