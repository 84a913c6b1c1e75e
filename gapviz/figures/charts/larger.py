"""A chart for a slide: all that is read of it is larger, in the same width."""

from typing import Any

import plotly.graph_objects as go

from gapviz.figures.charts.style import Chart

PIXELS = {
    "font": {"size"},
    "marker": {"size"},
    "line": {"width"},
    "margin": {"t", "r", "b", "l"},
    "annotations": {"xshift", "yshift"},
    "layout": {"height"},
}
"""By the part of a chart that they stand in: numbers that are pixels."""


def larger(chart: Chart, times: float) -> Chart:
    """Return a chart whose letters, lines, dots, margins and height are so many times as large."""
    return go.Figure(_larger(chart.to_dict(), times, ""))


def _larger(part: Any, times: float, within: str) -> Any:
    """Return a part of a chart which stands `within` a key; of a list all entries stand there."""
    if isinstance(part, list | tuple):
        return [_larger(one, times, within) for one in part]
    if not isinstance(part, dict):
        return part
    known = PIXELS.get("font" if within.endswith("font") else within, set())
    sizes = {
        name: times * value
        for name, value in part.items()
        if name in known and isinstance(value, int | float)
    }
    return {name: _larger(value, times, name) for name, value in part.items()} | sizes
