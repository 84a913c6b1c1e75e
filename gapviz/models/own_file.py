"""A network of a known architecture as one safetensors file that says what it is, for whoever keeps it.

The header's metadata has one entry, JSON: `{"architecture": ..., "data": ..., "mean": [...], "std": [...]}`.

A file is read from its bytes, and nothing in it is ever run. Its size, its header, and the names, shapes and
dtypes of its tensors are compared in Python with what `build` makes of the architecture, before any tensor is
made; what is left is parsed by safetensors, in Rust. That needs no sandbox.
"""

import json
from typing import Any

import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import nn

from gapviz.core.types import MNIST
from gapviz.models.architectures import ARCHITECTURES, Normalise, build
from gapviz.models.model import Model, of_torch, own_name

MOST_BYTES = 10**7
"""The largest known architecture has half of it, as float32."""
MOST_HEADER = 10**5
LENGTH = 8
"""Bytes of the header's length, little-endian, with which a file begins."""
ENTRY = "gapviz"
"""The metadata's one entry: safetensors writes several in any order, and a network is called by its bytes."""
DTYPES = {torch.float32: "F32", torch.int64: "I64"}
NO_SAFETENSORS = "This is no safetensors file."
PICKLES = (b"PK\x03\x04", b"\x80")
"""How files of torch.save begin, the new and the old."""


class UnreadableNetworkError(ValueError):
    """A file that is no network that can be taken; the message is a sentence for its reader."""


def to_file(network: nn.Module, architecture: str, data: str = MNIST) -> bytes:
    """Return a network that `build` made, and somebody trained, as the bytes of a file."""
    (normalise,) = (layer for layer in network.modules() if isinstance(layer, Normalise))
    mean, std = (torch.as_tensor(values, dtype=torch.float64) for values in (normalise.mean, normalise.std))
    told = {
        "architecture": architecture,
        "data": data,
        "mean": mean.flatten().tolist(),
        "std": std.flatten().tolist(),
    }
    weights = {key: value.contiguous() for key, value in network.state_dict().items()}
    return safetensors.torch.save(weights, {ENTRY: json.dumps(told)})


def from_file(content: bytes) -> Model:
    """Return the network in a file, called after its sha256; it tells MNIST's digits apart.

    Raises UnreadableNetworkError for whatever else it is.
    """
    header = _header(content)
    network = _network(header)
    _compare(header, network)
    try:
        network.load_state_dict(safetensors.torch.load(content))
    except (SafetensorError, RuntimeError):
        raise UnreadableNetworkError("This safetensors file is damaged.") from None
    weights = [value for value in network.state_dict().values() if value.is_floating_point()]
    if not all(bool(value.isfinite().all()) for value in weights):
        raise UnreadableNetworkError("Some of this network’s weights are not finite numbers.")
    model = of_torch(network, own_name(content))
    if not bool(model.logits(_probe()).isfinite().all()):
        raise UnreadableNetworkError("This network answers with numbers that are not finite.")
    return model


def _header(content: bytes) -> dict[str, Any]:
    """Return the header of a file of the right size."""
    if len(content) > MOST_BYTES:
        raise UnreadableNetworkError(f"This file is larger than {MOST_BYTES / 1e6:g} MB.")
    if content.startswith(PICKLES):
        raise UnreadableNetworkError(
            "This is a pickle, which could run a program and is not opened here: save it as safetensors."
        )
    length = int.from_bytes(content[:LENGTH], "little")
    if len(content) < LENGTH or not 0 < length <= min(MOST_HEADER, len(content) - LENGTH):
        raise UnreadableNetworkError(NO_SAFETENSORS)
    try:
        header = json.loads(content[LENGTH : LENGTH + length])
    except (ValueError, RecursionError):
        raise UnreadableNetworkError(NO_SAFETENSORS) from None
    if not isinstance(header, dict):
        raise UnreadableNetworkError(NO_SAFETENSORS)
    return header


def _network(header: dict[str, Any]) -> nn.Sequential:
    """Return the untrained network that a header tells of, and take its metadata out of the header."""
    metadata = header.pop("__metadata__", None)
    try:
        told = json.loads(metadata[ENTRY])
        architecture, data, mean, std = (told[key] for key in ("architecture", "data", "mean", "std"))
    except (ValueError, RecursionError, TypeError, KeyError):
        raise UnreadableNetworkError(
            "This safetensors file does not say which architecture its weights are for."
        ) from None
    if not isinstance(architecture, str) or architecture not in ARCHITECTURES:
        raise UnreadableNetworkError(f"Its architecture is none of {', '.join(ARCHITECTURES)}.")
    if data != MNIST:
        raise UnreadableNetworkError("It was trained on another data set than MNIST.")
    if not _is_share(mean) or not _is_share(std) or not std[0]:
        raise UnreadableNetworkError("Its mean and deviation must each be one number from 0 to 1.")
    return build(architecture, mean=(float(mean[0]),), std=(float(std[0]),))


def _is_share(values: Any) -> bool:
    """Return whether that is a list of one number from 0 to 1."""
    if not isinstance(values, list) or len(values) != 1 or isinstance(values[0], bool):
        return False
    return isinstance(values[0], (int, float)) and 0 <= values[0] <= 1


def _compare(header: dict[str, Any], network: nn.Sequential) -> None:
    """Compare what a header tells of the tensors with the network that they are for."""
    wanted = network.state_dict()
    if header.keys() != wanted.keys():
        raise UnreadableNetworkError("Its tensors are not those of its architecture.")
    for name, tensor in wanted.items():
        said = header[name] if isinstance(header[name], dict) else {}
        if said.get("shape") != list(tensor.shape):
            raise UnreadableNetworkError(f"Its tensor {name} has another shape than {list(tensor.shape)}.")
        if said.get("dtype") != DTYPES[tensor.dtype]:
            raise UnreadableNetworkError(f"Its tensor {name} must be {DTYPES[tensor.dtype]}.")


def _probe() -> torch.Tensor:
    """Return pictures on which any network must have an answer: white, black, and noise."""
    noise = torch.rand(8, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    return torch.cat([torch.zeros(1, 1, 28, 28), torch.ones(1, 1, 28, 28), noise])
