"""Test-time adaptation: batch normalisation with statistics of the images at hand, and without a label.

A network with batch normalisation scales each channel by the mean and variance that it saw in training. Under
a shift both are others. Estimated anew on the shifted images themselves they bring much of the loss back
(Schneider et al., 2020, "Improving robustness against common corruptions by covariate shift adaptation";
Nado et al., 2020), which tells a loss that is batch normalisation's from one that is the training data's.

Layer by layer, and not in one pass in training mode: there each batch is scaled by its own statistics, and an
image's answer would depend on which others stand beside it.
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

from gapviz import data, models
from gapviz.core.caches import cached
from gapviz.core.types import Images, Logits
from gapviz.evaluation.conditions import CLEAN, Condition
from gapviz.evaluation.predict import POOL, images_under, over_test_set

EVERY = 5
"""Of a test set the statistics are those of every fifth image.

Those of all take more than twice as long, seven times a plain count, and of ten thousand digits they make it
read ten more or ten fewer at most, of the shifts tried at severity 5.
"""
BATCH = 100
"""Images that go through a network at a time: torch is no quicker with more, and takes more memory."""


class _ReachedError(Exception):
    """The layer whose input was asked for: what comes after it need not run."""

    def __init__(self, values: torch.Tensor) -> None:
        super().__init__()
        self.values = values


def normalising_layers(network: nn.Module | None) -> list[_BatchNorm]:
    """Return a network's layers of batch normalisation, in no order; none where there is but a graph."""
    layers = [] if network is None else network.modules()
    return [layer for layer in layers if isinstance(layer, _BatchNorm)]


@cached(64)
def has_batch_norm(model: str) -> bool:
    """Return whether the model of that name has batch normalisation that can be estimated anew."""
    return bool(normalising_layers(models.load(model).torch()))


def re_estimated(network: nn.Module, images: Images) -> nn.Module:
    """Return a copy of a network whose batch normalisation has the statistics of `images`, (N, C, H, W).

    Layer by layer as they run, each once: a later one sees what the earlier ones make with their new
    statistics, so that each costs a pass up to itself.
    """
    adapted = copy.deepcopy(network).eval()
    adapted.to(memory_format=torch.channels_last)  # type: ignore[call-overload] # a third off its time
    batches = images.split(BATCH)
    for layer in _as_they_run(adapted, images[:1]):
        with _stopping_at(layer):
            counts, sums, squares = zip(*POOL.map(partial(_moments, adapted), batches), strict=True)
        mean = torch.stack(sums).sum(0) / sum(counts)
        variance = torch.stack(squares).sum(0) / sum(counts) - mean.square()
        layer.running_mean, layer.running_var = mean.float(), variance.clamp_min(0).float()
    return adapted


def _as_they_run(network: nn.Module, image: Images) -> list[_BatchNorm]:
    """Return the layers of batch normalisation that an image comes through, in that order."""
    met: list[_BatchNorm] = []

    def meet(layer: nn.Module, _: Any) -> None:
        assert isinstance(layer, _BatchNorm)
        met.append(layer)

    hooks = [layer.register_forward_pre_hook(meet) for layer in normalising_layers(network)]
    _answers(network, image)
    for hook in hooks:
        hook.remove()
    return met


@contextmanager
def _stopping_at(layer: nn.Module) -> Iterator[None]:
    """Let a network run up to a layer, and raise _ReachedError with what would come into it."""

    def stop(_: nn.Module, inputs: tuple[torch.Tensor]) -> None:
        raise _ReachedError(inputs[0])

    hook = layer.register_forward_pre_hook(stop)
    try:
        yield
    finally:
        hook.remove()


def _moments(network: nn.Module, images: Images) -> tuple[int, torch.Tensor, torch.Tensor]:
    """Return, of what comes into the layer where it stops: values a channel, their sum, that of squares.

    In double precision, (channels,): the variance is a small difference of large numbers.
    """
    try:
        _answers(network, images)
    except _ReachedError as reached:
        by_channel = reached.values.transpose(0, 1).flatten(1).double()
        return by_channel.shape[1], by_channel.sum(1), by_channel.square().sum(1)
    raise AssertionError("it stops")


def _answers(network: nn.Module, images: Images) -> Logits:
    with torch.inference_mode():
        found: Logits = torch.cat([network(batch) for batch in images.split(BATCH)])
    return found.clone()  # outside, or it would stay a tensor that autograd refuses


@cached(32)
def adapted_logits(model: str, where: Condition = CLEAN) -> Logits:
    """Return the logits for the whole test set under a condition, with statistics of these very images.

    Raises ValueError for a model without batch normalisation.
    """
    network = models.load(model).torch()
    if network is None or not normalising_layers(network):
        raise ValueError(f"model must have batch normalisation, got {model!r}")
    some = images_under(where, range(0, len(data.load(where.data, "test")), EVERY))
    return torch.cat(over_test_set(where, partial(_answers, re_estimated(network, some))))
