"""Chapter 7: what the networks say of the reader's own picture, why, and until when."""

from typing import Any

import pandas as pd
import torch

from gapviz import evaluation, models
from gapviz.core.types import Images
from gapviz.core.wording import Words, how_many_read, percent, say
from gapviz.evaluation import ood
from gapviz.evaluation.attribution import METHODS
from gapviz.figures import charts
from gapviz.figures.chapters.c07_own_picture import Own, Picture, says
from gapviz.figures.registry import Drawing, Tile, figure
from gapviz.figures.shared import tiles
from gapviz.figures.shared.choices import METHOD_PAPERS, Method, networks
from gapviz.figures.shared.empty_states import unexplained
from gapviz.figures.shared.live_counts import test_set
from gapviz.shifts import SHIFTS

NO_LABEL = -1
PUSHES = (
    "flag",
    "border",
    "gaussian_noise",
    "squared_paper",
    "rotate",
    "gaussian_blur",
    "salt_and_pepper",
    "stray_strokes",
)
"""The shifts along which the reader's digit is pushed."""


@figure(state=Own)
def own_answers(state: Own, picture: Picture = None) -> Drawing:
    """Answers to a digit of your own: of every shipped model, prepared with care and as tutorials do."""
    model = state.model
    squeezed = state.prepared(picture).tutorial
    _, image = state.chosen(picture)
    rows: list[dict[str, Any]] = []
    for name in networks(model):
        (_, answer, sure), (_, other, other_sure) = says(name, image), says(name, squeezed)
        rows.append(
            {"model": name, "answer": answer, "sure": sure, "squeezed": other, "squeezed_sure": other_sure}
        )
    table = pd.DataFrame(rows)
    logits, answer, sure = says(model, image)
    agree = {"agree": how_many_read(int((table["answer"] == answer).sum()), len(table)), "answer": answer}
    answers = {
        "network": [models.label(name) for name in table["model"]],
        "reads": _with_share(table, "answer", "sure"),
        "squeezed": _with_share(table, "squeezed", "squeezed_sure"),
    }
    return Drawing(
        table,
        caption=say(
            "{agree:Aa} {answer}. “Squeezed” is the same picture scaled to 28 × 28 "
            "and, where it is mostly light, inverted.{doubt}",
            doubt=_doubt(model, image),
            **agree,
        ),
        alt=say(
            "The digit in its frame and ten probabilities: {model} reads {answer}; {agree} {answer}.",
            model=models.spoken(model),
            **agree,
        ),
        tiles=(_in_frame(image, answer, sure),),
        chart=charts.probabilities(logits.softmax(0).tolist(), test_set(model).classes, NO_LABEL, NO_LABEL),
        listing=pd.DataFrame(answers),
    )


def _doubt(model: str, image: Images) -> Words:
    """Return whether the best rule would turn a picture away, in a sentence; nothing without a record."""
    if not ood.recorded(model):
        return ""
    rejected = bool(ood.verdict(model, image)[1][0])
    return say(
        " The rule “{rule}”, of which more below, would {fate} as {model} sees it.",
        rule=ood.RULES[ood.best(model)].words,
        fate="turn it away" if rejected else "let it pass",
        model=models.spoken(model),
    )


def _with_share(table: pd.DataFrame, answer: str, sure: str) -> list[str]:
    return [f"{said} · {percent(share, 0)}" for said, share in zip(table[answer], table[sure], strict=True)]


def _in_frame(image: Images, answer: str, sure: float) -> Tile:
    """Return the reader's digit (1, 1, H, W) with its answer."""
    return tiles.shown(
        image[0],
        say("The picture in MNIST’s frame, read as {answer}.", answer=answer),
        say("{answer} · {sure:0%}", answer=answer, sure=sure),
    )


@figure(state=Own, controls=("method",), papers=METHOD_PAPERS)
def own_evidence(state: Own, method: Method = "integrated_gradients", picture: Picture = None) -> Drawing:
    """Evidence on a digit of your own: which pixels spoke for the answer, and which for the next best one."""
    if nothing := unexplained(method, state.model):
        return nothing
    classes = test_set(state.model).classes
    _, image = state.chosen(picture)
    logits, answer, sure = says(state.model, image)
    first, second = logits.topk(2).indices.tolist()
    evidence = METHODS[method](models.load(state.model), image, first, against=second)[0].sum(0).numpy()
    shown = _in_frame(image, answer, sure)
    pair = {"first": classes[first], "second": classes[second]}
    return Drawing(
        tiles.by_pixel(evidence=evidence),
        caption=say(
            "{method} of “{first} rather than {second}”, the two answers that {model} finds likeliest: "
            "vermilion pixels spoke for the first, blue ones for the second.",
            method=METHODS[method].label,
            model=models.spoken(state.model),
            **pair,
        ),
        alt=say("The digit, and a signed map of the pixels that spoke for {first} or for {second}.", **pair),
        tiles=(shown, tiles.evidence_over(shown, evidence, classes[first], classes[second])),
    )


@figure(state=Own)
def own_pushed(state: Own, picture: Picture = None) -> Drawing:
    """A digit pushed until the answer turns: the reader's own, along the article's sliders."""
    _, image = state.chosen(picture)
    _, start, sure = says(state.model, image)
    pushes = [name for name in PUSHES if not SHIFTS[name].classes or start in SHIFTS[name].classes]
    rows, digits = [], []
    for name in pushes:
        pushed, picture_of = _pushed(name, state.model, image, start)
        rows += pushed
        digits.append(picture_of)
    table = pd.DataFrame(rows)
    held = [SHIFTS[name].label for name in pushes if (table[table["shift"] == name]["answer"] == start).all()]
    return Drawing(
        table,
        caption=say(
            "{model:Aa} begins with {start}, {sure:0%} sure. Each picture is the first severity, 1 to 5, at "
            "which its answer is another, or else the last.{stays}",
            model=models.spoken(state.model),
            start=start,
            sure=sure,
            stays=_stays(start, held),
        ),
        alt=say(
            "The digit under {count} shifts: under {turned} of them the answer turns from {start} to "
            "another.",
            count=len(pushes),
            turned=len(pushes) - len(held),
            start=start,
        ),
        tiles=tuple(digits),
    )


def _stays(start: str, held: list[str]) -> Words:
    """Return under which shifts the answer never turns, as a sentence; nothing where it turns under each."""
    if not held:
        return ""
    return say(" It stays {start} under {held} to the top.", start=start, held=", ".join(held))


def _pushed(name: str, model: str, image: Images, start: str) -> tuple[list[dict[str, Any]], Tile]:
    """Return a model's answers to an image under a shift, by severity, and the picture where they turn."""
    classes, shift = test_set(model).classes, SHIFTS[name]
    ladder = torch.cat([shift(image, severity=severity) for severity in range(1, 6)])
    answers = [tiles.answer(row) for row in evaluation.predict(models.load(model), ladder)]
    turned = next((rung for rung, (answer, _) in enumerate(answers) if classes[answer] != start), None)
    rung = 4 if turned is None else turned
    answer, sure = classes[answers[rung][0]], answers[rung][1]
    still = "still " if turned is None else ""
    said = f"{shift.label} {rung + 1}: {still}{answer} · {percent(sure, 0)}"
    alt = f"The digit under {shift.label} at severity {rung + 1}, read as {answer}."
    rows = [
        {"shift": name, "severity": place + 1, "answer": classes[answer], "confidence": confidence}
        for place, (answer, confidence) in enumerate(answers)
    ]
    return rows, tiles.shown(ladder[rung], alt, said, "" if turned is None else "other")
