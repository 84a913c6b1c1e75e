"""A drawing of a live figure, patched by JavaScript, beside the same drawn by Python."""

import base64
import math
from string import Formatter
from typing import Any

import numpy as np

from gapviz.core.types import Estimate
from gapviz.core.wording import FORMATS

CLOSE = 1e-4
"""How far apart numbers may lie, as a share of them, or of 1 where they are less."""

LEVEL = 1
"""How far apart the 255 levels of a pixel may lie: of what lies on a half, each rounds its way."""


def alike(ours: Any, theirs: Any, where: str) -> None:
    """Hold JavaScript's drawing to Python's: words and keys the same, numbers close."""
    ours, theirs = _plain(ours), _plain(theirs)
    if isinstance(theirs, dict) and isinstance(ours, dict):
        assert ours.keys() == theirs.keys(), f"{where} has other parts"
        for name, part in theirs.items():
            if name == "pixels":
                assert np.abs(_levels(ours[name]) - _levels(part)).max() <= LEVEL, f"{where}: other pixels"
            else:
                alike(ours[name], part, f"{where}, {name}")
    elif isinstance(theirs, list):
        assert len(ours) == len(theirs), f"{where} has another length"
        for place, pair in enumerate(zip(ours, theirs, strict=True)):
            alike(*pair, f"{where}, {place}")
    elif isinstance(theirs, (int, float)) and not isinstance(theirs, bool):
        assert math.isclose(ours, theirs, rel_tol=CLOSE, abs_tol=CLOSE), f"{where}: {ours} is not {theirs}"
    else:
        assert ours == theirs, where


def _plain(value: Any) -> Any:
    """Return wordings as they are read, pixels as levels."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict) and value.keys() == {"template", "values"}:
        return said(value)
    return value


def _levels(pixels: Any) -> np.ndarray:
    held = np.frombuffer(base64.b64decode(pixels), np.uint8) if isinstance(pixels, str) else pixels
    return np.asarray(held, int)


def said(words: Any) -> str:
    """Return a wording, template and values, as a reader reads it."""
    if not isinstance(words, dict):
        return str(words)
    parts = []
    for text, name, form, _ in Formatter().parse(words["template"]):
        parts.append(text)
        if name is not None:
            value = words["values"][name]
            if isinstance(value, dict) and "template" in value:
                value = said(value)
            elif isinstance(value, dict):
                value = Estimate(**value)
            parts.append(FORMATS[form or ""](value))
    return "".join(parts)
