"""Chapter 3, recorded: the flags of real hands, on the map of what networks make of grafted ones."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from gapviz import evaluation, models
from gapviz.core import tables
from gapviz.core.types import Estimate
from gapviz.core.wording import say
from gapviz.figures import charts
from gapviz.figures.chapters.c03_flagged import LENGTHS, ONE, SEVEN, Flagged
from gapviz.figures.chapters.c03_turning_angle import majorities
from gapviz.figures.chapters.c03_writers import label
from gapviz.figures.registry import Drawing, figure
from gapviz.figures.shared.empty_states import unrecorded
from gapviz.figures.shared.live_counts import test_set

SETS = {"mnist": "MNIST train", "optdigits": "Turkish", "swiss": "Swiss"}
"""Whose flags are recorded, and how they are called; the later ones are drawn over the earlier."""
FLATTEST = 120
"""Degrees: the map ends beyond the flattest real one."""
STEEP, FLAT = 35, 45
"""Degrees: up to the first a flag is called steep, from the second on flat."""


def real(model: str) -> pd.DataFrame:
    """Return the flags of real hands with what a model reads these ones as, a row a flag."""
    found = tables.table("real_flags")
    found = found[found["model"] == model].reset_index(drop=True)
    return found.assign(right=found["prediction"] == ONE)


@figure(state=Flagged, clicks=("angle", "length"))
def real_flags(state: Flagged) -> Drawing:
    """The flags of real ones: how they lie, how long they are, and what a network reads each as."""
    table, cells = real(state.model), majorities().query("model == @state.model and angle <= @FLATTEST")
    if table.empty or cells.empty:
        return unrecorded(state.model, "Answers to the flags of real hands")
    classes, swiss = test_set().classes, table[table["set"] == "swiss"]
    table = table.sort_values("set", key=lambda names: names.map(list(SETS).index), kind="stable")
    points = table.assign(kind=table["set"].map(SETS), answer=[classes[int(k)] for k in table["prediction"]])
    points["said"] = [_said(row) for row in points.to_dict("records")]
    steep, flat = swiss[swiss["angle"] <= STEEP], swiss[swiss["angle"] >= FLAT]
    counts = {name: int((table["set"] == name).sum()) for name in SETS}
    read_steep, read_flat = _by_writer(steep), _by_writer(flat)
    titles = ("angle of the flag", "length in pixels")
    return Drawing(
        table.drop(columns="right"),
        caption=say(
            "The flags of ones that people wrote: {swiss} by eight Swiss writers, {turkish} by Turkish ones, "
            "{mnist} in MNIST’s training digits, as long as on a 1 of MNIST’s usual height. Blue: {model} "
            "reads a 1. Vermilion: a 7. Ochre: something else. The ground says the same of most test ones "
            "with such a flag grafted onto them, and the frame is your own flag. Of the Swiss ones up to "
            "{low}° {model} reads {steep:interval}, of those from {high}° on {flat:interval}; intervals have "
            "the flags of a writer as a cluster. {beyond} flags are longer than the slider goes.",
            swiss=counts["swiss"],
            turkish=counts["optdigits"],
            mnist=counts["mnist"],
            beyond=int((table["length"] > float(LENGTHS.max())).sum()),
            model=models.spoken(state.model),
            steep=read_steep,
            flat=read_flat,
            low=STEEP,
            high=FLAT,
        ),
        alt=say(
            "Points for {n} flags of real ones by angle and length, over a map of what {model} reads grafted "
            "ones as. Of the Swiss ones it reads {up_to:%} up to {low}°, and {from_on:%} from {high}° on.",
            n=len(table),
            model=models.spoken(state.model),
            up_to=read_steep.value,
            from_on=read_flat.value,
            low=STEEP,
            high=FLAT,
        ),
        chart=charts.answer_points(
            cells,
            points,
            "angle",
            "length",
            titles,
            (classes[ONE], classes[SEVEN]),
            (state.angle, state.length),
        ),
    )


def _by_writer(flags: pd.DataFrame) -> Estimate:
    """Return the share of flagged ones that are read, a writer as a cluster."""
    writers = flags.groupby("writer")["right"]
    return evaluation.clustered_counts(writers.sum(), writers.size())


def _said(row: Mapping[Hashable, Any]) -> str:
    """Return a flag in words, as in "Swiss man, 40 (17), 39°, 15 pixels: read as 7"."""
    who = label(row["writer"]) if row["writer"] else row["kind"]
    return f"{who}, {row['angle']:.0f}°, {row['length']:.0f} pixels: read as {row['answer']}"
