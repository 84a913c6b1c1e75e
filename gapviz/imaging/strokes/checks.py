"""Validation of batched parameters: one number, or one for each image."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

import torch

from gapviz.core.parameters import Range, parameters_of

Number: TypeAlias = float | torch.Tensor
_declared = lru_cache(maxsize=64)(parameters_of)


def checked(function: Callable[..., Any], count: int = 1, **given: Number) -> dict[str, torch.Tensor]:
    """Return the parameters of `function` as float32 (N,), all of one length.

    N is `count`, or, where that is 1, what the tensors among them say. Raises ValueError that names the
    parameter, its range and the first value outside.
    """
    declared = _declared(function)
    sizes = {value.numel() for value in given.values() if isinstance(value, torch.Tensor) and value.ndim}
    size = max(sizes, default=1) if count == 1 else count
    found = {}
    for name, value in given.items():
        domain, owner = declared[name].domain, f"{name} of {function.__name__!r}"
        if not isinstance(value, torch.Tensor):
            domain.check(owner, value)
        elif value.numel() not in {1, size}:
            given_for = f"a number, or one for each of {size} images, got {value.numel()}"
            raise ValueError(f"{owner} must be {given_for}")
        elif isinstance(domain, Range):
            fits = (value >= domain.low) & (value <= domain.high)
            if not bool(fits.all()):
                domain.check(owner, float(value[~fits].flatten()[0]))
        found[name] = torch.as_tensor(value, dtype=torch.float32).expand(size)
    return found
