"""Architectures: functions of channels, size and classes that return the layers of an untrained network.

    @architecture
    def softmax(channels, size, classes): ...

Images are float32 (N, C, H, W) in [0, 1]; `build` puts the normalisation of the data set before the layers.
"""

from collections.abc import Callable
from typing import TypeAlias

import torch
from torch import nn

from gapviz.core.parameters import look_up
from gapviz.core.types import Images

Layers: TypeAlias = list[nn.Module]
ARCHITECTURES: dict[str, Callable[[int, int, int], Layers]] = {}


class Normalise(nn.Module):
    """Shift and scale [0, 1] to mean 0 and deviation 1 over a data set's training pixels, by channel."""

    mean: float | torch.Tensor
    std: float | torch.Tensor

    def __init__(self, mean: tuple[float, ...], std: tuple[float, ...]) -> None:
        super().__init__()
        if len(mean) == 1:
            self.mean, self.std = mean[0], std[0]
        else:  # not among the weights: what is not learnt is on the card
            self.register_buffer("mean", torch.tensor(mean)[:, None, None], persistent=False)
            self.register_buffer("std", torch.tensor(std)[:, None, None], persistent=False)

    def forward(self, images: Images) -> torch.Tensor:
        """Return `images`, shifted and scaled."""
        return (images - self.mean) / self.std


def architecture(function: Callable[[int, int, int], Layers]) -> Callable[[int, int, int], Layers]:
    """Register a function of channels, size and classes that returns a network's layers."""
    ARCHITECTURES[function.__name__.replace("_", "-")] = function
    return function


@architecture
def softmax(channels: int, size: int, classes: int) -> Layers:
    """Softmax regression: one weight a pixel and class, and nothing else."""
    return [nn.Flatten(), nn.Linear(channels * size * size, classes)]


@architecture
def mlp(channels: int, size: int, classes: int) -> Layers:
    """A multilayer perceptron: two hidden layers of 256, which do not know what a neighbour is."""
    return [
        nn.Flatten(),
        nn.Linear(channels * size * size, 256),
        nn.ReLU(),
        nn.Dropout(0.2),
        nn.Linear(256, 256),
        nn.ReLU(),
        nn.Dropout(0.2),
        nn.Linear(256, classes),
    ]


@architecture
def lenet(channels: int, size: int, classes: int) -> Layers:
    """LeNet-5, nearly: two 5 x 5 convolutions and three dense layers (LeCun et al., 1998, figure 2)."""
    side = (size // 2 - 4) // 2
    return [
        nn.Conv2d(channels, 6, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(16 * side * side, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, classes),
    ]


@architecture
def alexnet(channels: int, size: int, classes: int) -> Layers:
    """AlexNet's idea at this size: five convolutions, dropout, dense layers (Krizhevsky et al., 2012)."""
    side = size // 8
    return [
        nn.Conv2d(channels, 24, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(24, 48, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(48, 96, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(96, 96, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(96, 64, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Dropout(0.5),
        nn.Linear(64 * side * side, 512),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(512, 512),
        nn.ReLU(),
        nn.Linear(512, classes),
    ]


@architecture
def tutorial(channels: int, size: int, classes: int) -> Layers:
    """What a first tutorial trains: two 3 x 3 convolutions, one dense layer (Chollet, keras.io, 2015)."""
    side = ((size - 2) // 2 - 2) // 2
    return [
        nn.Conv2d(channels, 32, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Dropout(0.5),
        nn.Linear(64 * side * side, classes),
    ]


@architecture
def cnn(channels: int, size: int, classes: int) -> Layers:
    """A small modern network: three 3 x 3 convolutions with batch normalisation, and one dense layer."""
    side = size // 4
    return [
        *_block(channels, 16),
        nn.MaxPool2d(2),
        *_block(16, 32),
        nn.MaxPool2d(2),
        *_block(32, 48),
        nn.Flatten(),
        nn.Dropout(0.3),
        nn.Linear(48 * side * side, classes),
    ]


@architecture
def digit_recognizer(channels: int, size: int, classes: int) -> Layers:
    """That of digit-recognizer-py: three 3 x 3 convolutions and two dense layers (Gupta, PyPI, 2026)."""
    side = size // 8
    return [
        nn.Conv2d(channels, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(64, 128, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(128 * side * side, 256),
        nn.ReLU(),
        nn.Linear(256, classes),
    ]


@architecture
def mnist_react(channels: int, size: int, classes: int) -> Layers:
    """That of mnist-react-tfjs: two 3 x 3 convolutions and two dense layers (Roca, npm, 2019)."""
    side = (size - 4) // 2
    return [
        nn.Conv2d(channels, 32, 3),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Dropout(0.25),
        nn.Flatten(),
        nn.Linear(64 * side * side, 128),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(128, classes),
    ]


def _block(inputs: int, outputs: int) -> Layers:
    return [nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]


def build(
    name: str,
    channels: int = 1,
    size: int = 28,
    classes: int = 10,
    mean: tuple[float, ...] = (0.0,),
    std: tuple[float, ...] = (1.0,),
) -> nn.Sequential:
    """Return an untrained network for images (N, channels, size, size) of a data set.

    `mean` and `std` are those of its training pixels, by channel. Raises ValueError for an unknown
    architecture, listing the known.
    """
    layers = look_up("architecture", name, ARCHITECTURES)(channels, size, classes)
    return nn.Sequential(Normalise(mean, std), *layers)
