"""Faces of typefaces (styles of a family): which there are, which are counted, and their ten digits.

Where families are counted, one face stands for each, the regular one: its light, its bold and its italic are
no new evidence. And only families count that are legible, and whose digits are not another's too, unless
told.
"""

import hashlib

import numpy as np
import pandas as pd
import torch

from gapviz.core import tables
from gapviz.core.caches import cached
from gapviz.core.parameters import look_up
from gapviz.core.types import Images, UnusableFileError
from gapviz.data import sets
from gapviz.data.sources import DIGITS, FACES, SOURCES
from gapviz.imaging.typefaces.pack import ENDINGS

PREPARATIONS = ENDINGS
"""The ways of a digit into its image, and how their splits' names end."""
ALL = "all"
CATEGORIES = (
    "sans",
    "serif",
    "slab",
    "monospace",
    "typewriter",
    "handwriting",
    "blackletter",
    "display",
    "stencil",
    "pixel",
    "seven_segment",
    "fourteen_segment",
)
FAMILIES = ("legible", "every")
FACE_KINDS = ("regular", "light", "bold", "italic")
CHUNK = 4 * sets.CHUNK
"""Digits at a time: enough for every core, and never all of them as floats."""
SPLITS = ("train", "test")
"""Together these are all faces: to models that were trained on MNIST alone every face is new."""


TYPEFACES: dict[str, type] = {
    "face": str,
    "family": str,
    "category": str,
    "weight": int,
    "style": str,
    "split": str,
    "alike": int,
    "named": int,
    "legible": int,
    "twin": str,
    "foundry": str,
    "licence": str,
    "package": str,
}


def typefaces() -> pd.DataFrame:
    """Return the faces whose digits are the set "printed", a row a face.

    A face has ten digits, and the faces come in the order of each split. Columns: `face` (an identifier),
    `family`, `category`, `weight` (100 to 900), `style` (normal, italic), `split`, `alike` and `named`
    (digits of ten; -1 where nobody was asked) and `legible` by the rule of
    `gapviz/imaging/typefaces/pack.py`, `twin` (a family before it with the very same digits, or nothing),
    `foundry`, `licence`, `package`. Raises UnusableFileError where the table is missing or does not hold the
    original bytes.
    """
    path, command = sets.PACKS / FACES, SOURCES["printed"].command("printed")
    found = tables.read_csv(path, TYPEFACES, command)
    if hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() != SOURCES["printed"].tables[FACES]:
        raise UnusableFileError(path, "does not hold the original bytes", command)
    return found.astype({"legible": bool})


@cached(1)
def table() -> pd.DataFrame:
    """Return the faces as `typefaces` has them, with their `kind` and `place`; read only.

    The place counts within their split.
    """
    found = typefaces()
    first = ~found["family"].duplicated()
    upright = found["style"] == "normal"
    lighter = found["weight"] < found.groupby("family")["weight"].transform("first")
    kind = np.select([first, upright & lighter, upright], FACE_KINDS[:3], FACE_KINDS[3])
    return found.assign(kind=kind, place=found.groupby("split").cumcount())


def names() -> tuple[str, ...]:
    """Return the identifiers of all faces; none where the table is unusable.

    Of that `table` tells whoever asks for digits.
    """
    try:
        return tuple(table()["face"])
    except UnusableFileError:
        return ()


def counted(category: str = ALL, every: bool = False, kind: str = FACE_KINDS[0]) -> np.ndarray:
    """Return the rows of `table` that are of a category and a kind, int64 (M,).

    These are of families that count, or of `every`. Raises ValueError for an unknown category or kind,
    listing the known ones.
    """
    look_up("category", category, dict.fromkeys((ALL, *CATEGORIES)))
    look_up("kind", kind, dict.fromkeys(FACE_KINDS))
    known = table()
    chosen = (
        (known["kind"] == kind)
        & (known["legible"] & (known["twin"] == "") | every)
        & ((known["category"] == category) | (category == ALL))
    )
    return np.flatnonzero(chosen)


def digits(rows: np.ndarray) -> torch.Tensor:
    """Return where the ten digits of the faces at `rows` stand among those of all faces, int64 (10 M,)."""
    return torch.from_numpy((rows[:, None] * len(DIGITS) + np.arange(len(DIGITS))).ravel())


def labels(rows: np.ndarray) -> torch.Tensor:
    """Return the labels of the ten digits of each of the faces at `rows`, int64 (10 M,)."""
    return torch.arange(len(DIGITS)).repeat(len(rows))


def images(rows: np.ndarray, preparation: str) -> Images:
    """Return the ten digits of each of the faces at `rows`, float32 (10 M, 1, H, W).

    Raises ValueError for an unknown preparation.
    """
    ending, known = look_up("preparation", preparation, PREPARATIONS), table()
    given = {split: sets.load("printed", split + ending) for split in SPLITS}
    ten = [
        given[split].at(slice(place * len(DIGITS), (place + 1) * len(DIGITS)))
        for split, place in known.iloc[rows][["split", "place"]].itertuples(index=False)
    ]
    return torch.cat(ten) if ten else given[SPLITS[0]].at(slice(0))
