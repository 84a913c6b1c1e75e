"""Chapter 4: a variable typeface bent along its axes, and its ten digits at each place of the first."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, ClassVar

import numpy as np
import torch

from gapviz.core.caches import cached
from gapviz.core.parameters import Choice, Parameter, Range
from gapviz.core.types import Images
from gapviz.figures.chapters.c04_printed import WORDS
from gapviz.figures.shared.choices import DigitModel
from gapviz.figures.shared.live_counts import Levels
from gapviz.imaging.typefaces import framing, variable
from gapviz.imaging.typefaces.variable import VARIABLE, Variable
from gapviz.models import HERO

START = {"anybody": {"weight": 900, "width": 150}}
"""Where a typeface is met, if not in its regular form: anybody reads these digits, no network here all."""
STRIDES, COLUMNS = (1, 5, 25, 50), 26
"""A map's columns are the least of these apart that makes no more than COLUMNS."""


def axes_of(values: Mapping[str, Any]) -> list[Parameter]:
    """Return the axes of the chosen typeface."""
    face = VARIABLE[values["typeface"]]
    start = START.get(face.name, {})
    return [replace(axis, default=start.get(axis.name, axis.default)) for axis in face.axes]


def size_of(values: Mapping[str, Any]) -> list[Parameter]:
    """Return the size of a digit, which is unasked that of the chosen preparation."""
    return [Parameter("size", variable.SIZE, framing.SIZES[values["preparation"]])]


Typeface = Annotated[str, Choice(tuple(VARIABLE), axes_of, words=lambda name: VARIABLE[name].family)]
Preparation = Annotated[str, Choice(tuple(framing.PREPARATIONS), size_of, words=WORDS)]


@dataclass(frozen=True)
class Bent:
    """A typeface bent along its axes, its ten digits prepared in one way at some size, and their reader."""

    leads: ClassVar = "bent_typeface"
    typeface: Typeface = "anybody"
    preparation: Preparation = "as_mnist"
    model: DigitModel = HERO
    levels: Levels = field(default_factory=dict)

    @property
    def face(self) -> Variable:
        """The typeface."""
        return VARIABLE[self.typeface]

    @property
    def axis(self) -> Parameter:
        """The typeface's first axis."""
        return self.face.axes[0]

    @property
    def described(self) -> str:
        """The typeface and where its axes stand, in words."""
        axes = [f"{axis.label} {self.levels[axis.name]:g} {axis.unit}".strip() for axis in self.face.axes]
        return f"{self.face.family} at {', '.join(axes)}"

    @property
    def ten(self) -> Images:
        """The ten digits, float32 (10, 1, H, W)."""
        return as_images(variable.drawn(self.typeface, self.preparation, **self.levels))

    @property
    def regular(self) -> Images:
        """The ten digits in the typeface's regular form, of the same size, float32 (10, 1, H, W)."""
        return as_images(variable.drawn(self.typeface, self.preparation, self.levels["size"]))

    @property
    def bent(self) -> bool:
        """Whether any axis stands elsewhere than in the regular form."""
        return any(self.levels[axis.name] != axis.default for axis in self.face.axes)

    def along(self) -> tuple[list[int], np.ndarray]:
        """Return places along the first axis, and the ten digits at each, all else alike, uint8 (N, H, W)."""
        others = sorted((name, value) for name, value in self.levels.items() if name != self.axis.name)
        return along(self.typeface, self.preparation, tuple(others))


def as_images(pixels: np.ndarray) -> Images:
    """Return uint8 (N, H, W) as float32 (N, 1, H, W)."""
    return torch.from_numpy(pixels).unsqueeze(1).float().div_(255)


@cached(32)
def along(
    typeface: str, preparation: str, others: tuple[tuple[str, float], ...]
) -> tuple[list[int], np.ndarray]:
    """Return places along the first axis of a typeface, and its ten digits at each, uint8 (N, H, W).

    `others` are the other levels.
    """
    axis = VARIABLE[typeface].axes[0]
    assert isinstance(axis.domain, Range)
    levels: Levels = dict(others)
    low, high = int(axis.domain.low), int(axis.domain.high)
    stride = next(stride for stride in STRIDES if (high - low) / stride < COLUMNS)
    places = list(range(low, high + 1, stride))
    drawn = [variable.drawn(typeface, preparation, **levels | {axis.name: place}) for place in places]
    return places, np.concatenate(drawn)
