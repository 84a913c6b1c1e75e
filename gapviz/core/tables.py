"""The recorded tables of `gapviz/results/`, which `python -m gapviz measure` makes.

A table is a CSV beside this module. Which tables there are, and of which columns and types, stands beside
them in a schema (as in Frictionless Data's Table Schema), which `measure` writes from the functions that
count: so whoever reads needs none of these, and a new table is declared where it is counted and nowhere else.

`data`, the first column of every table, is the data set that a row is about: the one that its model was
trained for, and whose digits are counted wherever no other column says which are. The clean test set is
shift "" at severity 0.
"""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from gapviz.core.caches import cached
from gapviz.core.parameters import look_up
from gapviz.core.types import MNIST, Estimate, UnusableFileError

TABLES = Path(__file__).parents[1] / "results"
SCHEMA = "schema.json"
COMMAND = "python -m gapviz measure"
"""What makes all tables but those whose pictures gapviz does not carry: the schema says what makes these."""
TYPES: dict[str, type] = {"str": str, "int": int, "float": float}


def schema(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what the schema of a folder says of each table.

    That is `about`, `command`, and `columns` with their types. Raises UnusableFileError where it is missing
    or damaged.
    """
    path = folder / SCHEMA
    try:
        found = json.loads(path.read_text())
        for entry in found.values():
            entry["columns"] = {column: TYPES[kind] for column, kind in entry["columns"].items()}
            entry["command"] = str(entry["command"])
    except FileNotFoundError:
        raise UnusableFileError(path, "is missing", COMMAND) from None
    except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
        raise UnusableFileError(path, f"is damaged ({type(error).__name__})", COMMAND) from error
    return dict(found)


def names() -> list[str]:
    """Return the names of the tables; raises what `schema` raises."""
    return list(schema(TABLES))


def table(name: str, data: str | None = MNIST) -> pd.DataFrame:
    """Return the rows of a recorded table that are about a data set, without the column that says so in each.

    With `data` None it is all rows and all columns. The file is read once, and changing the result changes
    nothing else. Raises ValueError for an unknown name, listing the known, and UnusableFileError where the
    file or the schema is missing or damaged.
    """
    return _table(name, data).copy(deep=False)


@cached(32)
def _table(name: str, data: str | None) -> pd.DataFrame:
    if data is None:
        look_up("table", name, schema(TABLES))
        return read(TABLES / f"{name}.csv")
    whole = _table(name, None)
    return whole[whole["data"] == data].drop(columns="data").reset_index(drop=True)


def read(path: Path) -> pd.DataFrame:
    """Return the table in a file by the schema beside it.

    Raises ValueError for a file that is called like none, and UnusableFileError.
    """
    entry = look_up("table", path.stem, schema(path.parent))
    return read_csv(path, entry["columns"], entry["command"])


def read_csv(path: Path, columns: dict[str, type], command: str) -> pd.DataFrame:
    """Return the table in `path`, which must have rows and just these `columns`.

    Raises UnusableFileError, whose remedy is `command`, where the file is missing or damaged.
    """
    try:
        found = pd.read_csv(path, dtype=columns, keep_default_na=False)
    except FileNotFoundError:
        raise UnusableFileError(path, "is missing", command) from None
    except (ValueError, OSError) as error:
        raise UnusableFileError(path, f"is damaged ({type(error).__name__})", command) from error
    if list(found.columns) != list(columns) or found.empty:
        raise UnusableFileError(path, f"must have rows, and the columns {', '.join(columns)}", command)
    return found


def accuracy(model: str, shift: str = "", severity: int = 0) -> Estimate:
    """Return the recorded accuracy of a model on its test set; severity 0 is clean, whatever the shift.

    Raises ValueError where nothing is recorded, and what `table` raises.
    """
    found = table("accuracy", None)
    wanted = "" if severity == 0 else shift
    row = found[(found["model"] == model) & (found["shift"] == wanted) & (found["severity"] == severity)]
    if len(row) != 1:
        raise ValueError(f"no accuracy is recorded of {model!r} under {shift!r} at severity {severity!r}")
    only = row.iloc[0]
    return Estimate(float(only["value"]), float(only["low"]), float(only["high"]), int(only["n"]))
