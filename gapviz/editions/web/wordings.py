"""Wordings as JSON, for `src/page/wording.js` to fill in."""

from string import Formatter
from typing import Any, TypeAlias

import numpy as np

from gapviz.core.types import Estimate
from gapviz.core.wording import Wording, Words

Json: TypeAlias = Any


def words(said: Words) -> Json:
    """Return a wording as {template, values}, whatever it is made of inside too; other text as it is."""
    if not isinstance(said, Wording):
        return str(said)
    forms = {name: form for _, name, form, _ in Formatter().parse(said.template) if name is not None}
    return {
        "template": said.template,
        "values": {name: _value(said.values[name], form or "") for name, form in forms.items()},
    }


def _value(value: Any, form: str) -> Json:
    """Return a value of a wording. What is written as it is is written here: JSON knows no 1.0."""
    if isinstance(value, Wording):
        return words(value)
    if isinstance(value, Estimate):
        return estimate(value)
    if form in ("", "Aa"):
        return str(value)
    return int(value) if isinstance(value, (int, np.integer)) else float(value)


def estimate(found: Estimate) -> Json:
    """Return a share with its interval and n."""
    return {
        "value": float(found.value),
        "low": float(found.low),
        "high": float(found.high),
        "n": int(found.n),
    }
