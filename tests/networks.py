"""The networks as parameters of a test that counts thousands of digits with each."""

from typing import Any

import pytest

from gapviz import models

LARGE = 300_000
"""Parameters of a network from which on it takes as long as all smaller ones: it is asked in a long test."""


def counted(names: list[str] | tuple[str, ...]) -> list[Any]:
    """Networks, of which the large ones are marked long."""
    return [
        pytest.param(name, marks=pytest.mark.long) if models.card(name).parameters > LARGE else name
        for name in names
    ]
