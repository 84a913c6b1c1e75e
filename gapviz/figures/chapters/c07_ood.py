"""Chapter 7: what is no digit is given one all the same; and rules that turn it away, as measured."""

from typing import Annotated, Any

import pandas as pd
import torch

from gapviz import models
from gapviz.core.parameters import Choice
from gapviz.core.types import Estimate, Images
from gapviz.core.wording import Words, percent, say
from gapviz.data.nondigits import NONDIGITS
from gapviz.evaluation import ood
from gapviz.evaluation.ood import REJECTED, RULES, SURE, TEST_DIGITS
from gapviz.figures import charts
from gapviz.figures.registry import Drawing, Tile, figure
from gapviz.figures.shared import records, tiles
from gapviz.figures.shared.choices import Model
from gapviz.figures.shared.empty_states import unrecorded
from gapviz.figures.shared.live_counts import test_set
from gapviz.models import HERO


def words(name: str) -> str:
    """Return a set as a reader knows it."""
    return "test digits" if name == TEST_DIGITS else NONDIGITS[name].words


Kind = Annotated[str, Choice((*NONDIGITS, TEST_DIGITS), words=words), "what it is"]
Rule = Annotated[str, Choice(tuple(RULES), words=lambda name: RULES[name].words)]
SHOWN, GOLDEN = 12, 0.618
"""Examples, and the share of their set from one to the next: spread evenly, in step with no alphabet."""


def examples(kind: str) -> tuple[torch.Tensor, Images]:
    """Return the indices of a few pictures of a kind, or of the test digits, and the pictures."""
    n = len(test_set()) if kind == TEST_DIGITS else NONDIGITS[kind].n
    indices = torch.arange(SHOWN) * (round(GOLDEN * n) | 1) % n
    return indices, test_set().at(indices) if kind == TEST_DIGITS else NONDIGITS[kind].at(indices)


@figure(controls=("kind", "model", "rule"), papers=(entry.paper for entry in RULES.values() if entry.paper))
def not_digits(kind: Kind = "letters", model: Model = HERO, rule: Rule = "nearest_neighbour") -> Drawing:
    """Pictures that are no digits: what a model says of them, and whether an OOD detector turns them away."""
    if not ood.recorded(model):
        return unrecorded(model, "Thresholds of the rules")
    (row,) = records.rows("rejections", model=model, rule=rule, set=kind)
    (of_digits,) = records.rows("rejections", model=model, rule=rule, set=TEST_DIGITS)
    indices, images = examples(kind)
    found, logits = ood.scores(model, images, [rule])
    rejected = found[rule] < row["threshold"]
    columns = {
        "index": indices,
        "answer": logits.argmax(1),
        "confidence": logits.softmax(1).amax(1),
        "score": found[rule],
        "rejected": rejected,
    }
    table = pd.DataFrame({name: values.numpy() for name, values in columns.items()})
    share = records.as_estimate(row)
    spoken = {"model": models.spoken(model), "kind": words(kind), "n": row["n"], "rule": RULES[rule].words}
    return Drawing(
        table,
        caption=say(
            "What {model} makes of {kind}: it gives {sure:0%} of the {n:,} a digit with at least {least:0%} "
            "confidence. The rule “{rule}” rejects {share:interval}.{also}",
            sure=row["sure"] / row["n"],
            least=SURE,
            share=share,
            also="" if kind == TEST_DIGITS else _as_well(records.as_estimate(of_digits)),
            **spoken,
        ),
        alt=say(
            "{shown} pictures of {kind}: {model} gives each a digit, and the rule “{rule}” rejects "
            "{rejected} of them. Of all {n:,} it rejects {share:%}.",
            shown=SHOWN,
            rejected=int(rejected.sum()) or "none",
            share=share.value,
            **spoken,
        ),
        tiles=tuple(
            _shown(image, one, kind) for image, one in zip(images, table.to_dict("records"), strict=True)
        ),
    )


def _as_well(digits: Estimate) -> Words:
    return say(" It rejects {digits:interval} of the test digits as well.", digits=digits)


def _shown(image: torch.Tensor, one: dict[Any, Any], kind: str) -> Tile:
    """Return a picture with its answer, marked as right where a digit is accepted, or what is none is not."""
    fate = "rejected" if one["rejected"] else "accepted"
    answer, sure = one["answer"], percent(one["confidence"], 0)
    verdict = "right" if one["rejected"] != (kind == TEST_DIGITS) else "wrong"
    alt = f"Picture {one['index']} of {words(kind)}, read as {answer}, {sure} sure: {fate}."
    return tiles.shown(image, alt, f"{answer} · {sure} · {fate}", verdict)


@figure(controls=("model",))
def rejection_rates(model: Model = HERO) -> Drawing:
    """OOD detectors: how much of what is no digit each turns away, and how many test digits with it."""
    found = {(row["set"], row["rule"]): row for row in records.rows("rejections", model=model)}
    if not found:
        return unrecorded(model, "Rejections")
    sets = (TEST_DIGITS, *NONDIGITS)
    dots = [
        found[name, rule] | {"row": words(name), "kind": RULES[rule].words} for name in sets for rule in RULES
    ]
    listing = {
        "rejected": [words(name) for name in sets],
        "n": [f"{found[name, next(iter(RULES))]['n']:,}" for name in sets],
    }
    best = ood.best(model)
    for rule in sorted(RULES, key=lambda rule: rule != best):
        listing[RULES[rule].words] = [percent(found[name, rule]["value"]) for name in sets]
    others = NONDIGITS.keys() - {"lookalikes", "letters"}
    worst = min(others, key=lambda name: float(found[name, best]["value"]))
    letters = found["letters", best]["value"]
    return Drawing(
        pd.DataFrame(list(found.values())),
        caption=say(
            "Rejected by each rule, for {model}, with 95 % intervals; every threshold gives up {rejected:0%} "
            "of training digits. “{rule}” rejects most, as the mean over all kinds but the letters shaped "
            "like a digit: {letters:%} of the letters, {least:%} of the {worst}, the least of the other "
            "kinds, and {wrongly:%} of the test digits.{anew}",
            model=models.spoken(model),
            rejected=REJECTED,
            rule=RULES[best].words.capitalize(),
            letters=letters,
            least=found[worst, best]["value"],
            worst=words(worst),
            wrongly=found[TEST_DIGITS, best]["value"],
            anew=_anew(model, found["noise", "energy"]["auroc"]),
        ),
        alt=say(
            "Dots for {sets} sets and {rules} rules. Of the letters the best rule, “{rule}”, rejects "
            "{letters:%}, the plainest, “{plain}”, {simple:%}.",
            sets=len(sets),
            rules=len(RULES),
            rule=RULES[best].words,
            letters=letters,
            plain=RULES["maximum_softmax"].words,
            simple=found["letters", "maximum_softmax"]["value"],
        ),
        chart=charts.dots(pd.DataFrame(dots), "rejected"),
        listing=pd.DataFrame(listing),
    )


def _anew(model: str, as_trained: float) -> Words:
    """Return what energy says of noise once batch normalisation knows it; nothing of a network without."""
    rows = records.rows("adapted_energy", model=model, set="noise")
    if not rows:
        return ""
    return say(
        " Of a test digit and a picture of noise, “{rule}” takes the digit for the likelier one in "
        "{as_trained:%} of pairs; with batch normalisation’s statistics estimated anew, for the "
        "noise on the noise, in {anew:%}.",
        rule=RULES["energy"].words,
        as_trained=as_trained,
        anew=rows[0]["auroc"],
    )
