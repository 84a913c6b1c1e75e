"""Chapter 4: the reader's own typeface, prepared twice, and what every network makes of its ten digits.

`font` is what a reader brought: the bytes of a font file, or what was read of one; without it a sample stands in.
"""

from functools import cache

import pandas as pd
import torch

from gapviz import evaluation, models
from gapviz.figures import common
from gapviz.figures.common import Model
from gapviz.figures.printed import WORDS
from gapviz.figures.registry import Digit, Drawing, figure
from gapviz.typefaces import glyphs, untrusted
from gapviz.typefaces.framing import PREPARATIONS
from gapviz.typefaces.untrusted import Typeface

SAMPLE = untrusted.ROOT / "static" / "inter-latin-wght-normal.woff2"
ARROW = "\N{NO-BREAK SPACE}→\N{NO-BREAK SPACE}"
assert WORDS.keys() == PREPARATIONS.keys()


@cache
def sample() -> Typeface:
    """Return the typeface that stands in for the reader's; ours, and so read without a child."""
    return untrusted.opened(SAMPLE.read_bytes())


def answers(ten: torch.Tensor, names: list[str]) -> pd.DataFrame:
    """Return what networks say of the same ten digits (2, 10, H, W), prepared in both ways."""
    rows = []
    for model in names:
        logits = evaluation.predict(models.load(model), ten.reshape(-1, 1, *ten.shape[2:]))
        for place, one in enumerate(logits):
            (answer, sure), way = common.answer(one), list(PREPARATIONS)[place // len(glyphs.DIGITS)]
            rows.append((model, way, place % len(glyphs.DIGITS), answer, sure))
    return pd.DataFrame(rows, columns=["model", "preparation", "digit", "answer", "confidence"])


@figure(controls=("model",))
def own_typeface(model: Model = "cnn-0", font: Typeface | bytes | None = None) -> Drawing:
    """The ten digits of a typeface, each as MNIST was made and as a tutorial would, and what every network reads."""
    face = untrusted.read(font) if isinstance(font, bytes) else font or sample()
    ten = torch.stack([torch.stack([torch.tensor(way(digit)) for digit in face.digits]) for way in PREPARATIONS.values()]) / 255
    names = common.networks(model)
    table = answers(ten, names)
    own, count = table[table["model"] == model], len(face.digits)
    read = {way: int((rows["answer"] == rows["digit"]).sum()) for way, rows in own.groupby("preparation")}
    (above, first), (below, second) = ((words, f"{read[way]} of {count}") for way, words in WORDS.items())
    said = f"{model} reads {first} prepared {above}, and {second} {below}."
    stands_in = f"{face.name}, the typeface of these labels, stands in until you bring a font." if font is None else f"{face.name}."
    return Drawing(
        table,
        caption=f"{stands_in} Each digit {above}, scaled into a box and moved by its centre of mass; below it, {below}, from edge to edge. "
        "The table has every network, and what it takes the digits for that it loses.",
        alt=f"The {count} digits of {face.name}, each prepared in two ways: {said}",
        digits=tuple(_shown(ten, row, face.name) for _, row in own.sort_values(["digit", "preparation"]).iterrows()),
        headline=said,
        listing=pd.DataFrame([_line(table, name) for name in names]),
    )


def _shown(ten: torch.Tensor, row: pd.Series, name: str) -> Digit:
    """Return a digit with a model's answer; the two ways stand over each other."""
    image = ten[list(PREPARATIONS).index(row["preparation"]), row["digit"]]
    what = f"{row['digit']} in {name}, {WORDS[row['preparation']]}"
    return common.judged(image[None], what, str(row["digit"]), str(row["answer"]), row["confidence"], row["digit"] + 1)


def _line(table: pd.DataFrame, model: str) -> dict[str, str]:
    """Return a model's row: of how many digits it reads, by preparation, and what it takes the others for."""
    line = {"model": model}
    for way, words in WORDS.items():
        rows = table[(table["model"] == model) & (table["preparation"] == way)]
        lost = rows[rows["answer"] != rows["digit"]]
        taken = ", ".join(f"{digit}{ARROW}{answer}" for digit, answer in zip(lost["digit"], lost["answer"], strict=True))
        line[words] = f"{len(rows) - len(lost)} of {len(rows)}{': ' if taken else ''}{taken}"
    return line
