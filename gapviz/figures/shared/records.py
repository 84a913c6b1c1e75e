"""Recorded tables as figures read them: curves over severities, rows, estimates, a column a family."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from gapviz import models
from gapviz.core import tables
from gapviz.core.types import Estimate
from gapviz.core.wording import percent


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
    table = tables.table(name)
    for column, value in wanted.items():
        table = table[table[column] == value]
    found: list[dict[str, Any]] = table.to_dict("records")  # type: ignore[assignment]
    return found


def as_estimate(row: dict[str, Any]) -> Estimate:
    """Return what a row of a recorded table counts."""
    return Estimate(*(row[name] for name in ("value", "low", "high", "n")))


def by_family(shares: Mapping[str, Sequence[float]]) -> dict[str, list[str]]:
    """Return the columns of a table in words, one a family of networks, out of the `shares` of each network.

    A cell says from which share to which the seeds of the family reach, in whole percent.
    """
    families: dict[str, list[Sequence[float]]] = {}
    for name, found in shares.items():
        families.setdefault(models.short(name), []).append(found)
    return {words: [_between(each) for each in zip(*found, strict=True)] for words, found in families.items()}


def _between(shares: Sequence[float]) -> str:
    low, high = (percent(share, 0) for share in (min(shares), max(shares)))
    return high if low == high else f"{low.split()[0]} to {high}"
