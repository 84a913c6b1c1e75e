"""Attribution: which pixels spoke for an answer, as signed maps as large as the image, by Captum's methods.

    @method()
    def gradient(score, images, classes):
        \"\"\"Each pixel gets the change of the score per unit of ink, were its ink changed a little.\"\"\"

A method gets a `Score`, images that require gradients, float32 (N, C, H, W), and the classes to pass
on to the score; it returns a map of the same shape. Everything else is done for it: it works in
batches of at most `ROWS` images on a copy of the model that is its own. Models are shared by every
reader's thread and Captum hooks some of them; copying one costs a millisecond, so all methods are
given a copy and none has to be remembered as unsafe. The baseline, where a method has one, is blank paper.

Captum is imported when used: it brings matplotlib, 34 MB and about 0.7 s.
"""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Annotated, Any, TypeAlias

import torch
from torch import nn

from gapviz.core import papers
from gapviz.core.papers import Paper
from gapviz.core.parameters import Parameter, Range, check_all, first_line, parameters_of
from gapviz.core.types import Images, Labels, Logits
from gapviz.models import Model

ROWS = 100
"""Images that go through the network at once; memory is bounded by it."""
METHODS: dict[str, "Method"] = {}
Attributions: TypeAlias = torch.Tensor


class Score(nn.Module):
    """The number that is explained: the target's logit, or the target's minus another's."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, images: Images, targets: Labels, against: Labels | None = None) -> torch.Tensor:
        """Return one number an image, float32 (N,)."""
        logits: Logits = self.model(images)
        score = logits.gather(1, targets[:, None])
        return (score if against is None else score - logits.gather(1, against[:, None])).squeeze(1)


@dataclass(frozen=True)
class Method:
    """A registered attribution method; call it with a model, images and the classes to explain."""

    name: str
    function: Callable[..., Attributions]
    parameters: Mapping[str, Parameter]
    needs_convolution: bool
    words: str = ""
    paper: Paper | None = None

    @property
    def label(self) -> str:
        """The name as a reader reads it."""
        return self.words or self.name.replace("_", " ").capitalize()

    @property
    def caption(self) -> str:
        """What its maps show, in one sentence."""
        return first_line(self.function)

    def explains(self, model: Model) -> bool:
        """Tell whether the method works for this model: it needs weights, and for some a convolution."""
        network = model.torch()
        if network is None or not self.needs_convolution:
            return network is not None
        return any(isinstance(module, nn.Conv2d) for module in network.modules())

    def __call__(
        self,
        model: Model,
        images: Images,
        targets: Labels | int,
        against: Labels | int | None = None,
        **parameters: Any,
    ) -> Attributions:
        """Return what each pixel did for class `targets`, float32 (N, C, H, W): positive spoke for it.

        `model` is not changed. `targets` is one class or int64 (N,). With `against`, again one or (N,), the
        map explains the difference of the two logits: which pixels spoke for the one rather than for the
        other. Raises ValueError naming the argument, the rule and the value.
        """
        levels = check_all(self.name, parameters, self.parameters.values())
        network = self._checked(model, images)
        given = {"targets": targets} if against is None else {"targets": targets, "against": against}
        with torch.inference_mode(False), torch.enable_grad():
            score = Score(copy.deepcopy(network)).requires_grad_(False).eval()
            classes = [self._classes(name, value, score.model, images) for name, value in given.items()]
            maps = torch.empty(images.shape, device=images.device)
            for rows in (slice(start, start + ROWS) for start in range(0, len(images), ROWS)):
                ours = images[rows].detach().clone().requires_grad_()
                maps[rows] = self.function(
                    score, ours, tuple(each[rows] for each in classes), **levels
                ).detach()
        return maps

    def _checked(self, model: Model, images: Images) -> nn.Module:
        """Return the model's network; raise ValueError where it or the images cannot be explained."""
        network = model.torch()
        if network is None:
            raise ValueError(f"model of {self.name!r} must have its weights, {model.name} is a graph alone")
        if not self.explains(model):
            raise ValueError(f"model of {self.name!r} must have a convolution, {model.name} has none")
        if images.ndim != 4 or images.dtype != torch.float32:
            got = f"{images.dtype} {tuple(images.shape)}"
            raise ValueError(f"images of {self.name!r} must be torch.float32 (N, C, H, W), got {got}")
        strange = images[~images.isfinite()]
        if len(strange):
            raise ValueError(f"images of {self.name!r} must be finite, got {strange[0].item()}")
        return network

    def _classes(self, name: str, value: Labels | int, model: nn.Module, images: Images) -> Labels:
        """Return `value` as int64 (N,); raise ValueError where it is not one class an image."""
        classes, owner = torch.as_tensor(value, device=images.device), f"{name} of {self.name!r}"
        if classes.dtype != torch.int64 or classes.shape not in ((), images.shape[:1]):
            got = f"{classes.dtype} {tuple(classes.shape)}"
            raise ValueError(f"{owner} must be one class, or torch.int64 ({len(images)},), got {got}")
        if len(images):
            with torch.no_grad():
                known = model(images[:1]).shape[1]
            strange = classes[(classes < 0) | (classes >= known)]
            if len(strange):
                raise ValueError(f"{owner} must be from 0 to {known - 1}, got {strange[0].item()}")
        return classes.expand(len(images)).clone()


def method(
    words: str = "", *, needs_convolution: bool = False, paper: Paper | None = None
) -> Callable[[Callable[..., Attributions]], Method]:
    """Register a function as an attribution method, and the paper that it is from."""

    def register(function: Callable[..., Attributions]) -> Method:
        entry = Method(function.__name__, function, parameters_of(function), needs_convolution, words, paper)
        METHODS[entry.name] = entry
        return entry

    return register


@method(paper=papers.INTEGRATED_GRADIENTS)
def integrated_gradients(
    score: Score,
    images: Images,
    classes: tuple[Labels, ...],
    steps: Annotated[int, Range(1, 300, step=1, unit="steps")] = 50,
) -> Attributions:
    """Ink comes up from blank paper to the digit, and each pixel is paid what the score gained by it.

    The payments add up to the score of the image minus that of blank paper, the more closely the
    more `steps` (Gauss-Legendre) the path is cut into. A pixel without ink is paid nothing, whatever
    its absence did. Sundararajan, Taly and Yan, 2017, equation 1 and proposition 1.
    """
    from captum.attr import IntegratedGradients

    maps: Attributions = IntegratedGradients(score).attribute(
        images, baselines=0.0, additional_forward_args=classes, n_steps=steps, internal_batch_size=ROWS
    )
    return maps


@method(paper=papers.SALIENCY)
def gradient(score: Score, images: Images, classes: tuple[Labels, ...]) -> Attributions:
    """Each pixel shows how fast the score would rise with a little more ink there, blank pixels too.

    In logits per unit of ink, with its sign. Its absolute value is `Saliency`, which cannot tell what
    speaks for a class from what speaks against it (Simonyan, Vedaldi and Zisserman, 2014, section 3).
    """
    from captum.attr import Saliency

    maps: Attributions = Saliency(score).attribute(images, abs=False, additional_forward_args=classes)
    return maps


@method(paper=papers.OCCLUSION)
def occlusion(
    score: Score,
    images: Images,
    classes: tuple[Labels, ...],
    window: Annotated[int, Range(1, 14, step=1, unit="pixels")] = 5,
) -> Attributions:
    """A patch of blank paper slides over the digit; a pixel shows what the score lost, on average, under it.

    The patch is a square of `window` pixels in all channels, moved a pixel at a time and never over the
    edge; the mean is over the patches that cover a pixel, and the same in all channels. After Zeiler and
    Fergus, 2014, section 4.2 (theirs is grey).
    Raises ValueError where the patch is larger than the images.
    """
    from captum.attr import Occlusion

    channels, side = images.shape[1], min(images.shape[2:])
    if window > side:
        raise ValueError(
            f"window of 'occlusion' must be at most the images' smaller side, {side}, got {window}"
        )
    maps: Attributions = Occlusion(score).attribute(
        images.detach(),
        sliding_window_shapes=(channels, window, window),
        baselines=0.0,
        additional_forward_args=classes,
        perturbations_per_eval=max(1, ROWS // len(images)),
    )
    return maps


@method("Grad-CAM", needs_convolution=True, paper=papers.GRAD_CAM)
def grad_cam(score: Score, images: Images, classes: tuple[Labels, ...]) -> Attributions:
    """A coarse map of where the last convolution's features spoke for the class, or, negative, against it.

    The maps of the last convolution, weighted by their mean gradients, summed, and stretched to the
    image's size; all channels get the same map. Signed: the final ReLU of Selvaraju et al., 2017,
    equation 2, is left out, and with it the claim that only evidence for a class counts.
    """
    from captum.attr import LayerAttribution, LayerGradCam

    coarse = LayerGradCam(score, _last_features(score.model)).attribute(
        images, additional_forward_args=classes
    )
    maps: Attributions = LayerAttribution.interpolate(
        coarse, tuple(images.shape[2:]), interpolate_mode="bilinear"
    )
    return maps.expand_as(images)


def _last_features(model: nn.Module) -> nn.Module:
    """Return the last convolution, or what rectifies it: before its batch norm, no zero means "not there"."""
    *_, last = (module for module in model.modules() if isinstance(module, nn.Conv2d))
    for parent in model.modules():
        children = list(parent.children()) if isinstance(parent, nn.Sequential) else []
        if last in children:
            after = children[children.index(last) + 1 :]
            return [last, *takewhile(lambda module: isinstance(module, (nn.BatchNorm2d, nn.ReLU)), after)][-1]
    return last
