"""The drawing pad, of both editions: paper, pen and presets in the browser, where `SCRIPT` makes it work.

`drawing` is what comes from there, as numbers and as a picture.
"""

import json
from pathlib import Path

from gapviz.editions.web.pad import drawing

_HERE = Path(__file__).parent
HTML, CSS = ((_HERE / file).read_text() for file in ("pad.html", "pad.css"))
SCRIPT = (_HERE.parent / "src" / "pad.js").read_text()
"""A module whose default is a function of {parentElement, data, setStateValue}: see there."""
PRESETS: dict[str, list[list[list[float]]]] = json.loads((_HERE / "presets.json").read_text())
"""Digits to start from: the strokes of each, as points (x, y) of the paper; a corner stands twice."""
PEN: dict[str, float] = {"size": 20, "ink": 100}
LIMITS = {
    "side": drawing.PAPER_SIDE,
    "margin": drawing.MARGIN,
    "size": drawing.SIZE,
    "ink": drawing.INK,
    "width": drawing.WIDTH,
    "strokes": drawing.STROKES,
    "points": drawing.POINTS,
}
