"""The arrays that every module passes on, and the one shape that a measured number has.

Images are float32 (N, C, H, W) in [0, 1], 0 paper and 1 ink as in MNIST; labels are int64 (N,);
logits are float32 (N, K). Sizes are read from the tensor. Accuracies are fractions.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import torch

Images: TypeAlias = torch.Tensor
Labels: TypeAlias = torch.Tensor
Logits: TypeAlias = torch.Tensor
MNIST = "mnist"
"""The data set that is meant where none is named."""


@dataclass(frozen=True)
class Estimate:
    """A fraction `value` of `n` trials, with its 95 % interval from `low` to `high`."""

    value: float
    low: float
    high: float
    n: int


class UnusableFileError(Exception):
    """A pack, checkpoint or table that is missing or damaged; the message names it and its remedy."""

    def __init__(self, path: Path, problem: str, command: str) -> None:
        self.fault = f"{path.parent.name}/{path.name} {problem}"
        super().__init__(f"{self.fault}; remake it with: {command}")
        self.path, self.problem, self.command = path, problem, command
