"""Chapter 4: digits in hundreds of typefaces, by class, and how much of a failure is the framing."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

import numpy as np
import pandas as pd

from gapviz import evaluation, models
from gapviz.core.parameters import Choice
from gapviz.core.wording import Words, many, say
from gapviz.data import faces
from gapviz.data.sources import DIGITS
from gapviz.evaluation import CLEAN, face_answers
from gapviz.evaluation.face_answers import right
from gapviz.figures import charts
from gapviz.figures.registry import Drawing, Gap, Tile, figure
from gapviz.figures.shared import live_counts, tiles
from gapviz.figures.shared.choices import DigitModel
from gapviz.figures.shared.live_counts import test_set
from gapviz.imaging.typefaces import framing
from gapviz.models import HERO

ALL = faces.ALL
WORDS = {"as_mnist": "as MNIST was made", "as_tutorial": "as a tutorial would"}
"""The preparations as the charts call them."""
FAMILIES_WORDS = {"legible": "the legible ones", "every": "all"}
Category = Annotated[str, Choice((ALL, *faces.CATEGORIES), words=lambda name: kind(name).strip() or ALL)]
Preparation = Annotated[str, Choice(tuple(faces.PREPARATIONS), words=WORDS)]
Families = Annotated[str, Choice(faces.FAMILIES, words=FAMILIES_WORDS), "typefaces"]
PLACED = {"as_mnist": "in MNIST’s frame", "as_tutorial": "scaled to the image"}
HOW = {
    "as_mnist": say(
        "{placed}: {size} pixels long, the centre of mass in the middle",
        placed=PLACED["as_mnist"],
        size=framing.SIZES["as_mnist"],
    ),
    "as_tutorial": say("{placed}, from edge to edge, as a tutorial would", placed=PLACED["as_tutorial"]),
}
TOGETHER = 5
"""Digits of a framing pair that are shown."""


@dataclass(frozen=True)
class Printed:
    """The digits of some typefaces, as they are prepared, and the model that reads them."""

    leads: ClassVar = "printed_digits"
    category: Category = ALL
    preparation: Preparation = "as_tutorial"
    model: DigitModel = HERO
    families: Families = "legible"

    @property
    def rows(self) -> np.ndarray:
        """The rows of these typefaces, int64 (M,)."""
        return counted(self.category, self.families)


def counted(category: str, families: str, style: str = faces.FACE_KINDS[0]) -> np.ndarray:
    """Return the rows of the typefaces of a category that are shown, or of another style, int64 (M,)."""
    return faces.counted(category, families == "every", style)


def kind(category: str) -> str:
    """Return a category in words, before the word "typefaces"."""
    return "" if category == ALL else f"{category.replace('_', '-')} "


def typefaces(n: int, category: str) -> str:
    """Return a number of typefaces of a category in words, as in "1 sans typeface" or "2 typefaces"."""
    return many(n, f"{kind(category)}typeface")


def printed_tile(
    row: int, digit: int, model: str, preparation: str, group: int = 0, names: bool = False
) -> Tile:
    """Return a digit of the face at `row` with what a model says of it, and the family if it `names` that."""
    face = faces.table().iloc[row]
    image = faces.images(np.array([row]), preparation)[digit]
    says, sure = tiles.answer(face_answers.logits(model, preparation)[row * len(DIGITS) + digit])
    what = say(
        "{digit} in {family}, weight {weight}, {placed}",
        digit=digit,
        family=face["family"],
        weight=face["weight"],
        placed=WORDS[preparation],
    )
    shown = tiles.judged(image, what, DIGITS[digit], DIGITS[says], sure, group)
    return replace(shown, label=f"{face['family']}: {says}") if names else shown


@figure(state=Printed, controls=("category", "preparation", "model"))
def printed_digits(state: Printed) -> Drawing:
    """Printed digits: a model's answers, and its accuracy on each class of them."""
    rows, model = state.rows, state.model
    dataset = test_set()
    found = evaluation.clustered(right(model, state.preparation, rows))
    answers = face_answers.logits(model, state.preparation)[faces.digits(rows)]
    clean = evaluation.per_class(evaluation.logits_under(model, CLEAN), dataset.labels, dataset.classes)
    here = evaluation.per_class(answers, faces.labels(rows), DIGITS)
    table = pd.concat([clean.assign(set="test set"), here.assign(set="printed")], ignore_index=True)
    low, high = (here.sort_values("value", kind="stable").iloc[place] for place in (0, -1))
    ends = say("{most:%} of each digit", most=high["value"])
    if low["value"] < high["value"]:
        worst, best = ({"digit": row["class"], "share": row["value"]} for row in (low, high))
        ends = say(
            "{low} and {high}",
            low=say("{share:%} of the {digit}s", **worst),
            high=say("{share:%} of the {digit}s", **best),
        )
    return Drawing(
        table,
        caption=say(
            "Digits of {typefaces}{left_out}, {how}. {model:Aa} reads {ends}; bars are 95 % intervals. "
            "Below, of each digit the one that it gets wrong most surely, if any, with what it reads.",
            typefaces=typefaces(len(rows), state.category),
            left_out=_left_out(len(faces.counted(state.category, every=True)) - len(rows)),
            how=HOW[state.preparation],
            model=models.spoken(model),
            ends=ends,
        ),
        alt=say(
            "Ten printed digits with answers, and accuracy per digit: of {typefaces} {model} reads {ends}, "
            "and over all {found:interval}.",
            typefaces=typefaces(len(rows), state.category),
            model=models.spoken(model),
            found=found,
            ends=ends,
        ),
        chart=charts.class_accuracies(table),
        tiles=_surest(state),
        headline=say(
            "Of {n:,} printed digits {model} reads {found:interval}. The ten of a typeface count as one "
            "draw.",
            n=found.n,
            model=models.spoken(model),
            found=found,
        ),
        gap=Gap(live_counts.accuracy(model, CLEAN), found, f"{kind(state.category)}typefaces"),
    )


def _left_out(count: int) -> Words:
    """Return that so many typefaces are left out, and why, where some are."""
    if not count:
        return ""
    return say(" ({count} left out, whose digits are not legible or are another’s)", count=count)


def _surest(state: Printed) -> tuple[Tile, ...]:
    """Return of each digit the one that is most surely misread, or where none is the least surely read."""
    rows = state.rows
    answers = face_answers.logits(state.model, state.preparation)[faces.digits(rows)]
    sure = evaluation.confidence(answers).view(-1, len(DIGITS)).numpy()
    worst = np.where(right(state.model, state.preparation, rows), -sure, sure).argmax(0)
    return tuple(
        printed_tile(int(rows[place]), digit, state.model, state.preparation, names=True)
        for digit, place in enumerate(worst)
    )


@figure(state=Printed)
def printed_framing(state: Printed) -> Drawing:
    """Digit or framing: printed digits prepared in two ways, and how much of a failure is which."""
    rows = state.rows
    ways = {way: right(state.model, way, rows) for way in WORDS}
    table = pd.DataFrame(
        {"row": digit, "kind": WORDS[way], **vars(evaluation.estimate(int(found[:, place].sum()), len(rows)))}
        for place, digit in enumerate(DIGITS)
        for way, found in ways.items()
    )
    framed, squeezed = ways["as_mnist"], ways["as_tutorial"]
    lost, mended = int((~squeezed).sum()), int((~squeezed & framed).sum())
    broken = int((squeezed & ~framed).sum())
    cured = np.argwhere(~squeezed & framed)
    some = np.linspace(0, len(cured) - 1, min(TOGETHER, len(cured))).round().astype(int)
    digits = [
        printed_tile(int(rows[face]), int(digit), state.model, way, group)
        for group, (face, digit) in enumerate(cured[some])
        for way in ("as_tutorial", "as_mnist")
    ]
    return Drawing(
        table.rename(columns={"row": "class", "kind": "preparation"}),
        caption=say(
            "Of {n:,} digits {model} misreads {lost} when they are scaled to the image.{mended} Lost in "
            "the frame, of those that were right: {broken}.{below}",
            n=squeezed.size,
            model=models.spoken(state.model),
            lost=f"{lost:,}" if lost else "none",
            mended=_mended(mended, lost),
            broken=f"{broken:,}" if broken else "none",
            below=" Below, digits scaled to the image, and under each the same in the frame."
            if digits
            else "",
        ),
        alt=say(
            "Two dots a digit, for the two preparations. Of {lost:,} digits lost when scaled to the image, "
            "{mended:,} are read in MNIST’s frame.",
            lost=lost,
            mended=mended,
        ),
        chart=charts.dots(table, "read rightly"),
        tiles=tuple(digits),
    )


def _mended(mended: int, lost: int) -> Words:
    """Return how many of the `lost` digits are read in MNIST's frame, in sentences; nothing of none."""
    if not lost:
        return ""
    if not mended:
        return " None of these is read in MNIST’s frame."
    return say(
        " Of these {mended:,} ({share:0%}) are read once they stand in MNIST’s frame: that was the framing. "
        "{others}",
        mended=mended,
        share=mended / lost,
        others=_stay_wrong(lost - mended),
    )


def _stay_wrong(count: int) -> Words:
    """Return that so many of some digits are lost either way, as a sentence."""
    if count < 2:
        return "The other one stays wrong." if count else "None of them stays wrong."
    return say("The other {count:,} stay wrong.", count=count)
