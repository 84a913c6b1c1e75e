"""A figure's digit follows a slider's thumb while it moves; what is counted follows on release.

The reader's browser works out what stands at a value, by the engine of `editions/web`. What it is told of a
digit for that does not depend on where the slider stands, so that Streamlit sends it once for a digit and a
network, and after that only its hash.
"""

import base64
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import streamlit as st
import torch

from gapviz.core.parameters import Range
from gapviz.editions.app import engine, packs
from gapviz.editions.web import strokes
from gapviz.editions.web.wordings import words
from gapviz.figures import FIGURES, Figure
from gapviz.figures.chapters.c00_hook import Moved, Noisy
from gapviz.figures.chapters.c03_flagged import ONE, SEVEN, Flagged
from gapviz.figures.charts import GREY, RIGHT, WRONG
from gapviz.figures.shared import tiles
from gapviz.figures.shared.live_counts import test_set

Dragged: TypeAlias = Moved | Noisy | Flagged
FOLLOWED: Mapping[str, Mapping[str, tuple[int, ...] | None]] = {
    "moved_digit": {"pixels": ()},
    "one_digit": {"std": ()},
    "flag_digit": {"angle": (ONE, SEVEN), "length": None},
}
"""By figure and parameter, what of the chart follows too: the marks of these classes, which stand at the
parameter's value, the bars of all where there are none, or nothing."""
STEM = 28
"""Bytes of a packed stem."""
_mount = st.components.v2.component("gapviz-drag", js=Path(__file__).with_name("drag.js").read_text())


def follow(figure: Figure, values: dict[str, Any], leads: bool) -> None:
    """Let a figure follow those of its sliders that it can; where it `leads`, the gap waits.

    A network that the engine cannot read is one that only answers on release.
    """
    for parameter in FOLLOWED.get(figure.name, {}):
        if data := told(figure.name, parameter, values):
            _mount(key=f"drag-{figure.name}-{parameter}", data=data | {"leads": leads})


def told(name: str, parameter: str, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what `drag.js` is told of a figure's digit, None where the engine cannot read its network.

    The `parameter`'s own value makes no difference.
    """
    figure, domain = FIGURES[name], FIGURES[name].parameters[parameter].domain
    assert isinstance(domain, Range)
    state: Dragged = figure.state_of(**{**values, parameter: domain.high})
    if not (network := packs.network(state.model)):
        return None
    index = state.index if isinstance(state, Flagged) else state.digit
    dataset = test_set(state.model)
    plain = dataset.at(torch.tensor([index]))[0]
    tile = tiles.of_test_digit(plain, index, torch.zeros(len(dataset.classes)), "", model=state.model)
    classes = FOLLOWED[name][parameter]
    return {
        "figure": name,
        "slider": figure.key(parameter).replace(".", "-"),
        "script": engine.address(engine.SCRIPT, packs.script()),
        "network": {"name": state.model, "address": engine.address(state.model, network)},
        "parameter": parameter,
        "low": domain.low,
        "step": domain.step,
        "image": _text(dataset.pixels[index].numpy().tobytes()),
        "index": index,
        "label": int(dataset.labels[index]),
        "classes": list(dataset.classes),
        "change": _change(state),
        "under": [_under(_at(state, parameter, value)) for value in _steps(domain)],
        "tile": {"alt": words(tile.alt), "label": words(tile.label)},
        "marks": None if classes is None else list(classes),
        "colours": [RIGHT, WRONG, GREY],
    }


def _steps(over: Range) -> list[float]:
    """Return the values at which a slider can stand."""
    count = round((over.high - over.low) / over.step)
    return [round(over.low + place * over.step, 10) for place in range(count + 1)]


def _at(state: Dragged, parameter: str, value: float) -> Dragged:
    there: dict[str, Any] = {parameter: value}
    return replace(state, **there)


def _change(state: Dragged) -> dict[str, Any]:
    """Return what happens to the digit, as `dragged.js` does it."""
    if isinstance(state, Flagged):
        stem = strokes.packed("find_stem")[STEM * state.digit : STEM * (state.digit + 1)]
        levels = {"angle": state.angle, "length": state.length}
        return {"kind": "flag", "stem": _text(stem), "levels": levels, "reframed": state.reframed}
    at = state.condition
    return {"kind": "shift", "name": at.shift, "levels": dict(at.levels), "seed": at.seed}


def _under(state: Dragged) -> str:
    """Return what the digit is under, as its tile says it."""
    return str(state.worn if isinstance(state, Flagged) else state.label)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
