"""Chapter 3: other habits of other hands, each grafted onto all test digits of its class."""

from dataclasses import dataclass, field
from typing import Annotated, ClassVar

import pandas as pd
import torch

from gapviz import evaluation
from gapviz.core import tables
from gapviz.core.parameters import Choice, Range
from gapviz.core.types import Estimate
from gapviz.core.wording import Words, say
from gapviz.evaluation import CLEAN
from gapviz.figures import charts
from gapviz.figures.registry import Drawing, figure
from gapviz.figures.shared import live_counts, tiles
from gapviz.figures.shared.choices import DigitModel, Severity, levels_of
from gapviz.figures.shared.live_counts import Levels, test_set
from gapviz.models import HERO
from gapviz.shifts import SHIFTS

HABITS = tuple(name for name, entry in SHIFTS.items() if entry.family == "handwriting" and name != "flag")
"""The variants beside the flag, which has the rest of the chapter."""
SAMPLE = 4
Habit = Annotated[str, Choice(HABITS, levels_of), "habit"]
First = Annotated[int, Range(0, 850, step=1), "first digit"]


@dataclass(frozen=True)
class Grafted:
    """The test digits of a class with a habit at a severity, or at its `levels`, as a model reads them."""

    leads: ClassVar = "habit_digits"
    shift: Habit = "crossbar"
    severity: Severity = 4
    model: DigitModel = HERO
    first: First = 0
    levels: Levels = field(default_factory=dict)

    @property
    def condition(self) -> evaluation.Condition:
        """The test set under this habit."""
        return live_counts.where(self.shift, self.severity, 0, self.levels)

    @property
    def described(self) -> str:
        """The habit in words, with its levels."""
        return live_counts.describe(self.condition)

    @property
    def places(self) -> torch.Tensor:
        """The places of the digits of its class in the test set, int64 (N,)."""
        return test_set().places(*SHIFTS[self.shift].classes)


@figure(state=Grafted, controls=("shift", "severity", "levels", "model"))
def habit_digits(state: Grafted) -> Drawing:
    """Test digits before and after a stroke is added, with the answers, and how many of a class are read."""
    at, places = state.condition, state.places
    labels = test_set().labels[places]
    before, after = evaluation.images_under(CLEAN, places), evaluation.images_under(at, places)
    clean = evaluation.logits_under(state.model, CLEAN)[places]
    logits = evaluation.logits_under(state.model, at)[places]
    written = (after != before).flatten(1).any(1)
    order = (~written).int().argsort(stable=True)
    digits = []
    for group, place in enumerate(order[state.first : state.first + SAMPLE].tolist()):
        index = int(places[place])
        digits.append(tiles.of_test_digit(before[place], index, clean[place], "as it is", group))
        digits.append(tiles.of_test_digit(after[place], index, logits[place], state.described, group))
    plain, found = evaluation.accuracy(clean, labels), evaluation.accuracy(logits, labels)
    name = say("{digit}s", digit=of_class(state.shift))
    how = say("with {habit}", habit=state.described) if state.severity else "the same, at severity 0"
    return Drawing(
        pd.DataFrame([{"set": "clean", **vars(plain)}, {"set": "written so", **vars(found)}]),
        caption=say(
            "{shift} Above as MNIST has them, below {how}, with the answers of {model}.{room}",
            shift=SHIFTS[state.shift].caption,
            how=how,
            model=state.model,
            room=_with_room(evaluation.accuracy(logits[written], labels[written]), len(places)),
        ),
        alt=say(
            "{count} test digits as MNIST has them and {how}. {model} reads {found:interval} of all {name} "
            "like this.",
            count=SAMPLE,
            how=how,
            model=state.model,
            found=found,
            name=name,
        ),
        tiles=tuple(digits),
        headline=say(
            "All {n:,} {name} of the test set: {plain:%} read as they are, {found:interval} like this.",
            n=len(places),
            name=name,
            plain=plain.value,
            found=found,
        ),
    )


def _with_room(found: Estimate, n: int) -> Words:
    """Return how many of those with room for the habit are read, unless all `n` have it or none."""
    if not 0 < found.n < n:
        return ""
    return say(
        " Of those with room for it {found:interval} are read; the others count as they are.", found=found
    )


def of_class(shift: str) -> str:
    """Return the class that a habit is for."""
    return "".join(SHIFTS[shift].classes)


@figure(state=Grafted)
def habits(state: Grafted) -> Drawing:
    """What each habit costs each shipped model at this severity, recorded."""
    rung = state.severity or 1
    found = _recorded(rung)
    means = found.groupby("row", sort=False)["value"].mean()
    count = found["kind"].nunique()
    return Drawing(
        found,
        caption=say(
            "Every habit at severity {severity}, on all test digits of its class, which stands in brackets; "
            "recorded. A digit without room for it counts as it is. The mean of {count} networks is lowest "
            "for {worst}, {least:%}, and highest for {best}, {most:%}.",
            severity=rung,
            count=count,
            worst=str(means.idxmin()),
            least=means.min(),
            best=str(means.idxmax()),
            most=means.max(),
        ),
        alt=say(
            "Dots for {habits} habits and {count} models: from {least:%} to {most:%} are still read.",
            habits=len(HABITS),
            count=count,
            least=found["value"].min(),
            most=found["value"].max(),
        ),
        chart=charts.dots(found, "still read"),
    )


def _recorded(severity: int) -> pd.DataFrame:
    """Return how many digits of its class are read with each habit (row, kind, value, low, high, n)."""
    table = tables.table("per_class")
    rows = []
    for name in HABITS:
        own = (table["shift"] == name) & table["class"].isin(SHIFTS[name].classes)
        for row in table[own & (table["severity"] == severity)].itertuples():
            estimate = evaluation.estimate(int(row.right), int(row.n))  # type: ignore[arg-type]
            label = f"{SHIFTS[name].label} ({of_class(name)})"
            rows.append({"row": label, "kind": str(row.model)} | vars(estimate))
    return pd.DataFrame(rows)
