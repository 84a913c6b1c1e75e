"""Chapter 3: what the networks make of nine Swiss writers and an American; their scans, where those have been fetched."""

from collections.abc import Iterable
from typing import Annotated

import pandas as pd

from gapviz import charts, evaluation, models, results, scans
from gapviz.figures import common
from gapviz.figures.common import Model
from gapviz.figures.registry import Drawing, figure, percent
from gapviz.registry import Choice, Range
from gapviz.sources import DIGITS

ALL = "all"
Class = Annotated[str, Choice(DIGITS), "digit"]
ClassOrAll = Annotated[str, Choice((*DIGITS, ALL)), "digit"]
Writer = Annotated[str, Choice(scans.WRITERS)]
SHOWN, PAGES = 12, 6
Page = Annotated[int, Range(1, PAGES, step=1)]
SWISS = tuple(writer for writer in scans.WRITERS if writer != scans.CONTROL)
HABITS = {"1": (scans.FLAGGING, "the eight Swiss who give theirs a flag"), "7": (SWISS, "the nine Swiss, who cross theirs")}
"""By digit: the writers whose way with it MNIST hardly knows, in words."""


def label(writer: str) -> str:
    """Return a writer as a row of a chart is called."""
    return "American (control)" if writer == scans.CONTROL else f"{scans.words(writer)} ({int(writer[:4])})"


def answers(digit: str, writers: Iterable[str] = scans.WRITERS) -> pd.DataFrame:
    """Return what the models read some writers' digits as, with the column `right`: `n` where that is the digit, else 0."""
    found = results.table("writers")
    found = found[found["writer"].isin(list(writers)) & ((found["digit"].astype(str) == digit) | (digit == ALL))]
    return found.assign(right=found["n"].where(found["prediction"] == found["digit"], 0))


def accuracies(digit: str) -> pd.DataFrame:
    """Return how many of each writer's digits each model reads rightly (writer, model, right, value, low, high, n)."""
    sums = answers(digit).groupby(["writer", "model"], sort=False)[["right", "n"]].sum().reset_index()
    estimates = [vars(evaluation.estimate(right, n)) for right, n in sums[["right", "n"]].to_numpy().tolist()]
    return sums.drop(columns="n").join(pd.DataFrame(estimates))


def taken_for(found: pd.DataFrame) -> str:
    """Return the wrong answers among `answers`, the most frequent first, as in "7 (94), 4 (30)"; "" where there are none."""
    wrong = found[found["right"] == 0].groupby("prediction")["n"].sum().sort_values(ascending=False, kind="stable")
    return ", ".join(f"{answer} ({n})" for answer, n in wrong.items())


@figure(controls=("digit",))
def swiss_writers(digit: ClassOrAll = "1") -> Drawing:
    """What each network makes of a digit by nine Swiss writers and an American, writer by writer."""
    table = accuracies(digit)
    names = [name for name in common.networks() if name in set(table["model"])]
    rows = {(row["writer"], row["model"]): row for row in table.to_dict("records")}
    dots = [{"row": label(writer), "kind": name, **rows[writer, name]} for writer in scans.WRITERS for name in names]
    listing = {"writer": [label(one) for one in scans.WRITERS], "n": [rows[one, names[0]]["n"] for one in scans.WRITERS]}
    listing |= {name: [percent(rows[one, name]["value"], 0) for one in scans.WRITERS] for name in names}
    writers, who = HABITS.get(digit, (SWISS, "the nine Swiss"))
    what = "digits" if digit == ALL else f"{digit}s"
    (best, n, ours), (_, control_n, theirs) = (_summary(answers(digit, group)) for group in (writers, [scans.CONTROL]))
    wrong = taken_for(answers(digit, writers).query("model == @best"))
    said = f"; its wrong answers are {wrong}" if wrong and digit != ALL else ""
    return Drawing(
        table,
        caption=f"The {what} of ten writers, read by each network, with 95 % intervals. Of the {n:,} by {who}, the networks read {ours}, "
        f"{best} the most{said}. Of the {control_n:,} by the American, the control, they read {theirs}. In "
        "brackets stands a writer’s number; ages are rounded to tens.",
        alt=f"Dots for ten writers and {len(names)} models. Of the {what} by {who}, they read {ours}, of the American’s {theirs}.",
        chart=charts.dots(pd.DataFrame(dots), "read rightly" if digit == ALL else f"read as {digit}"),
        listing=pd.DataFrame(listing),
    )


def _summary(found: pd.DataFrame) -> tuple[str, int, str]:
    """Return which model has most of `answers` right, how many each model gives, and from which share to which they are right."""
    sums = found.groupby("model", sort=False)[["right", "n"]].sum()
    shares = (sums["right"] / sums["n"]).sort_values(kind="stable")
    low, high = percent(shares.iloc[0]), percent(shares.iloc[-1])
    return str(shares.index[-1]), int(sums["n"].iloc[0]), f"{low} to {high}" if low != high else high


@figure(controls=("writer", "digit", "model", "page"))
def swiss_hands(writer: Writer = "0017_CH4M", digit: Class = "1", model: Model = "cnn-0", page: Page = 1) -> Drawing:
    """One writer's scans of a digit as a network gets them; where they are not fetched, what it was recorded to answer."""
    return _scanned(writer, digit, model, page) if scans.fetched() else _recorded(writer, digit, model)


def _recorded(writer: str, digit: str, model: str) -> Drawing:
    found = answers(digit, [writer]).query("model == @model")
    if found.empty:
        return common.unrecorded(model, "Answers to the Swiss writers")
    said, counts = _said(found, digit), found.groupby("prediction")["n"].sum()
    shares = (counts / counts.sum()).reindex(range(len(DIGITS)), fill_value=0.0).tolist()
    return Drawing(
        found,
        caption=f"What {model} makes of the {digit}s by writer {writer}, {scans.words(writer)}: it reads {said}. Recorded counts.",
        alt=f"Bars for ten answers: {model} reads {said}.",
        headline=f"The scans do not come with gapviz. To see them here, run {scans.COMMAND} and start the app again.",
        chart=charts.probabilities(shares, DIGITS, int(digit), shares.index(max(shares))),
    )


def _scanned(writer: str, digit: str, model: str, page: int) -> Drawing:
    numbers, images = scans.images(writer, digit)
    logits = evaluation.predict(models.load(model), images)
    answered = [common.answer(row) for row in logits]
    table = pd.DataFrame({"number": numbers}).join(pd.DataFrame(answered, columns=["prediction", "confidence"]))
    said = _said(table.assign(n=1, right=(table["prediction"] == int(digit)).astype(int)), digit)
    shown, leaf = common.leaf(range(len(numbers)), page, SHOWN, PAGES)
    digits = []
    for place in shown:
        answer, sure = answered[place]
        digits.append(common.judged(images[place], f"Scan {numbers[place]}, a {digit}", digit, DIGITS[answer], sure))
    return Drawing(
        table,
        caption=f"The {digit}s of writer {writer}, {scans.words(writer)}, in MNIST’s frame, by the steps of "
        f"chapter 7. {model} reads {said}. Here is {leaf}.",
        alt=f"{len(digits)} of {len(numbers)} scans of a {digit}. {model} reads {said}.",
        digits=tuple(digits),
    )


def _said(found: pd.DataFrame, digit: str) -> str:
    wrong, right = taken_for(found), f"{found['right'].sum()} of {found['n'].sum()} as {digit}"
    return f"{right}, the others as {wrong}" if wrong else right
