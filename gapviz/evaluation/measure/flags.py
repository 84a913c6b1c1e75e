"""What is counted of ones alone, for chapter 3: flags grafted, flags found, and whose evidence they are.

Ones are the class "1"; a flag is said to be read as 7 where the largest logit is that of 7.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pandas as pd
import torch
from tqdm import tqdm

from gapviz import data, evaluation, models
from gapviz.core.types import MNIST, Images
from gapviz.evaluation.attribution import METHODS
from gapviz.evaluation.measure.facts import SHIPPED
from gapviz.evaluation.measure.registry import COUNT, Run, table
from gapviz.evaluation.metrics import Z_95
from gapviz.imaging import strokes
from gapviz.imaging.mnist_frame import MNIST_SIDE, reframe
from gapviz.shifts import SHIFTS

ONE, SEVEN = 1, 7
ANGLES, LENGTHS = range(0, 151, 10), range(4, 29, 4)
"""Of the flags that are counted, in degrees and pixels."""
FLAG = tuple(SHIFTS["flag"].levels(4)[name] for name in ("angle", "length"))
"""The flag whose evidence is asked for."""
EXPLAINED = ("integrated_gradients", "occlusion", "gradient")
EXPLAINED_MODELS = (models.HERO, "mlp-0")
EXPLAINED_SETS = ("grafted", "mnist_train", "turkish")
"""Flagged ones whose flags are rubbed out: FLAG on test ones, and those of real hands, told apart by eye."""


def test_ones() -> Images:
    """Return the ones of MNIST's test set, float32 (N, 1, H, W)."""
    test = data.load(MNIST, "test")
    return test.at(test.places("1"))


def count(right: int, n: int) -> dict[str, Any]:
    """Return a count with its estimate, as columns right, value, low, high, n."""
    return {"right": right, **vars(evaluation.estimate(right, n))}


def read_as(model: str, images: Images, digit: int) -> int:
    """Return how many of `images` a shipped model reads as `digit`."""
    return int((evaluation.predict(models.load(model), images).argmax(1) == digit).sum())


@table({"model": str, "angle": float, "length": float, "sevens": int} | COUNT, depends=SHIPPED)
def flags(run: Run) -> pd.DataFrame:
    """How many ones of the test set each model reads as 1, and as 7, with each flag of a grid."""
    ones, names, rows = test_ones(), run.models, []
    for angle, length in tqdm(list(product(ANGLES, LENGTHS)), desc="flags", unit="flag"):
        flagged = strokes.add_flag(ones, angle, length).images
        for name in names:
            answers = evaluation.predict(models.load(name), flagged).argmax(1)
            right, sevens = (int((answers == digit).sum()) for digit in (ONE, SEVEN))
            rows.append(
                {"model": name, "angle": angle, "length": length, "sevens": sevens} | count(right, len(ones))
            )
    rows.sort(key=lambda row: (names.index(str(row["model"])), row["length"], row["angle"]))
    return pd.DataFrame(rows)


@table({"index": int, "flag": int, "foot": int, "angle": float, "length": float}, depends=SHIPPED)
def flagged(_: Run) -> pd.DataFrame:
    """The training ones on which the detector finds a flag or a foot, and how long it is at which angle."""
    train = data.load(MNIST, "train")
    places = train.places("1")
    found = strokes.detect(train.at(places))
    columns = {
        "flag": found.flag,
        "foot": found.foot,
        "angle": found.angle_degrees,
        "length": found.length_pixels,
    }
    ones = pd.DataFrame({"index": places} | {name: values.numpy() for name, values in columns.items()})
    some = ones[ones["flag"] | ones["foot"]].astype({"flag": int, "foot": int}).round(1)
    return some.assign(data=MNIST)


@table({"kind": str} | dict.fromkeys(("hits", "detected", "labelled", "found", "n"), int), depends=SHIPPED)
def detector(_: Run) -> pd.DataFrame:
    """How the detector does on the odd rows of the ones labelled by eye, which chose no threshold of it.

    A row a kind: hits, detected and labelled, unclear ones left out; found, in all of the `n` training ones.
    """
    train, labelled = data.load(MNIST, "train"), data.labelled_ones()
    odd = labelled.iloc[1::2].query("label != 'unclear'")
    seen = strokes.detect(train.at(torch.tensor(odd["index"].to_numpy())))
    everything = strokes.detect(train.at(train.places("1")))
    rows = []
    for kind in ("flag", "foot"):
        detected, truly = getattr(seen, kind).numpy(), odd["label"].isin([kind, "both"]).to_numpy()
        both = {
            "hits": int((detected & truly).sum()),
            "detected": int(detected.sum()),
            "labelled": int(truly.sum()),
        }
        of_all = getattr(everything, kind)
        rows.append({"kind": kind} | both | {"found": int(of_all.sum()), "n": len(of_all)})
    return pd.DataFrame(rows).assign(data=MNIST)


@table({"set": str, "model": str} | COUNT, depends=SHIPPED)
def hands(run: Run) -> pd.DataFrame:
    """How many ones of real hands each model reads as 1, a row a set and model.

    Neither MNIST nor optdigits, as they are given out, says who wrote which digit: each is a draw of its own.
    """
    rows = []
    for name, images in _hands():
        for model in run.models:
            rows.append({"set": name, "model": model} | count(read_as(model, images, ONE), len(images)))
    return pd.DataFrame(rows)


def _hands() -> Iterator[tuple[str, Images]]:
    train, turkish = data.load(MNIST, "train"), data.load("optdigits", "test")
    american, eye, turks = data.labelled_ones(), strokes.detect(test_ones()), data.labelled_ones("optdigits")
    for kind in ("plain", "flag"):
        yield f"mnist train {kind}", train.at(_labelled(american, kind))
        yield f"mnist test {kind}", test_ones()[eye.flag == (kind == "flag")]
        yield f"optdigits {kind}", reframe(turkish.at(_labelled(turks, kind)), (MNIST_SIDE, MNIST_SIDE))


def _labelled(table: pd.DataFrame, kind: str) -> torch.Tensor:
    kinds = [kind, "both"] if kind == "flag" else [kind]
    return torch.tensor(table[table["label"].isin(kinds)]["index"].to_numpy())


@table(
    dict.fromkeys(("set", "model", "method"), str)
    | dict.fromkeys(("of_ink", "of_evidence", "low", "high"), float)
    | dict.fromkeys(("n", "kept", "without", "at_random", "next_strongest"), int),
    depends=SHIPPED,
)
def evidence(_: Run) -> pd.DataFrame:
    """Whose evidence "7 rather than 1" is, a row a set of flagged ones, model and method.

    `of_ink` and `of_evidence` are the means over ones of the flag's share of the ink and of the positive
    attribution, `low` and `high` the 95 % interval of the latter mean (normal). `kept`, `without`,
    `at_random` and `next_strongest` count the ones read as 1: flagged, with the flag rubbed out, and with as
    much ink rubbed out elsewhere, at random or where the attribution is next strongest.
    """
    asked = list(product(masked(), EXPLAINED_MODELS, EXPLAINED))
    rows = [
        _explained(name, images, mask, *how)
        for (name, images, mask), *how in tqdm(asked, desc="evidence", unit="method")
    ]
    return pd.DataFrame(rows)


def masked() -> Iterator[tuple[str, Images, torch.Tensor]]:
    """Yield the EXPLAINED_SETS by name: flagged ones and the masks of their flags, where one was found."""
    graft = strokes.add_flag(test_ones(), *FLAG)
    yield EXPLAINED_SETS[0], graft.images[graft.found], graft.mask[graft.found]
    real = {name: images for name, images in _hands() if name.endswith("flag")}
    for name, of in zip(EXPLAINED_SETS[1:], ("mnist train flag", "optdigits flag"), strict=True):
        seen = strokes.detect(real[of])
        yield name, real[of][seen.flag], seen.mask[seen.flag]


def _explained(name: str, images: Images, mask: torch.Tensor, model: str, method: str) -> dict[str, Any]:
    """Return a row of `evidence`."""
    maps = METHODS[method](models.load(model), images, SEVEN, against=ONE)
    positive = maps.clamp_min(0)
    shares = (positive * mask).sum((1, 2, 3)) / positive.sum((1, 2, 3)).clamp_min(1e-9)
    mean, half = float(shares.mean()), Z_95 * float(shares.std()) / len(shares) ** 0.5
    of_ink = float(((images * mask).sum((1, 2, 3)) / images.sum((1, 2, 3))).mean())
    chance = torch.rand(images.shape, generator=torch.Generator().manual_seed(0))
    erased = {
        "kept": images,
        "without": images.where(~mask, 0.0),
        "at_random": rubbed_out(images, chance, mask),
        "next_strongest": rubbed_out(images, maps, mask),
    }
    row = {
        "set": name,
        "model": model,
        "method": method,
        "of_ink": of_ink,
        "of_evidence": mean,
        "low": mean - half,
        "high": mean + half,
    }
    return row | {"n": len(images)} | {way: read_as(model, some, ONE) for way, some in erased.items()}


def rubbed_out(images: Images, order: torch.Tensor, mask: torch.Tensor) -> Images:
    """Return `images` less as much ink as lies under `mask`, taken outside it.

    It is taken where `order` is largest first. All are (N, 1, H, W). The last pixel is rubbed out in part, so
    that the ink is the same.
    """
    amount = (images * mask).sum((1, 2, 3))[:, None]
    free = images.where(~mask, 0.0).flatten(1)
    ranks = (
        order.where(~mask & (images > 0), -torch.inf).flatten(1).argsort(dim=1, descending=True, stable=True)
    )
    ink = free.gather(1, ranks)
    before = ink.cumsum(1) - ink
    gone = (amount - before).clamp_min(0).minimum(ink)
    return images - torch.zeros_like(free).scatter_(1, ranks, gone).view(images.shape)
