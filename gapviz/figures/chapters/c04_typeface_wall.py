"""Chapter 4: all typefaces on a wall."""

from typing import Annotated

import numpy as np
import pandas as pd
import torch

from gapviz import models
from gapviz.core.parameters import Choice, Range
from gapviz.core.wording import Words, many, say
from gapviz.data import faces
from gapviz.data.sources import DIGITS
from gapviz.evaluation import face_answers
from gapviz.evaluation.face_answers import right
from gapviz.figures import charts
from gapviz.figures.chapters.c04_printed import ALL, HOW, Category, Families, counted, kind, typefaces
from gapviz.figures.chapters.c04_typeface_closely import Closely
from gapviz.figures.registry import Drawing, figure
from gapviz.figures.shared.empty_states import nothing
from gapviz.figures.shared.pagination import paginate

SORTS = {
    "fewest_read": "those first of which the fewest digits are read",
    "most_read": "those first of which the most digits are read",
    "name": "by name",
}
SORTS_WORDS = {"fewest_read": "fewest read", "most_read": "most read", "name": "name"}
Sort = Annotated[str, Choice(tuple(SORTS), words=SORTS_WORDS), "sorted by"]
ANY = "any"
Missed = Annotated[str, Choice((ANY, *DIGITS)), "misread digit"]
SHOWN, MOST = 40, 12
Page = Annotated[int, Range(1, MOST, step=1), "page", ("category", "sort", "misread", "families")]


@figure(state=Closely, controls=("category", "sort", "misread", "page"), clicks=("face",))
def typeface_wall(
    state: Closely,
    category: Category = ALL,
    sort: Sort = "fewest_read",
    misread: Missed = ANY,
    page: Page = 1,
    families: Families = "legible",
) -> Drawing:
    """A wall of typefaces: all of them with their digits, right ones blue and wrong ones vermilion."""
    model, preparation = state.model, state.preparation
    rows = counted(category, families)
    found = right(model, preparation, rows)
    if misread != ANY:
        missed = ~found[:, int(misread)]
        rows, found = rows[missed], found[missed]
    if not len(rows):
        sentence = say(
            "In no {kind}typeface here does {model} misread the {misread}.",
            kind=kind(category),
            model=models.spoken(model),
            misread=misread,
        )
        return nothing(sentence)
    count = found.sum(1)
    keys = {"fewest_read": count, "most_read": -count, "name": np.zeros_like(count)}
    order = np.argsort(keys[sort], kind="stable")
    here, leaf = paginate([int(row) for row in rows[order]], page, SHOWN, MOST)
    spoken = {
        "model": models.spoken(model),
        "what": _what(typefaces(len(rows), category), misread),
        "whole": _whole(int((count == len(DIGITS)).sum())) if misread == ANY else "",
    }
    return Drawing(
        _table(rows[order], model, preparation),
        caption=say(
            "{what}, {how}, {sort}; {leaf}. {model:Aa} reads the blue digits rightly, and over a vermilion "
            "one stands what it reads instead.{whole} A click shows a typeface below, where one can also be "
            "chosen by its name.",
            how=HOW[preparation],
            sort=SORTS[sort],
            leaf=leaf,
            **spoken,
        ),
        alt=say(
            "A wall of digits: {what}, of which {here} are on this page, as {model} reads them.{whole}",
            here=len(here),
            **spoken,
        ),
        chart=charts.wall(_strips(list(here), model, preparation), state.face),
    )


def _what(some: str, misread: str) -> Words:
    """Return some typefaces, and which digit of them is misread where one is asked for, in words."""
    if misread == ANY:
        return some
    return say("{typefaces} in which {misread} is misread", typefaces=some, misread=misread)


def _whole(count: int) -> Words:
    """Return of how many typefaces all digits are read, as a sentence."""
    if not count:
        return " Of no typeface does it read all ten."
    return say(" Of {typefaces} it reads all ten.", typefaces=many(count, "typeface"))


def _table(rows: np.ndarray, model: str, preparation: str) -> pd.DataFrame:
    """Return what the faces at `rows` are, how many of their digits a model reads, and as what each."""
    columns = ["face", "family", "category", "weight", "style", "legible", "twin", "foundry", "licence"]
    answers = (
        face_answers.logits(model, preparation)[faces.digits(rows)].argmax(1).view(-1, len(DIGITS)).numpy()
    )
    table = faces.table().iloc[rows][columns].assign(right=(answers == np.arange(len(DIGITS))).sum(1))
    return table.assign(**{f"read_{digit}": answers[:, int(digit)] for digit in DIGITS})


def _strips(rows: list[int], model: str, preparation: str) -> list[charts.Strip]:
    """Return the faces at `rows` as the wall has them."""
    where, size = np.array(rows), len(DIGITS)
    ink = (faces.images(where, preparation)[:, 0] * 255).round().to(torch.uint8)
    pixels = ink.unflatten(0, (-1, size)).numpy()
    shares = face_answers.logits(model, preparation)[faces.digits(where)].softmax(1)
    sure, answers = (found.view(-1, size).tolist() for found in shares.max(1))
    reads = right(model, preparation, where).tolist()
    strips = []
    for place, face in enumerate(faces.table().iloc[rows].to_dict("records")):
        name = f"{face['family']}{'' if face['legible'] else ', not legible'}"
        said = [DIGITS[answer] for answer in answers[place]]
        strips.append(charts.Strip(face["face"], name, pixels[place], reads[place], said, sure[place]))
    return strips
