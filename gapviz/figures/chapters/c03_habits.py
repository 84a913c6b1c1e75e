"""Chapter 3: other habits of other hands, each grafted onto all test digits of its class."""

from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

import pandas as pd
import torch

from gapviz import evaluation, models
from gapviz.core import tables
from gapviz.core.parameters import Choice, Range
from gapviz.core.types import Estimate, Logits
from gapviz.core.wording import Words, percent, say
from gapviz.evaluation import CLEAN
from gapviz.figures import charts
from gapviz.figures.registry import Drawing, Tile, figure
from gapviz.figures.shared import live_counts, records, tiles
from gapviz.figures.shared.choices import DigitModel, Severity, levels_of
from gapviz.figures.shared.live_counts import Levels, test_set
from gapviz.models import HERO
from gapviz.shifts import SHIFTS

HABITS = tuple(name for name, entry in SHIFTS.items() if entry.family == "handwriting" and name != "flag")
"""The variants beside the flag, which has the rest of the chapter."""
SAMPLE = 4
Habit = Annotated[str, Choice(HABITS, levels_of, words=lambda name: SHIFTS[name].label), "habit"]
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
    """Habits of handwriting: digits before and after a stroke is added, and how many of these are read."""
    at, places, model = state.condition, state.places, state.model
    changed = evaluation.changed_under(at) if at.shift else places
    changed = changed if len(changed) else places  # a stroke of no length changes none
    labels, name = test_set().labels, say("{digit}s", digit=of_class(state.shift))
    clean, logits = (evaluation.logits_under(model, where) for where in (CLEAN, at))
    counts = {
        (whose, how): evaluation.accuracy(answers[some], labels[some])
        for whose, some in (("changed", changed), ("class", places))
        for how, answers in (("as it is", clean), ("written so", logits))
    }
    how = say("with {habit}", habit=state.described) if state.severity else "the same, at severity 0"
    found = counts["changed", "written so"]
    return Drawing(
        pd.DataFrame([{"set": whose, "how": way, **vars(one)} for (whose, way), one in counts.items()]),
        caption=say(
            "{shift} Above as MNIST has them, below {how}, with the answers of {model}.{rest}",
            shift=SHIFTS[state.shift].caption,
            how=how,
            model=models.spoken(model),
            rest=_left_alone(counts["class", "written so"], len(changed), name),
        ),
        alt=say(
            "{count} test digits as MNIST has them and {how}. {whose:Aa}: {model} reads {found:interval}.",
            count=SAMPLE,
            how=how,
            whose=_whose(len(changed), len(places), name),
            model=models.spoken(model),
            found=found,
        ),
        tiles=_pairs(state, changed, clean, logits),
        headline=say(
            "{whose:Aa}: {plain:%} read as they are, {found:interval} like this.",
            whose=_whose(len(changed), len(places), name),
            plain=counts["changed", "as it is"].value,
            found=found,
        ),
    )


def _pairs(state: Grafted, changed: torch.Tensor, clean: Logits, logits: Logits) -> tuple[Tile, ...]:
    """Return some of the `changed` digits, from the state's first on and over the end, as they are and so."""
    shown = [int(changed[(state.first + step) % len(changed)]) for step in range(min(SAMPLE, len(changed)))]
    before, after = (evaluation.images_under(where, shown) for where in (CLEAN, state.condition))
    digits = []
    for group, index in enumerate(shown):
        digits.append(tiles.of_test_digit(before[group], index, clean[index], "as it is", group))
        digits.append(tiles.of_test_digit(after[group], index, logits[index], state.described, group))
    return tuple(digits)


def _whose(changed: int, n: int, name: Words) -> Words:
    """Return of which digits is counted: of the `changed` ones, beside the `n` of their class."""
    if changed == n:
        return say("All {n:,} {name} of the test set", n=n, name=name)
    return say(
        "The {changed:,} of the test set’s {n:,} {name} with room for it", changed=changed, n=n, name=name
    )


def _left_alone(whole: Estimate, changed: int, name: Words) -> Words:
    """Return how many of the whole class are read, unless all of it is `changed`."""
    if changed == whole.n:
        return ""
    return say(
        " Of all {n:,} {name}, the {left:,} without room for it as they are, it reads {whole:%}.",
        n=whole.n,
        name=name,
        left=whole.n - changed,
        whole=whole.value,
    )


def of_class(shift: str) -> str:
    """Return the class that a habit is for."""
    return "".join(SHIFTS[shift].classes)


@figure(state=Grafted)
def habits(state: Grafted) -> Drawing:
    """What habits of handwriting cost: each shipped model, on the digits that a habit changes, recorded."""
    rung = state.severity or 1
    found = _recorded(rung)
    means = found.groupby("row", sort=False)[["value", "before", "whole", "n", "of"]].mean()
    count, worst, best = found["kind"].nunique(), str(means["value"].idxmin()), str(means["value"].idxmax())
    lowest, rarest = means.loc[worst], str(means["n"].idxmin())
    return Drawing(
        found,
        caption=say(
            "Every habit at severity {severity}, on the test digits with room for it, whose class and number "
            "stand in brackets; recorded. The mean of {count} networks is lowest for {worst}, {least:%}: of "
            "the same digits as they are they read {before:%}, of the whole class, with those that have no "
            "room, {whole:%}. It is highest for {best}, {most:%}. Fewest have room for {rarest}, of "
            "{class_n:,} digits.",
            severity=rung,
            count=count,
            worst=worst,
            least=lowest["value"],
            before=lowest["before"],
            whole=lowest["whole"],
            best=best,
            most=means["value"].max(),
            rarest=rarest,
            class_n=int(means["of"][rarest]),
        ),
        alt=say(
            "Dots for {habits} habits and {count} models: from {least:%} to {most:%} of the changed digits "
            "are still read.",
            habits=len(HABITS),
            count=count,
            least=found["value"].min(),
            most=found["value"].max(),
        ),
        chart=charts.dots(found, "still read"),
        listing=_listing(means),
    )


def _listing(means: pd.DataFrame) -> pd.DataFrame:
    """Return the means over networks, a row a habit, as a reader reads them."""
    sizes = means[["n", "of"]].astype(int).to_numpy().tolist()
    columns = {"habit": list(means.index), "changed": [f"{n:,} of {of:,}" for n, of in sizes]}
    for words, column in (("as they are", "before"), ("written so", "value"), ("whole class", "whole")):
        columns[words] = [percent(share) for share in means[column]]
    return pd.DataFrame(columns)


def _recorded(severity: int) -> pd.DataFrame:
    """Return how many of the digits that each habit changes are read.

    Columns: row, kind, value, low, high, n, and shares: `before` of the same digits as they are, `whole` of
    all `of` digits of the class.
    """
    table, rows = tables.table("habits"), []
    for name in HABITS:
        for row in table[(table["shift"] == name) & (table["severity"] == severity)].to_dict("records"):
            label = f"{SHIFTS[name].label} ({of_class(name)}; {row['n']:,})"
            told: dict[Any, Any] = {"row": label, "kind": row["model"], "of": row["of"]}
            told |= {"before": row["before"] / row["n"], "whole": row["whole"] / row["of"]}
            rows.append(told | vars(records.as_estimate(row)))  # type: ignore[arg-type]
    return pd.DataFrame(rows)
