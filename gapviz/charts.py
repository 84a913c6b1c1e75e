"""Tables and arrays to Plotly figures; computes nothing.

Colours serve a light and a dark ground alike. Text is a middle grey here, which the page's style
sheet replaces by its own ink. Where a mark can be clicked, its `customdata` holds the values to set.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import plotly.graph_objects as go

Chart: TypeAlias = go.Figure

RIGHT, WRONG, OTHER, GREY = "#2A8FCB", "#E2582B", "#C79A12", "#858078"
GRID = "rgba(133,128,120,0.28)"
FAMILY = "Inter, sans-serif"
STYLES: dict[str, tuple[str, str, str]] = {
    "softmax": (GREY, "dot", "diamond"),
    "mlp": ("#D98E04", "dash", "square"),
    "lenet": ("#009E73", "dashdot", "triangle-up"),
    "alexnet": ("#CC79A7", "longdash", "x"),
    "cnn": (RIGHT, "solid", "circle"),
}
"""Colour (Okabe and Ito, 2008, tuned for both grounds), dash and marker of each architecture."""
NEAR = 0.055
"""Labels closer than this share of the axis would overlap."""


def _frame(height: int, **layout: Any) -> dict[str, Any]:
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
    for name in ("xaxis", "yaxis"):
        layout[name] = axis | layout.get(name, {})
    return defaults | layout


def _percent_axis(**more: Any) -> dict[str, Any]:
    return {"range": [0, 1.03], "tickformat": ".0%", "tickvals": [0, 0.25, 0.5, 0.75, 1]} | more


def probabilities(values: Sequence[float], classes: Sequence[str], label: int, answer: int) -> Chart:
    """Draw the ten probabilities of one answer as bars: the label's blue, a wrong answer's vermilion."""
    colours = [RIGHT if k == label else WRONG if k == answer else GREY for k in range(len(classes))]
    bars = go.Bar(
        x=list(values), y=list(classes), orientation="h", marker={"color": colours}, cliponaxis=False,
        text=[f"{100 * value:.0f} %" for value in values], textposition="outside", hoverinfo="skip", width=0.55,
    )  # fmt: skip
    yaxis = {"autorange": "reversed", "showgrid": False, "type": "category", "tickfont": {"size": 14}}
    xaxis = {"range": [0, 1.18], "visible": False}
    return go.Figure([bars], _frame(300, xaxis=xaxis, yaxis=yaxis))


def severity_curves(
    table: pd.DataFrame, x: str, title: str, here: tuple[float, float] | None = None, guess: float | None = None,
    clicks: Mapping[float, Any] | None = None,
) -> Chart:  # fmt: skip
    """Draw accuracy against `x`, a line a model (columns model, value, low, high), with the reader's point."""
    traces, ends = [], {}
    for model, rows in table.groupby("model", sort=False):
        colour, dash, symbol = STYLES[str(model).rsplit("-", 1)[0]]
        custom = [[clicks[at]] for at in rows[x]] if clicks else None
        traces.append(
            go.Scatter(
                x=rows[x], y=rows["value"], mode="lines+markers", name=str(model), customdata=custom,
                line={"color": colour, "dash": dash, "width": 2}, marker={"symbol": symbol, "size": 8},
                error_y={"array": rows["high"] - rows["value"], "arrayminus": rows["value"] - rows["low"],
                         "thickness": 1, "width": 0, "color": colour},
                hovertemplate=f"{model}: %{{y:.1%}}<extra></extra>",
            )
        )  # fmt: skip
        ends.setdefault(str(model).rsplit("-", 1)[0], []).append(float(rows["value"].iloc[-1]))
    right = float(table[x].max())
    notes = _end_labels({kind: (float(np.median(at)), len(at)) for kind, at in ends.items()}, right)
    shapes = []
    if guess is not None:
        shapes.append(_guess_line(guess))
        notes.append(_note(float(table[x].min()), guess, "your guess", "left", yshift=9))
    if here:
        traces.append(_reader_point(*here))
        line = {"color": GREY, "dash": "dot", "width": 1}
        shapes.append({"type": "line", "x0": here[0], "x1": here[0], "y0": 0, "y1": 1, "line": line})
    xaxis = {"title": {"text": title}, "showgrid": False}
    return go.Figure(
        traces, _frame(340, xaxis=xaxis, yaxis=_percent_axis(), annotations=notes, shapes=shapes, margin={"l": 8, "r": 84, "t": 14, "b": 8})
    )


def _reader_point(x: float, y: float) -> go.Scatter:
    marker = {"size": 15, "color": WRONG, "line": {"width": 2.5, "color": "white"}}
    return go.Scatter(x=[x], y=[y], mode="markers", marker=marker, name="here", hovertemplate="here: %{y:.1%}<extra></extra>", selected={"marker": {"opacity": 1}})


def _guess_line(guess: float) -> dict[str, Any]:
    line = {"color": OTHER, "dash": "dot", "width": 2}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": guess, "y1": guess, "line": line}


def _note(x: float, y: float, text: str, anchor: str, colour: str = OTHER, **more: Any) -> dict[str, Any]:
    font = {"color": colour, "size": 13, "weight": 600}
    return {"x": x, "y": y, "text": text, "xanchor": anchor, "showarrow": False, "font": font} | more


def _end_labels(ends: Mapping[str, tuple[float, int]], x: float) -> list[dict[str, Any]]:
    """Return the models' names at the ends of their lines, pushed apart where they would overlap."""
    placed: list[tuple[str, float]] = []
    for kind, (at, _) in sorted(ends.items(), key=lambda item: item[1][0]):
        placed.append((kind, max(at, placed[-1][1] + NEAR) if placed else at))
    excess = max(0.0, placed[-1][1] - 1.0) if placed else 0.0
    names = {kind: f"{kind} × {count}" if count > 1 else kind for kind, (_, count) in ends.items()}
    return [_note(x, at - excess, names[kind], "left", STYLES[kind][0], xshift=10) for kind, at in placed]


def class_accuracies(table: pd.DataFrame) -> Chart:
    """Draw accuracy per class with intervals, clean beside shifted (columns class, set, value, low, high)."""
    looks = {"clean": (RIGHT, "circle-open", -0.12), "shifted": (WRONG, "circle", 0.12)}
    traces = []
    for name, rows in table.groupby("set", sort=False):
        colour, symbol, aside = looks[str(name)]
        traces.append(
            go.Scatter(
                x=np.arange(len(rows)) + aside, y=rows["value"], mode="markers", name=str(name), text=rows["class"],
                marker={"color": colour, "symbol": symbol, "size": 10, "line": {"width": 2, "color": colour}},
                error_y={"array": rows["high"] - rows["value"], "arrayminus": rows["value"] - rows["low"],
                         "width": 0, "thickness": 2, "color": colour},
                hovertemplate=f"%{{text}}, {name}: %{{y:.1%}}<extra></extra>",
            )
        )  # fmt: skip
    classes = list(dict.fromkeys(table["class"]))
    xaxis = {"tickvals": list(range(len(classes))), "ticktext": classes, "showgrid": False, "tickfont": {"size": 15}}
    last = table.groupby("set", sort=False)["value"].last()
    ends = {"clean": float(last.get("clean", 1)), "shifted": float(last.get("shifted", 0))}
    if abs(ends["clean"] - ends["shifted"]) < NEAR:
        ends["shifted"] = ends["clean"] - NEAR
    notes = [_note(len(classes) - 0.6, at, name, "left", looks[name][0]) for name, at in ends.items() if name in last]
    return go.Figure(traces, _frame(300, xaxis=xaxis | {"range": [-0.5, len(classes) + 0.4]}, yaxis=_percent_axis(), annotations=notes))


def confusion_map(table: pd.DataFrame, classes: Sequence[str], label: int, prediction: int) -> Chart:
    """Draw how often each digit is taken for which (columns label, prediction, n, share), one cell framed."""
    size = len(classes)
    share = table["share"].to_numpy().reshape(size, size)
    diagonal = np.eye(size, dtype=bool)
    # Square root, since one digit in a hundred should still be seen.
    tint = np.where(diagonal, -np.sqrt(share), np.sqrt(share))
    scale = [[0, RIGHT], [0.5, "rgba(133,128,120,0.06)"], [1, WRONG]]
    cells = go.Heatmap(z=tint, zmin=-1, zmax=1, colorscale=scale, showscale=False, xgap=2, ygap=2, hoverinfo="skip")
    counts = table["n"].to_numpy()
    # Plotly's heatmap cells report no clicks in Streamlit: an invisible layer of squares does.
    marks = go.Scatter(
        x=table["prediction"], y=table["label"], mode="markers+text", text=[f"{n}" if n else "" for n in counts],
        textfont={"size": 11}, marker={"symbol": "square", "size": 30, "opacity": 0},
        customdata=[[classes[row], classes[column]] for row, column in zip(table["label"], table["prediction"], strict=True)],
        hovertemplate="%{customdata[0]} read as %{customdata[1]}: %{text}<extra></extra>",
        selected={"marker": {"opacity": 0}}, unselected={"marker": {"opacity": 0}, "textfont": {"color": GREY}},
    )  # fmt: skip
    frame = {"type": "rect", "x0": prediction - 0.5, "x1": prediction + 0.5, "y0": label - 0.5, "y1": label + 0.5}
    axis = {"tickvals": list(range(size)), "ticktext": list(classes), "showgrid": False, "range": [-0.5, size - 0.5]}
    xaxis = axis | {"title": {"text": "the model's answer"}}
    yaxis = axis | {"title": {"text": "the label"}, "range": [size - 0.5, -0.5]}
    return go.Figure([cells, marks], _frame(440, xaxis=xaxis, yaxis=yaxis, shapes=[frame | {"line": {"color": OTHER, "width": 3}}]))


def model_accuracies(table: pd.DataFrame, guess: float | None = None) -> Chart:
    """Draw each model's test accuracy with its interval (columns model, value, low, high)."""
    colours = [STYLES[str(name).rsplit("-", 1)[0]][0] for name in table["model"]]
    symbols = [STYLES[str(name).rsplit("-", 1)[0]][2] for name in table["model"]]
    points = go.Scatter(
        x=table["value"], y=table["model"], mode="markers+text", marker={"color": colours, "symbol": symbols, "size": 11},
        error_x={"array": table["high"] - table["value"], "arrayminus": table["value"] - table["low"], "width": 4, "color": GREY},
        text=[f"{100 * value:.2f} %" for value in table["value"]], textposition="top center", cliponaxis=False,
        hovertemplate="%{y}: %{x:.2%}<extra></extra>",
    )  # fmt: skip
    low = float(np.floor(100 * table["low"].min() - 0.5) / 100)
    xaxis = {"tickformat": ".0%", "range": [low, 1.002]}
    shapes = []
    if guess is not None and guess > low:
        line = {"color": OTHER, "dash": "dot", "width": 2}
        shapes.append({"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": guess, "x1": guess, "line": line})
    yaxis = {"autorange": "reversed", "type": "category", "showgrid": False}
    return go.Figure([points], _frame(420, xaxis=xaxis, yaxis=yaxis, shapes=shapes))


def training_curve(table: pd.DataFrame, steps_an_epoch: int) -> Chart:
    """Draw batch loss (dashed) and test accuracy (solid) over epochs (columns step, loss, accuracy or NaN)."""
    epochs = table["step"] / steps_an_epoch
    tested = table["accuracy"].notna()
    loss = go.Scatter(x=epochs, y=table["loss"], mode="lines", line={"color": WRONG, "dash": "dash", "width": 1.5}, yaxis="y2", hovertemplate="batch loss %{y:.3f}<extra></extra>")
    right = go.Scatter(x=epochs[tested], y=table["accuracy"][tested], mode="lines+markers", line={"color": RIGHT, "width": 2.5}, marker={"size": 5}, hovertemplate="test accuracy %{y:.1%}<extra></extra>")
    end = float(epochs.max()) if len(table) else 1.0
    notes = []
    if tested.any():
        notes.append(_note(float(epochs[tested].iloc[-1]), float(table["accuracy"][tested].iloc[-1]), "test accuracy", "right", RIGHT, yshift=-14))
    if len(table):
        notes.append(_note(end, float(table["loss"].iloc[-1]), "batch loss", "right", WRONG, yref="y2", yshift=14))
    second = {"overlaying": "y", "side": "right", "range": [0, 2.4], "showgrid": False, "fixedrange": True, "title": {"text": "loss"}, "automargin": True}
    return go.Figure([loss, right], _frame(320, xaxis={"title": {"text": "epoch"}, "showgrid": False, "rangemode": "tozero"}, yaxis=_percent_axis(), yaxis2=second, annotations=notes))
