"""Chapter 3: other habits of other hands, each grafted onto all test digits of its class."""

from typing import Annotated

import pandas as pd

from gapviz import charts, evaluation, results
from gapviz.figures import common
from gapviz.figures.common import Levels, Model, Severity
from gapviz.figures.registry import Drawing, figure, interval, percent
from gapviz.registry import Choice, Range
from gapviz.shifts import SHIFTS

DRIVER = "habit_digits"
HABITS = tuple(name for name, entry in SHIFTS.items() if entry.family == "handwriting" and name != "flag")
"""The variants beside the flag, which has the rest of the chapter."""
SAMPLE = 4
Habit = Annotated[str, Choice(HABITS, common.levels_of), "habit"]
First = Annotated[int, Range(0, 850, step=1), "first digit"]


@figure(controls=("shift", "severity", "levels", "model"))
def habit_digits(
    levels: Levels, shift: Habit = "crossbar", severity: Severity = 4, model: Model = "cnn-0", first: First = 0
) -> Drawing:  # fmt: skip
    """Test digits before and after a stroke is added, with the answers, and how many of their class are still read."""
    at, dataset = common.where(shift, severity, 0, levels), common.test_set()
    places = dataset.places(*SHIFTS[shift].classes)
    before, after = evaluation.images_under(evaluation.CLEAN, places), evaluation.images_under(at, places)
    clean, logits = (evaluation.logits_under(model, where)[places] for where in (evaluation.CLEAN, at))
    written = (after != before).flatten(1).any(1)
    order, digits = (~written).int().argsort(stable=True), []
    for group, place in enumerate(order[first : first + SAMPLE].tolist()):
        index = int(places[place])
        digits.append(common.answered(before[place], index, clean[place], "as it is", group))
        digits.append(common.answered(after[place], index, logits[place], common.describe(at), group))
    counts = [evaluation.accuracy(some, dataset.labels[places]) for some in (clean, logits)]
    name, n, with_room = f"{of_class(shift)}s", len(places), evaluation.accuracy(logits[written], dataset.labels[places[written]])
    room = f" Of those with room for it {interval(with_room)} are read; the others count as they are." if 0 < with_room.n < n else ""
    how = f"with {common.describe(at)}" if severity else "the same, at severity 0"
    return Drawing(
        pd.DataFrame([{"set": kind, **vars(found)} for kind, found in zip(("clean", "written so"), counts, strict=True)]),
        caption=f"{SHIFTS[shift].caption} Above as MNIST has them, below {how}, with the answers of {model}.{room}",
        alt=f"{SAMPLE} test digits as MNIST has them and {how}. {model} reads {interval(counts[1])} of all {name} like this.",
        digits=tuple(digits),
        headline=f"All {n:,} {name} of the test set: {percent(counts[0].value)} read as they are, {interval(counts[1])} like this.",
    )


def of_class(shift: str) -> str:
    """Return the class that a habit is for."""
    return "".join(SHIFTS[shift].classes)


@figure(follows=DRIVER)
def habits(
    levels: Levels, shift: Habit = "crossbar", severity: Severity = 4, model: Model = "cnn-0", first: First = 0
) -> Drawing:  # fmt: skip
    """What each habit costs each shipped model at this severity, recorded."""
    table = results.table("per_class")
    rung = severity or 1
    rows = []
    for name in HABITS:
        chosen = table[(table["shift"] == name) & (table["severity"] == rung) & table["class"].isin(SHIFTS[name].classes)]
        for row in chosen.itertuples():
            estimate = evaluation.estimate(int(row.right), int(row.n))  # type: ignore[arg-type]
            rows.append({"row": f"{SHIFTS[name].label} ({of_class(name)})", "kind": str(row.model)} | vars(estimate))
    found = pd.DataFrame(rows)
    means = found.groupby("row", sort=False)["value"].mean()
    worst, best = str(means.idxmin()), str(means.idxmax())
    return Drawing(
        found,
        caption=f"Every habit at severity {rung}, on all test digits of its class, which stands in brackets; recorded. A digit "
        f"without room for it counts as it is. The mean of {found['kind'].nunique()} networks is lowest for {worst}, "
        f"{percent(means.min())}, and highest for {best}, {percent(means.max())}.",
        alt=f"Dots for {len(HABITS)} habits and {found['kind'].nunique()} models: from {percent(found['value'].min())} to "
        f"{percent(found['value'].max())} are still read.",
        chart=charts.dots(found, "still read"),
    )
