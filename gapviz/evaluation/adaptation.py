"""Test-time adaptation: batch normalisation with statistics of the images at hand, and without a label.

A network with batch normalisation scales each channel by the mean and variance that it saw in training. Under
a shift both are others. Estimated anew on the shifted images themselves they bring much of the loss back
(Schneider et al., 2020, "Improving robustness against common corruptions by covariate shift adaptation";
Nado et al., 2020), which tells a loss that is batch normalisation's from one that is the training data's.
"""

import copy
from collections.abc import Sequence

import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

from gapviz import models
from gapviz.core.caches import cached
from gapviz.core.types import Images, Logits
from gapviz.evaluation.conditions import CLEAN, Condition
from gapviz.evaluation.predict import POOL, over_test_set


class _ReachedError(Exception):
    """The layer whose input was asked for: what comes after it need not run."""

    def __init__(self, moments: tuple[int, torch.Tensor, torch.Tensor]) -> None:
        super().__init__()
        self.moments = moments


def normalising_layers(network: nn.Module | None) -> list[_BatchNorm]:
    """Return a network's layers of batch normalisation, in their order; none where there is but a graph."""
    layers = [] if network is None else network.modules()
    return [layer for layer in layers if isinstance(layer, _BatchNorm)]


@cached(64)
def has_batch_norm(model: str) -> bool:
    """Return whether the model of that name has batch normalisation."""
    return bool(normalising_layers(models.load(model).torch()))


def re_estimated(network: nn.Module, chunks: Sequence[Images]) -> nn.Module:
    """Return a copy of a network whose batch normalisation has the statistics of some images.

    `chunks` are the images, (N, C, H, W) each. Layer by layer: a later one sees what the earlier ones make
    with their new statistics, so each costs a pass up to itself. Layers are taken in the order in which the
    network holds them, which must be the order in which they run.
    """
    adapted = copy.deepcopy(network).eval()
    for layer in normalising_layers(adapted):
        hook = layer.register_forward_pre_hook(_stop)

        def moments(images: Images) -> tuple[int, torch.Tensor, torch.Tensor]:
            try:
                with torch.inference_mode():
                    adapted(images)
            except _ReachedError as reached:
                return reached.moments
            raise ValueError("network must run through all layers of batch normalisation that it holds")

        counts, sums, squares = zip(*POOL.map(moments, chunks), strict=True)
        hook.remove()
        n = sum(counts)
        mean = torch.stack(sums).sum(0) / n
        variance = torch.stack(squares).sum(0) / n - mean.square()
        layer.running_mean = mean.float()
        layer.running_var = variance.clamp_min(0).float()
    return adapted


def _stop(_: nn.Module, inputs: tuple[torch.Tensor]) -> None:
    """Raise _ReachedError with the count of values a channel, their sum and the sum of their squares."""
    values = inputs[0].transpose(0, 1).flatten(1).double()
    raise _ReachedError((values.shape[1], values.sum(1), values.square().sum(1)))


@cached(32)
def adapted_logits(model: str, where: Condition = CLEAN) -> Logits:
    """Return the logits for the whole test set under a condition, with statistics estimated on that very set.

    Raises ValueError for a model without batch normalisation.
    """
    network = models.load(model).torch()
    if network is None or not normalising_layers(network):
        raise ValueError(f"model must have batch normalisation, got {model!r}")
    chunks = over_test_set(where, lambda images: images.contiguous(memory_format=torch.channels_last))
    adapted = re_estimated(network, chunks)

    def answer(images: Images) -> Logits:
        with torch.inference_mode():
            found: Logits = adapted(images)
        return found.clone()

    return torch.cat(list(POOL.map(answer, chunks)))
