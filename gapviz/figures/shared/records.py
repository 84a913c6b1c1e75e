"""Recorded tables as figures read them: curves over severities, rows, estimates."""

from typing import Any

import pandas as pd

from gapviz.core import tables
from gapviz.core.types import Estimate


def curves(shift: str, names: list[str]) -> pd.DataFrame:
    """Return recorded accuracies over severities 0 to 5 of a shift.

    Columns: shift, severity, model, right, n, value, low, high.
    """
    table = tables.table("accuracy")
    chosen = table[(table["shift"] == shift) | (table["severity"] == 0)]
    chosen = chosen[chosen["model"].isin(names)].assign(order=lambda rows: rows["model"].map(names.index))
    return chosen.sort_values(["order", "severity"]).drop(columns="order").reset_index(drop=True)


def rows(name: str, **wanted: Any) -> list[dict[str, Any]]:
    """Return the rows of a recorded table in which all columns `wanted` have that value."""
    rows: list[dict[str, Any]] = tables.table(name).to_dict("records")  # type: ignore[assignment]
    return [row for row in rows if all(row[column] == value for column, value in wanted.items())]


def as_estimate(row: dict[str, Any]) -> Estimate:
    """Return what a row of a recorded table counts."""
    return Estimate(*(row[name] for name in ("value", "low", "high", "n")))
