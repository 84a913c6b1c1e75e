"""What is counted of shifts for some classes alone: how the digits that they change are read.

Such a shift leaves a digit as it is that has no room for its stroke: an open four can be made of few of
MNIST's, most of which are open. Counted on a whole class those would hide what the stroke costs.
"""

from itertools import product

import pandas as pd
from tqdm import tqdm

from gapviz import data, evaluation, models
from gapviz.core.types import MNIST
from gapviz.evaluation.measure.facts import LADDERS, SHIPPED
from gapviz.evaluation.measure.registry import CONDITION, COUNT, Run, table
from gapviz.shifts import SHIFTS


@table(CONDITION | {"before": int, "whole": int, "of": int} | COUNT, depends=(*SHIPPED, LADDERS))
def habits(run: Run) -> pd.DataFrame:
    """How many of the digits that a shift for some classes changes each model reads.

    `n` are those that it changes at this severity, `before` how many of these the model reads as they are.
    Of the `of` digits of its classes, those that it leaves alone among them, the model reads `whole`.
    """
    own, rows = [name for name in run.shifts if SHIFTS[name].classes], []
    for shift, severity in tqdm(list(product(own, range(1, 6))), desc="habits", unit="condition"):
        where, test = evaluation.condition(shift, severity), data.load(MNIST, "test")
        of_class, places = test.places(*SHIFTS[shift].classes), evaluation.changed_under(where)
        images, labels = evaluation.images_under(where, places), test.labels[places]
        for name in run.models:
            right = int((evaluation.predict(models.load(name), images).argmax(1) == labels).sum())
            clean = evaluation.logits_under(name).argmax(1) == test.labels
            before = int(clean[places].sum())
            whole = {"whole": int(clean[of_class].sum()) - before + right, "of": len(of_class)}
            told = {"shift": shift, "severity": severity, "model": name, "before": before, **whole}
            rows.append(told | {"right": right, **vars(evaluation.estimate(right, len(places)))})
    return pd.DataFrame(rows, columns=[*CONDITION, "before", "whole", "of", *COUNT])
