"""The plan of a network in the browser: where its pages and weights lie in the engine's working memory.

In the engine outputs and channels are filled up to EIGHT with zeros: eight biases, then the weights, (kernel,
kernel, inputs, 8), and so on.

Lengths and places are counted in floats. A page, (height, width, channels), has a border of zeros, as wide as
the layer that reads it wants. Unless the next layer is dense, all images share one page: a dense layer reads
four images at once, as a convolution reads four pixels.
"""

from dataclasses import dataclass

import torch

from gapviz.models.architectures import Normalise
from gapviz.models.quantisation import MOST as ONE_BYTE

SIDE, EIGHT, TOGETHER = 28, 8, 4


@dataclass(frozen=True)
class Head:
    """What a plan begins with.

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
    """A layer of the plan.

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

    @property
    def bytes(self) -> int:
        """Bytes of a weight: one where all are whole numbers times a scale, as quantisation leaves them."""
        found = self.weights.flatten(1).double() / self.scales(ONE_BYTE)[:, None]
        return 1 if (found - found.round()).abs().max() < 1e-3 else 3

    def scales(self, most: int) -> torch.Tensor:
        """Return for each output the scale that makes its largest weight `most`, float64 (outputs,)."""
        return self.weights.flatten(1).abs().amax(1).double().clamp_min(1e-12) / most


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


def plan(layers: list[Layer], classes: int, normalise: Normalise) -> tuple[Head, list[Step]]:
    """Return the places of all pages and weights.

    Raises ValueError where a dense layer is followed by another kind.
    """
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
            weights=sum(room(earlier) for earlier in steps),
            kept=outputs,
            bytes=layer.bytes,
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
        weights=sum(room(step) for step in steps),
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


def room(step: Step) -> int:
    """Return the floats that a layer takes in the engine: eight biases, their weights, and so on."""
    return step.outputs * (1 + step.kernel * step.run)
