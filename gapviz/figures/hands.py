"""Chapter 3, recorded: whose evidence it is, what MNIST contains, and flagged ones by real hands."""

from typing import Annotated, Any

import pandas as pd
import torch

from gapviz import charts, data, evaluation, results
from gapviz.attribution import METHODS
from gapviz.figures import common
from gapviz.figures.registry import Digit, Drawing, figure, interval, percent
from gapviz.registry import Choice, Range

WHOSE = {
    "grafted": "test ones with a grafted flag",
    "mnist_train": "flagged ones of MNIST’s training digits",
    "turkish": "flagged ones by Turkish writers",
}
"""Flagged ones whose evidence is recorded, and how they are called."""
Explained = Annotated[str, Choice(("cnn-0", "mlp-0"), unlisted=common.known), "model"]
Whose = Annotated[str, Choice(tuple(WHOSE)), "whose flags"]
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


@figure(controls=("whose", "model"))
def flag_shares(whose: Whose = "grafted", model: Explained = "cnn-0") -> Drawing:
    """How much of the evidence for 7 lies on the flag, by three methods, beside its share of the ink."""
    found, dots = common.records("evidence", set=whose, model=model), []
    if not found:
        return common.unrecorded(model, "Shares of the evidence")
    for row in found:
        label, ink = METHODS[row["method"]].label, row["of_ink"]
        dots.append({"row": label, "kind": "evidence", "value": row["of_evidence"], "low": row["low"], "high": row["high"]})
        dots.append({"row": label, "kind": "ink", "value": ink, "low": ink, "high": ink})
    found.sort(key=lambda row: float(row["of_evidence"]))
    (least, low), (most, high) = ((METHODS[row["method"]].label, percent(row["of_evidence"], 0)) for row in (found[0], found[-1]))
    ink = percent(found[0]["of_ink"], 0)
    return Drawing(
        pd.DataFrame(found),
        caption=f"The flag's share of the evidence for 7 rather than 1, mean over {found[0]['n']:,} {WHOSE[whose]}, for "
        f"{model}: {most} puts "
        f"{high} of it on the flag, {least[0].lower()}{least[1:]} {low}. The flag is {ink} of the ink.",
        alt=f"Dots for {len(found)} methods: from {low} to {high} of the evidence lies on the flag, which is {ink} of the ink.",
        chart=charts.dots(pd.DataFrame(dots), "share that lies on the flag"),
    )


@figure(follows="flag_shares")
def flag_erased(whose: Whose = "grafted", model: Explained = "cnn-0") -> Drawing:
    """What the model says once the flag is rubbed out, or as much ink elsewhere."""
    found = common.records("evidence", set=whose, model=model)
    if not found:
        return common.unrecorded(model, "Answers with the flag rubbed out")
    first, n = found[0], found[0]["n"]
    counts = {"flagged": first["kept"], "flag rubbed out": first["without"], "as much at random": first["at_random"]}
    counts |= {f"as much by {METHODS[row['method']].label.lower()}": row["next_strongest"] for row in found}
    table = pd.DataFrame([{"row": name, "kind": "read as 1", **vars(evaluation.estimate(right, n))} for name, right in counts.items()])
    whole, without, random = (percent(value) for value in table["value"].iloc[:3])
    return Drawing(
        table,
        caption=f"Of {n:,} {WHOSE[whose]} {model} reads {whole} as 1; with the flag rubbed out {without}; with as much ink rubbed out "
        f"elsewhere, at random, {random}. Below, as much of the ink outside the flag that each method holds for the strongest.",
        alt=f"Dots: read as 1 are {whole} flagged, {without} without the flag, {random} with as much ink rubbed out at random.",
        chart=charts.dots(table, "read as 1"),
    )


@figure(controls=("page",))
def mnist_flags(page: Page = 1) -> Drawing:
    """The flagged ones among MNIST's own training digits, as a geometric detector finds them."""
    found, (counted,) = common.records("flagged", flag=1), common.records("detector", kind="flag")
    precision, recall = (evaluation.estimate(counted["hits"], counted[of]) for of in ("detected", "labelled"))
    shown, leaf = common.leaf(found, page, SHOWN, PAGES)
    images = data.load("mnist", "train").at(torch.tensor([one["index"] for one in shown]))
    share = percent(counted["found"] / counted["n"])
    return Drawing(
        pd.DataFrame(found),
        caption=f"A geometric detector finds a flag on {counted['found']:,} of MNIST's {counted['n']:,} training ones, {share}. On ones "
        f"labelled by eye that chose none of its thresholds its precision is {interval(precision)}, its recall {interval(recall)}. "
        f"Here is {leaf}.",
        alt=f"{len(shown)} training ones with a flag. The detector finds {counted['found']:,}, {share} of them all.",
        digits=tuple(_found(image, one) for image, one in zip(images, shown, strict=True)),
    )


def _found(image: torch.Tensor, one: dict[str, Any]) -> Digit:
    label = f"flag at {one['angle']:.0f}°{' and foot' if one['foot'] else ''}"
    return common.shown(image, f"Training digit {one['index']}, a 1 with a {label}.", label)


@figure()
def real_hands() -> Drawing:
    """Flagged ones that people wrote, and plain ones, read by all shipped models."""
    found = {(row["set"], row["model"]): row for row in common.records("hands")}
    names = [model for model in common.networks() if all((place, model) in found for place in SETS)]
    dots = [found[place, model] | {"row": label, "kind": model} for place, label in SETS.items() for model in names]
    listing = {"ones read as 1": list(SETS.values()), "n": [f"{found[place, names[0]]['n']:,}" for place in SETS]}
    listing |= {model: [percent(found[place, model]["value"], 0) for place in SETS] for model in names}
    flagged = sorted((found["optdigits flag", model] for model in names), key=lambda row: float(row["value"]))
    worst, best = flagged[0], flagged[-1]
    return Drawing(
        results.table("hands"),
        caption=f"Ones by real hands, read as 1 by each network, with 95 % intervals. Of the {best['n']} flagged ones by Turkish writers "
        f"{best['model']} reads {percent(best['value'])}, {worst['model']} {percent(worst['value'])}; those were kept as 8 x 8 pixels, "
        "and are brought into MNIST’s frame here. The networks have seen the training ones.",
        alt=f"Dots for {len(SETS)} sets of ones and {len(names)} models. Flagged Turkish ones are read as 1 from "
        f"{percent(worst['value'])} to {percent(best['value'])}.",
        chart=charts.dots(pd.DataFrame(dots), "read as 1"),
        listing=pd.DataFrame(listing),
    )
