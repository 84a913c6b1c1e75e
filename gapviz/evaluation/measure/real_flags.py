"""What is counted of flags that people drew: how they lie, how long they are, and what each model answers."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import torch
from tqdm import tqdm

from gapviz import data, evaluation, models
from gapviz.core.types import MNIST, Images
from gapviz.data import swiss_scans
from gapviz.evaluation.measure.facts import PAPER, SCANS
from gapviz.evaluation.measure.flags import test_ones
from gapviz.evaluation.measure.registry import Run, table
from gapviz.imaging import strokes
from gapviz.imaging.mnist_frame import MNIST_SIDE, reframe

SETS = ("swiss", "optdigits", MNIST)
"""Whose flags are measured: those of Swiss writers, of Turkish ones, and of MNIST's training digits."""
FLAGGED = ("flag", "both")
"""Labels by eye of the ones that carry a flag."""


@dataclass(frozen=True)
class Pile:
    """Ones of a set by one writer, "" where nobody knows who, with their numbers in it."""

    of: str
    writer: str
    numbers: list[int]
    images: Images


@table(
    {"set": str, "writer": str, "number": int, "angle": float, "length": float}
    | {"model": str, "prediction": int},
    depends=(SCANS, *PAPER),
    needs=swiss_scans.COMMAND,
)
def real_flags(run: Run) -> pd.DataFrame:
    """The angle and length of each flag on real ones, and what each model reads that one as.

    `number` is that of the scan, or the index into the set. `length` is in pixels of a test one without a
    flag, as in `add_flag`: the flag's share of the stem, times the median stem of the test ones. Those on
    which the detector finds no flag are left out. Raises UnusableFileError where the scans are not fetched,
    or are others.
    """
    swiss_scans.check()
    stem, rows = usual_stem(), []
    for pile in tqdm(list(piles()), desc="measuring", unit="pile"):
        found = strokes.detect(pile.images)
        seen = found.flag.nonzero()[:, 0]
        lengths = stem * found.length_pixels[seen] / found.stem_pixels[seen].clamp(min=1)
        flags = pd.DataFrame(
            {
                "set": pile.of,
                "writer": pile.writer,
                "number": [pile.numbers[place] for place in seen.tolist()],
                "angle": found.angle_degrees[seen].numpy().round(1),
                "length": lengths.numpy().round(1),
            }
        )
        for name in run.models:
            answers = evaluation.predict(models.load(name), pile.images[seen]).argmax(1)
            rows.append(flags.assign(model=name, prediction=answers.numpy()))
    return pd.concat(rows, ignore_index=True)


def usual_stem() -> float:
    """Return how long the stem of a one of the test set is, in pixels: the median."""
    stems = strokes.find_stem(test_ones())
    lengths = torch.linalg.vector_norm(stems.top - stems.bottom, dim=1)
    return float(lengths[stems.found].median())


def piles() -> Iterator[Pile]:
    """Yield the ones of the SETS that carry a flag: of Swiss writers who draw one, of the others by eye."""
    for writer in swiss_scans.FLAGGING:
        yield Pile(SETS[0], writer, *swiss_scans.images(writer, "1"))
    for name in SETS[1:]:
        split, _ = data.LABELLED[name]
        labelled = data.labelled_ones(name)
        numbers = labelled[labelled["label"].isin(FLAGGED)]["index"].tolist()
        images = data.load(name, split).at(torch.tensor(numbers))
        yield Pile(name, "", numbers, reframe(images, (MNIST_SIDE, MNIST_SIDE)))
