"""Chapter 3: what the networks make of nine Swiss writers and an American; their scans, where fetched."""

from collections.abc import Iterable
from typing import Annotated, Any

import pandas as pd

from gapviz import evaluation, models
from gapviz.core import log, tables
from gapviz.core.parameters import Choice, Range
from gapviz.core.types import Estimate
from gapviz.core.wording import Words, percent, say
from gapviz.data import swiss_scans
from gapviz.data.sources import DIGITS
from gapviz.figures import charts
from gapviz.figures.registry import Drawing, figure
from gapviz.figures.shared import records, tiles
from gapviz.figures.shared.choices import DigitModel, networks
from gapviz.figures.shared.pagination import paginate
from gapviz.models import HERO

ALL = "all"
Class = Annotated[str, Choice(DIGITS), "digit"]
ClassOrAll = Annotated[str, Choice((*DIGITS, ALL)), "digit"]


def number_of(writer: str) -> int:
    """Return the number that a writer has in the collection."""
    return int(writer[:4])


def label(writer: str) -> str:
    """Return a writer as a row of a chart is called."""
    if writer == swiss_scans.CONTROL:
        return "American (control)"
    return f"{swiss_scans.words(writer)} ({number_of(writer)})"


Writer = Annotated[str, Choice(swiss_scans.WRITERS, words=label)]
SHOWN, PAGES = 12, 6
Page = Annotated[int, Range(1, PAGES, step=1)]
SWISS = tuple(writer for writer in swiss_scans.WRITERS if writer != swiss_scans.CONTROL)
HABITS = {
    "1": (swiss_scans.FLAGGING, "the eight Swiss who give theirs a flag"),
    "7": (SWISS, "the nine Swiss, who cross theirs"),
}
"""By digit: the writers whose way with it MNIST hardly knows, in words."""


def answers(digit: str, writers: Iterable[str] = swiss_scans.WRITERS) -> pd.DataFrame:
    """Return what the models read some writers' digits as.

    The column `right` is `n` where the answer is the digit, else 0.
    """
    found = tables.table("writers")
    asked = (found["digit"].astype(str) == digit) | (digit == ALL)
    found = found[found["writer"].isin(list(writers)) & asked]
    return found.assign(right=found["n"].where(found["prediction"] == found["digit"], 0))


def accuracies(digit: str) -> pd.DataFrame:
    """Return how many of each writer's digits a model reads (writer, model, right, value, low, high, n)."""
    sums = answers(digit).groupby(["writer", "model"], sort=False)[["right", "n"]].sum().reset_index()
    counts = sums[["right", "n"]].to_numpy().tolist()
    estimates = [vars(evaluation.estimate(right, n)) for right, n in counts]
    return sums.drop(columns="n").join(pd.DataFrame(estimates))


def pooled(found: pd.DataFrame) -> dict[str, Estimate]:
    """Return how many of `answers` each model reads, the digits of a writer as a cluster."""
    piles = found.groupby(["model", "writer"], sort=False)[["right", "n"]].sum()
    return {
        str(model): evaluation.clustered_counts(rows["right"], rows["n"])
        for model, rows in piles.groupby(level="model", sort=False)
    }


def taken_for(found: pd.DataFrame) -> str:
    """Return the wrong ones of `answers`, the most frequent first, as in "7 (94), 4 (30)"; "" for none."""
    wrong = found[found["right"] == 0].groupby("prediction")["n"].sum()
    wrong = wrong.sort_values(ascending=False, kind="stable")
    return ", ".join(f"{answer} ({n})" for answer, n in wrong.items())


@figure(controls=("digit",))
def swiss_writers(digit: ClassOrAll = "1") -> Drawing:
    """Digits by Swiss writers: what each network makes of theirs and an American's, writer by writer."""
    table = accuracies(digit)
    names = [name for name in networks() if name in set(table["model"])]
    rows = {(row["writer"], row["model"]): row for row in table.to_dict("records")}
    dots: list[dict[Any, Any]] = [
        {"row": label(writer), "kind": name, **rows[writer, name]}
        for writer in swiss_scans.WRITERS
        for name in names
    ]
    writers, who = HABITS.get(digit, (SWISS, "the nine Swiss"))
    ours, theirs = answers(digit, writers), answers(digit, [swiss_scans.CONTROL])
    of_all, best, together = pooled(ours), _best(ours), say("{n} together", n=len(writers))
    dots += [{"row": str(together), "kind": name, **vars(of_all[name])} for name in names]
    listing = {
        "writer": [*(label(one) for one in swiss_scans.WRITERS), str(together)],
        "n": [*(rows[one, names[0]]["n"] for one in swiss_scans.WRITERS), _asked(ours)],
    }
    shares = {
        name: [*(rows[one, name]["value"] for one in swiss_scans.WRITERS), of_all[name].value]
        for name in names
    }
    listing |= records.by_family(shares)
    spoken = {
        "what": "digits" if digit == ALL else f"{digit}s",
        "who": who,
        "ours": _spread(ours),
        "theirs": _spread(theirs),
    }
    return Drawing(
        table,
        caption=say(
            "The {what} of ten writers, read by each network. Of the {n:,} by {who}, the networks read "
            "{ours}; {best} the most, {most:interval}{wrong}. Of the {control_n:,} by the American, the "
            "control, they read {theirs}. Bars are 95 % intervals: in a writer’s row of that writer’s digits "
            "alone, in the last, “{together}”, with the digits of a writer as a cluster, so of such writers. "
            "In brackets stands a writer’s number; ages are rounded to tens. The table says from its worst "
            "to its best seed what a network reads.",
            n=_asked(ours),
            best=models.spoken(best),
            most=of_all[best],
            together=together,
            wrong="" if digit == ALL else _wrong(ours[ours["model"] == best]),
            control_n=_asked(theirs),
            **spoken,
        ),
        alt=say(
            "Dots for ten writers and {count} models. Of the {what} by {who}, they read {ours}, of the "
            "American’s {theirs}.",
            count=len(names),
            **spoken,
        ),
        chart=charts.dots(pd.DataFrame(dots), "read rightly" if digit == ALL else f"read as {digit}"),
        listing=pd.DataFrame(listing),
    )


def _shares(found: pd.DataFrame) -> pd.Series:
    """Return the share of `answers` that is right by model, the least first."""
    sums = found.groupby("model", sort=False)[["right", "n"]].sum()
    return (sums["right"] / sums["n"]).sort_values(kind="stable")


def _best(found: pd.DataFrame) -> str:
    """Return which model has most of `answers` right."""
    return str(_shares(found).index[-1])


def _spread(found: pd.DataFrame) -> Words:
    """Return from which share to which the models' `answers` are right."""
    shares = _shares(found)
    low, high = shares.iloc[0], shares.iloc[-1]
    if percent(low) == percent(high):
        return percent(high)
    return say("{low:%} to {high:%}", low=low, high=high)


def _asked(found: pd.DataFrame) -> int:
    """Return how many digits each model gives one of `answers` for."""
    return int(found.groupby("model", sort=False)["n"].sum().iloc[0])


def _wrong(found: pd.DataFrame) -> Words:
    """Return which of `answers` are wrong, where some are, as the end of a sentence."""
    wrong = taken_for(found)
    return say("; its wrong answers are {wrong}", wrong=wrong) if wrong else ""


@figure(controls=("writer", "digit", "model", "page"))
def swiss_hands(
    writer: Writer = "0017_CH4M", digit: Class = "1", model: DigitModel = HERO, page: Page = 1
) -> Drawing:
    """One writer's scans: a digit as a network gets it; where scans are not fetched, recorded answers."""
    return _scanned(writer, digit, model, page) if swiss_scans.fetched() else _recorded(writer, digit, model)


def _recorded(writer: str, digit: str, model: str) -> Drawing:
    log.tell(f"No scans of the ten hands are here; {swiss_scans.COMMAND} fetches them, for the next start.")
    found = answers(digit, [writer]).query("model == @model")
    counts = found.groupby("prediction")["n"].sum()
    shares = (counts / counts.sum()).reindex(range(len(DIGITS)), fill_value=0.0).tolist()
    spoken = {"model": models.spoken(model), "said": _said(found, digit)}
    return Drawing(
        found,
        caption=say(
            "What {model} makes of the {digit}s by writer {number}, {who}: it reads {said}. Recorded counts.",
            digit=digit,
            number=number_of(writer),
            who=swiss_scans.words(writer),
            **spoken,
        ),
        alt=say("Bars for ten answers: {model} reads {said}.", **spoken),
        headline="The scans do not come with gapviz, and nobody has fetched them for this server.",
        chart=charts.probabilities(shares, DIGITS, int(digit), shares.index(max(shares))),
    )


def _scanned(writer: str, digit: str, model: str, page: int) -> Drawing:
    numbers, images = swiss_scans.images(writer, digit)
    logits = evaluation.predict(models.load(model), images)
    answers = [tiles.answer(row) for row in logits]
    table = pd.DataFrame({"number": numbers})
    table = table.join(pd.DataFrame(answers, columns=["prediction", "confidence"]))
    read = table.assign(n=1, right=(table["prediction"] == int(digit)).astype(int))
    shown, leaf = paginate(range(len(numbers)), page, SHOWN, PAGES)
    digits = []
    for place in shown:
        answer, sure = answers[place]
        what = f"Scan {numbers[place]}, a {digit}"
        digits.append(tiles.judged(images[place], what, digit, DIGITS[answer], sure))
    spoken = {"digit": digit, "model": models.spoken(model), "said": _said(read, digit)}
    return Drawing(
        table,
        caption=say(
            "The {digit}s of writer {number}, {who}, in MNIST’s frame, as a photograph is brought there. "
            "{model:Aa} reads {said}. Here is {leaf}.",
            number=number_of(writer),
            who=swiss_scans.words(writer),
            leaf=leaf,
            **spoken,
        ),
        alt=say(
            "{shown} of {count} scans of a {digit}. {model:Aa} reads {said}.",
            shown=len(digits),
            count=len(numbers),
            **spoken,
        ),
        tiles=tuple(digits),
    )


def _said(found: pd.DataFrame, digit: str) -> Words:
    """Return how many of `answers` are a digit, and what the others are."""
    read = say("{right} of {n} as {digit}", right=found["right"].sum(), n=found["n"].sum(), digit=digit)
    wrong = taken_for(found)
    return say("{read}, the others as {wrong}", read=read, wrong=wrong) if wrong else read
