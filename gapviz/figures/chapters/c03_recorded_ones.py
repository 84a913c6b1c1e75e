"""Chapter 3, recorded: whose evidence it is, what MNIST contains, and flagged ones by real hands."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import pandas as pd
import torch

from gapviz import data, evaluation, models
from gapviz.core import tables
from gapviz.core.parameters import Choice, Range
from gapviz.core.wording import say
from gapviz.evaluation.attribution import METHODS
from gapviz.evaluation.measure.flags import EXPLAINED_MODELS
from gapviz.figures import charts
from gapviz.figures.registry import Drawing, Tile, figure
from gapviz.figures.shared import records, tiles
from gapviz.figures.shared.choices import METHOD_PAPERS, known, networks
from gapviz.figures.shared.empty_states import unrecorded
from gapviz.figures.shared.pagination import paginate
from gapviz.models import HERO

WHOSE = {
    "grafted": "test ones with a grafted flag",
    "mnist_train": "flagged ones of MNIST’s training digits",
    "turkish": "flagged ones by Turkish writers",
}
"""Flagged ones whose evidence is recorded, and how they are called."""
Explained = Annotated[str, Choice(EXPLAINED_MODELS, unlisted=known, words=models.label), "network"]
Whose = Annotated[str, Choice(tuple(WHOSE), words=WHOSE), "whose flags"]
SHOWN, PAGES = 12, 20
Page = Annotated[int, Range(1, PAGES, step=1)]
SETS = {
    "mnist train plain": "MNIST train, plain",
    "mnist train flag": "MNIST train, flagged",
    "mnist test plain": "MNIST test, plain",
    "mnist test flag": "MNIST test, flagged",
    "optdigits plain": "Turkish, plain",
    "optdigits flag": "Turkish, flagged",
}
"""The ones of real hands, and how they are called; told apart by eye, in MNIST's test set by the detector."""
Row = dict[str, Any]


@dataclass(frozen=True)
class FlaggedOnes:
    """Flagged ones, and the model whose evidence on them is recorded."""

    leads: ClassVar = "flag_shares"
    whose: Whose = "grafted"
    model: Explained = HERO

    @property
    def words(self) -> str:
        """How these ones are called."""
        return WHOSE[self.whose]

    def evidence(self) -> list[Row]:
        """Return what is recorded of them, one row a method."""
        return records.rows("evidence", set=self.whose, model=self.model)


@figure(state=FlaggedOnes, controls=("whose", "model"), papers=METHOD_PAPERS)
def flag_shares(state: FlaggedOnes) -> Drawing:
    """How much evidence lies on a flag: for 7, by three methods, beside its share of the ink."""
    found = state.evidence()
    if not found:
        return unrecorded(state.model, "Shares of the evidence")
    dots = [dot for row in found for dot in _dots(row)]
    found.sort(key=lambda row: float(row["of_evidence"]))
    least, most = METHODS[found[0]["method"]].label, METHODS[found[-1]["method"]].label
    shares = {"low": found[0]["of_evidence"], "high": found[-1]["of_evidence"], "ink": found[0]["of_ink"]}
    return Drawing(
        pd.DataFrame(found),
        caption=say(
            "See how far the two dots of a row lie apart. One is the flag’s share of the ink, {ink:0%}. The "
            "other is its share of the evidence for 7 rather than 1. {most} gives it {high:0%}, {least} "
            "{low:0%}. Means over {n:,} {whose}, for {model}.",
            n=found[0]["n"],
            whose=state.words,
            model=models.spoken(state.model),
            most=most,
            least=f"{least[0].lower()}{least[1:]}",
            **shares,
        ),
        alt=say(
            "Dots for {count} methods: from {low:0%} to {high:0%} of the evidence lies on the flag, which is "
            "{ink:0%} of the ink.",
            count=len(found),
            **shares,
        ),
        chart=charts.dots(pd.DataFrame(dots), "share that lies on the flag"),
    )


def _dots(row: Row) -> list[Row]:
    """Return the two dots of a method: the flag's share of the evidence, and of the ink."""
    label, ink = METHODS[row["method"]].label, row["of_ink"]
    of_evidence = {"value": row["of_evidence"], "low": row["low"], "high": row["high"]}
    of_ink = {"value": ink, "low": ink, "high": ink}
    return [{"row": label, "kind": "evidence", **of_evidence}, {"row": label, "kind": "ink", **of_ink}]


@figure(state=FlaggedOnes)
def flag_erased(state: FlaggedOnes) -> Drawing:
    """A flag rubbed out: what the model says without it, or without as much ink elsewhere."""
    found = state.evidence()
    if not found:
        return unrecorded(state.model, "Answers with the flag rubbed out")
    first, n = found[0], found[0]["n"]
    counts = {
        "flagged": first["kept"],
        "flag rubbed out": first["without"],
        "as much at random": first["at_random"],
    }
    counts |= {f"as much by {METHODS[row['method']].label.lower()}": row["next_strongest"] for row in found}
    rows = [
        {"row": name, "kind": "read as 1", **vars(evaluation.estimate(right, n))}
        for name, right in counts.items()
    ]
    table = pd.DataFrame(rows)
    shares = dict(zip(("whole", "without", "random"), table["value"].head(3), strict=True))
    return Drawing(
        table,
        caption=say(
            "Of {n:,} {whose} {model} reads {whole:%} as 1. With the flag rubbed out it is {without:%}. With "
            "as much other ink rubbed out at random it is {random:%}. In the rows below that, as much other "
            "ink goes where a method finds the strongest evidence.",
            n=n,
            whose=state.words,
            model=models.spoken(state.model),
            **shares,
        ),
        alt=say(
            "Dots: read as 1 are {whole:%} flagged, {without:%} without the flag, {random:%} with as much "
            "ink rubbed out at random.",
            **shares,
        ),
        chart=charts.dots(table, "read as 1"),
    )


@figure(controls=("page",))
def mnist_flags(page: Page = 1) -> Drawing:
    """Flagged ones in MNIST: among its own training digits, as a geometric detector finds them."""
    found = records.rows("flagged", flag=1)
    (counted,) = records.rows("detector", kind="flag")
    shown, leaf = paginate(found, page, SHOWN, PAGES)
    images = data.load("mnist", "train").at(torch.tensor([one["index"] for one in shown]))
    flagged = {"found": counted["found"], "share": counted["found"] / counted["n"]}
    return Drawing(
        pd.DataFrame(found),
        caption=say(
            "A geometric detector finds a flag on {found:,} of MNIST’s {n:,} training ones, {share:%}. On "
            "ones labelled by eye that chose none of its thresholds its precision is {precision:interval}, "
            "its recall {recall:interval}. Here is {leaf}.",
            n=counted["n"],
            precision=evaluation.estimate(counted["hits"], counted["detected"]),
            recall=evaluation.estimate(counted["hits"], counted["labelled"]),
            leaf=leaf,
            **flagged,
        ),
        alt=say(
            "{shown} training ones with a flag. The detector finds {found:,}, {share:%} of them all.",
            shown=len(shown),
            **flagged,
        ),
        tiles=tuple(_found(image, one) for image, one in zip(images, shown, strict=True)),
    )


def _found(image: torch.Tensor, one: Row) -> Tile:
    label = f"flag at {one['angle']:.0f}°{' and foot' if one['foot'] else ''}"
    return tiles.shown(image, f"Training digit {one['index']}, a 1 with a {label}.", label)


@figure()
def real_hands() -> Drawing:
    """Ones that people wrote: flagged ones and plain ones, read by all shipped models."""
    found = {(row["set"], row["model"]): row for row in records.rows("hands")}
    names = [model for model in networks() if all((place, model) in found for place in SETS)]
    dots = [
        found[place, model] | {"row": label, "kind": model}
        for place, label in SETS.items()
        for model in names
    ]
    listing = {
        "ones read as 1": list(SETS.values()),
        "n": [f"{found[place, names[0]]['n']:,}" for place in SETS],
    }
    listing |= records.by_family({model: [found[place, model]["value"] for place in SETS] for model in names})
    flagged = [found["optdigits flag", model] for model in names]
    flagged.sort(key=lambda row: float(row["value"]))
    worst, best = flagged[0], flagged[-1]
    return Drawing(
        tables.table("hands"),
        caption=say(
            "Ones by real hands, read as 1 by each network, with 95 % intervals. Of the {n} flagged ones by "
            "Turkish writers {best} reads {most:%}, {worst} {least:%}; those were kept as 8 x 8 pixels, and "
            "are brought into MNIST’s frame here. The networks have seen the training ones. Neither set says "
            "who wrote which 1: each counts as a draw of its own, and by writer intervals would be wider. "
            "The table says from its worst to its best seed what a network reads.",
            n=best["n"],
            best=models.spoken(str(best["model"])),
            most=best["value"],
            worst=models.spoken(str(worst["model"])),
            least=worst["value"],
        ),
        alt=say(
            "Dots for {sets} sets of ones and {count} models. Flagged Turkish ones are read as 1 from "
            "{least:%} to {most:%}.",
            sets=len(SETS),
            count=len(names),
            least=worst["value"],
            most=best["value"],
        ),
        chart=charts.dots(pd.DataFrame(dots), "read as 1"),
        listing=pd.DataFrame(listing),
    )
