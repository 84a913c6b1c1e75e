"""What is counted of ones alone, for chapter 3: flags grafted, flags found, and whose evidence they are.

Each function returns a tidy table for `measure` to record. Ones are the class "1"; a flag is said to be read
as 7 where the largest logit is that of 7.
"""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import pandas as pd
import torch
from tqdm import tqdm

from gapviz import data, evaluation, models, strokes
from gapviz.attribution import METHODS
from gapviz.frame import reframe
from gapviz.types import Images

ONE, SEVEN = 1, 7
ANGLES, LENGTHS = range(0, 151, 10), range(2, 15, 2)
"""Of the flags that are counted, in degrees and pixels."""
FLAG = (55.0, 9.0)
"""The flag whose evidence is asked for: angle and length."""
EXPLAINED = ("integrated_gradients", "occlusion", "gradient")
EXPLAINED_MODELS = ("cnn-0", "mlp-0")
EXPLAINED_SETS = ("grafted", "mnist_train", "turkish")
"""Flagged ones whose flags are rubbed out: FLAG on test ones, and those of real hands, told apart by eye."""
SIDE = 28


def test_ones() -> Images:
    """Return the ones of MNIST's test set, float32 (N, 1, H, W)."""
    test = data.load("mnist", "test")
    return test.at(test.places("1"))


def count(right: int, n: int) -> dict[str, Any]:
    """Return a count with its estimate, as columns right, value, low, high, n."""
    return {"right": right, **vars(evaluation.estimate(right, n))}


def read_as(model: str, images: Images, digit: int) -> int:
    """Return how many of `images` a shipped model reads as `digit`."""
    return int((evaluation.predict(models.load(model), images).argmax(1) == digit).sum())


def flags(names: list[str]) -> pd.DataFrame:
    """Return, for each flag of a grid, how many ones of the test set each model reads as 1, and as 7."""
    ones, rows = test_ones(), []
    for angle, length in tqdm(list(product(ANGLES, LENGTHS)), desc="flags", unit="flag"):
        flagged = strokes.add_flag(ones, angle, length).images
        for name in names:
            right, sevens = (read_as(name, flagged, digit) for digit in (ONE, SEVEN))
            rows.append(
                {"model": name, "angle": angle, "length": length, "sevens": sevens} | count(right, len(ones))
            )
    rows.sort(key=lambda row: (names.index(str(row["model"])), row["length"], row["angle"]))
    return pd.DataFrame(rows)


def flagged() -> pd.DataFrame:
    """Return the training ones on which the detector finds a flag or a foot: index, flag, foot, angle, length."""
    train = data.load("mnist", "train")
    places = train.places("1")
    found = strokes.detect(train.at(places))
    columns = {
        "flag": found.flag,
        "foot": found.foot,
        "angle": found.angle_degrees,
        "length": found.length_pixels,
    }
    table = pd.DataFrame({"index": places} | {name: values.numpy() for name, values in columns.items()})
    return table[table["flag"] | table["foot"]].astype({"flag": int, "foot": int}).round(1)


def detector() -> pd.DataFrame:
    """Return how the detector does on the odd rows of the ones labelled by eye, which chose no threshold of it.

    A row a kind: hits, detected and labelled, unclear ones left out; found, in all of the `n` training ones.
    """
    train, labelled = data.load("mnist", "train"), data.labelled_ones()
    odd = labelled.iloc[1::2].query("label != 'unclear'")
    seen, everything = (
        strokes.detect(train.at(torch.tensor(odd["index"].to_numpy()))),
        strokes.detect(train.at(train.places("1"))),
    )
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
    return pd.DataFrame(rows)


def hands(names: list[str]) -> pd.DataFrame:
    """Return how many ones of real hands each model reads as 1, a row a set and model."""
    return pd.DataFrame(
        [
            {"set": name, "model": model} | count(read_as(model, images, ONE), len(images))
            for name, images in _hands()
            for model in names
        ]
    )


def _hands() -> Iterator[tuple[str, Images]]:
    train, turkish = data.load("mnist", "train"), data.load("optdigits", "test")
    american, eye, turks = data.labelled_ones(), strokes.detect(test_ones()), data.labelled_ones("optdigits")
    for kind in ("plain", "flag"):
        yield f"mnist train {kind}", train.at(_labelled(american, kind))
        yield f"mnist test {kind}", test_ones()[eye.flag == (kind == "flag")]
        yield f"optdigits {kind}", reframe(turkish.at(_labelled(turks, kind)), (SIDE, SIDE))


def _labelled(table: pd.DataFrame, kind: str) -> torch.Tensor:
    kinds = [kind, "both"] if kind == "flag" else [kind]
    return torch.tensor(table[table["label"].isin(kinds)]["index"].to_numpy())


def evidence() -> pd.DataFrame:
    """Return whose evidence "7 rather than 1" is, a row a set of flagged ones, model and method.

    `of_ink` and `of_evidence` are the means over ones of the flag's share of the ink and of the positive
    attribution, `low` and `high` the 95 % interval of the latter mean (normal). `kept`, `without`, `at_random` and
    `next_strongest` count the ones read as 1: flagged, with the flag rubbed out, and with as much ink rubbed out
    elsewhere, at random or where the attribution is next strongest.
    """
    asked = list(product(masked(), EXPLAINED_MODELS, EXPLAINED))
    rows = [
        _explained(name, images, mask, *how)
        for (name, images, mask), *how in tqdm(asked, desc="evidence", unit="method")
    ]
    return pd.DataFrame(rows)


def masked() -> Iterator[tuple[str, Images, torch.Tensor]]:
    """Yield the EXPLAINED_SETS by name: flagged ones and the masks of their flags, each where one was found."""
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
    mean, half = float(shares.mean()), evaluation.Z_95 * float(shares.std()) / len(shares) ** 0.5
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
    """Return `images` less as much ink as lies under `mask`, taken outside it, where `order` is largest first.

    All are (N, 1, H, W). The last pixel is rubbed out in part, so that the ink is the same.
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


def tables(names: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Return all of them by name."""
    listed = list(names)
    return {
        "flags": flags(listed),
        "flagged": flagged(),
        "detector": detector(),
        "hands": hands(listed),
        "evidence": evidence(),
    }
