"""Drawings as JSON: what a page carries of a figure in one state, and how another state differs from it.

A drawing is {chart, tiles, caption, alt, headline, gap, listing, code, controls, table}, each only where
there is one. Numbers of charts are rounded to DIGITS significant digits; those in captions, headlines and alt
text stay as they are, since a reader sees them written out, and so do those of the table, which are the data.
A difference has, by key, another value as {"=": value}, a key that is gone as {"-": 1}, and what differs
inside of an object or of a list of the same length by its keys.

A page has its figures without their tables, and so have the recorded states that it loads: few readers ask
for the data, which `src/page/table.js` loads then. There a table stands as a whole, or, where it has the same
columns as the published one and as many rows, as {"changed": {place of a column: difference}}.
"""

import base64
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from gapviz.core.parameters import Choice, Parameter, Range, Text
from gapviz.editions.article import address, html
from gapviz.editions.web.wordings import estimate, words
from gapviz.figures import Drawing, Figure, Gap, Tile
from gapviz.figures.charts import Chart

Json: TypeAlias = Any
DIGITS = 6
EVIDENCE = 127
"""Evidence from -1 to 1 travels as bytes: EVIDENCE steps to either side."""
MISSING = object()
__all__ = [
    "Json",
    "chart",
    "control",
    "controls",
    "difference",
    "drawing",
    "estimate",
    "gap",
    "patch",
    "table",
    "table_change",
    "template",
    "tile",
    "without_pixels",
    "without_table",
    "words",
]


def drawing(figure: Figure, values: Mapping[str, Any], drawn: Drawing) -> dict[str, Json]:
    """Return a figure in the state `values`, drawn, as JSON."""
    found = {
        "chart": chart(drawn.chart) if drawn.chart is not None else None,
        "tiles": [tile(picture) for picture in drawn.tiles] or None,
        "caption": words(drawn.caption),
        "alt": words(drawn.alt),
        "headline": words(drawn.headline) or None,
        "gap": gap(drawn.gap) if drawn.gap else None,
        "listing": html.table(drawn.listing, "Table") if drawn.listing is not None else None,
        "code": figure.code(**values),
        "controls": controls(figure, values),
        "table": table(drawn.table),
    }
    return {name: part for name, part in found.items() if part is not None}


def table(found: pd.DataFrame) -> dict[str, Json]:
    """Return a figure's data: the names of its columns, and its rows, missing values as None."""
    columns = [_cells(found.iloc[:, place]) for place in range(found.shape[1])]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return {"columns": [str(name) for name in found.columns], "rows": rows}


def _cells(column: "pd.Series[Any]") -> list[Json]:
    """Return a column as plain values; a float32 is the shortest number that reads back as it."""
    short = column.dtype == np.float32
    values = column.to_numpy().astype(str).astype(float).tolist() if short else column.tolist()
    return [_cell(value) for value in values]


def _cell(value: Any) -> Json:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return None if not np.isfinite(value) else int(value) if value.is_integer() else value
    return None if value is pd.NA else value


def gap(marks: Gap) -> Json:
    """Return the two marks of the gap scale."""
    return {
        "clean": estimate(marks.clean),
        "here": estimate(marks.here),
        "label": str(marks.label),
        "clean_label": str(marks.clean_label),
    }


def tile(picture: Tile) -> Json:
    """Return a tile: its pixels, and evidence where there is any, as base64 of bytes, row by row."""
    found = {
        "size": list(picture.pixels.shape),
        "pixels": _bytes(picture.pixels.astype(np.uint8)),
        "alt": str(picture.alt),
        "label": str(picture.label) or None,
        "verdict": picture.verdict or None,
        "sides": [str(side) for side in picture.sides] if picture.sides else None,
        "group": picture.group or None,
    }
    if picture.evidence is not None:
        found["evidence"] = _bytes(np.round(np.clip(picture.evidence, -1, 1) * EVIDENCE).astype(np.int8))
    return {name: part for name, part in found.items() if part is not None}


def _bytes(array: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def chart(drawn: Chart) -> dict[str, Json]:
    """Return a chart as plotly.js takes it, without the template that all charts share."""
    found = drawn.to_dict()
    found["layout"].pop("template", None)
    return {"data": _plain(found["data"]), "layout": _plain(found["layout"])}


def template(drawn: Chart) -> Json:
    """Return what all charts rest on: Plotly's own look, as the app has it."""
    return _plain(drawn.layout.template.to_plotly_json())


def without_pixels(found: Mapping[str, Json]) -> dict[str, Json]:
    """Return a drawing whose tiles have neither pixels nor evidence, for a page that shows them."""
    tiles = [
        {name: part for name, part in one.items() if name not in ("pixels", "evidence")}
        for one in found.get("tiles", [])
    ]
    return dict(found) | ({"tiles": tiles} if tiles else {})


def without_table(found: Mapping[str, Json]) -> dict[str, Json]:
    """Return a drawing without its table, for a page, which loads it when somebody asks for it."""
    return {name: part for name, part in found.items() if name != "table"}


def _plain(value: Any) -> Json:
    """Return what Plotly holds as plain JSON, arrays as lists, numbers with DIGITS significant digits."""
    if isinstance(value, Mapping):
        if value.keys() >= {"bdata", "dtype"}:
            shape = [int(size) for size in str(value.get("shape", "-1")).split(",")]
            return _plain(np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"]).reshape(shape))
        return {str(name): _plain(part) for name, part in value.items() if part is not None}
    if isinstance(value, np.ndarray):
        return [_plain(part) for part in value]
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, (float, np.floating)):
        number = float(f"{float(value):.{DIGITS}g}")
        return None if np.isnan(number) else int(number) if number.is_integer() else number
    return int(value) if isinstance(value, np.integer) else value


def controls(figure: Figure, values: Mapping[str, Any]) -> list[Json]:
    """Return a figure's own controls in a state, as it declares them there, the main ones first."""
    own, declared = address.own(figure, values), figure.declared(dict(values))
    levels = [name for name in own if "." in name]
    main = [part for name in figure.controls for part in (levels if name == "levels" else [name])]
    return [
        control(figure, declared[name], name in main)
        for name in [*main, *(name for name in own if name not in main)]
    ]


def control(figure: Figure, declared: Parameter, main: bool) -> Json:
    """Return a declared parameter: its key, its words, what it may be, and what it is unasked."""
    domain = declared.domain
    found = {
        "key": figure.key(declared.name),
        "label": declared.label,
        "default": declared.default,
        "main": main,
        "idle": declared.idle,
        "set_by": [figure.key(name) for name in declared.set_by],
    }
    if isinstance(domain, Range):
        whole = isinstance(domain.step, int)
        scale = {"low": domain.low, "high": domain.high, "step": domain.step, "whole": whole}
        return found | {"kind": "range", "unit": declared.unit} | scale
    if isinstance(domain, Choice):
        options = [option for option in domain.options if "own-" not in option]
        return found | {"kind": "choice", "options": [[option, domain.label(option)] for option in options]}
    assert isinstance(domain, Text)
    return found | {"kind": "text", "letters": domain.letters, "most": domain.most, "words": domain.words}


def patch(base: Mapping[str, Json], other: Mapping[str, Json]) -> Json:
    """Return what turns the drawing `base`, its table left out, into `other`, None where nothing differs."""
    found = difference(without_table(base), without_table(other)) or {}
    changed = table_change(base["table"], other["table"])
    return (found if changed is None else found | {"table": {"=": changed}}) or None


def table_change(base: Json, other: Json) -> Json:
    """Return how a table differs from the published one, `base`; None where it does not."""
    if base["columns"] != other["columns"] or len(base["rows"]) != len(other["rows"]):
        return other
    columns = [list(zip(*one["rows"], strict=True)) for one in (base, other)]
    parts = {
        str(place): difference(*map(list, pair)) for place, pair in enumerate(zip(*columns, strict=True))
    }
    found = {place: part for place, part in parts.items() if part is not None}
    return {"changed": found} if found else None


def difference(base: Json, other: Json) -> Json:
    """Return what turns `base` into `other`, None where they are the same."""
    if base == other and type(base) is type(other):
        return None
    if isinstance(base, dict) and isinstance(other, dict):
        parts = {
            name: difference(base.get(name, MISSING), other.get(name, MISSING)) for name in {**base, **other}
        }
        return {name: part for name, part in parts.items() if part is not None}
    if isinstance(base, list) and isinstance(other, list) and len(base) == len(other):
        parts = {str(place): difference(*pair) for place, pair in enumerate(zip(base, other, strict=True))}
        found = {place: part for place, part in parts.items() if part is not None}
        if len(found) <= len(base) // 2 or any(isinstance(part, dict) for part in base):
            return found
    return {"-": 1} if other is MISSING else {"=": other}
