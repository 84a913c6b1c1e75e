"""What a step did to a picture: nothing, or how much of the ink or of the page it took away."""

import enum
from dataclasses import dataclass

import numpy as np

from gapviz.imaging.photo.registry import Page

SEEN = 0.5 / 255
"""Of full scale: what no pixel changes by more than this nobody sees."""


class Kind(enum.StrEnum):
    """What a step did."""

    NOTHING = "nothing"
    CHANGED = "changed"
    CROPPED = "cropped"
    ERASED = "erased"
    FOUND = "found"


@dataclass(frozen=True)
class Effect:
    """What a step did, and how much.

    `amount` is the share of the page that stays where it was cropped, the share of the ink that went where
    some was erased, how many digits were found, and else 0.
    """

    kind: Kind
    amount: float = 0.0


def effect(before: Page, after: Page, inked: bool) -> Effect:
    """Return what was done between two pages; before they were `inked`, nothing on them is ink."""
    if after.pieces is not None and before.pieces is None:
        return Effect(Kind.FOUND, len(after.pieces))
    if before.turn == after.turn and _same(before, after):
        return Effect(Kind.NOTHING)
    if after.pieces is not None:
        return Effect(Kind.CHANGED)
    size, kept = (float(np.prod(page.picture.shape[:2])) for page in (before, after))
    if kept < size:
        return Effect(Kind.CROPPED, kept / size)
    if inked and (after.picture <= before.picture).all():
        ink, rest = (float(page.picture.sum(dtype=np.float64)) for page in (before, after))
        return Effect(Kind.ERASED, 1 - rest / ink)
    return Effect(Kind.CHANGED)


def _same(before: Page, after: Page) -> bool:
    """Return whether two pages look the same; of colours, whether each is the grey that followed."""
    pictures, others = (page.pieces or (page.picture,) for page in (before, after))
    return all(_alike(picture, other) for picture, other in zip(pictures, others, strict=True))


def _alike(picture: np.ndarray, other: np.ndarray) -> bool:
    if picture is other:
        return True
    if picture.ndim > other.ndim:
        other = other[..., None]
    return picture.shape[:2] == other.shape[:2] and bool((np.abs(picture - other) <= SEEN).all())
