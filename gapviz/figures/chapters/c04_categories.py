"""Chapter 4: digits by category of typeface, which is taken for which, and light, bold and italic faces."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from gapviz import evaluation, models
from gapviz.core.types import Estimate
from gapviz.core.wording import Words, say
from gapviz.data import faces
from gapviz.data.sources import DIGITS
from gapviz.evaluation import face_answers
from gapviz.evaluation.face_answers import right
from gapviz.figures import charts
from gapviz.figures.chapters.c04_printed import (
    ALL,
    HOW,
    Category,
    Families,
    Preparation,
    counted,
    kind,
    printed_tile,
    typefaces,
)
from gapviz.figures.registry import Drawing, figure
from gapviz.figures.shared import confusion_cells, records
from gapviz.figures.shared.choices import WORST, DigitModel, DigitOrWorst, networks
from gapviz.imaging.typefaces import packages
from gapviz.models import HERO

SHOWN = 10
"""Digits of a cell that are shown."""


@dataclass(frozen=True)
class AllPrinted:
    """The digits of all typefaces, as they are prepared, and the model that reads them."""

    leads: ClassVar = "printed_categories"
    preparation: Preparation = "as_mnist"
    model: DigitModel = HERO
    families: Families = "legible"

    def right(self, rows: np.ndarray) -> np.ndarray:
        """Return which digits of the typefaces at `rows` the model reads rightly, bool (M, 10)."""
        return right(self.model, self.preparation, rows)


def live(model: str, state: AllPrinted, category: str) -> Estimate:
    """Return the share of the digits of a category that a model reads, which is `recorded` for most."""
    rows = faces.counted(category, state.families == "every")
    return evaluation.clustered(right(model, state.preparation, rows))


@figure(state=AllPrinted, controls=("preparation", "model"))
def printed_categories(state: AllPrinted) -> Drawing:
    """Categories of typefaces: what each network makes of each."""
    rows = []
    known = recorded(state.preparation, state.families)
    names = [net for net in networks(state.model) if net == state.model or (ALL, net) in known]
    for name in faces.CATEGORIES:
        found = {net: known.get((name, net)) or live(net, state, name) for net in names}
        words = f"{kind(name).strip()} ({found[state.model].n // len(DIGITS)})"
        rows += [{"row": words, "kind": net, "category": name, **vars(one)} for net, one in found.items()]
    table = pd.DataFrame(rows)
    own = table[table["kind"] == state.model].sort_values("value", kind="stable")
    low, high = own.iloc[0], own.iloc[-1]
    spoken = {"model": models.spoken(state.model), "least": low["value"], "most": high["value"]}
    return Drawing(
        table.drop(columns="row").rename(columns={"kind": "model"}),
        caption=say(
            "Digits by category of typeface, with the number of families in brackets, {how}. {model:Aa} "
            "reads {least:%} of {worst} digits, the fewest, and {most:%} of {best} ones, the most. One face "
            "a family, ten digits a face. The table says from its worst to its best seed what a network "
            "reads.",
            how=HOW[state.preparation],
            worst=kind(low["category"]).strip(),
            best=kind(high["category"]).strip(),
            **spoken,
        ),
        alt=say(
            "Dots for {categories} categories and {models} models. {model:Aa} reads from {least:%} ({worst}) "
            "to {most:%} ({best}).",
            categories=len(faces.CATEGORIES),
            models=len(names),
            worst=low["row"],
            best=high["row"],
            **spoken,
        ),
        chart=charts.dots(table, "read rightly", chosen=state.model),
        listing=_listing(table),
    )


def _listing(table: pd.DataFrame) -> pd.DataFrame:
    shares = {str(name): list(of["value"]) for name, of in table.groupby("kind", sort=False)}
    return pd.DataFrame({"typefaces": list(table["row"].unique()), **records.by_family(shares)})


def recorded(preparation: str, families: str) -> dict[tuple[str, str], Estimate]:
    """Return, by category and model, the recorded share of digits that are read rightly."""
    found = records.rows("printed", preparation=preparation, families=families, **{"class": ALL})
    return {(row["category"], row["model"]): records.as_estimate(row) for row in found}


@figure(state=AllPrinted, controls=("category", "label", "prediction"), clicks=("label", "prediction"))
def printed_mistakes(
    state: AllPrinted,
    category: Category = "sans",
    label: DigitOrWorst = WORST,
    prediction: DigitOrWorst = WORST,
) -> Drawing:
    """Confusions of printed digits: which one is taken for which, and the typefaces in which it is."""
    rows = counted(category, state.families)
    answers = face_answers.logits(state.model, state.preparation)[faces.digits(rows)]
    table = evaluation.confusion(answers, faces.labels(rows), DIGITS)
    row, column = confusion_cells.cell(table, label, prediction, DIGITS)
    inside = np.flatnonzero(answers.argmax(1).view(-1, len(DIGITS))[:, row] == column)
    sure = evaluation.confidence(answers).view(-1, len(DIGITS))[inside, row]
    surest = sure.argsort(descending=True, stable=True).numpy()
    shown = [int(rows[place]) for place in inside[surest][:SHOWN]]
    cell = f"{DIGITS[row]} read as {DIGITS[column]}"
    here = say("{count} of {typefaces}", count=len(inside), typefaces=typefaces(len(rows), category))
    return Drawing(
        table,
        caption=say(
            "{confused}, in {here}. {listed}",
            confused=confusion_cells.confused(state.model, label, prediction, cell, len(inside)),
            here=here,
            listed=_listed(len(shown), len(inside)),
        ),
        alt=say(
            "Confusion matrix of {model} for printed digits. The framed cell, {cell}, holds {here}.",
            model=models.spoken(state.model),
            cell=cell,
            here=here,
        ),
        chart=charts.confusion_map(table, DIGITS, row, column),
        tiles=tuple(printed_tile(face, row, state.model, state.preparation, names=True) for face in shown),
    )


def _listed(shown: int, count: int) -> Words:
    """Return which of a cell's `count` digits are shown, in words."""
    if not count:
        return "The cell is empty."
    if count == 1:
        return "Below, with its typeface."
    if shown < count:
        return say("Below, with their typefaces, the {shown} surest.", shown=shown)
    return "Below, with their typefaces."


@figure(state=AllPrinted)
def printed_weights(state: AllPrinted) -> Drawing:
    """Light, bold and italic faces: how they are read, beside the regular faces of the same families."""
    family = faces.table()["family"]
    regular = counted(ALL, state.families)
    rows = []
    said = {}
    for style in faces.FACE_KINDS[1:]:
        chosen = counted(ALL, state.families, style)
        beside = regular[family.iloc[regular].isin(family.iloc[chosen])]
        plain, other = state.right(beside), state.right(chosen)
        for words, found in (("regular", plain), ("the other face", other)):
            estimate = evaluation.clustered(found)
            rows.append({"row": f"{style} ({len(chosen)})", "kind": words, **vars(estimate)})
        said[style] = _beside(style, other, plain)
    table = pd.DataFrame(rows)
    spoken = {"model": models.spoken(state.model), "said": say("{light}; {bold}; {italic}", **said)}
    return Drawing(
        table.rename(columns={"row": "face", "kind": "set"}),
        caption=say(
            "The lightest face of at most {light}, the heaviest of at least {bold}, and the italic, each "
            "beside the regular faces of the same families, {how}. {model:Aa} reads {said}.",
            light=packages.LIGHT,
            bold=packages.BOLD,
            how=HOW[state.preparation],
            **spoken,
        ),
        alt=say("Two dots each for light, bold and italic faces. {model:Aa} reads {said}.", **spoken),
        chart=charts.dots(table, "read rightly"),
    )


def _beside(style: str, other: np.ndarray, plain: np.ndarray) -> Words:
    """Return how much is read of faces of a style and of `plain` ones, both bool (M, 10), in words."""
    return say(
        "of {style} faces {other:%}, of their regular ones {plain:%} ({plain_alone} digits in the regular "
        "face alone, {other_alone} in the other alone)",
        style=style,
        other=float(other.mean()),
        plain=float(plain.mean()),
        plain_alone=(plain & ~other).sum(),
        other_alone=(other & ~plain).sum(),
    )
