"""Chapter 4: digits in hundreds of typefaces, by class and by category, and how much of a failure is the framing."""

from dataclasses import replace
from typing import Annotated

import numpy as np
import pandas as pd

from gapviz import charts, evaluation, printed
from gapviz.evaluation import CLEAN
from gapviz.figures import common
from gapviz.figures.common import ClassOrWorst, Model
from gapviz.figures.registry import Digit, Drawing, Gap, figure, interval, many, percent
from gapviz.printed import right
from gapviz.registry import Choice
from gapviz.sources import DIGITS
from gapviz.typefaces import framing, packages
from gapviz.types import Estimate

DRIVER, IN_FRAME = "printed_digits", "printed_categories"
ALL = printed.ALL
Category = Annotated[str, Choice((ALL, *printed.CATEGORIES))]
Preparation = Annotated[str, Choice(tuple(printed.PREPARATIONS))]
Families = Annotated[str, Choice(printed.FAMILIES)]
WORDS = {"as_mnist": "as MNIST was made", "as_tutorial": "as a tutorial would"}
"""The preparations as the charts call them."""
PLACED = {"as_mnist": "in MNIST’s frame", "as_tutorial": "scaled to the image"}
HOW = {
    "as_mnist": f"{PLACED['as_mnist']}: {framing.SIZES['as_mnist']} pixels long, the centre of mass in the middle",
    "as_tutorial": f"{PLACED['as_tutorial']}, from edge to edge, as a tutorial would",
}
SHOWN = 10
TOGETHER = 5
"""Digits of a framing pair that are shown."""


def kind(category: str) -> str:
    """Return a category in words, before the word "typefaces"."""
    return "" if category == ALL else f"{category.replace('_', '-')} "


def recorded(preparation: str, families: str) -> dict[tuple[str, str], Estimate]:
    """Return, by category and model, the recorded share of digits that are read rightly."""
    found = common.records("printed", preparation=preparation, families=families, **{"class": ALL})
    return {(row["category"], row["model"]): common.as_estimate(row) for row in found}


def live(model: str, preparation: str, category: str, families: str) -> Estimate:
    """Return the share of the digits of a category that a model reads, which is `recorded` for most."""
    return evaluation.clustered(right(model, preparation, printed.counted(category, families == "every")))


def answered(row: int, digit: int, model: str, preparation: str, group: int = 0, names: bool = False) -> Digit:
    """Return a digit of the face at `row` with what a model says of it; with the family, where that `names` it."""
    face = printed.faces().iloc[row]
    image = printed.images(np.array([row]), preparation)[digit]
    says, sure = common.answer(printed.logits(model, preparation)[row * len(DIGITS) + digit])
    what = f"{digit} in {face['family']}, weight {face['weight']}, {WORDS[preparation]}"
    shown = common.judged(image, what, DIGITS[digit], DIGITS[says], sure, group)
    return replace(shown, label=f"{face['family']}: {says}") if names else shown


@figure(controls=("category", "preparation", "model"))
def printed_digits(
    category: Category = ALL, preparation: Preparation = "as_tutorial", model: Model = "cnn-0", families: Families = "legible"
) -> Drawing:  # fmt: skip
    """Printed digits with a model's answers, and its accuracy on each class of them."""
    rows, dataset = printed.counted(category, families == "every"), common.test_set()
    reads = right(model, preparation, rows)
    found = evaluation.clustered(reads)
    answers = printed.logits(model, preparation)[printed.digits(rows)]
    clean = evaluation.per_class(evaluation.logits_under(model, CLEAN), dataset.labels, dataset.classes)
    here = evaluation.per_class(answers, printed.labels(rows), DIGITS)
    low, high = (here.sort_values("value", kind="stable").iloc[place] for place in (0, -1))
    sure = evaluation.confidence(answers).view(-1, len(DIGITS)).numpy()
    worst = np.where(reads, -sure, sure).argmax(0)
    digits = tuple(answered(int(rows[place]), digit, model, preparation, names=True) for digit, place in enumerate(worst))
    left_out = len(printed.counted(category, every=True)) - len(rows)
    marked = f" ({left_out} left out, whose digits are not legible or are another’s)" if left_out else ""
    return Drawing(
        pd.concat([clean.assign(set="test set"), here.assign(set="printed")], ignore_index=True),
        caption=f"Digits of {many(len(rows), f'{kind(category)}typeface')}{marked}, {HOW[preparation]}. {model} reads "
        f"{percent(low['value'])} of the {low['class']}s and {percent(high['value'])} of the {high['class']}s; bars are 95 % "
        "intervals. Below, of each digit the one that it gets wrong most surely, if any, with what it reads.",
        alt=f"Ten printed digits with answers, and accuracy per digit: worst is {low['class']} with {percent(low['value'])} of "
        f"{low['n']} typefaces, best {high['class']} with {percent(high['value'])}. Over all {model} reads {interval(found)}.",
        chart=charts.class_accuracies(pd.concat([clean.assign(set="test set"), here.assign(set="printed")])),
        digits=digits,
        headline=f"Of {found.n:,} printed digits {model} reads {interval(found)}. The ten of a typeface count as one draw.",
        gap=Gap(common.live_accuracy(model, CLEAN), found, f"{kind(category)}typefaces"),
    )


@figure(follows=DRIVER)
def printed_framing(
    category: Category = ALL, preparation: Preparation = "as_tutorial", model: Model = "cnn-0", families: Families = "legible"
) -> Drawing:  # fmt: skip
    """The same printed digits prepared in two ways: how much of a failure is the digit, and how much the framing."""
    rows = printed.counted(category, families == "every")
    ways = {way: right(model, way, rows) for way in WORDS}
    table = pd.DataFrame(
        {"row": digit, "kind": WORDS[way], **vars(evaluation.estimate(int(found[:, place].sum()), len(rows)))}
        for place, digit in enumerate(DIGITS)
        for way, found in ways.items()
    )
    framed, squeezed = ways["as_mnist"], ways["as_tutorial"]
    lost, mended, broken = int((~squeezed).sum()), int((~squeezed & framed).sum()), int((squeezed & ~framed).sum())
    said = f"{mended:,} ({percent(mended / lost, 0)}) are read once they stand in MNIST’s frame: that was the framing" if lost else "none"
    cured = np.argwhere(~squeezed & framed)
    pairs = [cured[place] for place in np.linspace(0, len(cured) - 1, min(TOGETHER, len(cured))).round().astype(int)]
    digits = [
        answered(int(rows[face]), int(digit), model, way, group)
        for group, (face, digit) in enumerate(pairs)
        for way in ("as_tutorial", "as_mnist")
    ]
    return Drawing(
        table.rename(columns={"row": "class", "kind": "preparation"}),
        caption=f"Of {squeezed.size:,} digits {model} misreads {lost:,} when they are scaled to the image. Of these {said}. The other "
        f"{lost - mended:,} stay wrong. Lost in the frame, of those that were right: {broken:,}. Below, digits scaled to the "
        "image, and under each the same in the frame.",
        alt=f"Two dots a digit, for the two preparations. Of {lost:,} digits lost when scaled to the image, {mended:,} are read in "
        "MNIST’s frame.",
        chart=charts.dots(table, "read rightly"),
        digits=tuple(digits),
    )


@figure(controls=("preparation", "model"))
def printed_categories(preparation: Preparation = "as_mnist", model: Model = "cnn-0", families: Families = "legible") -> Drawing:
    """What each network makes of each category of typefaces."""
    rows, listing, known = [], [], recorded(preparation, families)
    names = [net for net in common.networks(model) if net == model or (ALL, net) in known]
    for name in printed.CATEGORIES:
        found = {net: known.get((name, net)) or live(net, preparation, name, families) for net in names}
        words = f"{kind(name).strip()} ({found[model].n // len(DIGITS)})"
        rows += [{"row": words, "kind": net, "category": name, **vars(one)} for net, one in found.items()]
        listing.append({"typefaces": words} | {net: percent(one.value, 0) for net, one in found.items()})
    table = pd.DataFrame(rows)
    own = table[table["kind"] == model].sort_values("value", kind="stable")
    low, high = own.iloc[0], own.iloc[-1]
    return Drawing(
        table.drop(columns="row").rename(columns={"kind": "model"}),
        caption=f"Digits by category of typeface, with the number of families in brackets, {HOW[preparation]}. {model} reads "
        f"{percent(low['value'])} of {low['row'].split(' (')[0]} digits, the fewest, and {percent(high['value'])} of "
        f"{high['row'].split(' (')[0]} ones, the most. One face a family, ten digits a face.",
        alt=f"Dots for {len(listing)} categories and {len(names)} models. {model} reads from {percent(low['value'])} "
        f"({low['row']}) to {percent(high['value'])} ({high['row']}).",
        chart=charts.dots(table, "read rightly", chosen=model),
        listing=pd.DataFrame(listing),
    )


@figure(controls=("category", "label", "prediction"), follows=IN_FRAME, clicks=("label", "prediction"))
def printed_mistakes(
    category: Category = "sans", label: ClassOrWorst = common.WORST, prediction: ClassOrWorst = common.WORST,
    preparation: Preparation = "as_mnist", model: Model = "cnn-0", families: Families = "legible",
) -> Drawing:  # fmt: skip
    """Which printed digit is taken for which, and the typefaces in which it is."""
    rows = printed.counted(category, families == "every")
    answers = printed.logits(model, preparation)[printed.digits(rows)]
    table = evaluation.confusion(answers, printed.labels(rows), DIGITS)
    row, column = common.cell(table, label, prediction, len(DIGITS))
    inside = np.flatnonzero(answers.argmax(1).view(-1, len(DIGITS))[:, row] == column)
    surest = evaluation.confidence(answers).view(-1, len(DIGITS))[inside, row].argsort(descending=True, stable=True)
    shown = [int(rows[place]) for place in inside[surest.numpy()][:SHOWN]]
    cell, here = f"{DIGITS[row]} read as {DIGITS[column]}", f"{len(inside)} of {many(len(rows), f'{kind(category)}typeface')}"
    listed = "Below, with its typeface." if len(inside) == 1 else "Below, with their typefaces"
    listed += f", the {len(shown)} surest." if len(shown) < len(inside) else "." if len(inside) > 1 else ""
    return Drawing(
        table,
        caption=f"{common.confused(model, label, prediction, cell)}, in {here}. {listed if shown else 'The cell is empty.'}",
        alt=f"Confusion matrix of {model} for printed digits. The framed cell, {cell}, holds {here}.",
        chart=charts.confusion_map(table, DIGITS, row, column),
        digits=tuple(answered(face, row, model, preparation, names=True) for face in shown),
    )


@figure(follows=IN_FRAME)
def printed_weights(preparation: Preparation = "as_mnist", model: Model = "cnn-0", families: Families = "legible") -> Drawing:
    """Light, bold and italic faces beside the regular faces of the same families."""
    known, rows, said = printed.faces(), [], []
    regular = printed.counted(ALL, families == "every")
    for name in printed.KINDS[1:]:
        chosen = printed.counted(ALL, families == "every", name)
        beside = regular[known.iloc[regular]["family"].isin(known.iloc[chosen]["family"])]
        plain, other = (right(model, preparation, faces) for faces in (beside, chosen))
        for words, found in (("regular", plain), ("the other face", other)):
            rows.append({"row": f"{name} ({len(chosen)})", "kind": words, **vars(evaluation.clustered(found))})
        only = f"{(plain & ~other).sum()} digits in the regular face alone, {(other & ~plain).sum()} in the other alone"
        said.append(f"of {name} faces {percent(float(other.mean()))}, of their regular ones {percent(float(plain.mean()))} ({only})")
    table = pd.DataFrame(rows)
    return Drawing(
        table.rename(columns={"row": "face", "kind": "set"}),
        caption=f"The lightest face of at most {packages.LIGHT}, the heaviest of at least {packages.BOLD}, and the italic, "
        f"each beside the regular faces of the same families, {HOW[preparation]}. {model} reads {'; '.join(said)}.",
        alt=f"Two dots each for light, bold and italic faces. {model} reads {'; '.join(said)}.",
        chart=charts.dots(table, "read rightly"),
    )
