"""The registry of recorded tables: what columns each has, what counts it, and what its counts depend on.

    @table({"set": str, "model": str} | COUNT, depends=SHIPPED)
    def hands(run): ...

A counter gets a `Run` and returns a tidy table, whose columns may stand in any order; `measure` walks the
registry and records them. The column `data` (see `core.tables`) is declared of every table,
and filled in from the cards of its models; a table without models counts it itself.

A table that needs what gapviz does not carry stands apart: `measure NAME` counts it, into a sidecar of its
own. A table that takes long is counted in pieces, which `--resume` takes over.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from gapviz import models
from gapviz.core import tables
from gapviz.core.parameters import first_line

TABLES: dict[str, "Table"] = {}
DATA = "data"
CONDITION: dict[str, type] = {"shift": str, "severity": int, "model": str}
COUNT: dict[str, type] = {"right": int, "n": int, "value": float, "low": float, "high": float}
"""Columns that several tables have."""
MODEL_COLUMNS = ("model", "first")
"""Where a table names the models that its rows are about; those of a pair were trained for one set."""


@dataclass(frozen=True)
class Run:
    """What is measured: models and shifts by name, a folder of pictures, and the tables that came before."""

    models: tuple[str, ...]
    shifts: tuple[str, ...] = ()
    pictures: Path | None = None
    counted: dict[str, pd.DataFrame] = field(default_factory=dict)


@dataclass(frozen=True)
class Fact:
    """A fact that counts depend on, under `key` in the sidecar: when it changes, they are out of date.

    Where it has a `column`, the fact is told one by one for the values of that column ("" needs none), and a
    change makes only their rows untrue.
    """

    key: str
    tell: Callable[[Run], Any]
    column: str = ""


@dataclass(frozen=True)
class Table:
    """A recorded table: `columns` with their types, and the function that counts it.

    `needs` is what brings the pictures that gapviz does not carry ("" for none), `folder` what the folder
    holds that has to be given. `pieces` returns the keys, in order, of a table that is counted in pieces.
    """

    name: str
    columns: dict[str, type]
    function: Callable[..., Any]
    depends: tuple[Fact, ...]
    needs: str
    folder: str
    pieces: Callable[[Run], pd.DataFrame] | None

    @property
    def about(self) -> str:
        """What it holds, in one sentence."""
        return first_line(self.function)

    @property
    def apart(self) -> bool:
        """Whether it has a command of its own."""
        return bool(self.needs or self.folder)

    @property
    def sidecar(self) -> str:
        """The name of the file that says what its counts depend on."""
        return f"{self.name}.json" if self.apart else "measured.json"

    @property
    def command(self) -> str:
        """What makes it."""
        if not self.apart:
            return tables.COMMAND
        own = f"{tables.COMMAND} {self.name}"
        return f"{own} DIR, where DIR holds {self.folder}" if self.folder else f"{self.needs}, then {own}"

    def count(self, run: Run) -> pd.DataFrame:
        """Return the table, columns in order."""
        return self.complete(self.function(run))

    def count_pieces(self, run: Run, missing: pd.DataFrame) -> Iterator[pd.DataFrame]:
        """Yield the pieces whose keys are `missing`, columns in order."""
        for piece in self.function(run, missing):
            yield self.complete(piece)

    def complete(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table with the column `data`, and its columns in order."""
        if DATA not in table:
            asked = next(column for column in MODEL_COLUMNS if column in table)
            trained_for = {name: models.card(name).data for name in table[asked].unique()}
            table = table.assign(**{DATA: table[asked].map(trained_for)})
        return table[list(self.columns)]


def table(
    columns: dict[str, type],
    depends: tuple[Fact, ...],
    needs: str = "",
    folder: str = "",
    pieces: Callable[[Run], pd.DataFrame] | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function of a `Run` as what counts the table of its name; the function stays as it is.

    With `pieces` it also gets the missing keys, and yields a table a piece, whose `n` add up to the fact "n".
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        name = function.__name__
        TABLES[name] = Table(name, {DATA: str} | columns, function, depends, needs, folder, pieces)
        return function

    return register


def circumstances(tables: Iterable[Table], run: Run) -> dict[str, Any]:
    """Return all facts that some tables depend on, by key: what the sidecar holds.

    The facts of the table that depends on most come first.
    """
    facts = [
        fact for entry in sorted(tables, key=lambda entry: -len(entry.depends)) for fact in entry.depends
    ]
    return {fact.key: fact.tell(run) for fact in dict.fromkeys(facts)}


def still_true(entry: Table, rows: pd.DataFrame, then: dict[str, Any], now: dict[str, Any]) -> pd.DataFrame:
    """Return those of a table's recorded rows whose facts are `now` what they were `then`.

    Raises KeyError, TypeError or AttributeError where `then` is no sidecar of it.
    """
    for fact in entry.depends:
        if not fact.column and then[fact.key] != now[fact.key]:
            return rows.iloc[:0]
        if fact.column:
            same = [name for name, known in now[fact.key].items() if then[fact.key].get(name) == known]
            rows = rows[rows[fact.column].isin(["", *same])]
    return rows


def schema() -> dict[str, dict[str, Any]]:
    """Return what `tables.schema` reads, as it is written: types by name."""
    return {
        name: {
            "about": entry.about,
            "command": entry.command,
            "columns": {column: kind.__name__ for column, kind in entry.columns.items()},
        }
        for name, entry in sorted(TABLES.items())
    }
