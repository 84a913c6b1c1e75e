"""Chapter 4: the reader's own typeface, prepared twice, and what every network makes of its ten digits.

`font` is what a reader brought: the bytes of a font file, or what was read of one; without it a sample stands
in.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
import torch

from gapviz import evaluation, models
from gapviz.core.caches import cached
from gapviz.core.wording import say
from gapviz.figures.chapters.c04_printed import WORDS
from gapviz.figures.registry import Drawing, Tile, figure
from gapviz.figures.shared import tiles
from gapviz.figures.shared.choices import DigitModel, networks
from gapviz.imaging.typefaces import glyphs, untrusted
from gapviz.imaging.typefaces.framing import PREPARATIONS
from gapviz.imaging.typefaces.untrusted import Typeface
from gapviz.models import HERO

SAMPLE = untrusted.ROOT / "static" / "inter-latin-wght-normal.woff2"
ARROW = "\N{NO-BREAK SPACE}→\N{NO-BREAK SPACE}"
assert WORDS.keys() == PREPARATIONS.keys()


@cached(1)
def sample() -> Typeface:
    """Return the typeface that stands in for the reader's; ours, and so read without a child."""
    return untrusted.opened(SAMPLE.read_bytes())


def answers(ten: torch.Tensor, names: list[str]) -> pd.DataFrame:
    """Return what networks say of the same ten digits (2, 10, H, W), prepared in both ways."""
    rows = []
    for model in names:
        logits = evaluation.predict(models.load(model), ten.reshape(-1, 1, *ten.shape[2:]))
        for place, one in enumerate(logits):
            (answer, sure), way = tiles.answer(one), list(PREPARATIONS)[place // len(glyphs.CHARACTERS)]
            rows.append((model, way, place % len(glyphs.CHARACTERS), answer, sure))
    return pd.DataFrame(rows, columns=["model", "preparation", "digit", "answer", "confidence"])


@figure(controls=("model",))
def own_typeface(model: DigitModel = HERO, font: Typeface | bytes | None = None) -> Drawing:
    """A typeface of your own: its digits, prepared as MNIST was and as tutorials would, and what is read."""
    face = untrusted.read(font) if isinstance(font, bytes) else font or sample()
    ten = torch.stack([_prepared(face, way) for way in PREPARATIONS.values()])
    names = networks(model)
    table = answers(ten, names)
    own = table[table["model"] == model]
    count = len(face.digits)
    read = {way: int((rows["answer"] == rows["digit"]).sum()) for way, rows in own.groupby("preparation")}
    (above, first), (below, second) = ((words, read[way]) for way, words in WORDS.items())
    said = say(
        "{model:Aa} reads {first} of {count} prepared {above}, and {second} of {count} {below}.",
        model=models.spoken(model),
        first=first,
        second=second,
        count=count,
        above=above,
        below=below,
    )
    ordered = own.sort_values(["digit", "preparation"])
    stands_in = ", the typeface of these labels, stands in until you bring a font" if font is None else ""
    return Drawing(
        table,
        caption=say(
            "{name}{stands_in}. Each digit {above}, scaled into a box and moved by its centre of mass; below "
            "it, {below}, from edge to edge. The table has every network, and what it takes the digits for "
            "that it loses.",
            name=face.name,
            stands_in=stands_in,
            above=above,
            below=below,
        ),
        alt=say(
            "The {count} digits of {name}, each prepared in two ways. {said}",
            count=count,
            name=face.name,
            said=said,
        ),
        tiles=tuple(_shown(ten, row, face.name) for _, row in ordered.iterrows()),
        headline=said,
        listing=pd.DataFrame([_line(table, name) for name in names]),
    )


def _prepared(face: Typeface, way: Callable[..., np.ndarray]) -> torch.Tensor:
    """Return the ten digits of a typeface (10, H, W), each brought into its image in one way."""
    return torch.stack([torch.tensor(way(digit)) for digit in face.digits]) / 255


def _shown(ten: torch.Tensor, row: pd.Series, name: str) -> Tile:
    """Return a digit with a model's answer; the two ways stand over each other."""
    image = ten[list(PREPARATIONS).index(row["preparation"]), row["digit"]]
    what = f"{row['digit']} in {name}, {WORDS[row['preparation']]}"
    digit, says = row["digit"], str(row["answer"])
    return tiles.judged(image[None], what, str(digit), says, row["confidence"], group=digit + 1)


def _line(table: pd.DataFrame, model: str) -> dict[str, str]:
    """Return a model's row: of how many digits it reads, by preparation, and what it takes the others for."""
    line = {"network": models.label(model)}
    for way, words in WORDS.items():
        rows = table[(table["model"] == model) & (table["preparation"] == way)]
        lost = rows[rows["answer"] != rows["digit"]]
        mistakes = zip(lost["digit"], lost["answer"], strict=True)
        taken = ", ".join(f"{digit}{ARROW}{answer}" for digit, answer in mistakes)
        line[words] = f"{len(rows) - len(lost)} of {len(rows)}{': ' if taken else ''}{taken}"
    return line
