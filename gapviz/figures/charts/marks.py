"""Bars, and dots with intervals."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from gapviz import models
from gapviz.core.wording import percent
from gapviz.figures.charts.style import (
    GREEN,
    GREY,
    LEGEND,
    NEAR,
    ORANGE,
    OTHER,
    PINK,
    RIGHT,
    WRONG,
    Chart,
    frame,
    note,
    percent_axis,
    style,
    whiskers,
)
from gapviz.models.checkpoints import family_of

A_CLASS, A_MODEL = 30, 38
"""Pixels of height that the bar of a class takes, and a model with its number above."""


def probabilities(values: Sequence[float], classes: Sequence[str], label: int, answer: int) -> Chart:
    """Draw the probabilities of one answer as bars: the label's blue, a wrong answer's vermilion."""
    colours = [RIGHT if k == label else WRONG if k == answer else GREY for k in range(len(classes))]
    bars = go.Bar(
        x=list(values),
        y=list(classes),
        orientation="h",
        marker={"color": colours},
        cliponaxis=False,
        text=[percent(value, 0) for value in values],
        textposition="outside",
        hoverinfo="skip",
        width=0.55,
    )
    yaxis = {"autorange": "reversed", "showgrid": False, "type": "category", "dtick": 1}
    xaxis = {"range": [0, 1.18], "visible": False}
    yaxis["tickfont"] = {"size": 14}
    return go.Figure([bars], frame(A_CLASS * len(classes), xaxis=xaxis, yaxis=yaxis))


def class_accuracies(table: pd.DataFrame) -> Chart:
    """Draw accuracy per class with intervals, set beside set (columns class, set, value, low, high)."""
    looks = dict(
        zip(table["set"].unique(), ((RIGHT, "circle-open", -0.12), (WRONG, "circle", 0.12)), strict=True)
    )
    traces = []
    for name, rows in table.groupby("set", sort=False):
        colour, symbol, aside = looks[str(name)]
        traces.append(
            go.Scatter(
                x=np.arange(len(rows)) + aside,
                y=rows["value"],
                mode="markers",
                name=str(name),
                text=rows["class"],
                marker={"color": colour, "symbol": symbol, "size": 10, "line": {"width": 2, "color": colour}},
                error_y=whiskers(rows, colour, 2),
                hovertemplate=f"%{{text}}, {name}: %{{y:.1%}}<extra></extra>",
            )
        )
    classes = list(dict.fromkeys(table["class"]))
    xaxis = {
        "tickvals": list(range(len(classes))),
        "ticktext": classes,
        "showgrid": False,
        "range": [-0.5, len(classes) - 0.5],
    }
    last = table.groupby("set", sort=False)["value"].last()
    one, other = looks
    ends = {one: float(last[one]), other: float(last[other])}
    if abs(ends[one] - ends[other]) < NEAR:
        ends[other] = ends[one] - NEAR
    notes = [note(len(classes) - 0.6, at, name, "left", looks[name][0]) for name, at in ends.items()]
    layout = {"xaxis": xaxis | {"tickfont": {"size": 15}}, "yaxis": percent_axis(), "annotations": notes}
    return go.Figure(traces, frame(300, margin={"l": 8, "r": 66, "t": 14, "b": 8}, **layout))


def model_accuracies(table: pd.DataFrame, guess: float | None = None) -> Chart:
    """Draw each model's test accuracy with its interval (columns model, value, low, high)."""
    colours, _, symbols = (
        list(looks) for looks in zip(*(style(str(name)) for name in table["model"]), strict=True)
    )
    points = go.Scatter(
        x=table["value"],
        y=[models.brief(str(name)) for name in table["model"]],
        mode="markers+text",
        marker={"color": colours, "symbol": symbols, "size": 11},
        error_x={
            "array": table["high"] - table["value"],
            "arrayminus": table["value"] - table["low"],
            "width": 4,
            "color": GREY,
        },
        text=[f"{100 * value:.2f} %" for value in table["value"]],
        textposition="top center",
        cliponaxis=False,
        hovertemplate="%{y}: %{x:.2%}<extra></extra>",
    )
    low = float(np.floor(100 * table["low"].min() - 0.5) / 100)
    xaxis = {"tickformat": ".0%", "range": [low, 1.002]}
    shapes, notes = [], []
    if guess is not None and guess > low:
        line = {"color": OTHER, "dash": "dot", "width": 2}
        shapes.append(
            {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": guess, "x1": guess, "line": line}
        )
        notes.append(note(guess, 0, "your guess", "right", yref="paper", yanchor="bottom", xshift=-4))
    elif guess is not None:
        notes.append(
            note(
                low,
                0,
                f"\N{LEFTWARDS ARROW} your guess, {100 * guess:.0f}",
                "left",
                yref="paper",
                yanchor="bottom",
                xshift=4,
            )
        )
    yaxis = {"autorange": "reversed", "type": "category", "showgrid": False}
    height = 60 + A_MODEL * len(table)
    return go.Figure([points], frame(height, xaxis=xaxis, yaxis=yaxis, shapes=shapes, annotations=notes))


DOTS = {
    "evidence": (WRONG, "circle"),
    "ink": (GREY, "line-ns-open"),
    "read as 1": (RIGHT, "circle"),
    "as MNIST was made": (RIGHT, "circle"),
    "as a tutorial would": (WRONG, "square-open"),
    "regular": (GREY, "circle-open"),
    "the other face": (WRONG, "circle"),
    "maximum softmax": (ORANGE, "square-open"),
    "energy": (GREEN, "triangle-up-open"),
    "maximum logit": (PINK, "x-thin-open"),
    "Mahalanobis distance": (GREY, "diamond-open"),
    "nearest neighbour": (RIGHT, "circle"),
    "batch norm as trained": (WRONG, "hexagon2"),
    "its statistics anew": (RIGHT, "star"),
    "without batch norm": (GREY, "circle-open"),
}
"""Colour and symbol of what `dots` draws besides models."""
NAMED, ASIDE = 2, 0.35
"""So many kinds are named at their first dots where these are so far apart, else above the chart."""


def dots(table: pd.DataFrame, title: str, low: float = 0.0, chosen: str = "") -> Chart:
    """Draw fractions from `low` on with intervals, a line a `row`, told apart by `kind`.

    Columns: row, kind, value, low, high. A kind is a model, or one of DOTS; where there are several they are
    named, models by their architecture. The dots of the `chosen` one are larger.
    """
    kinds = [str(kind) for kind in table["kind"].unique()]
    first = table[table["row"] == table["row"].iloc[0]]["value"]
    near = len(kinds) == NAMED and float(first.max() - first.min()) < ASIDE * (1 - low)
    crowd = len(kinds) > NAMED or near
    traces, notes, told = [], [], set()
    for kind in kinds:
        rows, colour, symbol, name = table[table["kind"] == kind], *_look(kind, kinds)
        spread = {
            "array": rows["high"] - rows["value"],
            "arrayminus": rows["value"] - rows["low"],
            "width": 0,
            "color": colour,
        }
        look = {
            "color": colour,
            "symbol": symbol,
            "size": 14 if kind == chosen else 10,
            "line": {"width": 2, "color": colour},
        }
        where = {"x": rows["value"], "y": rows["row"], "name": name, "showlegend": name not in told}
        said = kind if kind in DOTS else models.label(kind)
        hover = f"{said}: %{{x:.1%}}<extra></extra>"
        traces.append(go.Scatter(mode="markers", marker=look, error_x=spread, hovertemplate=hover, **where))
        told.add(name)
        if len(kinds) > 1 and not crowd:
            at = rows.iloc[0]
            notes.append(note(at["value"], at["row"], name, "center", colour, yshift=16))
    yaxis = {"autorange": "reversed", "type": "category", "showgrid": False}
    aside = 0.03 * (1 - low)
    xaxis = (
        percent_axis()
        | {"range": [low - aside, 1 + aside], "title": {"text": title}}
        | ({"tickvals": None} if low else {})
    )
    legend = LEGEND | {"itemsizing": "constant"}
    height = 90 + 44 * table["row"].nunique() + 40 * crowd
    return go.Figure(
        traces, frame(height, xaxis=xaxis, yaxis=yaxis, annotations=notes, showlegend=crowd, legend=legend)
    )


def _look(kind: str, kinds: list[str]) -> tuple[str, str, str]:
    """Return colour, symbol and name of what is one of `kinds`: seeds of one family share all three."""
    if kind in DOTS:
        return *DOTS[kind], kind
    family = family_of(kind)
    sisters = sum(family_of(other) == family for other in kinds)
    colour, _, symbol = style(kind)
    return colour, symbol, f"{models.short(kind)} × {sisters}" if sisters > 1 else models.short(kind)
