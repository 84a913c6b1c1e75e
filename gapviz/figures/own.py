"""Chapter 7: the reader's own picture, step by step into the frame; what the networks say, why, and until when.

`picture` are the bytes of a file that the reader gave; without it a sample stands in.
"""

from dataclasses import replace
from threading import local
from typing import Annotated, Any

import numpy as np
import pandas as pd
import torch

from gapviz import charts, evaluation, models, photo, rejection
from gapviz.attribution import METHODS
from gapviz.evaluation import CLEAN
from gapviz.figures import common
from gapviz.figures.common import Method, Model
from gapviz.figures.own_samples import SAMPLES
from gapviz.figures.paper import HANDS
from gapviz.figures.registry import Digit, Drawing, Gap, figure, percent
from gapviz.registry import Choice, Range
from gapviz.shifts import SHIFTS
from gapviz.types import Estimate, Images, Logits

DRIVER = "own_digit"
NOTHING, NO_LABEL = "nothing", -1
LARGEST, MOST = 240, 6
"""Pixels of a step's picture, and digits that are shown of one picture."""
PUSHES = ("flag", "border", "gaussian_noise", "squared_paper", "rotate", "gaussian_blur", "salt_and_pepper", "stray_strokes")
"""The shifts along which the reader's digit is pushed."""
Sample = Annotated[str, Choice(tuple(SAMPLES)), "sample"]
Off = Annotated[str, Choice((NOTHING, *photo.STEPS)), "switch off"]
Which = Annotated[int, Range(1, 40, step=1), "which digit"]
Picture = bytes | None


class _Latest(local):
    """What was prepared last, and from what. A run of the page is a thread, with whose end a reader's picture is forgotten."""

    given: tuple[Any, ...] = ()
    found: photo.Prepared


_latest = _Latest()


def prepared(sample: str, off: str, picture: Picture) -> photo.Prepared:
    """Return the reader's picture, or else a sample, prepared with one step off: once for all figures of a run."""
    given = (sample, off, picture)
    if _latest.given != given:
        _latest.found = photo.prepare(picture or SAMPLES[sample](), without=() if off == NOTHING else (off,))
        _latest.given = given
    return _latest.found


def chosen(found: photo.Prepared, which: int) -> tuple[int, Images]:
    """Return the number of a digit, counted from 0, at most that of the last, and the digit (1, 1, H, W); blank where there is none."""
    place = min(which, max(len(found.digits), 1)) - 1
    return place, found.digits[place : place + 1] if len(found.digits) else found.image


def says(model: str, image: Images) -> tuple[Logits, str, float]:
    """Return a model's logits for one image, its answer and how sure it is."""
    logits = evaluation.predict(models.load(model), image)[0]
    answer, sure = common.answer(logits)
    return logits, common.test_set().classes[answer], sure


def on_paper(model: str, off: str) -> Estimate:
    """Return the recorded share of all real scans that a model reads, prepared with one step off."""
    rows = [row for name in HANDS for row in common.records("photos", set=name, off="" if off == NOTHING else off, model=model)]
    return evaluation.estimate(sum(row["right"] for row in rows), sum(row["n"] for row in rows))


@figure(controls=("sample", "off", "which", "model"))
def own_digit(
    sample: Sample = "flagged_one", off: Off = NOTHING, which: Which = 1, model: Model = "cnn-0", picture: Picture = None
) -> Drawing:  # fmt: skip
    """A picture, the digits found in it with a model's answers, and the same picture as tutorials prepare it."""
    found = prepared(sample, off, picture)
    place, image = chosen(found, which)
    rows = [(kind, *says(model, one)[1:]) for kind, one in (("prepared", image), ("squeezed", found.tutorial))]
    (_, answer, sure), (_, other, other_sure) = rows
    count, whose = len(found.digits), "sample" if picture is None else "picture"
    several = f" Of {count} digits found it is number {place + 1} in reading order." if count > 1 else ""
    empty = "" if count else " No digit was found, so the frame is empty; it is given an answer all the same."
    left_out = f" Switched off: {photo.STEPS[off].label}." if off != NOTHING else ""
    read = _read(model, found, place)
    squeezed = common.shown(found.tutorial[0], f"Squeezed, read as {other}.", f"squeezed: {other} · {percent(other_sure, 0)}")
    paper = on_paper(model, off)
    scale = f" The scale above is for {paper.n:,} scans by ten real hands, prepared by the same steps." if paper.n else ""
    return Drawing(
        pd.DataFrame(rows, columns=["way", "answer", "confidence"]),
        caption=f"A picture, the digits that were found in it, in MNIST’s frame, and the whole squeezed to 28 × 28.{left_out}{scale}",
        alt=f"A picture, and {len(read)} of {count} digits found in it, in MNIST’s frame; {model} reads {answer}, and {other} in the "
        "picture squeezed.",
        digits=(replace(_staged(found.steps[0], 0), alt=f"The {whose}.", label=f"the {whose}"), *read, squeezed),
        headline=f"{model} reads {answer}, {percent(sure, 0)} sure.{several}{empty} Squeezed, as in most tutorials, it is {other}, "
        f"{percent(other_sure, 0)} sure.",
        gap=Gap(common.live_accuracy(model, CLEAN), paper, "real paper") if paper.n else None,
    )


def _read(model: str, found: photo.Prepared, place: int) -> list[Digit]:
    """Return up to MOST digits of a picture, from the chosen one on, with a model's answers."""
    digits = []
    for number in range(place, min(place + MOST, len(found.digits))):
        image = found.digits[number : number + 1]
        _, answer, sure = says(model, image)
        said = f"{answer} · {percent(sure, 0)}"
        label = f"number {number + 1}: {said}" if len(found.digits) > 1 else f"prepared: {said}"
        digits.append(common.shown(image[0], f"Digit {number + 1} in MNIST’s frame, read as {answer}.", label))
    return digits


@figure(follows=DRIVER)
def own_steps(
    sample: Sample = "flagged_one", off: Off = NOTHING, which: Which = 1, model: Model = "cnn-0", picture: Picture = None
) -> Drawing:  # fmt: skip
    """The picture on its way to 28 x 28, one step after the other."""
    found = prepared(sample, off, picture)
    place, _ = chosen(found, which)
    steps = [(stage.step.label, stage.step.sentence if stage.on else stage.step.instead) for stage in found.steps]
    table = pd.DataFrame(steps, columns=["step", "what it does"])
    left_out = f" Without {photo.STEPS[off].label}." if off != NOTHING else ""
    return Drawing(
        table,
        caption=f"The way of the picture into MNIST’s frame, in {len(steps)} steps.{left_out} Each can be switched off above.",
        alt=f"{len(steps)} pictures, from the page to the digit in its frame.",
        digits=tuple(_staged(stage, place) for stage in found.steps),
        listing=table,
    )


def _staged(stage: photo.Stage, place: int) -> Digit:
    """Return the picture that a step made, as ink on a square of paper."""
    pixels = stage.pictures[min(place, len(stage.pictures) - 1)] if stage.pictures else np.zeros((28, 28), np.float32)
    names = list(photo.STEPS)
    inked = names.index(stage.step.name) >= names.index("ink")
    grey = pixels.mean(2) if pixels.ndim == 3 else pixels
    ink = (grey if inked else 1 - grey)[:: max(1, -(-max(grey.shape) // LARGEST)), :: max(1, -(-max(grey.shape) // LARGEST))]
    side = max(ink.shape)
    margins = [((side - length) // 2, side - length - (side - length) // 2) for length in ink.shape]
    name = f"{stage.step.label}{'' if stage.on else ', off'}"
    said = f"After the step “{name}”: {stage.step.sentence if stage.on else stage.step.instead}"
    return Digit((np.pad(ink, margins) * 255).round().astype(np.uint8), said, name, "" if stage.on else "other")


@figure(follows=DRIVER)
def own_answers(
    sample: Sample = "flagged_one", off: Off = NOTHING, which: Which = 1, model: Model = "cnn-0", picture: Picture = None
) -> Drawing:  # fmt: skip
    """What every shipped model makes of the picture, prepared with care and as the tutorials do."""
    found = prepared(sample, off, picture)
    _, image = chosen(found, which)
    rows: list[dict[str, Any]] = []
    for name in common.networks(model):
        (_, answer, sure), (_, other, other_sure) = says(name, image), says(name, found.tutorial)
        rows.append({"model": name, "answer": answer, "sure": sure, "squeezed": other, "squeezed_sure": other_sure})
    table = pd.DataFrame(rows)
    logits, answer, sure = says(model, image)
    shown = (common.shown(image[0], f"The picture in MNIST’s frame, read as {answer}.", f"{answer} · {percent(sure, 0)}"),)
    agree = int((table["answer"] == answer).sum())
    doubt = _doubt(model, image)
    answers = {
        "model": table["model"],
        "reads": _with_share(table, "answer", "sure"),
        "squeezed": _with_share(table, "squeezed", "squeezed_sure"),
    }
    return Drawing(
        table,
        caption=f"{agree} of {len(table)} networks read {answer}. “Squeezed” is the same picture scaled to 28 × 28 and, where it is mostly "
        f"light, inverted.{doubt}",
        alt=f"The digit in its frame and ten probabilities: {model} reads {answer}; {agree} of {len(table)} networks agree.",
        digits=shown,
        chart=charts.probabilities(logits.softmax(0).tolist(), common.test_set().classes, NO_LABEL, NO_LABEL),
        listing=pd.DataFrame(answers),
    )


def _doubt(model: str, image: Images) -> str:
    """Return whether the best rule would turn a picture away, in a sentence; nothing where no rule is recorded for a model."""
    if not rejection.recorded(model):
        return ""
    rejected, rule = bool(rejection.verdict(model, image)[1][0]), rejection.RULES[rejection.best(model)].words
    return f" The rule “{rule}”, of which more below, would {'turn it away' if rejected else 'let it pass'} as {model} sees it."


def _with_share(table: pd.DataFrame, answer: str, sure: str) -> list[str]:
    return [f"{said} · {percent(share, 0)}" for said, share in zip(table[answer], table[sure], strict=True)]


@figure(controls=("method",), follows=DRIVER)
def own_evidence(
    method: Method = "integrated_gradients", sample: Sample = "flagged_one", off: Off = NOTHING, which: Which = 1,
    model: Model = "cnn-0", picture: Picture = None,
) -> Drawing:  # fmt: skip
    """Which pixels of the picture spoke for the answer, and which for the next best one."""
    if nothing := common.unexplained(method, model):
        return nothing
    classes, (_, image) = common.test_set().classes, chosen(prepared(sample, off, picture), which)
    logits, answer, sure = says(model, image)
    first, second = logits.topk(2).indices.tolist()
    evidence = METHODS[method](models.load(model), image, first, against=second)[0].sum(0).numpy()
    shown = common.shown(image[0], f"The picture in MNIST’s frame, read as {answer}.", f"{answer} · {percent(sure, 0)}")
    return Drawing(
        common.by_pixel(evidence=evidence),
        caption=f"{METHODS[method].label} of “{classes[first]} rather than {classes[second]}”, the two answers that {model} finds "
        "likeliest: vermilion pixels spoke for the first, blue ones for the second.",
        alt=f"The digit, and a signed map of the pixels that spoke for {classes[first]} or for {classes[second]}.",
        digits=(shown, common.evidence_over(shown, evidence, classes[first], classes[second])),
    )


@figure(follows=DRIVER)
def own_pushed(
    sample: Sample = "flagged_one", off: Off = NOTHING, which: Which = 1, model: Model = "cnn-0", picture: Picture = None
) -> Drawing:  # fmt: skip
    """The same digit pushed along the article's sliders until the answer turns."""
    classes, (_, image) = common.test_set().classes, chosen(prepared(sample, off, picture), which)
    _, start, sure = says(model, image)
    pushes = [name for name in PUSHES if not SHIFTS[name].classes or start in SHIFTS[name].classes]
    rows, digits = [], []
    for name in pushes:
        ladder = torch.cat([SHIFTS[name](image, severity=severity) for severity in range(1, 6)])
        logits = evaluation.predict(models.load(model), ladder)
        answers = [common.answer(row) for row in logits]
        turned = next((rung for rung, (answer, _) in enumerate(answers) if classes[answer] != start), None)
        rung = 4 if turned is None else turned
        still = "still " if turned is None else ""
        said = f"{SHIFTS[name].label} {rung + 1}: {still}{classes[answers[rung][0]]} · {percent(answers[rung][1], 0)}"
        alt = f"The digit under {SHIFTS[name].label} at severity {rung + 1}, read as {classes[answers[rung][0]]}."
        digits.append(common.shown(ladder[rung], alt, said, "" if turned is None else "other"))
        rows += [{"shift": name, "severity": k + 1, "answer": classes[answer], "confidence": s} for k, (answer, s) in enumerate(answers)]
    table = pd.DataFrame(rows)
    held = [SHIFTS[name].label for name in pushes if (table[table["shift"] == name]["answer"] == start).all()]
    stays = f" It stays {start} under {', '.join(held)} to the top." if held else ""
    return Drawing(
        table,
        caption=f"{model} begins with {start}, {percent(sure, 0)} sure. Each picture is the first severity, 1 to 5, at which its answer is "
        f"another, or else the last.{stays}",
        alt=f"The digit under {len(pushes)} shifts: under {len(pushes) - len(held)} of them the answer turns from {start} to another.",
        digits=tuple(digits),
    )
