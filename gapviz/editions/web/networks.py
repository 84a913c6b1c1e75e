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

In the engine outputs and channels are filled up to EIGHT with zeros: eight biases, then the weights, (kernel,
kernel, inputs, 8), and so on.

Working memory is counted in floats. A page, (height, width, channels), has a border of zeros, as wide as the
layer that reads it wants. Unless the next layer is dense, all images share one page: a dense layer reads four
images at once, as a convolution reads four pixels.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
import torch
from torch import nn

from gapviz.models import Model
from gapviz.models.architectures import Normalise
from gapviz.models.quantisation import MOST as ONE_BYTE

BUILT = Path(__file__).parent / "built"
MAGIC, VERSION = b"GAPN", 1
NAME_BYTES, SIDE, EIGHT, TOGETHER = 32, 28, 8, 4
THREE_BYTES = 2**19 - 1
"""The largest whole number that a weight becomes; one more bit is 3 % more to fetch."""


@dataclass(frozen=True)
class Head:
    """What a plan begins with: lengths and places in floats.

    `input` is the first pixel's place in the first page, `input_step` from one image's page to the next (0:
    they share it), `input_row` from one row to the next.
    """

    layers: int
    convolutions: int
    side: int
    classes: int
    input: int
    input_step: int
    input_row: int
    mean: float
    std: float
    pages: int
    weights: int


@dataclass(frozen=True)
class Step:
    """A layer of the plan: lengths and places in floats.

    `run` is a row of the kernel, `pixel` the channels of one pixel that it reads; `output` is the place of
    the first pixel written, inside the border; `outputs` are filled up, and `side` is that after pooling by
    `pool` (1: none). `kept` are the outputs in the pack, each of their weights in `bytes`.
    """

    input: int
    input_step: int
    input_row: int
    pixel: int
    kernel: int
    run: int
    output: int
    output_step: int
    output_row: int
    outputs: int
    side: int
    pool: int
    relu: int
    weights: int
    kept: int
    bytes: int


@dataclass
class Layer:
    """A convolution: `weights` float32 (outputs, inputs, kernel, kernel), `bias` (outputs)."""

    weights: torch.Tensor
    bias: torch.Tensor
    padding: int = 0
    relu: bool = False
    pool: int = 1


@dataclass(frozen=True)
class Page:
    """Where a layer reads: `start` is that of its border, `step` from one image's page to the next."""

    start: int
    side: int
    channels: int
    border: int
    step: int

    @property
    def row(self) -> int:
        """Floats from one row to the next."""
        return (self.side + 2 * self.border) * self.channels

    @property
    def size(self) -> int:
        """Floats of one image's page."""
        return (self.side + 2 * self.border) * self.row

    @property
    def inside(self) -> int:
        """Place of the first pixel."""
        return self.start + self.border * (self.row + self.channels)


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
    head, steps = _plan(layers, model.classes, normalise)
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
        match module:
            case nn.Conv2d(kernel_size=(int() as kernel, _), padding=(int() as padding, _)):
                found.append(Layer(module.weight, _bias(module), padding))
                channels, side = module.out_channels, side + 2 * padding - kernel + 1
            case nn.BatchNorm2d():
                found[-1] = _folded(found[-1], module)
            case nn.ReLU():
                found[-1].relu = True
            case nn.MaxPool2d(kernel_size=2):
                found[-1].pool = 2
                side //= 2
            case nn.Linear():
                found.append(Layer(module.weight.view(-1, channels, side, side), _bias(module)))
                channels, side = module.out_features, 1
            case nn.Flatten() | nn.Dropout():
                pass
            case _:
                raise ValueError(f"{name!r} has a layer that the engine lacks: {module}")
    return found


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


def _plan(layers: list[Layer], classes: int, normalise: Normalise) -> tuple[Head, list[Step]]:
    """Return the places of all pages and weights."""
    page = first = _page(0, SIDE, 1, layers[0])
    used = _end(page)
    steps: list[Step] = []
    for layer, following in zip(layers, [*layers[1:], None], strict=True):
        outputs, _, kernel, _ = layer.weights.shape
        side = (page.side + 2 * page.border - kernel + 1) // layer.pool
        wide = _filled(outputs)
        after = _page(used, side, wide, following)
        step = Step(
            input=page.start,
            input_step=page.step,
            input_row=page.row,
            pixel=page.channels,
            kernel=kernel,
            run=kernel * page.channels,
            output=after.inside,
            output_step=after.step,
            output_row=after.row,
            outputs=wide,
            side=side,
            pool=layer.pool,
            relu=int(layer.relu),
            weights=sum(_room(earlier) for earlier in steps),
            kept=outputs,
            bytes=1 if _is_whole(layer) else 3,
        )
        steps.append(step)
        page, used = after, _end(after)
    wide_steps = [step for step in steps if step.side > 1]
    narrow = any(step.pool == 1 and step.side < TOGETHER for step in wide_steps)
    if narrow or wide_steps != steps[: len(wide_steps)]:
        raise ValueError("dense layers must come last, and a convolution be at least four pixels wide")
    head = Head(
        layers=len(steps),
        convolutions=len(wide_steps),
        side=SIDE,
        classes=classes,
        input=first.inside,
        input_step=first.step,
        input_row=first.row,
        mean=float(normalise.mean),
        std=float(normalise.std),
        pages=used,
        weights=sum(_room(step) for step in steps),
    )
    return head, steps


def _page(start: int, side: int, channels: int, reader: Layer | None) -> Page:
    """Return the page that a layer reads; without a reader it holds the logits."""
    border = reader.padding if reader else 0
    one = Page(start, side, channels, border, 0)
    shared = reader is not None and reader.weights.shape[-1] < side
    return one if shared else Page(start, side, channels, border, one.size)


def _end(page: Page) -> int:
    return page.start + page.size * (TOGETHER if page.step else 1)


def _filled(outputs: int) -> int:
    return -(-outputs // EIGHT) * EIGHT


def _room(step: Step) -> int:
    """Return the floats that a layer takes in the engine: eight biases, their weights, and so on."""
    return step.outputs * (1 + step.kernel * step.run)


def _stored(layer: Layer, step: Step) -> bytes:
    """Return a layer's biases, scales and weights, filled up to a multiple of four bytes."""
    outputs, inputs, kernel, _ = layer.weights.shape
    filled = torch.zeros(outputs, kernel, kernel, step.pixel)
    filled[..., :inputs] = layer.weights.permute(0, 2, 3, 1)
    scales = _scales(layer.weights, ONE_BYTE if step.bytes == 1 else THREE_BYTES)
    whole = (filled.double() / scales[:, None, None, None]).round().numpy().astype("<i4")
    planes = whole.reshape(-1, 1).view(np.uint8).T[: step.bytes]
    floats = torch.cat([layer.bias, scales.float()]).numpy().astype("<f4")
    content = floats.tobytes() + planes.tobytes()
    return content + bytes(-len(content) % 4)


def _scales(weights: torch.Tensor, most: int) -> torch.Tensor:
    """Return for each output what a weight's whole number is multiplied by, float64 (outputs,)."""
    return weights.flatten(1).abs().amax(1).double().clamp_min(1e-12) / most


def _is_whole(layer: Layer) -> bool:
    """Return whether the weights are whole numbers of one byte times a scale, as quantisation leaves them."""
    found = layer.weights.flatten(1).double() / _scales(layer.weights, ONE_BYTE)[:, None]
    return bool((found - found.round()).abs().max() < 1e-3)
