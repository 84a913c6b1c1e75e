"""Trained networks as objects: what they were trained for, which images they take, and what they answer.

Whatever evaluates takes a `Model`; caches know it by its name. A network that somebody trained here or
brought along is called `own-` and the first sixteen digits of its sha256: nobody finds another of that name,
which would cover it.
"""

import copy
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import onnxruntime
import safetensors.torch
import torch
from torch import nn

from gapviz.core.types import MNIST, Images, Logits
from gapviz.models.checkpoints import family_of, opened

OWN = "own"
"""The family of networks that were brought along."""
DIGITS_OF_HASH = 16
BATCH = 50
"""ONNX Runtime is quickest on small networks where a batch stays in the processor's cache."""


@dataclass(frozen=True)
class Convention:
    """What a network takes for an image, told from ours: ink in [0, 1], float32 (N, C, H, W).

    Images are turned to black on white where it is `inverted`, multiplied by `scale` (255 for bytes), shifted
    and scaled by `mean` and `std` (in those units, one number or one a channel), and made (N, H, W, C) where
    it has its `channels_last`.
    """

    inverted: bool = False
    scale: float = 1.0
    mean: tuple[float, ...] = (0.0,)
    std: tuple[float, ...] = (1.0,)
    channels_last: bool = False

    def apply(self, images: Images) -> torch.Tensor:
        """Return `images` as the network takes them."""
        if self == OURS:
            return images
        mean, std = (torch.tensor(values)[:, None, None] for values in (self.mean, self.std))
        given = ((1 - images if self.inverted else images) * self.scale - mean) / std
        return given.permute(0, 2, 3, 1) if self.channels_last else given


OURS = Convention()
"""Our own networks normalise in their first layer."""


class Conform(nn.Module):
    """A first layer that brings our images into a network's convention."""

    def __init__(self, convention: Convention) -> None:
        super().__init__()
        self.convention = convention

    def forward(self, images: Images) -> torch.Tensor:
        """Return `images` as the network takes them."""
        return self.convention.apply(images)


@dataclass(frozen=True)
class Model:
    """A trained network: `data` is the set whose `classes` it tells apart.

    `run` maps images in its `convention` to logits, `module` returns it as a torch module or None.
    """

    name: str
    data: str
    classes: int
    convention: Convention
    run: Callable[[torch.Tensor], Logits] = field(repr=False, compare=False)
    module: Callable[[], nn.Module | None] = field(repr=False, compare=False)

    @property
    def family(self) -> str:
        """The name without the seed: for ours the architecture."""
        return family_of(self.name)

    def logits(self, images: Images) -> Logits:
        """Return the logits, float32 (N, K), of `images`, float32 (N, C, H, W) in [0, 1], on this thread.

        Raises UnusableFileError for a graph that is missing or damaged.
        """
        if not len(images):
            return torch.empty(0, self.classes)
        return torch.cat([self.run(self.convention.apply(batch)) for batch in images.detach().split(BATCH)])

    def torch(self) -> nn.Module | None:
        """Return the network as a module that takes our images; None where there is only a graph.

        It is in evaluation mode and shared by all callers: explain copies, train others. Raises
        UnusableFileError for weights that are missing or damaged.
        """
        return self.module()


def run_graph(session: onnxruntime.InferenceSession, images: torch.Tensor) -> Logits:
    """Return what a graph with one input and one output makes of images, on this thread."""
    return torch.from_numpy(session.run(None, {session.get_inputs()[0].name: images.numpy()})[0])


def of_torch(
    module: nn.Module,
    name: str = "",
    data: str = MNIST,
    classes: int = 10,
    convention: Convention = OURS,
) -> Model:
    """Return a trained module as a model: a copy, in evaluation mode.

    `module` maps images in its `convention` to logits. Unless it is told a `name`, it is called after the
    sha256 of its weights as they would stand in a safetensors file.
    """
    ours = copy.deepcopy(module).requires_grad_(False).eval()
    weights = {key: value.contiguous() for key, value in ours.state_dict().items()}
    if convention != OURS:
        layers = ours if isinstance(ours, nn.Sequential) else [ours]
        whole: nn.Module = nn.Sequential(Conform(convention), *layers)
    else:
        whole = ours

    def run(images: torch.Tensor) -> Logits:
        with torch.inference_mode():
            found: Logits = ours(images)
        return found.clone()  # outside, or it would stay a tensor that autograd refuses

    called = name or own_name(safetensors.torch.save(weights), convention)
    return Model(called, data, classes, convention, run, lambda: whole)


def of_onnx(graph: bytes, data: str = MNIST, classes: int = 10, convention: Convention = OURS) -> Model:
    """Return an ONNX graph as a model, called after its sha256; its one input are images in its `convention`.

    The graph is opened in this process: what nobody vouches for must have been checked before.
    """
    name, session = own_name(graph, convention), opened(graph)
    return Model(name, data, classes, convention, partial(run_graph, session), lambda: None)


def own_name(content: bytes, convention: Convention = OURS) -> str:
    """Return what a network that was brought along is called, by the bytes of its file.

    One that takes images by another convention is another network: caches know it by this name.
    """
    told = b"" if convention == OURS else repr(convention).encode()
    return f"{OWN}-{hashlib.sha256(content + told).hexdigest()[:DIGITS_OF_HASH]}"
