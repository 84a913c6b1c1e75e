"""What is counted of networks whose batch normalisation is adapted to the shifted digits."""

from collections.abc import Iterator

import pandas as pd
import torch
from tqdm import tqdm

from gapviz import data, evaluation, models
from gapviz.core.types import MNIST, Images
from gapviz.evaluation import CLEAN, POOL, adaptation, ood
from gapviz.evaluation.measure.facts import LADDERS, SHIPPED
from gapviz.evaluation.measure.registry import CONDITION, COUNT, Run, table
from gapviz.shifts import SHIFTS

SEVERITIES = (3, 5)


@table(CONDITION | COUNT, depends=(*SHIPPED, LADDERS))
def adapted(run: Run) -> pd.DataFrame:
    """How many digits each network reads with its batch normalisation estimated anew on the shifted digits.

    The clean set, and every shift of all classes at two severities; networks with batch normalisation alone.
    """
    labels, rows = data.load(MNIST, "test").labels, []
    for shift, severity in tqdm(list(_conditions(run)), desc="adapted", unit="condition"):
        where = evaluation.condition(shift, severity) if shift else CLEAN
        for name in _names(run):
            found = adaptation.adapted_logits.__wrapped__(name, where)
            right = int((found.argmax(1) == labels).sum())
            count = {"right": right, **vars(evaluation.estimate(right, len(labels)))}
            rows.append({"shift": shift, "severity": severity, "model": name} | count)
    return pd.DataFrame(rows, columns=[*CONDITION, *COUNT])


def _conditions(run: Run) -> Iterator[tuple[str, int]]:
    yield "", 0
    for shift in run.shifts:
        if not SHIFTS[shift].classes:
            yield from ((shift, severity) for severity in SEVERITIES)


@table({"model": str, "set": str, "n": int, "auroc": float}, depends=SHIPPED)
def adapted_energy(run: Run) -> pd.DataFrame:
    """How well energy tells digits from what is none, each set with batch normalisation estimated anew on it.

    The area under the ROC curve, as in `rejections`; networks with batch normalisation alone.
    """
    rows = []
    for name in tqdm(_names(run), desc="adapted_energy", unit="model"):
        found = {kind: _energies(name, images) for kind, images in ood.pictures()}
        for kind, energies in found.items():
            auroc = ood.auroc(found[ood.TEST_DIGITS], energies)
            rows.append({"model": name, "set": kind, "n": len(energies), "auroc": auroc})
    return pd.DataFrame(rows, columns=["model", "set", "n", "auroc"])


def _energies(name: str, images: Images) -> torch.Tensor:
    """Return the energy of images by a network with statistics of these very images, float64 (N,)."""
    network = models.load(name).torch()
    assert network is not None
    adapted = adaptation.re_estimated(network, images)

    def energies(batch: Images) -> torch.Tensor:
        found: torch.Tensor = ood.RULES["energy"].function(ood.see(adapted, batch))
        return found

    return torch.cat(list(POOL.map(energies, images.split(ood.BATCH))))


def _names(run: Run) -> list[str]:
    return [name for name in run.models if adaptation.has_batch_norm(name)]
