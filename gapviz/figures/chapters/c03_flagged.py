"""Chapter 3: a 1 that is given a flag; its answers, live, and those of all the other ones."""

import math
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
import pandas as pd
import torch

from gapviz import evaluation, models
from gapviz.core.caches import cached
from gapviz.core.parameters import Range
from gapviz.core.types import Estimate, Images, Logits
from gapviz.core.wording import Words, many, say
from gapviz.evaluation import CLEAN, Condition
from gapviz.evaluation.attribution import METHODS
from gapviz.figures import charts
from gapviz.figures.registry import Drawing, Gap, figure
from gapviz.figures.shared import live_counts, tiles
from gapviz.figures.shared.choices import METHOD_PAPERS, DigitModel, Method
from gapviz.figures.shared.empty_states import nothing, unexplained
from gapviz.figures.shared.live_counts import test_set
from gapviz.imaging import strokes
from gapviz.models import HERO
from gapviz.shifts import SHIFTS
from gapviz.shifts.handwriting import IN_FRAME

ONE, SEVEN = 1, 7
FLAG = SHIFTS["flag"]
USUAL = {name: float(FLAG.levels(4)[name]) for name in ("angle", "length")}
"""The flag that is shown unless another is asked for: of those by Swiss writers one in four is flatter."""
UPRIGHT = 8.0
ANGLES, LENGTHS = torch.arange(0.0, 151.0, 6.0), torch.arange(0.0, 29.0, 2.0)
"""The map's grid, and with every third degree the curve's."""
Angle = Annotated[float, FLAG.parameters["angle"].domain, "flag angle"]
Length = Annotated[float, FLAG.parameters["length"].domain, "flag length"]
Frame = Annotated[str, FLAG.parameters["frame"].domain]
Which = Annotated[int, Range(0, 1134, step=1), "which 1"]
AXIS = "angle of the flag, {length} long"


@cached(1)
def ones() -> torch.Tensor:
    """Return the places of the ones in the test set, int64 (N,)."""
    return test_set().places("1")


@cached(1)
def stems() -> strokes.Stem:
    """Return the stems of all ones of the test set."""
    return strokes.find_stem(test_set().at(ones()))


@dataclass(frozen=True)
class Flagged:
    """A flag, the test 1 that carries it, and the model that reads both it and the others with the same."""

    leads: ClassVar = "flag_digit"
    angle: Angle = USUAL["angle"]
    length: Length = USUAL["length"]
    digit: Which = 813
    model: DigitModel = HERO
    frame: Frame = IN_FRAME

    @property
    def index(self) -> int:
        """The place of the 1 in the test set."""
        return int(ones()[self.digit])

    @property
    def image(self) -> Images:
        """The 1 without its flag, float32 (1, 1, H, W)."""
        return test_set().at(ones()[self.digit : self.digit + 1])

    @property
    def reframed(self) -> bool:
        """Whether the 1 is brought back into MNIST's frame with its flag."""
        return self.frame == IN_FRAME

    @property
    def condition(self) -> Condition:
        """The test set whose ones carry this flag."""
        levels = {"angle": self.angle, "length": self.length, "frame": self.frame}
        return evaluation.condition("flag", levels=levels) if self.length else CLEAN

    @property
    def described(self) -> Words:
        """The flag in words."""
        if not self.length:
            return "no flag"
        how = "" if self.reframed else ", not brought back into MNIST’s frame"
        length = many(self.length, "pixel")
        return say("a flag of {length} at {angle:g}°{how}", length=length, angle=self.angle, how=how)

    @property
    def worn(self) -> Words:
        """The flag of this very 1, in words: none where no end of its stroke was found."""
        return self.described if stems().found[self.digit] else "no flag"

    def grafted(self, angles: torch.Tensor, lengths: torch.Tensor) -> Images:
        """Return the 1 with each of some flags, float32 (N, 1, H, W)."""
        return strokes.add_flag(self.image, angles, lengths, self.reframed).images

    def on_ones(self) -> tuple[Logits, Estimate]:
        """Return the model's logits for all test ones with this flag, and how many it reads as 1."""
        logits = evaluation.logits_under(self.model, self.condition)[ones()]
        return logits, evaluation.accuracy(logits, torch.full((len(logits),), ONE))


def upright() -> torch.Tensor:
    """Return which of the ones have a stem that is within UPRIGHT degrees of the vertical, bool (N,)."""
    right, down = stems().downwards.unbind(1)
    return stems().found & (torch.atan2(right, down).abs() < math.radians(UPRIGHT))


def unflagged(digit: int) -> Words:
    """Return a sentence where no stem was found on a digit, so that it is left as it was, else nothing."""
    found = stems().found
    if found[digit]:
        return ""
    return say(
        " No end of its stroke was found to set one on; that is so for {missed} of the {n:,} ones.",
        missed=int((~found).sum()),
        n=len(found),
    )


@figure(state=Flagged, controls=("angle", "length", "digit", "model"))
def flag_digit(state: Flagged) -> Drawing:
    """A 1 with a flag: the answer, and how it tips over as the angle grows."""
    classes, model = test_set().classes, state.model
    angles = torch.cat((torch.arange(0.0, 151.0, 3.0), torch.tensor([float(state.angle)]))).unique()
    images = state.grafted(angles, torch.full((len(angles),), state.length))
    logits = evaluation.predict(models.load(model), images)
    shares, here = logits.softmax(1), int((angles == state.angle).nonzero())
    curves = [
        pd.DataFrame({"angle": angles, "class": classes[k], "probability": shares[:, k]})
        for k in (ONE, SEVEN)
    ]
    table = pd.concat(curves, ignore_index=True)
    says, sure = tiles.answer(logits[here])
    answers, found = state.on_ones()
    sevens = evaluation.estimate(int((answers.argmax(1) == SEVEN).sum()), len(answers))
    spoken = {"flag": state.worn, "model": models.spoken(model), "says": classes[says]}
    axis = say(AXIS, length=many(state.length, "pixel"))
    return Drawing(
        table,
        caption=say(
            "Test digit {index}, a 1, with {flag}. {model:Aa} says {says} and is {sure:0%} sure.{unflagged}",
            index=state.index,
            sure=sure,
            unflagged=unflagged(state.digit),
            **spoken,
        ),
        alt=say(
            "A handwritten 1 with {flag}, read as {says} by {model}, and its probabilities of 1 and of 7 "
            "against the angle.",
            **spoken,
        ),
        chart=charts.probability_curves(table, "angle", axis, classes[ONE], state.angle),
        tiles=(tiles.of_test_digit(images[here], state.index, logits[here], state.worn),),
        headline=say(
            "All {n:,} ones of the test set with {which} flag: {found:interval} read as 1, {sevens:%} as 7.",
            n=found.n,
            which="this" if state.length else "no",
            found=found,
            sevens=sevens.value,
        ),
        gap=Gap(live_counts.accuracy(model, CLEAN), found, "flagged 1s" if state.length else "plain 1s"),
    )


@figure(state=Flagged, clicks=("angle", "length"))
def flag_map(state: Flagged) -> Drawing:
    """A map of flags: the answer to one test 1 for every angle and every length of its flag."""
    classes = test_set().classes
    across, up = (grid.flatten() for grid in torch.meshgrid(ANGLES, LENGTHS, indexing="xy"))
    shares = evaluation.predict(models.load(state.model), state.grafted(across, up)).softmax(1)
    sure, answer = shares.max(1)
    answers = [classes[k] for k in answer.tolist()]
    table = pd.DataFrame({"angle": across, "length": up, "answer": answers, "confidence": sure})
    other = evaluation.estimate(int((answer != ONE).sum()), len(answer)).value
    here = (_nearest(ANGLES, state.angle), _nearest(LENGTHS, state.length))
    titles = ("angle of the flag", "length in pixels")
    return Drawing(
        table,
        caption=say(
            "Blue: {model} reads a 1. Vermilion: a 7. Ochre: something else. The paler, the less sure. The "
            "frame is your digit. On {other:0%} of the map it is no 1.",
            model=models.spoken(state.model),
            other=other,
        ),
        alt=say(
            "A map of angle against length of the flag of one test 1: {model} reads {one:0%} of it as 1.",
            model=models.spoken(state.model),
            one=1 - other,
        ),
        chart=charts.answer_map(table, "angle", "length", titles, classes[ONE], classes[SEVEN], here),
    )


def _nearest(grid: torch.Tensor, value: float) -> float:
    return float(grid[(grid - value).abs().argmin()])


@figure(state=Flagged)
def flag_answers(state: Flagged) -> Drawing:
    """What ones with a flag become: all those of the test set, with this flag."""
    classes = test_set().classes
    logits, found = state.on_ones()
    counts = torch.bincount(logits.argmax(1), minlength=len(classes))
    shares = (counts / counts.sum()).tolist()
    right, straight = logits.argmax(1) == ONE, upright()
    stay, lean = (
        evaluation.estimate(int(right[which].sum()), int(which.sum())) for which in (straight, ~straight)
    )
    wrong = int(counts.index_fill(0, torch.tensor([ONE]), -1).argmax())
    lost = become(shares[wrong], classes[wrong])
    return Drawing(
        pd.DataFrame({"answer": classes, "n": counts, "share": shares}),
        caption=say(
            "What {model} makes of all {n:,} ones of the test set with {flag}: {right:%} stay a 1, {lost}. "
            "Of the {upright:,} that stand upright, to within {degrees:g}°, {stay:%} stay "
            "a 1, of the {leaning:,} others {lean:%}.",
            model=models.spoken(state.model),
            n=found.n,
            flag=state.described,
            right=found.value,
            lost=lost,
            upright=stay.n,
            degrees=UPRIGHT,
            stay=stay.value,
            leaning=lean.n,
            lean=lean.value,
        ),
        alt=say("Ten bars: {right:%} of these ones stay a 1, {lost}.", right=found.value, lost=lost),
        chart=charts.probabilities(shares, classes, ONE, wrong),
    )


def become(share: float, digit: str) -> Words:
    """Return how many ones become the digit that most of the lost ones do, in words."""
    return say("{share:%} become a {digit}", share=share, digit=digit) if share else "none becomes another"


@figure(state=Flagged, controls=("method",), papers=METHOD_PAPERS)
def flag_evidence(state: Flagged, method: Method = "integrated_gradients") -> Drawing:
    """Evidence on a flag: which pixels of the 1 spoke for 7 rather than for 1, and which are the flag's."""
    classes, network = test_set().classes, models.load(state.model)
    if unable := unexplained(method, state.model):
        return unable
    graft = strokes.add_flag(state.image, state.angle, state.length, state.reframed)
    if not graft.mask.any():
        return nothing("No flag is to be seen on this 1, on which evidence could lie.")
    logits = evaluation.predict(network, graft.images)[0]
    evidence = METHODS[method](network, graft.images, SEVEN, against=ONE)[0].sum(0).numpy()
    mask, ink = graft.mask[0, 0].numpy(), graft.images[0, 0].numpy()
    of_evidence, of_ink = _share(np.maximum(evidence, 0), mask), _share(ink, mask)
    picture = tiles.of_test_digit(graft.images[0], state.index, logits, state.worn)
    overlay = tiles.evidence_over(picture, evidence, classes[SEVEN], classes[ONE])
    return Drawing(
        tiles.by_pixel(evidence=evidence, flag=mask),
        caption=say(
            "The vermilion pixels spoke for 7, the blue ones for 1. The flag is {of_ink:0%} of the ink, and "
            "holds {of_evidence:0%} of the evidence for 7. {method}, for {model}.",
            method=METHODS[method].label,
            model=models.spoken(state.model),
            of_ink=of_ink,
            of_evidence=of_evidence,
        ),
        alt=say(
            "The flagged 1, a signed map of the pixels that spoke for 7 or for 1, and ten probabilities. "
            "{of_evidence:0%} of the evidence for 7 lies on the flag.",
            of_evidence=of_evidence,
        ),
        chart=charts.probabilities(logits.softmax(0).tolist(), classes, ONE, int(logits.argmax())),
        tiles=(picture, overlay),
    )


def _share(amount: np.ndarray, mask: np.ndarray) -> float:
    """Return the share of an amount (H, W) that lies under a mask (H, W)."""
    return float(amount[mask].sum() / max(amount.sum(), 1e-9))
