"""A figure's table, as JSON and as a file: the same numbers in both editions, under a name that is safe."""

import io
import json
import re

import numpy as np
import pandas as pd
import pytest
from node import needs_node, node
from test_site_runtime import ATTACKS

from gapviz.editions.article import address
from gapviz.editions.web import drawings
from gapviz.figures import FIGURES

EVIL = (
    *ATTACKS,
    "../../etc/passwd",
    "..",
    "a/b\\c",
    "CON",
    "x.csv\r\nX: y",
    "Ünïcödé 🙂",
    " ",
    "." * 300,
    "9" * 300,
)
ODD = pd.DataFrame(
    {
        "share": np.array([0.1, np.nan, 1 / 3], np.float32),
        "value": [1 / 3, np.inf, 2.0],
        "n": np.array([1, 2, 10_000]),
        "right": [True, False, True],
        "words": ["“so”, she said", 'a "quote"', "two\nlines"],
        "none": [None, "", "x"],
    }
)


def test_a_table_is_plain_and_keeps_its_digits():
    found = drawings.table(ODD)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["columns"] == list(ODD.columns)
    assert found["rows"][0] == [0.1, 1 / 3, 1, True, "“so”, she said", None]
    assert found["rows"][1][:2] == [None, None]
    assert np.float32(found["rows"][2][0]) == np.float32(1 / 3)
    assert drawings.table(pd.DataFrame()) == {"columns": [], "rows": []}


def some(n, **columns):
    return {"table": drawings.table(pd.DataFrame({"row": range(n), "model": ["a"] * n} | columns))}


OTHERS = {
    "the same": some(4, value=[0.1, 0.2, 0.3, 0.4]),
    "a cell": some(4, value=[0.1, 0.2, 0.5, 0.4]),
    "a column": some(4, value=[0.5, 0.6, 0.7, 0.8]),
    "fewer rows": some(3, value=[0.1, 0.2, 0.3]),
    "other columns": some(4, share=[0.1, 0.2, 0.3, 0.4]),
    "none": {"table": {"columns": [], "rows": []}},
}


@needs_node
def test_a_patch_leads_to_the_table_once_the_published_one_is_there():
    base = OTHERS["the same"]
    code = """({apply, whole}, {patches, base}) =>
      patches.map(patch => whole(apply({}, patch).table, base.table))"""
    patches = [drawings.patch(base, other) for other in OTHERS.values()]
    assert node("page/patch.js page/table.js", code, patches=patches, base=base) == [
        other["table"] for other in OTHERS.values()
    ]
    assert patches[0] is None
    assert patches[1] == {"table": {"=": {"changed": {"2": {"2": {"=": 0.5}}}}}}, "small where little differs"


@needs_node
def test_a_file_of_a_table_reads_back_as_the_table():
    text = node("share/csv.js", "({csv}, {table}) => csv(table)", table=drawings.table(ODD))
    mine = pd.read_csv(io.StringIO(text))
    theirs = pd.read_csv(io.StringIO(ODD.replace(np.inf, np.nan).to_csv(index=False)))
    pd.testing.assert_frame_equal(mine, theirs, check_exact=True)


def test_a_file_is_called_by_figure_and_state():
    curve, shifted = FIGURES["noise_curve"], FIGURES["shifted_digits"]
    values = address.state(curve, lambda key: None)
    assert address.file_name(curve, values, "csv") == "noise_curve.csv"
    assert (
        address.file_name(curve, values | {"std": 0.35, "seed": 2}, "csv")
        == "noise_curve.seed-2.std-0.35.csv"
    )
    assert address.file_name(shifted, {}, "csv") == "shifted_digits.csv"
    given = {"shifted_digits.shift": "border", "shifted_digits.border.pixels": 4}
    levels = address.state(shifted, given.get)
    assert address.file_name(shifted, levels, "csv") == "shifted_digits.border-pixels-4.shift-border.csv"


@needs_node
@pytest.mark.parametrize("name", ["typed_digits", "flag_answers"])
def test_nothing_of_a_state_makes_an_unsafe_name(name):
    figure = FIGURES[name]
    values = address.state(figure, lambda key: None)
    states = [
        values | {parameter: text} for text in EVIL for parameter in ("text", "model") if parameter in values
    ]
    names = [address.file_name(figure, state, "csv") for state in states]
    for found in names:
        assert re.fullmatch(rf"{name}\.[A-Za-z0-9_.-]+\.csv", found), found
        assert ".." not in found
        assert len(found) < 128
    code = "({fileName}, {name, links}) => links.map(pairs => fileName(name, pairs, 'csv'))"
    links = [list(address.link(figure, state).items()) for state in states]
    assert node("page/address.js", code, name=name, links=links) == names, "the same in both editions"
