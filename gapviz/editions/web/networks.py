"""Networks packed for the browser: a plan, which the engine follows word by word, then the weights.

The engine (`src/engine/`) knows one kind of layer: a convolution, then perhaps ReLU, then perhaps max
pooling by two. A dense layer is a convolution whose kernel is as large as its page. Batch normalisation is
folded into the convolution before it; normalisation stays, since a border of zeros is zero after it.

A pack, little-endian:

    bytes 0 to 3    b"GAPN"
    4, 8, 12        uint32: VERSION, length of the whole in bytes, CRC-32 of what follows byte 15
    16 to 47        the network's name, UTF-8, filled up with zeros
    48              `Head`, then a `Step` a layer, in words of four bytes: int32, or float32 for mean and std
    then            the layers' weights, each layer on a multiple of four bytes

A layer is stored as its biases and its scales, float32 (outputs), and its weights, (outputs, kernel, kernel,
inputs): whole numbers, times the scale of their output. They have one byte where the network was quantised
(`models.quantisation`), else 20 bits in three, which moves no logit by 1e-4 and weighs two thirds of floats.
All lowest bytes come first, all highest last, where gzip finds most.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
import torch
from torch import nn

from gapviz.editions.web.plan import SIDE, Head, Layer, Step, plan
from gapviz.models import Model
from gapviz.models.architectures import Normalise
from gapviz.models.quantisation import MOST as ONE_BYTE

BUILT = Path(__file__).parent / "built"
MAGIC, VERSION = b"GAPN", 1
NAME_BYTES = 32
THREE_BYTES = 2**19 - 1
"""The largest whole number that a weight becomes; one more bit is 3 % more to fetch."""


def pack(model: Model) -> bytes:
    """Return a network for 28 x 28 images of one channel as the engine reads it.

    Raises ValueError for one that is no chain of the layers above, such as a graph without weights.
    """
    module = model.torch()
    if not isinstance(module, nn.Sequential):
        raise ValueError(f"a network for the browser must be a chain of layers, and {model.name!r} is none")
    normalise, *rest = module
    if not isinstance(normalise, Normalise) or not isinstance(normalise.mean, float):
        raise ValueError(f"{model.name!r} must begin by normalising one channel, got {normalise}")
    layers = _layers(model.name, rest)
    head, steps = plan(layers, model.classes, normalise)
    words = b"".join([_words(head), *map(_words, steps)])
    name = model.name.encode().ljust(NAME_BYTES, b"\0")
    if len(name) > NAME_BYTES:
        raise ValueError(f"a name must have at most {NAME_BYTES} bytes, got {model.name!r}")
    weights = [_stored(layer, step) for layer, step in zip(layers, steps, strict=True)]
    content = name + words + b"".join(weights)
    return MAGIC + struct.pack("<3I", VERSION, 16 + len(content), zlib.crc32(content)) + content


def _words(part: Head | Step) -> bytes:
    kinds = "".join("f" if field.type is float else "i" for field in fields(part))
    return struct.pack(f"<{kinds}", *astuple(part))


def _layers(name: str, modules: Sequence[nn.Module]) -> list[Layer]:
    """Return the layers of a network, those folded that are none of the engine's."""
    found: list[Layer] = []
    channels, side = 1, SIDE
    for module in modules:
        match module, found:
            case nn.Conv2d(stride=(1, 1), dilation=(1, 1), groups=1, padding_mode="zeros"), _ if _square(
                module
            ):
                kernel, padding = module.kernel_size[0], int(module.padding[0])
                found.append(Layer(module.weight, _bias(module), padding))
                channels, side = module.out_channels, side + 2 * padding - kernel + 1
            case nn.BatchNorm2d(), [*_, Layer(relu=False, pool=1) as last]:
                found[-1] = _folded(last, module)
            case nn.ReLU(), [*_, last]:
                last.relu = True
            case nn.MaxPool2d(kernel_size=2, stride=2, padding=0, ceil_mode=False), [
                *_,
                Layer(pool=1) as last,
            ]:
                last.pool = 2
                side //= 2
            case nn.Linear(), _:
                found.append(Layer(module.weight.view(-1, channels, side, side), _bias(module)))
                channels, side = module.out_features, 1
            case nn.Flatten() | nn.Dropout(), _:
                pass
            case _:
                raise ValueError(f"{name!r} has a layer that the engine lacks: {module}")
    return found


def _square(module: nn.Conv2d) -> bool:
    """Return whether kernel and padding are the same both ways, and counted in pixels."""
    both = (module.kernel_size, module.padding)
    return all(not isinstance(pair, str) and pair[0] == pair[1] for pair in both)


def _bias(module: nn.Conv2d | nn.Linear) -> torch.Tensor:
    return torch.zeros(len(module.weight)) if module.bias is None else module.bias


def _folded(layer: Layer, norm: nn.BatchNorm2d) -> Layer:
    """Return a convolution that does what it and the batch normalisation after it do together."""
    mean, variance = norm.running_mean, norm.running_var
    assert mean is not None, "a network in evaluation mode has running statistics"
    assert variance is not None, "a network in evaluation mode has running statistics"
    scale = norm.weight.double() / (variance.double() + norm.eps).sqrt()
    bias = norm.bias + (layer.bias - mean) * scale
    return Layer((layer.weights * scale[:, None, None, None]).float(), bias.float(), layer.padding)


def _stored(layer: Layer, step: Step) -> bytes:
    """Return a layer's biases, scales and weights, filled up to a multiple of four bytes."""
    outputs, inputs, kernel, _ = layer.weights.shape
    filled = torch.zeros(outputs, kernel, kernel, step.pixel)
    filled[..., :inputs] = layer.weights.permute(0, 2, 3, 1)
    scales = layer.scales(ONE_BYTE if step.bytes == 1 else THREE_BYTES)
    whole = (filled.double() / scales[:, None, None, None]).round().numpy().astype("<i4")
    planes = whole.reshape(-1, 1).view(np.uint8).T[: step.bytes]
    floats = torch.cat([layer.bias, scales.float()]).numpy().astype("<f4")
    content = floats.tobytes() + planes.tobytes()
    return content + bytes(-len(content) % 4)
