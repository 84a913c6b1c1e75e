"""Chapter 3: a 1 that is given a flag; its answers, live, and those of all the other ones."""

import math
from functools import lru_cache
from typing import Annotated

import numpy as np
import pandas as pd
import torch

from gapviz import charts, evaluation, models, strokes
from gapviz.attribution import METHODS
from gapviz.evaluation import CLEAN, Condition
from gapviz.figures import common
from gapviz.figures.common import Method, Model
from gapviz.figures.registry import Drawing, Gap, figure, interval, percent
from gapviz.registry import Choice, Range
from gapviz.shifts import SHIFTS
from gapviz.types import Estimate, Logits

DRIVER = "flag_digit"
ONE, SEVEN = 1, 7
FLAG = SHIFTS["flag"]
UPRIGHT = 8.0
ANGLES, LENGTHS = torch.arange(0.0, 151.0, 6.0), torch.arange(0.0, 15.0)
"""The map's grid, and with every third degree the curve's."""
Angle = Annotated[float, FLAG.parameters["angle"].domain, "flag angle"]
Length = Annotated[float, FLAG.parameters["length"].domain, "flag length"]
Frame = Annotated[str, Choice(FLAG.parameters["frame"].domain.options)]
Which = Annotated[int, Range(0, 1134, step=1), "which 1"]


@lru_cache(maxsize=1)
def ones() -> torch.Tensor:
    """Return the places of the ones in the test set, int64 (N,)."""
    return common.test_set().places("1")


@lru_cache(maxsize=1)
def stems() -> strokes.Stem:
    """Return the stems of all ones of the test set."""
    return strokes.find_stem(common.test_set().at(ones()))


def upright() -> torch.Tensor:
    """Return which of the ones have a stem that is within UPRIGHT degrees of the vertical, bool (N,)."""
    right, down = stems().downwards.unbind(1)
    return stems().found & (torch.atan2(right, down).abs() < math.radians(UPRIGHT))


def unflagged(digit: int) -> str:
    """Return a sentence where no stem was found on a digit, so that it is left as it was, else nothing."""
    if stems().found[digit]:
        return ""
    missed = int((~stems().found).sum())
    return f" No end of its stroke was found, so it has no flag; that is so for {missed} of the {len(stems().found):,} ones."


def condition(angle: float, length: float, frame: str) -> Condition:
    """Return the test set whose ones carry a flag."""
    levels = {"angle": angle, "length": length, "frame": frame}
    return evaluation.condition("flag", levels=levels) if length else CLEAN


def grafted(digit: int, angles: torch.Tensor, lengths: torch.Tensor, frame: str) -> torch.Tensor:
    """Return one test digit with each of some flags, float32 (N, 1, H, W)."""
    image = common.test_set().at(ones()[digit : digit + 1])
    return strokes.add_flag(image, angles, lengths, frame == "mnist").images


def on_ones(model: str, at: Condition) -> tuple[Logits, Estimate]:
    """Return a model's logits for the test ones under a condition, and how many it reads as 1."""
    logits = evaluation.logits_under(model, at)[ones()]
    return logits, evaluation.accuracy(logits, torch.full((len(logits),), ONE))


def described(angle: float, length: float, frame: str) -> str:
    """Return a flag in words."""
    how = "" if frame == "mnist" else ", not brought back into MNIST’s frame"
    return f"a flag of {length:g} pixels at {angle:g}°{how}" if length else "no flag"


@figure(controls=("angle", "length", "digit", "model"))
def flag_digit(
    angle: Angle = 55.0, length: Length = 9.0, digit: Which = 10, model: Model = "cnn-0", frame: Frame = "mnist"
) -> Drawing:  # fmt: skip
    """One test 1 with a flag: the answer, and how it tips over as the angle grows."""
    classes, index = common.test_set().classes, int(ones()[digit])
    angles = torch.arange(0.0, 151.0, 3.0)
    images = grafted(digit, torch.cat((angles, torch.tensor([angle]))), torch.full((len(angles) + 1,), length), frame)
    logits = evaluation.predict(models.load(model), images)
    shares = logits[:-1].softmax(1)
    tables = [pd.DataFrame({"angle": angles, "class": classes[k], "probability": shares[:, k]}) for k in (ONE, SEVEN)]
    table = pd.concat(tables, ignore_index=True)
    says, sure = common.answer(logits[-1])
    answers, found = on_ones(model, condition(angle, length, frame))
    sevens = evaluation.estimate(int((answers.argmax(1) == SEVEN).sum()), len(answers))
    flagged = described(angle, length, frame)
    return Drawing(
        table,
        caption=f"Test digit {index}, a 1, with {flagged}. {model} says {classes[says]} and is {percent(sure, 0)} sure.{unflagged(digit)}",
        alt=f"A handwritten 1 with {flagged}, read as {classes[says]} by {model}, and its probabilities of 1 and of 7 against the angle.",
        chart=charts.probability_curves(table, "angle", f"angle of the flag, flag {length:g} pixels long", classes[ONE], angle),
        digits=(common.answered(images[-1], index, logits[-1], flagged),),
        headline=f"All {found.n:,} ones of the test set with this flag: {interval(found)} read as 1, {percent(sevens.value)} as 7.",
        gap=Gap(common.live_accuracy(model, CLEAN), found, "flagged 1s" if length else "plain 1s"),
    )


@figure(follows=DRIVER, clicks=("angle", "length"))
def flag_map(
    angle: Angle = 55.0, length: Length = 9.0, digit: Which = 10, model: Model = "cnn-0", frame: Frame = "mnist"
) -> Drawing:  # fmt: skip
    """The answer to one test 1 for every angle and every length of its flag."""
    classes = common.test_set().classes
    across, up = (grid.flatten() for grid in torch.meshgrid(ANGLES, LENGTHS, indexing="xy"))
    shares = evaluation.predict(models.load(model), grafted(digit, across, up, frame)).softmax(1)
    sure, answer = shares.max(1)
    table = pd.DataFrame({"angle": across, "length": up, "answer": [classes[k] for k in answer.tolist()], "confidence": sure})
    other = evaluation.estimate(int((answer != ONE).sum()), len(answer))
    here = (float(ANGLES[(ANGLES - angle).abs().argmin()]), float(LENGTHS[(LENGTHS - length).abs().argmin()]))
    return Drawing(
        table,
        caption=f"Blue: {model} reads a 1. Vermilion: a 7. Ochre: something else. The paler, the less sure. The frame is your digit. "
        f"On {percent(other.value, 0)} of the map it is no 1.",
        alt=f"A map of angle against length of the flag of one test 1: {model} reads {percent(1 - other.value, 0)} of it as 1.",
        chart=charts.answer_map(table, "angle", "length", ("angle of the flag", "length in pixels"), classes[ONE], classes[SEVEN], here),
    )


@figure(follows=DRIVER)
def flag_answers(
    angle: Angle = 55.0, length: Length = 9.0, digit: Which = 10, model: Model = "cnn-0", frame: Frame = "mnist"
) -> Drawing:  # fmt: skip
    """What all ones of the test set become with this flag."""
    classes = common.test_set().classes
    logits, found = on_ones(model, condition(angle, length, frame))
    counts = torch.bincount(logits.argmax(1), minlength=len(classes))
    shares = (counts / counts.sum()).tolist()
    right, straight = logits.argmax(1) == ONE, upright()
    stay, lean = (evaluation.estimate(int(right[which].sum()), int(which.sum())) for which in (straight, ~straight))
    wrong = int(counts.index_fill(0, torch.tensor([ONE]), -1).argmax())
    return Drawing(
        pd.DataFrame({"answer": classes, "n": counts, "share": shares}),
        caption=f"What {model} makes of all {found.n:,} ones of the test set with {described(angle, length, frame)}: "
        f"{percent(found.value)} stay a 1, {percent(shares[wrong])} become a {classes[wrong]}. Of the {stay.n:,} that stand upright, "
        f"to within {UPRIGHT:g}°, {percent(stay.value)} stay a 1, of the {lean.n:,} others {percent(lean.value)}.",
        alt=f"Ten bars: {percent(found.value)} of the flagged ones are read as 1, {percent(shares[wrong])} as {classes[wrong]}.",
        chart=charts.probabilities(shares, classes, ONE, wrong),
    )


@figure(controls=("method",), follows=DRIVER)
def flag_evidence(
    method: Method = "integrated_gradients", angle: Angle = 55.0, length: Length = 9.0, digit: Which = 10,
    model: Model = "cnn-0", frame: Frame = "mnist",
) -> Drawing:  # fmt: skip
    """Which pixels of the flagged 1 spoke for 7 rather than for 1, and how many of them are the flag's."""
    classes, index, network = common.test_set().classes, int(ones()[digit]), models.load(model)
    if nothing := common.unexplained(method, model):
        return nothing
    graft = strokes.add_flag(common.test_set().at(ones()[digit : digit + 1]), angle, length, frame == "mnist")
    logits = evaluation.predict(network, graft.images)[0]
    evidence = METHODS[method](network, graft.images, SEVEN, against=ONE)[0].sum(0).numpy()
    mask, ink = graft.mask[0, 0].numpy(), graft.images[0, 0].numpy()
    positive = np.maximum(evidence, 0)
    of_evidence, of_ink = (float(part[mask].sum() / max(part.sum(), 1e-9)) for part in (positive, ink))
    picture = common.answered(graft.images[0], index, logits, described(angle, length, frame))
    overlay = common.evidence_over(picture, evidence, classes[SEVEN], classes[ONE])
    return Drawing(
        common.by_pixel(evidence=evidence, flag=mask),
        caption=f"{METHODS[method].label} of “7 rather than 1” for {model}. The flag is {percent(of_ink, 0)} of the ink "
        f"and carries {percent(of_evidence, 0)} of the evidence for 7.",
        alt=f"The flagged 1, a signed map of the pixels that spoke for 7 or for 1, and ten probabilities. {percent(of_evidence, 0)} of the "
        "evidence for 7 lies on the flag.",
        chart=charts.probabilities(logits.softmax(0).tolist(), classes, ONE, int(logits.argmax())),
        digits=(picture, overlay),
    )
