"""Chapter 7: what is no digit is given one all the same; and rules that turn it away, as they were measured."""

from typing import Annotated, Any

import pandas as pd
import torch

from gapviz import charts, rejection
from gapviz.figures import common
from gapviz.figures.common import Model
from gapviz.figures.registry import Digit, Drawing, figure, interval, percent
from gapviz.nondigits import KINDS
from gapviz.registry import Choice
from gapviz.rejection import DIGITS, REJECTED, RULES, SURE
from gapviz.types import Images

Kind = Annotated[str, Choice((*KINDS, DIGITS)), "what it is"]
Rule = Annotated[str, Choice(tuple(RULES))]
SHOWN, GOLDEN = 12, 0.618
"""Examples, and the share of their set from one to the next: spread evenly, and in step with no alphabet in it."""
GIVEN_UP = f"every threshold gives up {percent(REJECTED, 0)} of training digits"


def words(name: str) -> str:
    """Return a set as a reader knows it."""
    return "test digits" if name == DIGITS else KINDS[name].words


def examples(kind: str) -> tuple[torch.Tensor, Images]:
    """Return the indices of a few pictures of a kind, or of the test digits, and the pictures."""
    n = len(common.test_set()) if kind == DIGITS else KINDS[kind].n
    indices = torch.arange(SHOWN) * (round(GOLDEN * n) | 1) % n
    return indices, common.test_set().at(indices) if kind == DIGITS else KINDS[kind].at(indices)


@figure(controls=("kind", "model", "rule"))
def not_digits(kind: Kind = "letters", model: Model = "cnn-0", rule: Rule = "nearest_neighbour") -> Drawing:
    """A few pictures that are no digits, what a model says of them, and whether a rule would have turned them away."""
    if not rejection.recorded(model):
        return common.unrecorded(model, "Thresholds of the rules")
    (row,), (digits,) = (common.records("rejections", model=model, rule=rule, set=name) for name in (kind, DIGITS))
    indices, images = examples(kind)
    found, logits = rejection.scores(model, images, [rule])
    scores, confidence, answers = found[rule], logits.softmax(1).amax(1), logits.argmax(1)
    rejected = scores < row["threshold"]
    columns = {"index": indices, "answer": answers, "confidence": confidence, "score": scores, "rejected": rejected}
    table = pd.DataFrame({name: values.numpy() for name, values in columns.items()})
    sure, share = percent(row["sure"] / row["n"], 0), common.as_estimate(row)
    also = "" if kind == DIGITS else f" It rejects {interval(common.as_estimate(digits))} of the test digits as well."
    return Drawing(
        table,
        caption=f"What {model} makes of {words(kind)}: it gives {sure} of the {row['n']:,} a digit with at least {percent(SURE, 0)} "
        f"confidence. The rule “{RULES[rule].words}” rejects {interval(share)}.{also}",
        alt=f"{SHOWN} pictures of {words(kind)}: {model} gives each a digit, and {int(rejected.sum())} of them are rejected by the rule "
        f"“{RULES[rule].words}”. Of all {row['n']:,} it rejects {percent(share.value)}.",
        digits=tuple(_shown(image, one, kind) for image, one in zip(images, table.to_dict("records"), strict=True)),
    )


def _shown(image: torch.Tensor, one: dict[Any, Any], kind: str) -> Digit:
    """Return a picture with its answer, marked as right where a digit is accepted, or what is none is not."""
    fate = "rejected" if one["rejected"] else "accepted"
    says = f"{one['answer']} · {percent(one['confidence'], 0)}"
    alt = f"Picture {one['index']} of {words(kind)}, read as {one['answer']}, {percent(one['confidence'], 0)} sure: {fate}."
    return common.shown(image, alt, f"{says} · {fate}", "right" if one["rejected"] != (kind == DIGITS) else "wrong")


@figure(controls=("model",))
def rejection_rates(model: Model = "cnn-0") -> Drawing:
    """How much of what is no digit each rule turns away, and how many test digits with it."""
    found = {(row["set"], row["rule"]): row for row in common.records("rejections", model=model)}
    if not found:
        return common.unrecorded(model, "Rejections")
    sets = (DIGITS, *KINDS)
    dots = [found[name, rule] | {"row": words(name), "kind": RULES[rule].words} for name in sets for rule in RULES]
    listing = {"rejected": [words(name) for name in sets], "n": [f"{found[name, next(iter(RULES))]['n']:,}" for name in sets]}
    listing |= {entry.words: [percent(found[name, rule]["value"]) for name in sets] for rule, entry in RULES.items()}
    best = rejection.best(model)
    worst = min(KINDS.keys() - {"lookalikes", "letters"}, key=lambda name: float(found[name, best]["value"]))
    letters, least, wrongly = (found[name, best]["value"] for name in ("letters", worst, DIGITS))
    simple = found["letters", "maximum_softmax"]["value"]
    return Drawing(
        pd.DataFrame(list(found.values())),
        caption=f"Rejected by each rule, for {model}, with 95 % intervals; {GIVEN_UP}. “{RULES[best].words.capitalize()}” rejects most, "
        f"as the mean over all kinds but the letters shaped like a digit: {percent(letters)} of the letters, {percent(least)} of the "
        f"{words(worst)}, the least of the other kinds, and {percent(wrongly)} of the test digits.",
        alt=f"Dots for {len(sets)} sets and {len(RULES)} rules. Of the letters the rule “{RULES[best].words}” rejects {percent(letters)}, "
        f"“{RULES['maximum_softmax'].words}” {percent(simple)}.",
        chart=charts.dots(pd.DataFrame(dots), "rejected"),
        listing=pd.DataFrame(listing),
    )
