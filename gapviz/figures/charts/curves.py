"""Accuracy against something: severity, noise, epochs."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from gapviz import models
from gapviz.figures.charts.style import (
    GREY,
    LEGEND,
    NEAR,
    OTHER,
    RIGHT,
    WRONG,
    Chart,
    frame,
    note,
    percent_axis,
    style,
    whiskers,
)

HIGH = 0.8
"""Above it all lines begin; a label there would stand on them."""
ASIDE, LETTER = 10, 7.5
"""Pixels from the end of a line to its label, and, on the safe side, a letter of that."""


def severity_curves(
    table: pd.DataFrame,
    x: str,
    title: str,
    here: tuple[float, float] | None = None,
    guess: float | None = None,
    clicks: Mapping[float, Any] | None = None,
) -> Chart:
    """Draw accuracy against `x`, a line a model, with the reader's point.

    Columns: model, value, low, high.
    """
    traces: list[go.Scatter] = []
    ends: dict[str, list[float]] = {}
    colours: dict[str, str] = {}
    for model, rows in table.groupby("model", sort=False):
        colour, dash, symbol = style(str(model))
        custom = [[clicks[at]] for at in rows[x]] if clicks else None
        traces.append(
            go.Scatter(
                x=rows[x],
                y=rows["value"],
                mode="lines+markers",
                name=models.label(str(model)),
                customdata=custom,
                line={"color": colour, "dash": dash, "width": 2},
                marker={"symbol": symbol, "size": 8},
                error_y=whiskers(rows, colour, 1),
                hovertemplate=f"{models.label(str(model))}: %{{y:.1%}}<extra></extra>",
            )
        )
        name = models.short(str(model))
        ends.setdefault(name, []).append(float(rows["value"].iloc[-1]))
        colours[name] = colour
    right = float(table[x].max())
    ends_told = _end_labels(
        {kind: (float(np.median(at)), len(at)) for kind, at in ends.items()}, right, colours
    )
    notes = list(ends_told)
    shapes = []
    if guess is not None:
        shapes.append(_guess_line(guess))
        notes.append(
            note(float(table[x].min()), guess, "your guess", "left", yshift=9 if guess < HIGH else -10)
        )
    if here:
        traces.append(_reader_point(*here))
        line = {"color": GREY, "dash": "dot", "width": 1}
        shapes.append({"type": "line", "x0": here[0], "x1": here[0], "y0": 0, "y1": 1, "line": line})
    aside = (right - float(table[x].min())) / 24
    xaxis = {
        "title": {"text": title},
        "showgrid": False,
        "range": [float(table[x].min()) - aside, max(right, here[0] if here else right) + aside],
    }
    layout = {"xaxis": xaxis, "yaxis": percent_axis(), "annotations": notes, "shapes": shapes}
    room = max((ASIDE + LETTER * len(label["text"]) for label in ends_told), default=8)
    return go.Figure(traces, frame(340, margin={"l": 8, "r": room, "t": 14, "b": 8}, **layout))


def _reader_point(x: float, y: float) -> go.Scatter:
    marker = {"size": 15, "color": WRONG, "line": {"width": 2.5, "color": "white"}}
    return go.Scatter(
        x=[x],
        y=[y],
        mode="markers",
        marker=marker,
        name="here",
        hovertemplate="here: %{y:.1%}<extra></extra>",
        selected={"marker": {"opacity": 1}},
    )


def _guess_line(guess: float) -> dict[str, Any]:
    line = {"color": OTHER, "dash": "dot", "width": 2}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": guess, "y1": guess, "line": line}


def _end_labels(
    ends: Mapping[str, tuple[float, int]], x: float, colours: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the models' names at the ends of their lines, pushed apart where they would overlap."""
    placed: list[tuple[str, float]] = []
    for kind, (at, _) in sorted(ends.items(), key=lambda item: item[1][0]):
        placed.append((kind, max(at, placed[-1][1] + NEAR) if placed else at))
    excess = max(0.0, placed[-1][1] - 1.0) if placed else 0.0
    names = {kind: f"{kind} × {count}" if count > 1 else kind for kind, (_, count) in ends.items()}
    return [note(x, at - excess, names[kind], "left", colours[kind], xshift=ASIDE) for kind, at in placed]


def training_curve(table: pd.DataFrame, steps_an_epoch: int, test_n: int) -> Chart:
    """Draw batch loss (dashed) and test accuracy (solid) over epochs.

    Columns: step, loss, right or NaN, n, accuracy. Tests on all `test_n` digits have a large marker.
    """
    epochs, tested = table["step"] / steps_an_epoch, table[table["right"].notna()]
    loss = go.Scatter(
        x=epochs,
        y=table["loss"],
        mode="lines",
        line={"color": WRONG, "dash": "dash", "width": 1.5},
        yaxis="y2",
        hovertemplate="batch loss %{y:.3f}<extra></extra>",
    )
    right = go.Scatter(
        x=tested["step"] / steps_an_epoch,
        y=tested["accuracy"],
        mode="lines+markers",
        line={"color": RIGHT, "width": 2.5},
        marker={"size": np.where(tested["n"] == test_n, 9, 4), "opacity": 1},
        customdata=tested["n"],
        hovertemplate="%{y:.1%} of %{customdata:,} test digits<extra></extra>",
    )
    notes = []
    if len(tested):
        end = tested.iloc[-1]
        notes.append(
            note(end["step"] / steps_an_epoch, end["accuracy"], "test accuracy", "right", RIGHT, yshift=-16)
        )
    if len(table):
        notes.append(
            note(epochs.iloc[-1], table["loss"].iloc[-1], "batch loss", "right", WRONG, yref="y2", yshift=14)
        )
    second = {
        "overlaying": "y",
        "side": "right",
        "range": [0, 2.4 * 1.03],
        "tickvals": [0, 0.6, 1.2, 1.8, 2.4],
        "showgrid": False,
    }
    second |= {"title": {"text": "loss"}}
    xaxis = {"title": {"text": "epoch"}, "showgrid": False, "rangemode": "tozero"}
    return go.Figure(
        [loss, right], frame(320, xaxis=xaxis, yaxis=percent_axis(), yaxis2=second, annotations=notes)
    )


def probability_curves(table: pd.DataFrame, x: str, title: str, meant: str, here: float) -> Chart:
    """Draw the probability of each class against `x`, and the reader's place `here`.

    Columns: x, class, probability. The class `meant` is solid blue, the others dashed vermilion. What they
    are is told above: a label in the chart is crossed by some curve in some state.
    """
    traces = []
    for name, rows in table.groupby("class", sort=False):
        colour, dash = (RIGHT, "solid") if name == meant else (WRONG, "dash")
        line = {"color": colour, "dash": dash, "width": 2.5}
        hover = f"{name}: %{{y:.0%}}<extra></extra>"
        told, where = f"it says {name}", {"x": rows[x], "y": rows["probability"]}
        traces.append(go.Scatter(where, mode="lines", name=told, line=line, hovertemplate=hover))
        nearest = rows.iloc[(rows[x] - here).abs().argmin()]
        point = {"x": [here], "y": [nearest["probability"]], "marker": {"size": 11, "color": colour}}
        traces.append(go.Scatter(point, mode="markers", showlegend=False, hoverinfo="skip"))
    dotted = {
        "type": "line",
        "x0": here,
        "x1": here,
        "y0": 0,
        "y1": 1,
        "line": {"color": GREY, "dash": "dot", "width": 1},
    }
    xaxis = {"title": {"text": title}, "showgrid": False}
    above = {"showlegend": True, "legend": LEGEND}
    return go.Figure(traces, frame(320, xaxis=xaxis, yaxis=percent_axis(), shapes=[dotted], **above))
