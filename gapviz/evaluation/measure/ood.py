"""What the OOD detectors are worth: how many digits, and pictures that are none, each of them rejects."""

import pandas as pd

from gapviz.evaluation import ood
from gapviz.evaluation.measure.facts import SHIPPED
from gapviz.evaluation.measure.registry import COUNT, Run, table


@table(
    {"model": str, "rule": str, "set": str, "threshold": float, "sure": int, "auroc": float} | COUNT,
    depends=SHIPPED,
)
def rejections(run: Run) -> pd.DataFrame:
    """How many of each set of pictures each OOD detector rejects, model by model."""
    sets = list(ood.pictures())
    return pd.concat([ood.rejections(name, sets) for name in run.models], ignore_index=True)
