"""What is counted on real paper: how many digits each model reads, and what each step is worth."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import torch
from tqdm import tqdm

from gapviz import evaluation, models
from gapviz.core.types import Estimate, Images
from gapviz.data.folders import Sample, samples
from gapviz.evaluation.measure.facts import PAPER
from gapviz.evaluation.measure.registry import COUNT, Run, table
from gapviz.imaging import photo

EUROPEAN = (1, 7, 9)
"""The digits that the Swiss write otherwise: the flag of the 1, the bar of the 7, the tail of the 9."""
AMERICAN = "_US"
"""What stands in the name of a writer from the United States, between number and age (0019_US5M)."""
NO_STEP = ""
"""What the row is called that has all steps."""


@table(
    {"set": str, "off": str, "model": str} | COUNT,
    depends=PAPER,
    folder="scans ([WRITER/]DIGIT/FILE) or photographs of sudokus (.jpg, .dat and outlines*.csv)",
)
def photos(run: Run) -> pd.DataFrame:
    """How many digits on real paper each model reads, with all steps of the preparation and each one off.

    A row a set of digits below the folder of pictures, step off (or a baseline preparation, a name of
    `photo.BASELINE_PREPARATIONS`) and model. Intervals are of the draw: the digits of a writer, and those of
    a photograph, are a cluster. Where no digit is found, none is read. Files that are no pictures are left
    out; raises ValueError where there are no others.
    """
    if run.pictures is None:
        raise ValueError("a folder of pictures must be given")
    found, pixels = _readable(samples(run.pictures))
    labels, members = np.array([sample.label for sample in found]), sets(found)
    sources = np.array([sample.source for sample in found])
    rows = []
    for way, images in _prepared(pixels).items():
        empty = ~images.flatten(1).any(1).numpy()
        for name in run.models:
            right = (evaluation.predict(models.load(name), images).argmax(1).numpy() == labels) & ~empty
            for group, where in members.items():
                told = {"set": group, "off": way, "model": name, "right": int(right[where].sum())}
                rows.append(told | vars(by_source(right[where], sources[where])))
    order = {name: number for number, name in enumerate(members)}
    return pd.DataFrame(rows).sort_values("set", key=lambda column: column.map(order), kind="stable")


def sets(found: list[Sample]) -> dict[str, np.ndarray]:
    """Return which samples belong to each set that has any, bool (N,).

    Parameters were chosen on the writers and photographs at even places in the order of their names, counted
    from 0 and without the American; "held out" are the others, though some steps' rules came
    later, and from a look at all. "written" are all but the printed ones.
    """
    american = np.array([AMERICAN in sample.source for sample in found])
    printed = np.array([sample.printed for sample in found])
    european = np.isin([sample.label for sample in found], EUROPEAN)
    held_out = np.zeros(len(found), dtype=bool)
    for kind in (printed, ~printed & ~american):
        sources = sorted({found[number].source for number in np.flatnonzero(kind)})
        held_out |= kind & np.isin([sample.source for sample in found], sources[1::2])
    written = ~printed & ~american
    kinds = {
        "american": american,
        "others": written & ~european,
        "others 1 7 9": written & european,
        "printed": printed,
    }
    halves = {f"{name}, held out": where & held_out for name, where in kinds.items()}
    return {name: where for name, where in (kinds | halves | {"written": ~printed}).items() if where.any()}


def by_source(right: np.ndarray, sources: np.ndarray) -> Estimate:
    """Return the share of `right`, bool (N,), with the digits of each of `sources`, (N,), as a cluster."""
    _, of = np.unique(sources, return_inverse=True)
    return evaluation.clustered_counts(np.bincount(of, right), np.bincount(of))


def _readable(given: Iterable[Sample]) -> tuple[list[Sample], list[np.ndarray]]:
    """Return the samples whose pictures can be read, and their pixels."""
    found, pixels = [], []
    for sample in tqdm(given, desc="reading", unit="digit"):
        try:
            pixels.append(photo.read(sample.picture).pixels)
        except photo.UnreadableImage as problem:
            tqdm.write(f"{sample.picture}: {problem}")
            continue
        found.append(sample)
    if not found:
        raise ValueError("none of the files is a picture")
    return found, pixels


def _prepared(pixels: list[np.ndarray]) -> dict[str, Images]:
    """Return all pictures prepared in each way, by its name."""
    found: dict[str, list[Images]] = {
        way: [] for way in (NO_STEP, *photo.STEPS, *photo.BASELINE_PREPARATIONS)
    }
    for picture in tqdm(pixels, desc="preparing", unit="digit"):
        for way, image in photo.without_each(picture).items():
            found[way].append(image)
        for way, preparation in photo.BASELINE_PREPARATIONS.items():
            found[way].append(preparation(picture))
    return {way: torch.cat(images) for way, images in found.items()}
