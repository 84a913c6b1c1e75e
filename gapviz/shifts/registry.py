"""What a distribution shift is: a function of images and physical parameters, with five severities.

    @shift(std=(0.1, 0.2, 0.3, 0.4, 0.6))
    def gaussian_noise(images, std: Annotated[float, Range(0, 1)], rng):
        \"\"\"Independent Gaussian noise is added to every pixel.\"\"\"

The keywords of the decorator are the ladder: a parameter and its levels at severities 1 to 5.
A parameter outside the ladder has a default in the signature. `rng` is a `Draws`, asked for only by
functions that need it. The function gets float32 (N, C, H, W) of any C, H and W and returns the
same shape; the result is clamped to [0, 1] for it. It must not change its input, and must treat each
image alone (batch independence is tested).

A shift with a finder, `@shift(find=strokes.find_stem, ...)`, grafts strokes. Its function gets each colour as
an image of its own, float32 (N * C, 1, H, W), and, second, the place that was found on each. Where that is
depends on no parameter, so that it can be found once and given for every level, as `places=`.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import torch

from gapviz.core.draws import Draws
from gapviz.core.parameters import Parameter, Range, check_all, first_line, parameters_of
from gapviz.core.types import Images
from gapviz.imaging.strokes.place import Place

SEVERITY = Range(0, 5, step=1)
SEED = Range(0, 2**31 - 1, step=1)
PROPER = {"gaussian": "Gaussian", "canny": "Canny", "jpeg": "JPEG"}
"""Words of names that are written otherwise than identifiers are."""
SHIFTS: dict[str, "Shift"] = {}
Finder: TypeAlias = Callable[[Images], Place]
FINDERS: dict[str, Finder] = {}
"""What finds the places of strokes, by name: several shifts share one."""


@dataclass(frozen=True)
class Shift:
    """A registered image change; call it with a severity or with its own physical parameters.

    With `classes` it leaves the label alone for these only: a test set is changed there and nowhere else.
    `finder` names, in `FINDERS`, what finds the places of its strokes, where it grafts any.
    """

    name: str
    family: str
    function: Callable[..., Images]
    ladder: Mapping[str, tuple[Any, ...]]
    parameters: Mapping[str, Parameter]
    mnist_c: int | None
    mnist_c_with: Mapping[str, Any]
    classes: tuple[str, ...] = ()
    finder: str = ""

    @property
    def label(self) -> str:
        """The name as a reader reads it."""
        return " ".join(PROPER.get(word, word) for word in self.name.split("_"))

    @property
    def caption(self) -> str:
        """What it does, in one sentence."""
        return first_line(self.function)

    def levels(self, severity: int) -> dict[str, Any]:
        """Return all physical parameters at `severity` (1 to 5)."""
        severity = int(SEVERITY.check(f"severity of {self.name!r}", severity))
        defaults = {name: parameter.default for name, parameter in self.parameters.items()}
        return defaults | {name: steps[severity - 1] for name, steps in self.ladder.items()}

    def as_mnist_c(self) -> dict[str, Any]:
        """Return the parameters with which it is MNIST-C's; raise ValueError where MNIST-C has none such."""
        if self.mnist_c is None:
            raise ValueError(f"MNIST-C has no {self.name!r}")
        return self.levels(self.mnist_c) | dict(self.mnist_c_with)

    def __call__(
        self,
        images: Images,
        *,
        severity: int | None = None,
        seed: int = 0,
        indices: torch.Tensor | None = None,
        places: Place | None = None,
        **parameters: Any,
    ) -> Images:
        """Return shifted copies of `images`, float32 (N, C, H, W) in [0, 1].

        `severity` 0 is the identity; otherwise give a severity or physical `parameters`, whose
        missing ones are those of severity 3. `indices`, int64 (N,), are the images' places in their
        set (0 to N - 1 unless told): they alone decide, with `seed`, what is drawn for an image.
        `places` are what its finder found in `greys(images)`, where that is known.
        Raises ValueError naming the parameter, the rule and the value.
        """
        if severity is not None and parameters:
            raise ValueError(f"{self.name!r} takes a severity or parameters, got both")
        SEED.check(f"seed of {self.name!r}", seed)
        if severity is not None:
            SEVERITY.check(f"severity of {self.name!r}", severity)
        if severity == 0 or not len(images):
            return images.clone()
        given = check_all(self.name, parameters, self.parameters.values())
        levels = self.levels(3 if severity is None else severity) | given
        if "rng" in inspect.signature(self.function).parameters:
            where = torch.arange(len(images)) if indices is None else indices
            levels["rng"] = Draws(self.name, seed, where)
        if not self.finder:
            return self.function(images, **levels).clamp(0, 1)
        each = greys(images)
        place = FINDERS[self.finder](each) if places is None else places
        return self.function(each, place, **levels).view(images.shape).clamp(0, 1)


def greys(images: Images) -> Images:
    """Return every colour of `images`, float32 (N, C, H, W), as an image of its own, (N * C, 1, H, W)."""
    return images.flatten(0, 1).unsqueeze(1)


def shift(
    *,
    mnist_c: int | None = None,
    mnist_c_with: Mapping[str, Any] | None = None,
    classes: str = "",
    find: Finder | None = None,
    **ladder: tuple[Any, ...],
) -> Callable[[Callable[..., Images]], Shift]:
    """Register a function as a shift.

    `mnist_c` is the severity meant to match MNIST-C's only one, where `mnist_c_with` says what else has to be
    set for that; `classes`, a character each, are those that it is for; `find` finds where on each image it
    grafts a stroke. Raises ValueError where another finder has the name of that one.
    """
    finder = find.__name__ if find else ""
    if find and FINDERS.setdefault(finder, find) is not find:
        raise ValueError(f"finder {finder!r} is registered already, and is another function")

    def register(function: Callable[..., Images]) -> Shift:
        family = function.__module__.rsplit(".", 1)[-1]
        parameters = parameters_of(function)
        for name, steps in ladder.items():
            parameters[name] = replace(parameters[name], default=steps[2])
        only = tuple(classes)
        also = check_all(function.__name__, mnist_c_with or {}, parameters.values())
        entry = Shift(function.__name__, family, function, ladder, parameters, mnist_c, also, only, finder)
        SHIFTS[entry.name] = entry
        return entry

    return register
