"""Empty states: what is shown where a figure has nothing to show of a model, and why not."""

import pandas as pd

from gapviz import models
from gapviz.core import log, tables
from gapviz.core.wording import Words, say
from gapviz.evaluation.attribution import METHODS
from gapviz.figures.registry import Drawing


def nothing(sentence: Words) -> Drawing:
    """Return what to show where there is nothing: a sentence that says why."""
    return Drawing(pd.DataFrame(), sentence, "Nothing to show.")


def unexplained(method: str, model: str) -> Drawing | None:
    """Return what to show where a method cannot explain a model, else None."""
    network = models.load(model)
    if METHODS[method].explains(network):
        return None
    sentence = say(
        "{method} needs a convolution and {model} has none; choose another method or model.",
        method=METHODS[method].label,
        model=models.spoken(model),
    )
    return nothing(sentence)


def unrecorded(model: str, what: str) -> Drawing:
    """Return what to show of a network without a record of `what`, as in "Its answers on real paper"."""
    sentence = f"{what} are recorded for the article’s own networks; of {models.spoken(model)} nothing is."
    return nothing(sentence)


def unmeasured(shift: str) -> Drawing:
    """Return what to show of a shift, by its label, of which nothing is recorded yet; the log has how."""
    log.tell(f"Nothing is recorded of {shift} yet; {tables.COMMAND} --resume does it.")
    return nothing(say("Nothing is recorded of {shift} yet.", shift=shift))
