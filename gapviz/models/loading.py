"""Models by name: those in `checkpoints/`, and those that this process was given."""

from functools import partial

import torch

from gapviz.core.caches import cached
from gapviz.core.types import Logits
from gapviz.models import checkpoints, own
from gapviz.models.checkpoints import card
from gapviz.models.model import OURS, Model, run_graph


def load(name: str) -> Model:
    """Return a model by its name: a checkpoint, or one that was added.

    Raises ValueError for an unknown name, listing the checkpoints, and UnusableFileError for a card that is
    missing or damaged; of the other files `logits` and `torch` tell.
    """
    return own.get(name) or _checkpoint(name)


@cached(64)
def _checkpoint(name: str) -> Model:
    known = card(name)
    return Model(
        name, known.data, known.classes, OURS, partial(_run_file, name), partial(checkpoints.network, name)
    )


def _run_file(name: str, images: torch.Tensor) -> Logits:
    return run_graph(checkpoints.session(name), images)
