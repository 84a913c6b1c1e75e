"""Colours, fonts and the bare axes that all charts share."""

from typing import Any, TypeAlias
from zlib import crc32

import pandas as pd
import plotly.graph_objects as go

from gapviz.models.checkpoints import family_of

Chart: TypeAlias = go.Figure

RIGHT, WRONG, OTHER, GREY = "#2A8FCB", "#E2582B", "#C79A12", "#858078"
ORANGE, GREEN, PINK = "#D98E04", "#009E73", "#CC79A7"
TEXT = {
    RIGHT: ("#006DAA", "#56B4E9"),
    WRONG: ("#BE3C18", "#FF7A4D"),
    OTHER: ("#836200", "#E5B93C"),
    GREY: ("#6A645A", "#A19A8C"),
    ORANGE: ("#8A5A00", "#E8A33A"),
    GREEN: ("#00704F", "#2BBF95"),
    PINK: ("#A3487C", "#DB93BB"),
}
"""What each colour is as small text, on the light ground and on the dark one: a contrast of at least 4.5."""
INK = "#1D1B18"
GRID = "rgba(133,128,120,0.28)"
FAMILY = "Inter, sans-serif"
STYLES: dict[str, tuple[str, str, str]] = {
    "softmax": (GREY, "dot", "diamond"),
    "mlp": (ORANGE, "dash", "square"),
    "lenet": (GREEN, "dashdot", "triangle-up"),
    "alexnet": (PINK, "longdash", "x"),
    "tutorial": (RIGHT, "solid", "circle"),
    "cnn": (OTHER, "longdashdot", "hexagon2"),
    "recognizer": (GREY, "9px,3px", "triangle-right"),
    "mnist-react": (GREY, "4px,2px", "diamond-tall"),
}
"""Colour (Okabe and Ito, 2008, tuned for both grounds), dash and marker of each architecture."""
UNNAMED_STYLES = (
    (OTHER, "solid", "star"),
    (GREEN, "dot", "cross"),
    (PINK, "dash", "triangle-down"),
    (ORANGE, "solid", "hexagon"),
    (GREY, "longdashdot", "pentagon"),
    (RIGHT, "dashdot", "hourglass"),
    (OTHER, "dash", "bowtie"),
    (GREEN, "longdash", "star-diamond"),
    (PINK, "solid", "hexagram"),
    (ORANGE, "dashdot", "triangle-left"),
)
"""The same for families that are no architecture; no dashed colour and no marker is an architecture's."""
LINES: dict[str, tuple[str, str, str]] = {"anew": (OTHER, "solid", "star")}
"""The same for what stands beside models in a chart of lines and is none; cnn has that colour, dashed."""
LEGEND = {"orientation": "h", "y": 1.01, "yanchor": "bottom", "itemclick": False, "itemdoubleclick": False}
"""A legend above the plot, which is read and not clicked."""
NEAR = 0.055
"""Labels closer than this share of the axis would overlap."""


def style(model: str) -> tuple[str, str, str]:
    """Return colour, dash and marker of a model, by its family: the same on every chart and every day."""
    family = family_of(model)
    return (
        LINES.get(model) or STYLES.get(family) or UNNAMED_STYLES[crc32(family.encode()) % len(UNNAMED_STYLES)]
    )


def frame(height: int, **layout: Any) -> dict[str, Any]:
    """Return the layout of a chart without box, title or legend; `layout` overrides."""
    title = {"font": {"size": 13}, "standoff": 8}
    axis = {"gridcolor": GRID, "zeroline": False, "fixedrange": True, "linecolor": GRID, "automargin": True}
    defaults: dict[str, Any] = {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 14, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FAMILY, "size": 13, "color": GREY},
        "showlegend": False,
        "hoverlabel": {"font": {"family": FAMILY}},
        "dragmode": False,
    }
    for name in ("xaxis", "yaxis", *(["yaxis2"] if "yaxis2" in layout else [])):
        given = layout.get(name, {})
        layout[name] = axis | given | {"title": title | given.get("title", {})}
    return defaults | layout


def rgb(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of a colour like #2A8FCB, each from 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def note(x: float, y: float, text: str, anchor: str, colour: str = OTHER, **more: Any) -> dict[str, Any]:
    """Return a label that stands in the chart itself."""
    font = {"color": colour, "size": 13, "weight": 600}
    return {"x": x, "y": y, "text": text, "xanchor": anchor, "showarrow": False, "font": font} | more


def percent_axis(**more: Any) -> dict[str, Any]:
    """Return an axis from 0 to 100 %."""
    return {"range": [0, 1.03], "tickformat": ".0%", "tickvals": [0, 0.25, 0.5, 0.75, 1]} | more


def whiskers(rows: pd.DataFrame, colour: str, thickness: int) -> dict[str, Any]:
    """Return the error bars of a trace's `rows` (columns value, low, high), `thickness` pixels wide."""
    return {
        "array": rows["high"] - rows["value"],
        "arrayminus": rows["value"] - rows["low"],
        "thickness": thickness,
        "width": 0,
        "color": colour,
    }
