"""Chapter 4: one typeface looked at closely, and digits typed in one."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import numpy as np
import pandas as pd

from gapviz import evaluation, models
from gapviz.core.caches import cached
from gapviz.core.parameters import Choice, Text
from gapviz.core.wording import Words, how_many_read, say
from gapviz.data import faces
from gapviz.data.sources import DIGITS
from gapviz.evaluation import face_answers
from gapviz.evaluation.attribution import METHODS
from gapviz.evaluation.face_answers import right
from gapviz.figures.chapters.c04_printed import HOW, PLACED, WORDS, Preparation, kind, printed_tile
from gapviz.figures.registry import Drawing, Tile, figure
from gapviz.figures.shared import tiles
from gapviz.figures.shared.choices import METHOD_PAPERS, DigitModel, Method, networks
from gapviz.figures.shared.empty_states import unexplained
from gapviz.models import HERO

DEFAULT = "orbitron-400-normal"
FACES = faces.names() or (DEFAULT,)
REGULAR = 400
"""The weight of a regular face."""


@cached(1)
def _faces_in_menu() -> dict[str, str]:
    """Return what the faces are called in a menu, by name."""
    known = faces.table()
    plain, upright = known["weight"] == REGULAR, known["style"] != "italic"
    weights = known["weight"].map(" {}".format).where(~plain, "")
    called = known["family"] + weights + upright.map({True: "", False: " italic"})
    return dict(zip(known["face"], called, strict=True))


def face_in_menu(name: str) -> str:
    """Return a face as a menu has it: its family, its weight where that is not the regular one, italic."""
    return _faces_in_menu().get(name, name)


Face = Annotated[str, Choice(FACES, words=face_in_menu), "typeface"]
Typed = Annotated[str, Text("0123456789", 12, "digits"), "type digits"]
EXPLAINED = 3
"""Failures of a typeface that are explained."""


@dataclass(frozen=True)
class Closely:
    """A typeface, how its digits are prepared, the model that reads them, and the method that explains it."""

    leads: ClassVar = "typeface"
    face: Face = DEFAULT
    preparation: Preparation = "as_mnist"
    model: DigitModel = HERO
    method: Method = "integrated_gradients"

    @property
    def row(self) -> int:
        """The row of the typeface."""
        return FACES.index(self.face)


@figure(state=Closely, controls=("face", "preparation", "model", "method"), papers=METHOD_PAPERS)
def typeface(state: Closely) -> Drawing:
    """One typeface: its digits in both preparations, and which pixels its failures come from."""
    row, model = state.row, state.model
    read = {way: right(model, way, np.array([row]))[0] for way in WORDS}
    digits = [
        printed_tile(row, digit, model, way, digit + 1) for digit in range(len(DIGITS)) for way in WORDS
    ]
    wrong = np.flatnonzero(~read[state.preparation])[:EXPLAINED].tolist()
    nothing = unexplained(state.method, model) if wrong else None
    maps = [] if nothing else [_evidence(state, digit) for digit in wrong]
    known = faces.table().iloc[row]
    counts = {
        "model": models.spoken(model),
        "framed": int(read["as_mnist"].sum()),
        "squeezed": int(read["as_tutorial"].sum()),
    }
    return Drawing(
        pd.DataFrame({"digit": DIGITS} | read),
        caption=say(
            "{about}; by {foundry}, {licence}. Above in MNIST’s frame, below scaled to the image.{marked} "
            "{explained}",
            about=_about(known),
            foundry=known["foundry"],
            licence=known["licence"],
            marked="" if known["legible"] else " By this article’s rule its digits are not legible.",
            explained=nothing.caption if nothing else _explained(state, len(maps)),
        ),
        alt=say(
            "Ten digits of {family} in two preparations: {model} reads {framed} of them as MNIST was made, "
            "{squeezed} as a tutorial would.",
            family=known["family"],
            **counts,
        ),
        tiles=(*digits, *maps),
        headline=say(
            "{model:Aa} reads {framed} of its ten digits in MNIST’s frame, {squeezed} scaled to the image.",
            **counts,
        ),
        listing=_listing(row, networks(model)),
    )


def _about(face: pd.Series) -> Words:
    """Return what a typeface is, in words."""
    return say(
        "{family}, weight {weight}, {style}; {kind}",
        family=face["family"],
        weight=face["weight"],
        style="italic" if face["style"] == "italic" else "upright",
        kind=kind(face["category"]).strip(),
    )


def _explained(state: Closely, count: int) -> Words:
    """Return which of a typeface's failures are explained, and how, as a sentence."""
    placed = PLACED[state.preparation]
    if not count:
        return say("None is misread {placed}, and so there is nothing to explain.", placed=placed)
    return say(
        "{method} explains the first {count} that {model} misreads {placed}: vermilion pixels spoke for the "
        "answer, blue ones for the digit that it is.",
        method=METHODS[state.method].label,
        count=count,
        model=models.spoken(state.model),
        placed=placed,
    )


def _listing(row: int, names: list[str]) -> pd.DataFrame:
    """Return how many of a face's ten digits each of some models reads, prepared in some ways."""
    rows: list[dict[str, Any]] = []
    for name in names:
        counts = {way: sum(a == b for b, a in enumerate(_read(name, row, way))) for way in WORDS}
        rows.append(
            {"network": models.label(name)}
            | {WORDS[way]: f"{n} of {len(DIGITS)}" for way, n in counts.items()}
        )
    return pd.DataFrame(rows)


def _read(model: str, row: int, preparation: str) -> list[int]:
    """Return what a model reads a face's ten digits as, without reading all faces for it."""
    images = faces.images(np.array([row]), preparation)
    answers: list[int] = evaluation.predict(models.load(model), images).argmax(1).tolist()
    return answers


def _evidence(state: Closely, digit: int) -> Tile:
    """Return the evidence for what a digit is read as rather than for what it is, to stand under it."""
    image = faces.images(np.array([state.row]), state.preparation)[digit : digit + 1]
    logits = face_answers.logits(state.model, state.preparation)[state.row * len(DIGITS) + digit]
    says, _ = tiles.answer(logits)
    network = models.load(state.model)
    evidence = METHODS[state.method](network, image, says, against=digit)[0].sum(0).numpy()
    picture = printed_tile(state.row, digit, state.model, state.preparation, digit + 1)
    return tiles.evidence_over(picture, evidence, DIGITS[says], DIGITS[digit])


@figure(controls=("text", "face", "preparation", "model"))
def typed_digits(
    text: Typed = "1969",
    face: Face = "open-sans-400-normal",
    preparation: Preparation = "as_tutorial",
    model: DigitModel = HERO,
) -> Drawing:
    """Digits that you type: in a typeface of your choice, as each network reads them."""
    row = FACES.index(face)
    places = [int(letter) for letter in text]
    read = {name: _read(name, row, preparation) for name in networks(model)}
    said = {name: "".join(DIGITS[answers[place]] for place in places) for name, answers in read.items()}
    table = pd.DataFrame({"model": list(said), "reads": list(said.values())})
    listing = table.assign(model=table["model"].map(models.label)).rename(columns={"model": "network"})
    spoken = {
        "text": text,
        "family": faces.table().iloc[row]["family"],
        "reading": how_many_read(sum(one == text for one in said.values()), len(said)),
    }
    return Drawing(
        table.assign(typed=text),
        caption=say(
            "{text} in {family}, {how}, digit by digit. {reading:Aa} it as {text}.",
            how=HOW[preparation],
            **spoken,
        ),
        alt=say(
            "{text} in {family}, read as {said} by {model}; {reading} it as {text}.",
            said=said[model],
            model=models.spoken(model),
            **spoken,
        ),
        tiles=tuple(printed_tile(row, place, model, preparation) for place in places),
        headline=say(
            "You typed {text}. {model:Aa} reads {said}.",
            text=text,
            model=models.spoken(model),
            said=said[model],
        ),
        listing=listing,
    )
