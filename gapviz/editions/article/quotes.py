"""Recorded numbers for prose: `{cnn-0 border 3}` in a page's text becomes that accuracy."""

import re

from gapviz import models
from gapviz.core import tables
from gapviz.core.wording import percent
from gapviz.shifts import SHIFTS

PATTERN = re.compile(
    r"\{([a-z0-9-]+)(?: ([a-z_]+) ([0-5]))?(?: (points|wrong))?\}|\{([a-z_]+) ([1-5]) level\}"
)


def quote(text: str) -> str:
    """Return `text` with each placeholder replaced by a recorded number.

    `{MODEL}` is the clean test accuracy, `{MODEL SHIFT SEVERITY}` the one under a shift; with
    ` points` the loss against the clean one, with ` wrong` the count of wrong answers.
    `{SHIFT SEVERITY level}` is the first of the shift's physical parameters there.
    """
    return PATTERN.sub(_number, text)


def dashed(text: str) -> str:
    """Return `text` with a dash for each placeholder, where the recorded numbers are not to be had."""
    return PATTERN.sub("—", text)


def _number(match: re.Match[str]) -> str:
    model, shift, severity, kind, ladder, step = match.groups()
    if ladder:
        name = next(iter(SHIFTS[ladder].ladder))
        return f"{SHIFTS[ladder].levels(int(step))[name]:g}"
    if model not in models.names():
        raise ValueError(f"no shipped model {model!r} for the placeholder {match.group()}")
    clean = tables.accuracy(model, "", 0)
    found = tables.accuracy(model, shift, int(severity)) if shift else clean
    if kind == "points":
        return f"{100 * (clean.value - found.value):.1f}\N{NO-BREAK SPACE}points"
    if kind == "wrong":
        return f"{round((1 - found.value) * found.n):,}"
    return percent(found.value)
