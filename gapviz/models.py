"""Architectures, and the trained networks in `checkpoints/`.

A model maps images, float32 (N, C, H, W) in [0, 1], to logits, float32 (N, K); normalisation is its
first layer. A checkpoint is three files: NAME.safetensors, NAME.onnx and the card NAME.json, which
holds the sha256 of the other two. Nothing is ever unpickled.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from gapviz.registry import look_up
from gapviz.types import UnusableFileError

CHECKPOINTS = Path(__file__).parent.parent / "checkpoints"
ARCHITECTURES: dict[str, Callable[[int, int, int], nn.Module]] = {}
SHIPPED = ("softmax-0", "mlp-0", "lenet-0", "alexnet-0", "cnn-0", "cnn-1", "cnn-2", "cnn-3", "cnn-4")
"""What must be in `checkpoints/`; what else is trained into it is found there."""
MEAN, STD = 0.1307, 0.3081
"""Of MNIST's training pixels; every tutorial's constants."""


@dataclass(frozen=True)
class Card:
    """What is known of a trained network: how it was made and what it got right."""

    name: str
    architecture: str
    data: str
    channels: int
    size: int
    classes: int
    seed: int
    recipe: dict[str, Any]
    parameters: int
    train_n: int
    test_n: int
    test_right: int
    seconds: float
    cpu_seconds: float
    threads: int
    safetensors_sha256: str
    onnx_sha256: str
    versions: dict[str, str]
    history: list[dict[str, float]]

    def write(self, path: Path) -> None:
        """Write the card as JSON, an entry of the history a line."""
        facts = asdict(self)
        moments = ",\n".join(f"    {json.dumps(moment)}" for moment in facts.pop("history"))
        head = json.dumps(facts, indent=2).removesuffix("\n}")
        path.write_text(f'{head},\n  "history": [\n{moments}\n  ]\n}}\n')


class Normalise(nn.Module):
    """Shift and scale [0, 1] to mean 0 and standard deviation 1 over MNIST's training pixels."""

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Return `images`, shifted and scaled."""
        return (images - MEAN) / STD


def architecture(function: Callable[[int, int, int], nn.Module]) -> Callable[[int, int, int], nn.Module]:
    """Register a function of channels, size and classes that builds an untrained network."""
    ARCHITECTURES[function.__name__] = function
    return function


@architecture
def softmax(channels: int, size: int, classes: int) -> nn.Module:
    """Softmax regression: one weight a pixel and class, and nothing else."""
    return nn.Sequential(Normalise(), nn.Flatten(), nn.Linear(channels * size * size, classes))


@architecture
def mlp(channels: int, size: int, classes: int) -> nn.Module:
    """A multilayer perceptron: two hidden layers of 256, which do not know what a neighbour is."""
    return nn.Sequential(
        *(Normalise(), nn.Flatten(), nn.Linear(channels * size * size, 256), nn.ReLU(), nn.Dropout(0.2)),
        *(nn.Linear(256, 256), nn.ReLU(), nn.Dropout(0.2), nn.Linear(256, classes)),
    )


@architecture
def lenet(channels: int, size: int, classes: int) -> nn.Module:
    """LeNet-5, nearly: two 5 x 5 convolutions and three dense layers (LeCun et al., 1998, figure 2)."""
    side = (size // 2 - 4) // 2
    return nn.Sequential(
        *(Normalise(), nn.Conv2d(channels, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()),
        *(nn.Linear(16 * side * side, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, classes)),
    )


@architecture
def alexnet(channels: int, size: int, classes: int) -> nn.Module:
    """AlexNet's idea at this size: five convolutions, dropout, dense layers (Krizhevsky et al., 2012, section 3)."""
    side = size // 8
    return nn.Sequential(
        *(Normalise(), nn.Conv2d(channels, 24, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(24, 48, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(48, 96, 3, padding=1), nn.ReLU(), nn.Conv2d(96, 96, 3, padding=1), nn.ReLU()),
        *(nn.Conv2d(96, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Dropout(0.5)),
        *(nn.Linear(64 * side * side, 512), nn.ReLU(), nn.Dropout(0.5)),
        *(nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, classes)),
    )


@architecture
def cnn(channels: int, size: int, classes: int) -> nn.Module:
    """A small modern network: three 3 x 3 convolutions with batch normalisation, and one dense layer."""
    side = size // 4
    return nn.Sequential(
        *(Normalise(), *_block(channels, 16), nn.MaxPool2d(2), *_block(16, 32), nn.MaxPool2d(2)),
        *(*_block(32, 48), nn.Flatten(), nn.Dropout(0.3), nn.Linear(48 * side * side, classes)),
    )


def _block(inputs: int, outputs: int) -> tuple[nn.Module, ...]:
    return nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()


def build(name: str, channels: int = 1, size: int = 28, classes: int = 10) -> nn.Module:
    """Return an untrained network; raise ValueError for an unknown architecture, listing the known."""
    return look_up("architecture", name, ARCHITECTURES)(channels, size, classes)


def names() -> list[str]:
    """Return the names of the shipped models and of any trained beside them, in the order of ARCHITECTURES and seeds."""
    order = list(ARCHITECTURES)
    found = {*SHIPPED, *(path.stem for path in CHECKPOINTS.glob("*.json"))}
    known = [name for name in found if name.rsplit("-", 1)[0] in order]
    return sorted(known, key=lambda name: (order.index(name.rsplit("-", 1)[0]), name))


@lru_cache(maxsize=32)
def card(name: str) -> Card:
    """Return the card of a shipped model.

    Raises ValueError for an unknown name, listing the known, and UnusableFileError for a card missing or damaged.
    """
    path = CHECKPOINTS / f"{look_up('model', name, {known: known for known in names()})}.json"
    try:
        return Card(**json.loads(path.read_text()))
    except FileNotFoundError:
        raise UnusableFileError(path, "is missing", f"python -m gapviz.train {name}") from None
    except (ValueError, TypeError, OSError) as error:
        raise UnusableFileError(
            path, f"is damaged ({type(error).__name__})", f"python -m gapviz.train {name}"
        ) from error


@lru_cache(maxsize=32)
def load(name: str) -> nn.Module:
    """Return a shipped model, in evaluation mode and shared by all callers: explain copies, train others.

    Raises ValueError for an unknown name and UnusableFileError for a file that is missing or damaged.
    """
    known = card(name)
    checked_file(name, "safetensors")
    path = CHECKPOINTS / f"{name}.safetensors"
    model = build(known.architecture, known.channels, known.size, known.classes)
    try:
        model.load_state_dict(load_file(path))
    except (SafetensorError, RuntimeError, OSError) as error:
        raise UnusableFileError(path, "does not fit its card", f"python -m gapviz.train {name}") from error
    model.requires_grad_(False).eval()
    _LOADED[id(model)] = (name, model, _versions(model))
    return model


_LOADED: dict[int, tuple[str, nn.Module, tuple[int, ...]]] = {}


def shipped_name(model: nn.Module) -> str | None:
    """Return the name of a model that `load` gave and nobody has changed since, else None."""
    name, known, versions = _LOADED.get(id(model), (None, None, ()))
    return name if known is model and not model.training and versions == _versions(model) else None


def _versions(model: nn.Module) -> tuple[int, ...]:
    """Torch counts in-place changes of a tensor, save those made behind its back, through `.data`.

    Replacing a tensor or a layer changes an address.
    """
    state = (*model.parameters(), *model.buffers())
    tensors = (number for tensor in state for number in (tensor._version, tensor.data_ptr()))
    layers = (
        id(layer) + len(layer._forward_hooks) + len(layer._forward_pre_hooks) for layer in model.modules()
    )
    return (*tensors, *layers)


@lru_cache(maxsize=64)
def checked_file(name: str, suffix: str) -> Path:
    """Return the path of a checkpoint's file once its sha256 is the one on the card."""
    path = CHECKPOINTS / f"{name}.{suffix}"
    command = f"python -m gapviz.train {name}"
    expected = getattr(card(name), f"{suffix}_sha256")
    if not path.is_file():
        raise UnusableFileError(path, "is missing", command)
    if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
        raise UnusableFileError(path, "is damaged (its sha256 is not the one on its card)", command)
    return path
