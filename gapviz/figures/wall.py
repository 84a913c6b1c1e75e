"""Chapter 4: all typefaces on a wall, one of them looked at closely, and digits typed in it."""

from typing import Annotated

import numpy as np
import pandas as pd
import torch

from gapviz import charts, evaluation, models, printed
from gapviz.attribution import METHODS
from gapviz.figures import common
from gapviz.figures.common import Method, Model
from gapviz.figures.printed import ALL, HOW, PLACED, WORDS, Category, Families, Preparation, answered, kind
from gapviz.figures.registry import Digit, Drawing, figure, many
from gapviz.printed import right
from gapviz.registry import Choice, Range, Text
from gapviz.sources import DIGITS

DEFAULT = "orbitron-400-normal"
FACES = printed.names() or (DEFAULT,)
Face = Annotated[str, Choice(FACES), "typeface"]
SORTS = {
    "fewest_read": "those first of which the fewest digits are read",
    "most_read": "those first of which the most are",
    "name": "by name",
}
ANY = "any"
Missed = Annotated[str, Choice((ANY, *DIGITS)), "misread digit"]
SHOWN, MOST = 40, 12
Page = Annotated[int, Range(1, MOST, step=1), "page", ("category", "sort", "misread", "families")]
Typed = Annotated[str, Text("0123456789", 12, "digits"), "type digits"]
EXPLAINED = 3
"""Failures of a typeface that are explained."""
DRIVER = "typeface"


@figure(follows=DRIVER, controls=("category", "sort", "misread", "page"), clicks=("face",))
def typeface_wall(
    category: Category = ALL, sort: Annotated[str, Choice(tuple(SORTS))] = "fewest_read", misread: Missed = ANY, page: Page = 1,
    families: Families = "legible", face: Face = DEFAULT, preparation: Preparation = "as_mnist", model: Model = "cnn-0",
    method: Method = "integrated_gradients",
) -> Drawing:  # fmt: skip
    """All typefaces with their digits, right ones blue and wrong ones vermilion."""
    rows = printed.counted(category, families == "every")
    found = right(model, preparation, rows)
    if misread != ANY:
        rows, found = rows[~found[:, int(misread)]], found[~found[:, int(misread)]]
    if not len(rows):
        return Drawing(pd.DataFrame(), f"In no {kind(category)}typeface here does {model} misread the {misread}.", "Nothing to show.")
    count = found.sum(1)
    order = np.argsort({"fewest_read": count, "most_read": -count, "name": np.zeros_like(count)}[sort], kind="stable")
    here, leaf = common.leaf([int(row) for row in rows[order]], page, SHOWN, MOST)
    what = f"{many(len(rows), f'{kind(category)}typeface')}{f' in which {misread} is misread' if misread != ANY else ''}"
    whole = f" Of {many(int((count == len(DIGITS)).sum()), 'typeface')} it reads all ten." if misread == ANY else ""
    return Drawing(
        _table(rows[order], model, preparation),
        caption=f"{what}, {HOW[preparation]}, {SORTS[sort]}; {leaf}. {model} reads the blue digits rightly, and over a vermilion one "
        f"stands what it reads instead.{whole} A click shows a typeface below, where one can also be chosen by its name.",
        alt=f"A wall of digits: {what}, of which {len(here)} are on this page, as {model} reads them.{whole}",
        chart=charts.wall(_strips(list(here), model, preparation), face),
    )


def _table(rows: np.ndarray, model: str, preparation: str) -> pd.DataFrame:
    """Return what the faces at `rows` are, how many of their digits a model reads, and as what each."""
    columns = ["face", "family", "category", "weight", "style", "legible", "twin", "foundry", "licence"]
    answers = printed.logits(model, preparation)[printed.digits(rows)].argmax(1).view(-1, len(DIGITS)).numpy()
    table = printed.faces().iloc[rows][columns].assign(right=(answers == np.arange(len(DIGITS))).sum(1))
    return table.assign(**{f"read_{digit}": answers[:, int(digit)] for digit in DIGITS})


def _strips(rows: list[int], model: str, preparation: str) -> list[charts.Strip]:
    """Return the faces at `rows` as the wall has them."""
    where, size = np.array(rows), len(DIGITS)
    pixels = (printed.images(where, preparation)[:, 0] * 255).round().to(torch.uint8).unflatten(0, (-1, size)).numpy()
    sure, answers = (found.view(-1, size).tolist() for found in printed.logits(model, preparation)[printed.digits(where)].softmax(1).max(1))
    reads, strips = right(model, preparation, where).tolist(), []
    for place, face in enumerate(printed.faces().iloc[rows].to_dict("records")):
        name = f"{face['family']}{'' if face['legible'] else ', not legible'}"
        said = [DIGITS[answer] for answer in answers[place]]
        strips.append(charts.Strip(face["face"], name, pixels[place], reads[place], said, sure[place]))
    return strips


@figure(controls=("face", "preparation", "model", "method"))
def typeface(
    face: Face = DEFAULT, preparation: Preparation = "as_mnist", model: Model = "cnn-0",
    method: Method = "integrated_gradients",
) -> Drawing:  # fmt: skip
    """One typeface in both preparations, and which pixels its failures come from."""
    row = FACES.index(face)
    known, ten = printed.faces().iloc[row], np.array([row])
    read = {way: right(model, way, ten)[0] for way in WORDS}
    ways = ("as_mnist", "as_tutorial")
    digits = [answered(row, digit, model, way, digit + 1) for digit in range(len(DIGITS)) for way in ways]
    wrong = np.flatnonzero(~read[preparation])[:EXPLAINED].tolist()
    nothing = common.unexplained(method, model) if wrong else None
    maps = [] if nothing else [_evidence(row, digit, model, preparation, method) for digit in wrong]
    said = (
        f"{METHODS[method].label} explains the first {len(maps)} that {model} misreads {PLACED[preparation]}: vermilion pixels spoke for "
        "the answer, blue ones for the digit that it is."
    )
    if not maps:
        said = nothing.caption if nothing else f"None is misread {PLACED[preparation]}, and so there is nothing to explain."
    style = "italic" if known["style"] == "italic" else "upright"
    about = f"{known['family']}, weight {known['weight']}, {style}; {kind(known['category']).strip()}"
    marked = "" if known["legible"] else " By this article’s rule its digits are not legible."
    counts = {way: int(found.sum()) for way, found in read.items()}
    return Drawing(
        pd.DataFrame({"digit": DIGITS} | read),
        caption=f"{about}; by {known['foundry']}, {known['licence']}. Above in MNIST’s frame, below scaled to the image.{marked} {said}",
        alt=f"Ten digits of {known['family']} in two preparations: {model} reads {counts['as_mnist']} of them as MNIST was made, "
        f"{counts['as_tutorial']} as a tutorial would.",
        digits=(*digits, *maps),
        headline=f"{model} reads {counts['as_mnist']} of its ten digits in MNIST’s frame, {counts['as_tutorial']} scaled to the image.",
        listing=_listing(row, ways, common.networks(model)),
    )


def _listing(row: int, ways: tuple[str, ...], names: list[str]) -> pd.DataFrame:
    """Return how many of a face's ten digits each of some models reads, prepared in some ways."""
    return pd.DataFrame(
        {"model": name} | {WORDS[way]: f"{sum(a == b for b, a in enumerate(_read(name, row, way)))} of {len(DIGITS)}" for way in ways}
        for name in names
    )


def _read(model: str, row: int, preparation: str) -> list[int]:
    """Return what a model reads a face's ten digits as, without reading all faces for it."""
    answers: list[int] = evaluation.predict(models.load(model), printed.images(np.array([row]), preparation)).argmax(1).tolist()
    return answers


def _evidence(row: int, digit: int, model: str, preparation: str, method: str) -> Digit:
    """Return the evidence for what a digit is read as rather than for what it is, to stand under it."""
    image = printed.images(np.array([row]), preparation)[digit : digit + 1]
    says, _ = common.answer(printed.logits(model, preparation)[row * len(DIGITS) + digit])
    evidence = METHODS[method](models.load(model), image, says, against=digit)[0].sum(0).numpy()
    return common.evidence_over(answered(row, digit, model, preparation, digit + 1), evidence, DIGITS[says], DIGITS[digit])


@figure(controls=("text", "face", "preparation", "model"))
def typed_digits(
    text: Typed = "1969", face: Face = "open-sans-400-normal", preparation: Preparation = "as_tutorial", model: Model = "cnn-0"
) -> Drawing:  # fmt: skip
    """Digits that you type, in a typeface of your choice, as each network reads them."""
    row, places = FACES.index(face), [int(letter) for letter in text]
    family = printed.faces().iloc[row]["family"]
    read = {name: _read(name, row, preparation) for name in common.networks(model)}
    said = {name: "".join(DIGITS[answers[place]] for place in places) for name, answers in read.items()}
    whole = [name for name, read in said.items() if read == text]
    table = pd.DataFrame({"model": list(said), "reads": list(said.values())})
    return Drawing(
        table.assign(typed=text),
        caption=f"{text} in {family}, {HOW[preparation]}, digit by digit. {len(whole)} of {len(said)} networks read it as {text}.",
        alt=f"The digits {text} in {family}, read as {said[model]} by {model}; {len(whole)} of {len(said)} networks read it as {text}.",
        digits=tuple(answered(row, place, model, preparation) for place in places),
        headline=f"You typed {text}. {model} reads {said[model]}.",
        listing=table,
    )
