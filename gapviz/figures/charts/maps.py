"""Maps of cells: which digit is taken for which, and which answer a drawn or a printed digit gets."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from gapviz import models
from gapviz.core.wording import say
from gapviz.figures.charts.clicks import clickable, framed
from gapviz.figures.charts.style import GREY, INK, OTHER, RIGHT, WRONG, Chart, frame, rgb

FULL = 0.72
"""Share above which a cell is so full of colour that dark ink reads best on it, on either ground."""
SURE = 0.85
"""The same for a cell that is the paler, the less sure its answer."""
PALE = 0.12
"""Opacity of a cell of which the model is not sure at all."""
GROUND = 0.35
"""Opacity of cells on which points lie."""
SYMBOLS = ("triangle-up", "square", "circle")
"""Of kinds of points, in their order."""
READ_AS = "read as {answer}, {sure:0%} sure"
ACROSS, A_MAP, BETWEEN = 3, 136, 40
"""Small maps in a row, and pixels that a row of them takes, of which so many lie between two."""


def confusion_map(table: pd.DataFrame, classes: Sequence[str], label: int, prediction: int) -> Chart:
    """Draw how often each digit is taken for which (columns label, prediction, n, share), one cell framed."""
    size = len(classes)
    share = table["share"].to_numpy().reshape(size, size)
    # Square root, since one digit in a hundred should still be seen.
    tint = np.where(np.eye(size, dtype=bool), -np.sqrt(share), np.sqrt(share))
    scale = [[0, RIGHT], [0.5, "rgba(133,128,120,0.06)"], [1, WRONG]]
    cells = go.Heatmap(
        z=tint, zmin=-1, zmax=1, colorscale=scale, showscale=False, xgap=2, ygap=2, hoverinfo="skip"
    )
    marks = clickable(
        table["prediction"],
        table["label"],
        [
            [classes[row], classes[column]]
            for row, column in zip(table["label"], table["prediction"], strict=True)
        ],
        "%{customdata[0]} read as %{customdata[1]}: %{text}<extra></extra>",
        [f"{n}" if n else "" for n in table["n"]],
    )
    marks.textfont.color = [INK if filled else GREY for filled in table["share"] > FULL]
    axis = {
        "tickvals": list(range(size)),
        "ticktext": list(classes),
        "showgrid": False,
        "range": [-0.5, size - 0.5],
    }
    xaxis = axis | {"title": {"text": "the model’s answer"}}
    yaxis = axis | {"title": {"text": "the label"}, "range": [size - 0.5, -0.5]}
    return go.Figure(
        [cells, marks],
        frame(40 * (size + 1), xaxis=xaxis, yaxis=yaxis, shapes=[framed(prediction, label, 1, 1)]),
    )


def answer_map(
    table: pd.DataFrame,
    x: str,
    y: str,
    titles: tuple[str, str],
    meant: str,
    taken: str,
    here: tuple[float, float],
) -> Chart:
    """Draw the answer at each place of a grid, the paler the less sure, and frame the place `here`.

    Columns `x`, `y`, answer and confidence; blue where the answer is `meant`, vermilion where it is
    `taken`, ochre for any other.
    """
    said = [
        say(READ_AS, answer=answer, sure=sure)
        for answer, sure in zip(table["answer"], table["confidence"], strict=True)
    ]
    custom = [[float(across), float(up)] for across, up in zip(table[x], table[y], strict=True)]
    marks = clickable(
        table[x], table[y], custom, "%{x}, %{y}: %{hovertext}<extra></extra>", None, said, pixels=6
    )
    steps, edges = _grid(table, x, y)
    xaxis, yaxis = (
        {"title": {"text": title}, "showgrid": False, "range": edge}
        for title, edge in zip(titles, edges, strict=True)
    )
    cells = _answers(table, x, y, meant, taken, gap=1.5)
    return go.Figure([cells, marks], frame(340, xaxis=xaxis, yaxis=yaxis, shapes=[framed(*here, *steps)]))


def answer_maps(
    table: pd.DataFrame,
    x: str,
    y: str,
    titles: tuple[str, str],
    meant: str,
    taken: str,
    here: tuple[float, float, str],
) -> Chart:
    """Draw an `answer_map` for each model, three in a row; a mark sets x, y and the model.

    Columns: those of an `answer_map`, and model. `here` is the reader's place and model.
    """
    names = list(dict.fromkeys(table["model"]))
    rows = -(-len(names) // ACROSS)
    height = A_MAP * rows + 76
    steps, edges = _grid(table, x, y)
    chart = make_subplots(
        rows,
        ACROSS,
        shared_xaxes=True,
        shared_yaxes=True,
        horizontal_spacing=0.04,
        vertical_spacing=BETWEEN / height,
        subplot_titles=[models.brief(name) for name in names],
        x_title=titles[0],
        y_title=titles[1],
    )
    for place, name in enumerate(names):
        some, cell = table[table["model"] == name], {"row": place // ACROSS + 1, "col": place % ACROSS + 1}
        custom = [[float(across), float(up), name] for across, up in zip(some[x], some[y], strict=True)]
        said = [
            f"{100 * share:.0f} % read as {answer}"
            for answer, share in zip(some["answer"], some["confidence"], strict=True)
        ]
        hover = f"{models.label(name)}, %{{x}}, %{{y}}: %{{hovertext}}<extra></extra>"
        chart.add_trace(_answers(some, x, y, meant, taken, gap=0.6), **cell)
        chart.add_trace(clickable(some[x], some[y], custom, hover, None, said, pixels=5), **cell)
        if name == here[2]:
            chart.add_shape(framed(*here[:2], *steps), **cell)
    bare = frame(height, margin={"l": 52, "r": 8, "t": 24, "b": 52})
    for axes, edge in ((chart.update_xaxes, edges[0]), (chart.update_yaxes, edges[1])):
        axes(**bare["xaxis"] | {"showgrid": False, "range": edge, "nticks": 4, "tickfont": {"size": 11}})
    chart.update_annotations(font={"size": 13, "color": GREY})
    return chart.update_layout(
        {name: value for name, value in bare.items() if name not in ("xaxis", "yaxis")}
    )


def answer_points(
    cells: pd.DataFrame,
    points: pd.DataFrame,
    x: str,
    y: str,
    titles: tuple[str, str],
    answers: tuple[str, str],
    here: tuple[float, float],
) -> Chart:
    """Draw `points` over the faint cells of an `answer_map`, coloured by the same `answers`, meant and taken.

    Both have the columns `x`, `y` and answer; `cells` has confidence, `points` has kind, whose symbol a
    legend tells, and said, for who points at one. A click sets x and y.
    """
    steps, edges = _grid(cells, x, y)
    ground = _answers(cells, x, y, *answers, gap=0).update(opacity=GROUND)
    colours = dict(zip(answers, (RIGHT, WRONG), strict=True))
    kinds = list(dict.fromkeys(points["kind"]))
    traces = []
    for (kind, answer), some in points.groupby(["kind", "answer"], sort=False):
        look = {
            "symbol": SYMBOLS[kinds.index(kind)],
            "size": 6,
            "color": colours.get(str(answer), OTHER),
            "line": {"width": 0.8, "color": INK},
        }
        custom, hover = some[[x, y]].to_numpy().tolist(), "%{hovertext}<extra></extra>"
        layer = clickable(some[x], some[y], custom, hover, None, some["said"].tolist())
        shown = {"marker": {"opacity": 1}}
        traces.append(
            layer.update(marker=look | {"opacity": 1}, showlegend=False, selected=shown, unselected=shown)
        )
    named = [
        go.Scatter(x=[None], y=[None], mode="markers", marker={"symbol": symbol, "color": GREY}, name=kind)
        for kind, symbol in zip(kinds, SYMBOLS, strict=False)
    ]
    ranges = [
        [
            min(edge[0], float(points[column].min()) - step / 4),
            max(edge[1], float(points[column].max()) + step / 4),
        ]
        for edge, column, step in zip(edges, (x, y), steps, strict=True)
    ]
    xaxis, yaxis = (
        {"title": {"text": title}, "showgrid": False, "range": span}
        for title, span in zip(titles, ranges, strict=True)
    )
    legend = {"orientation": "h", "y": 1.01, "yanchor": "bottom", "itemclick": False}
    shapes = [framed(*here, *steps)]
    return go.Figure(
        [ground, *traces, *named],
        frame(440, xaxis=xaxis, yaxis=yaxis, shapes=shapes, showlegend=True, legend=legend),
    )


def digit_map(table: pd.DataFrame, x: str, title: str, here: float) -> Chart:
    """Draw how each digit is read along `x`, and frame the place `here`.

    Columns: x, digit, answer, confidence. Blue where the answer is right, vermilion, with the answer, where
    it is wrong; the paler, the less sure.
    """
    right = table["answer"] == table["digit"]
    marks = clickable(
        table[x],
        table["digit"],
        [],
        f"%{{y}} at {x} %{{x}}: %{{hovertext}}<extra></extra>",
        ["" if fits else str(answer) for fits, answer in zip(right, table["answer"], strict=True)],
        [
            say(READ_AS, answer=answer, sure=sure)
            for answer, sure in zip(table["answer"], table["confidence"], strict=True)
        ],
    )
    marks.textfont.size = 13
    marks.textfont.color = [INK if sure > SURE else GREY for sure in table["confidence"]]
    told = table.assign(answer=np.where(right, "right", "wrong"))
    steps, edges = _grid(told, x, "digit")
    size = told["digit"].nunique()
    shape = framed(here, (size - 1) / 2, steps[0], size)
    xaxis = {"title": {"text": title}, "showgrid": False, "range": edges[0]}
    yaxis = {
        "title": {"text": "the digit"},
        "showgrid": False,
        "range": edges[1][::-1],
        "tickvals": list(range(size)),
    }
    cells = _answers(told, x, "digit", "right", "wrong", gap=1.5)
    return go.Figure([cells, marks], frame(340, xaxis=xaxis, yaxis=yaxis, shapes=[shape]))


def _grid(table: pd.DataFrame, x: str, y: str) -> tuple[list[float], list[list[float]]]:
    """Return the steps between the columns `x` and `y` of a grid, and where its outermost cells end."""
    places = [np.unique(table[column]) for column in (x, y)]
    steps = [float(np.diff(found).min()) for found in places]
    return steps, [
        [float(found[0] - step / 2), float(found[-1] + step / 2)]
        for found, step in zip(places, steps, strict=True)
    ]


def _answers(table: pd.DataFrame, x: str, y: str, meant: str, taken: str, gap: float) -> go.Heatmap:
    """Return the cells of an `answer_map`, `gap` pixels apart."""
    kind = np.where(table["answer"] == meant, 0, np.where(table["answer"] == taken, 1, 2))
    height = table.assign(z=kind + 0.999 * table["confidence"]).pivot_table(index=y, columns=x, values="z")
    scale = []
    for place, colour in enumerate((RIGHT, WRONG, OTHER)):
        red, green, blue = rgb(colour)
        scale += [
            [place / 3, f"rgba({red},{green},{blue},{PALE})"],
            [(place + 0.9999) / 3, f"rgba({red},{green},{blue},1)"],
        ]
    scale.append([1, scale[-1][1]])
    return go.Heatmap(
        x=height.columns,
        y=height.index,
        z=height.to_numpy(),
        zmin=0,
        zmax=3,
        colorscale=scale,
        showscale=False,
        xgap=gap,
        ygap=gap,
        hoverinfo="skip",
    )
