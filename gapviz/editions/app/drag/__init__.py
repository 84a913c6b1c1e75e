"""A figure's digit follows a slider's thumb while it moves; what is counted follows on release.

The browser has, beside the figure, the frames of each of its steps. They do not depend on where the slider
stands, so that Streamlit sends them once for a digit and a network, and after that only their hash.
"""

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image

from gapviz.figures import FIGURES, Figure, Frames
from gapviz.figures.charts import GREY, RIGHT, WRONG

MOST = 60_000
"""Characters that the frames of a slider may take: noise on colour pictures takes more, and stands still."""
_mount = st.components.v2.component("gapviz-drag", js=Path(__file__).with_name("drag.js").read_text())


def follow(figure: Figure, values: dict[str, Any], leads: bool) -> None:
    """Let a figure follow those of its sliders that it has frames for; where it `leads`, the gap waits."""
    for parameter in figure.frames:
        others = tuple((name, value) for name, value in values.items() if name != parameter)
        if data := packed(figure.name, parameter, others):
            _mount(key=f"drag-{figure.name}-{parameter}", data=data | {"leads": leads})


@st.cache_data(max_entries=64, show_spinner=False)
def packed(name: str, parameter: str, others: tuple[tuple[str, Any], ...]) -> dict[str, Any] | None:
    """Return the frames of a figure's parameter as `drag.js` takes them, None where they are too many."""
    figure = FIGURES[name]
    found = figure.frames_along(parameter, **dict(others))
    data = {
        "figure": name,
        "slider": figure.key(parameter).replace(".", "-"),
        "low": found.low,
        "step": found.step,
        "label": found.label,
        "classes": None if found.classes is None else list(found.classes),
        "colours": [RIGHT, WRONG, GREY],
        **_tiles(found),
        "probabilities": base64.b64encode(found.probabilities.astype("<f4").tobytes()).decode(),
    }
    return data if sum(len(str(part)) for part in data.values()) <= MOST else None


def _tiles(frames: Frames) -> dict[str, Any]:
    """Return all tiles: their pixels below each other in one picture, and a list of each of their words."""
    pixels = np.stack([tile.pixels for tile in frames.tiles])
    file = io.BytesIO()
    Image.fromarray(pixels.reshape(-1, *pixels.shape[2:])).save(file, "PNG", optimize=True)
    return {
        "sheet": "data:image/png;base64," + base64.b64encode(file.getvalue()).decode(),
        "size": list(pixels.shape[1:3]),
        "ink": pixels.ndim == 3,
        "labels": [tile.label for tile in frames.tiles],
        "verdicts": [tile.verdict for tile in frames.tiles],
        "alts": [tile.alt for tile in frames.tiles],
    }
