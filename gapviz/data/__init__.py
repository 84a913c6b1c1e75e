"""Data sets: `data.load("mnist", "test")` has `images`, `labels` and `classes`."""

from gapviz.data.labelled import AMBIGUOUS, LABELLED, ONES, WRONG_LABELS, labelled_ones
from gapviz.data.sets import CHUNK, Dataset, load

__all__ = ["AMBIGUOUS", "CHUNK", "LABELLED", "ONES", "WRONG_LABELS", "Dataset", "labelled_ones", "load"]
