"""What can be clicked on in a chart, and the frame around what was."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from gapviz.figures.charts.style import GREY, INK


def clickable(
    x: Any,
    y: Any,
    custom: list[Any],
    hover: str,
    text: list[str] | None,
    said: Sequence[str] | None = None,
    pixels: int = 30,
) -> go.Scatter:
    """Return an invisible layer of squares of `pixels`: Plotly's heatmap cells report no clicks in Streamlit.

    Squares that overlap take each other's clicks; of small ones the nearest answers.
    """
    hidden = {"marker": {"opacity": 0}}
    return go.Scatter(
        x=x,
        y=y,
        customdata=custom,
        hovertemplate=hover,
        text=text,
        hovertext=said,
        textfont={"size": 11, "color": GREY},
        mode="markers+text" if text else "markers",
        marker={"symbol": "square", "size": pixels, "opacity": 0},
        selected=hidden,
        unselected=hidden,
    )


def framed(x: float, y: float, width: float, height: float) -> dict[str, Any]:
    """Return the shape that frames the cell around a place."""
    corners = {"x0": x - width / 2, "x1": x + width / 2, "y0": y - height / 2, "y1": y + height / 2}
    return {"type": "rect", "line": {"color": INK, "width": 2.5}} | corners
