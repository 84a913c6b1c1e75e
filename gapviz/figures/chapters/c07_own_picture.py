"""Chapter 7: the reader's own picture, step by step into the frame, and a model's answer.

`picture` are the bytes of a file that the reader gave; without it a sample stands in.
"""

from dataclasses import dataclass, replace
from threading import local
from typing import Annotated, Any, ClassVar

import pandas as pd

from gapviz import evaluation, models
from gapviz.core import papers
from gapviz.core.parameters import Choice, Range
from gapviz.core.types import Estimate, Images, Logits
from gapviz.core.wording import Words, many, say
from gapviz.evaluation import CLEAN
from gapviz.figures.chapters.c07_paper import WRITTEN
from gapviz.figures.chapters.c07_samples import MEANT, SAMPLES
from gapviz.figures.registry import Drawing, Gap, Tile, figure
from gapviz.figures.shared import live_counts, records, stages, tiles
from gapviz.figures.shared.choices import Model
from gapviz.figures.shared.live_counts import test_set
from gapviz.imaging import photo
from gapviz.models import HERO

NOTHING = "nothing"
SOME = "{shown} of {count} digits"
MOST = 6
"""Digits that are shown of one picture."""


def _step(name: str) -> str:
    """Return a step as the menu has it that switches it off."""
    return name if name == NOTHING else photo.STEPS[name].label


Sample = Annotated[str, Choice(tuple(SAMPLES), words=lambda name: MEANT[name][1]), "sample"]
Off = Annotated[str, Choice((NOTHING, *photo.STEPS), words=_step), "switch off"]
Which = Annotated[int, Range(1, 40, step=1), "which digit"]
Picture = bytes | None


class _Latest(local):
    """What was prepared last, and from what.

    A run of the page is a thread, with whose end a reader's picture is forgotten.
    """

    given: tuple[Any, ...] = ()
    found: photo.Prepared


_latest = _Latest()


@dataclass(frozen=True)
class Own:
    """A picture, or the sample that stands in for it, how it is prepared, and the model that reads it."""

    leads: ClassVar = "own_digit"
    sample: Sample = "flagged_one"
    off: Off = NOTHING
    which: Which = 1
    model: Model = HERO

    def prepared(self, picture: Picture) -> photo.Prepared:
        """Return the reader's picture, or else the sample, prepared: once for all figures of a run."""
        given = (self.sample, self.off, picture)
        if _latest.given != given:
            without = () if self.off == NOTHING else (self.off,)
            _latest.found = photo.prepare(picture or SAMPLES[self.sample](), without=without)
            _latest.given = given
        return _latest.found

    def chosen(self, picture: Picture) -> tuple[int, Images]:
        """Return the number of a digit, from 0 and at most that of the last, and the digit (1, 1, H, W).

        It is blank where there is none.
        """
        found = self.prepared(picture)
        place = min(self.which, max(len(found.digits), 1)) - 1
        return place, found.digits[place : place + 1] if len(found.digits) else found.image

    def meant(self, picture: Picture) -> str:
        """Return the digits on the sample, in reading order.

        It is none where a reader's picture stands in its place, or where not as many digits are found.
        """
        digits, _ = MEANT[self.sample]
        return digits if picture is None and len(self.prepared(picture).digits) == len(digits) else ""


def says(model: str, image: Images) -> tuple[Logits, str, float]:
    """Return a model's logits for one image, its answer and how sure it is."""
    logits = evaluation.predict(models.load(model), image)[0]
    answer, sure = tiles.answer(logits)
    return logits, test_set(model).classes[answer], sure


def on_paper(model: str, off: str) -> Estimate:
    """Return the recorded share of all real scans that a model reads, prepared with one step off.

    The digits of a writer are a cluster. Where nothing is recorded of the model, it is a share of none.
    """
    rows = records.rows("photos", set=WRITTEN, off="" if off == NOTHING else off, model=model)
    return records.as_estimate(rows[0]) if rows else evaluation.estimate(0, 0)


@figure(state=Own, controls=("sample", "off", "which", "model"))
def own_digit(state: Own, picture: Picture = None) -> Drawing:
    """A digit of your own: the digits found in a picture with a model's answers, and the picture squeezed."""
    model = state.model
    found = state.prepared(picture)
    place, image = state.chosen(picture)
    rows = [(way, *says(model, one)[1:]) for way, one in (("prepared", image), ("squeezed", found.tutorial))]
    (_, answer, sure), (_, other, other_sure) = rows
    count = len(found.digits)
    whose = "sample" if picture is None else "picture"
    digits = state.meant(picture)
    read = _read(model, found, place, digits)
    squeezed = tiles.shown(
        found.tutorial[0],
        say("Squeezed, read as {answer}.", answer=other),
        say("squeezed: {answer} · {sure:0%}", answer=other, sure=other_sure),
        _judged(other, digits if len(digits) == 1 else ""),
    )
    real = on_paper(model, state.off)
    return Drawing(
        pd.DataFrame(rows, columns=["way", "answer", "confidence"]),
        caption=say(
            "A picture, the digits that were found in it, in MNIST’s frame, and the whole squeezed to "
            "28 × 28.{first}{meant}{left_out}{scale}",
            first=_FIRST if found.more else "",
            meant=_meant(state, digits, answer, other) if digits else "",
            left_out=_left_out(" Switched off: {step}.", state.off),
            scale=_scale(real.n),
        ),
        alt=say(
            "A picture, and {digits} found in it, in MNIST’s frame; {model} reads {answer}, and {other} in "
            "the picture squeezed.",
            digits=many(count, "digit") if len(read) == count else say(SOME, shown=len(read), count=count),
            model=models.spoken(model),
            answer=answer,
            other=other,
        ),
        tiles=(
            replace(stages.staged(found.steps[0], 0), alt=f"The {whose}.", label=f"the {whose}"),
            *read,
            squeezed,
        ),
        headline=say(
            "{model:Aa} reads {answer}, {sure:0%} sure.{several}{empty} Squeezed, as in most tutorials, it "
            "is {other}, {other_sure:0%} sure.",
            model=models.spoken(model),
            answer=answer,
            sure=sure,
            several=_several(count, place),
            empty="" if count else _empty(found),
            other=other,
            other_sure=other_sure,
        ),
        gap=Gap(live_counts.accuracy(model, CLEAN), real, "real paper") if real.n else None,
    )


_FIRST = " Its file has further pages or frames; only the first is looked at."


def _empty(found: photo.Prepared) -> Words:
    """Return that no digit was found, and which step took the last ink, in words."""
    steps = [stage.step.label for stage in found.steps if stage.effect == photo.Effect(photo.Kind.ERASED, 1)]
    return say(
        " No digit was found{gone}, so the frame is empty; it is given an answer all the same.",
        gone=gone(steps[0]) if steps else "",
    )


def gone(step: str) -> Words:
    """Return that a step took the last ink, in words."""
    return say(" (all ink went at the step “{step}”: switch it off)", step=step)


def _meant(state: Own, digits: str, answer: str, squeezed: str) -> Words:
    """Return what the sample is, and which way it is read rightly, in words."""
    words = MEANT[state.sample][1]
    if len(digits) > 1:
        return say(" The sample is {words}; squeezed, they make one picture.", words=words)
    ways = {
        (True, True): "both ways rightly",
        (True, False): "rightly as prepared and wrongly as squeezed",
        (False, True): "wrongly as prepared, however carefully, and rightly as squeezed",
        (False, False): "both ways wrongly",
    }
    way = ways[answer == digits, squeezed == digits]
    return say(
        " The sample is {words}, and {model} reads it {way}.",
        words=words,
        model=models.spoken(state.model),
        way=way,
    )


def _judged(answer: str, digit: str) -> str:
    """Return the verdict on an answer: none where nobody knows the `digit`."""
    return "" if not digit else "right" if answer == digit else "wrong"


def _scale(n: int) -> Words:
    """Return for how many scans the gap scale is, in words; nothing where none are recorded of a model."""
    if not n:
        return ""
    return say(
        " The scale above is for {n:,} scans by ten real hands, prepared by the same steps.",
        n=n,
    )


def _several(count: int, place: int) -> Words:
    """Return which of several digits it is, in words."""
    if count <= 1:
        return ""
    return say(
        " Of {count} digits found it is number {number} in reading order.", count=count, number=place + 1
    )


def _left_out(template: str, off: str) -> Words:
    """Return that a step is switched off, in words; nothing where none is."""
    return say(template, step=photo.STEPS[off].label) if off != NOTHING else ""


def _read(model: str, found: photo.Prepared, place: int, meant: str) -> list[Tile]:
    """Return up to MOST digits of a picture, from the chosen one on, with a model's answers.

    Answers are judged where it is known which digits are `meant`.
    """
    digits = []
    for number in range(place, min(place + MOST, len(found.digits))):
        image = found.digits[number : number + 1]
        _, answer, sure = says(model, image)
        several = len(found.digits) > 1
        said = say("{answer} · {sure:0%}", answer=answer, sure=sure)
        named = (
            say("number {number}: {said}", number=number + 1, said=said)
            if several
            else say("prepared: {said}", said=said)
        )
        alt = say("Digit {number} in MNIST’s frame, read as {answer}.", number=number + 1, answer=answer)
        digits.append(tiles.shown(image[0], alt, named, _judged(answer, meant[number : number + 1])))
    return digits


@figure(state=Own, papers=(papers.LENET,))
def own_steps(state: Own, picture: Picture = None) -> Drawing:
    """The way into MNIST's frame: a picture on its way to 28 x 28, one step after the other."""
    found = state.prepared(picture)
    place, _ = state.chosen(picture)
    steps = [(stage.step.label, stages.what_it_does(stage), stages.did(stage)) for stage in found.steps]
    table = pd.DataFrame(steps, columns=["step", "what it does", "here"])
    idle = sum(stage.effect.kind == photo.Kind.NOTHING for stage in found.steps)
    return Drawing(
        table,
        caption=say(
            "The way of the picture into MNIST’s frame, in {count} steps, of which {idle} had nothing to do "
            "here.{left_out} Each can be switched off above.",
            count=len(steps),
            idle=idle or "none",
            left_out=_left_out(" Without {step}.", state.off),
        ),
        alt=say("{count} pictures, from the page to the digit in its frame.", count=len(steps)),
        tiles=tuple(stages.staged(stage, place) for stage in found.steps),
        listing=table,
    )
