"""Charts draw any model, also one of a family that they were not told of."""

import pandas as pd
import pytest

from gapviz import models
from gapviz.figures import charts
from gapviz.figures.charts.style import STYLES, TEXT, UNNAMED_STYLES, style

FAMILIES = ("robust", "fashion-cnn", "cifar10-cnn", "own")
"""Of networks that are to come, and of those that readers bring."""


def curves(names: list[str]) -> pd.DataFrame:
    rows = [(name, severity, 0.9, 0.8, 0.95) for name in names for severity in range(6)]
    return pd.DataFrame(rows, columns=["model", "severity", "value", "low", "high"])


def test_every_architecture_has_its_look() -> None:
    assert STYLES.keys() == models.ARCHITECTURES.keys()
    for place in (1, 2):
        assert len({look[place] for look in STYLES.values()}) == len(STYLES), "told apart without colour"


def test_other_families_have_a_look_of_their_own_that_stays() -> None:
    looks = [style(f"{family}-0") for family in FAMILIES]
    assert looks == [style(f"{family}-7") for family in FAMILIES], "seeds share it"
    assert len(set(looks)) == len(FAMILIES)
    assert not {look[2] for look in UNNAMED_STYLES} & {look[2] for look in STYLES.values()}, (
        "no marker is an architecture's"
    )
    assert len({look[2] for look in UNNAMED_STYLES}) == len(UNNAMED_STYLES)
    assert not {look[:2] for look in UNNAMED_STYLES} & {look[:2] for look in STYLES.values()}, (
        "and no dashed colour"
    )
    assert {look[0] for look in UNNAMED_STYLES} <= TEXT.keys(), "a label has a colour that can be read"


@pytest.mark.parametrize("family", FAMILIES)
def test_every_chart_of_models_draws_any_family(family: str) -> None:
    names = ["cnn-0", f"{family}-0", f"{family}-1"]
    table = curves(names)
    lines = charts.severity_curves(table, "severity", "severity")
    assert [line.line.color for line in lines.data] == [style(name)[0] for name in names]
    ends = {f"{models.short(names[1])} × 2", models.short("cnn-0")}
    assert ends == {note.text for note in lines.layout.annotations}
    last = table[table["severity"] == 5]
    points = charts.model_accuracies(last)
    assert list(points.data[0].marker.symbol) == [style(name)[2] for name in names]
    dots = charts.dots(last.assign(row="a", kind=last["model"]), "read", chosen=names[1])
    assert [dot.name for dot in dots.data][1:] == [f"{models.short(names[1])} × 2"] * 2


def test_labels_of_probabilities_stand_above_the_plot_where_no_curve_crosses_them() -> None:
    rows = [{"x": x, "class": name, "probability": 0.5} for name in "17" for x in (0, 150)]
    drawn = charts.probability_curves(pd.DataFrame(rows), "x", "angle", "1", 43)
    assert not drawn.layout.annotations
    assert [trace.name for trace in drawn.data if trace.showlegend is None] == ["it says 1", "it says 7"]
    assert drawn.layout.legend.y >= 1
    assert drawn.layout.legend.yanchor == "bottom"


def test_the_longest_name_at_the_end_of_a_line_has_room() -> None:
    rows = [
        {"model": name, "severity": at, "value": 0.5, "low": 0.4, "high": 0.6}
        for name in ("softmax-0", "mlp-0", "mlp-1", "mlp-2")
        for at in range(6)
    ]
    room = {
        len(chosen): charts.severity_curves(pd.DataFrame(chosen), "severity", "severity").layout.margin.r
        for chosen in (rows, rows[:6])
    }
    assert room[len(rows)] > room[6] > 0
