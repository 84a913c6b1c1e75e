"""Networks that other people trained and published: their packages become checkpoints, weights as they are.

None of their code is run and nothing is unpickled: of a file of PyTorch's the arrays are read, which lie bare
in a zip, of one of TensorFlow.js's the shards. The weights are then quantised (`models.quantisation`), which
is said on the card.
"""

import hashlib
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from gapviz import data, models
from gapviz.core.parameters import look_up
from gapviz.core.types import MNIST
from gapviz.data.idx import find, unpack
from gapviz.models import Card
from gapviz.models.quantisation import Weights, dequantised, quantised
from gapviz.training.fit import count_right
from gapviz.training.runs import save, versions

Arrays = list[np.ndarray]
NOT_OURS = (ValueError, OSError, EOFError, tarfile.TarError, zipfile.BadZipFile, zlib.error)
"""What `convert` raises at a file that is not the package it should be."""


@dataclass(frozen=True)
class Published:
    """A published network: the command that fetches its package, and whose it is.

    `files` are those with the weights, in order, with their sha256; `read` returns from their contents the
    arrays, float32 and flat, in the order of the layers' parameters, each in torch's order. `mean` and `std`
    are those of its convention, [0, 1] before.
    """

    package: str
    maker: str
    address: str
    architecture: str
    files: dict[str, str]
    read: Callable[[list[bytes]], Arrays]
    mean: float = 0.0
    std: float = 1.0
    licence: str = "MIT"

    @property
    def source(self) -> dict[str, str]:
        """What its card says of where it comes from."""
        return {
            "package": self.package.split()[-1],
            "maker": self.maker,
            "address": self.address,
            "licence": self.licence,
        }


def read_torch(contents: list[bytes]) -> Arrays:
    """Return the arrays of a file of `torch.save`, which is a zip: they are its NAME/data/0, 1, 2, ..."""
    with tempfile.TemporaryFile() as file:
        file.write(contents[0])
        with zipfile.ZipFile(file) as archive:
            folder = archive.namelist()[0].partition("/")[0]
            inside = [name for name in archive.namelist() if name.startswith(f"{folder}/data/")]
            return [np.frombuffer(archive.read(f"{folder}/data/{n}"), "<f4") for n in range(len(inside))]


KERAS_SHAPES = ((3, 3, 1, 32), (32,), (3, 3, 32, 64), (64,), (12, 12, 64, 128), (128,), (128, 10), (10,))
"""Of mnist-react-tfjs, as its model.json has them; the dense kernel with its inputs unfolded as they come."""


def read_keras(contents: list[bytes]) -> Arrays:
    """Return the arrays of Keras's shards, axes from (rows, columns, inputs, outputs) to torch's order."""
    numbers = np.frombuffer(b"".join(contents), "<f4")
    ends = np.cumsum([np.prod(shape) for shape in KERAS_SHAPES])
    pieces = np.split(numbers, ends[:-1])
    shaped = [piece.reshape(shape) for piece, shape in zip(pieces, KERAS_SHAPES, strict=True)]
    turned = [_turned(array) for array in shaped]
    return [np.ascontiguousarray(array).ravel() for array in turned]


def _turned(array: np.ndarray) -> np.ndarray:
    return array.transpose(3, 2, 0, 1) if array.ndim == 4 else array.T


PUBLISHED = {
    "digit-recognizer-0": Published(
        package="pip download --no-deps digit-recognizer-py==0.1.0",
        maker="Shivam Gupta",
        address="https://github.com/shivam-gupta90/handwriting-recognition",
        architecture="digit-recognizer",
        files={
            "handwriting_model.pth": "325e0773529babe8ebb6adf35a82c64e57c5f3518c2adb975865355c74bc4786",
        },
        read=read_torch,
        mean=0.1307,
        std=0.3081,
    ),
    "mnist-react-0": Published(
        package="npm pack mnist-react-tfjs@0.1.1",
        maker="Aral Roca",
        address="http://aralroca.github.io/MNIST_React_TensorFlowJS",
        architecture="mnist-react",
        files={
            "group1-shard1of1": "1f5671c77859305db832da6fef0c0ba3bfaf1ea453d3f08ff13432847d67a30b",
            "group2-shard1of1": "fb2548e09de48014520de73f1f760eefc334ba288bdcb869dd2e44316dfa8458",
            "group3-shard1of2": "ea76ae78518184cf21847fe3270bc7f55cfab85d984f905977600bbdb3050182",
            "group3-shard2of2": "8d698e99bec5e3a45ae38e837a20882800c0cc3f48a8718b852f8d0497393364",
            "group4-shard1of1": "b0c6f77cdd3e8965b488af0fdaeb1764458da438a78b2b9c57e11457b3f44d55",
        },
        read=read_keras,
    ),
}
"""By name. The page of mnist-react-tfjs hands it bytes, 0 to 255; here it gets [0, 1], as in training."""


def weights(name: str, package: Path) -> Weights:
    """Return the weights of a published network out of its package, float32 by the names of our layers.

    Raises ValueError for an unknown name, or where a file is missing or another, and what `unpack` raises.
    """
    known = look_up("published network", name, PUBLISHED)
    with tempfile.TemporaryDirectory() as folder:
        unpack(package, Path(folder))
        contents = [find(Path(folder), file).read_bytes() for file in known.files]
    for (file, sha256), content in zip(known.files.items(), contents, strict=True):
        if (got := hashlib.sha256(content).hexdigest()) != sha256:
            raise ValueError(f"sha256 of {file!r} must be {sha256}, got {got}")
    layers = models.build(known.architecture).state_dict()
    arrays = known.read(contents)
    return {
        layer: torch.tensor(array).view(empty.shape)
        for (layer, empty), array in zip(layers.items(), arrays, strict=True)
    }


def convert(name: str, package: Path, folder: Path) -> Card:
    """Write the checkpoint of a published network from its package to `folder`, and return its card.

    Raises what `weights` raises.
    """
    found, known = weights(name, package), PUBLISHED[name]
    small = quantised(found)
    model = models.build(known.architecture, mean=(known.mean,), std=(known.std,))
    model.load_state_dict(dequantised(small))
    test = data.load(MNIST, "test")
    facts = {
        "name": name,
        "architecture": known.architecture,
        "data": MNIST,
        "seed": 0,
        "recipe": {},
        "channels": test.pixels.shape[1],
        "size": test.pixels.shape[-1],
        "classes": len(test.classes),
        "mean": [known.mean],
        "std": [known.std],
        "parameters": sum(values.numel() for values in found.values()),
        "test_n": len(test),
        "test_right": count_right(model, test),
        "versions": versions(),
        "source": known.source,
    }
    return save(model, facts, folder, small)
