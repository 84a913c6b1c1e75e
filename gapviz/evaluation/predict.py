"""Inference: images to logits, on all cores.

A set is worked through in chunks, one a core at a time, each shifted and predicted in one go. What is worked
out for a whole test set is kept by the model's name (`logits_under`), so that all figures that show one state
cost one forward pass.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import torch

from gapviz import data, models
from gapviz.core.caches import cached
from gapviz.core.types import Images, Logits
from gapviz.evaluation.conditions import CLEAN, Condition
from gapviz.models import Model
from gapviz.models.model import BATCH

POOL = ThreadPoolExecutor(min(8, os.cpu_count() or 1), "evaluation")
"""A thread a core; each runs torch and ONNX Runtime on that core. What runs here must not wait for it."""
Made = TypeVar("Made")


def predict(model: Model, images: Images) -> Logits:
    """Return logits, float32 (N, K), of `images`, float32 (N, C, H, W) in [0, 1], on all cores."""
    return torch.cat(list(POOL.map(model.logits, images.split(data.CHUNK))))


@cached(64)
def logits_under(model: str, where: Condition = CLEAN) -> Logits:
    """Return the logits of the model of that name for the whole test set under a condition."""
    return torch.cat(over_test_set(where, models.load(model).logits))


def over_test_set(where: Condition, work: Callable[[Images], Made]) -> list[Made]:
    """Return what `work` makes of each chunk of the test set under a condition."""
    dataset = data.load(where.data, "test")

    def one(indices: torch.Tensor) -> Made:
        return work(where.apply(dataset.at(indices), indices))

    return list(POOL.map(one, torch.arange(len(dataset)).split(data.CHUNK)))


def images_under(where: Condition, indices: Iterable[int]) -> Images:
    """Return the test images at `indices` under a condition, just as `logits_under` counts them."""
    chosen = torch.tensor(list(indices), dtype=torch.int64)
    return where.apply(data.load(where.data, "test").at(chosen), chosen)


@cached(64)
def changed_under(where: Condition) -> torch.Tensor:
    """Return the indices of the test images in which a condition changes any pixel, int64 (N,)."""
    dataset = data.load(where.data, "test")

    def one(indices: torch.Tensor) -> torch.Tensor:
        images = dataset.at(indices)
        return indices[(where.apply(images, indices) != images).flatten(1).any(1)]

    return torch.cat(list(POOL.map(one, torch.arange(len(dataset)).split(data.CHUNK))))


def logits_of(model: str, where: Condition, index: int) -> Logits:
    """Return the logits of one test image, float32 (K,), just as `logits_under` has them.

    Only the batch is worked out in which the image goes through the network there.
    """
    first = index - index % BATCH
    last = min(first + BATCH, len(data.load(where.data, "test")))
    batch = models.load(model).logits(images_under(where, range(first, last)))
    return batch[index - first]
