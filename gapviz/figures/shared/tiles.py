"""Images as tiles: with what a model says of them, and with the evidence over them."""

from typing import Any

import numpy as np
import pandas as pd
import torch

from gapviz.core.wording import Words, say
from gapviz.figures.registry import Tile
from gapviz.figures.shared.live_counts import test_set


def answer(logits: torch.Tensor) -> tuple[int, float]:
    """Return the class and the confidence of one row of logits."""
    return int(logits.argmax()), float(logits.softmax(0).max())


def shown(image: torch.Tensor, alt: Words, label: Words = "", verdict: str = "", **more: Any) -> Tile:
    """Return one image (C, H, W) as a tile: one channel is ink, three are colour.

    Raises ValueError for any other number of channels.
    """
    if len(image) not in (1, 3):
        raise ValueError(f"channels of an image must be 1 (ink) or 3 (colour), got {len(image)}")
    pixels = (image * 255).round().to(torch.uint8).numpy()
    pixels = pixels[0] if len(pixels) == 1 else pixels.transpose(1, 2, 0)
    return Tile(pixels, alt, label, verdict, **more)


def judged(image: torch.Tensor, what: Words, label: str, says: str, sure: float, group: int = 0) -> Tile:
    """Return a digit, a `label` and `what` in words, with what a model says of it and how sure it is."""
    verdict = "right" if says == label else "wrong"
    return shown(
        image,
        say("{what}: read as {says}, {sure:0%} sure.", what=what, says=says, sure=sure),
        say("{says} · {sure:0%}", says=says, sure=sure),
        verdict,
        group=group,
    )


def of_test_digit(
    image: torch.Tensor, index: int, logits: torch.Tensor, under: Words, group: int = 0, model: str = ""
) -> Tile:
    """Return a digit of a model's test set, MNIST's unless told, with what it says of it."""
    dataset = test_set(model)
    label = dataset.classes[int(dataset.labels[index])]
    says, sure = answer(logits)
    what = say("Test digit {index}, a {label}, {under}", index=index, label=label, under=under)
    return judged(image, what, label, dataset.classes[says], sure, group)


def evidence_over(picture: Tile, evidence: np.ndarray, said: str, meant: str) -> Tile:
    """Return the signed evidence (H, W) for `said`, not `meant`, scaled to its largest, over a picture."""
    return Tile(
        picture.pixels,
        f"Evidence for {said} rather than {meant}, by pixel.",
        evidence=evidence / (np.abs(evidence).max() or 1.0),
        sides=(f"evidence for {said}", f"for {meant}"),
        group=picture.group,
    )


def by_pixel(**values: np.ndarray) -> pd.DataFrame:
    """Return arrays (H, W) as a table with a row a pixel: row, column and a column each."""
    rows, columns = np.indices(next(iter(values.values())).shape)
    named = {"row": rows, "column": columns} | values
    return pd.DataFrame({name: array.ravel() for name, array in named.items()})
