"""`python -m gapviz measure` works out every number that the chapters quote, into `gapviz/results/`.

It walks the registry of recorded tables, on all shifts, severities and shipped models. `--resume` takes over
each count, also out of the finished tables, whose model, shift and libraries are as they were: what is new
costs its own rows only. `measure NAME` counts one that needs pictures which gapviz does not carry; such a
table stays as it is otherwise.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd

from gapviz import models
from gapviz.core import tables
from gapviz.core.discovery import import_all
from gapviz.core.parameters import look_up
from gapviz.core.types import MNIST, UnusableFileError
from gapviz.evaluation import measure as measure_package
from gapviz.evaluation.measure.registry import TABLES, Run, Table, circumstances, schema, still_true

PART = "part"
"""The folder of what is counted while the rest is not."""
import_all(measure_package.__name__, measure_package.__path__)


def together() -> list[Table]:
    """Return the tables that are counted together."""
    return [entry for entry in TABLES.values() if not entry.apart]


def apart() -> dict[str, Table]:
    """Return the tables that have a command of their own, by name."""
    return {name: entry for name, entry in sorted(TABLES.items()) if entry.apart}


def networks() -> list[str]:
    """Return the names of the models that are measured: those for MNIST, since digits are counted."""
    return models.names(data=MNIST)


def measure(folder: Path, names: list[str], shifts: list[str], resume: bool = False) -> None:
    """Write all tables that are counted together to `folder`.

    Until all is counted the old ones stay, and the counts are in its part.
    """
    record(folder, together(), Run(tuple(names), tuple(shifts)), resume)


def measure_apart(folder: Path, name: str, names: list[str], pictures: Path | None = None) -> None:
    """Write the table of that name to `folder`, counted on `pictures` where it needs a folder of them.

    Raises ValueError for an unknown table, listing the known, and where there are no pictures, and
    UnusableFileError where what has to be fetched is not.
    """
    record(folder, [look_up("table", name, apart())], Run(tuple(names), pictures=pictures))


def record(folder: Path, entries: list[Table], run: Run, resume: bool = False) -> None:
    """Count tables that share a sidecar, those in pieces first; write them, the sidecar and the schema."""
    now, sidecar = circumstances(entries, run), entries[0].sidecar
    run.counted.update(_in_pieces(folder, [entry for entry in entries if entry.pieces], run, now, resume))
    for entry in entries:
        if not entry.pieces:
            run.counted[entry.name] = entry.count(run)
    # Without its sidecar no table is taken over: a mixture of old and new cannot pass for whole.
    (folder / sidecar).unlink(missing_ok=True)
    for entry in entries:
        text = run.counted[entry.name].to_csv(index=False, float_format="%.6g")
        _write(folder / f"{entry.name}.csv", text)
    _write(folder / tables.SCHEMA, json.dumps(schema(), indent=2) + "\n")
    _write(folder / sidecar, json.dumps(now, indent=2) + "\n")
    shutil.rmtree(folder / PART, ignore_errors=True)


def _in_pieces(
    folder: Path, entries: list[Table], run: Run, now: dict[str, Any], resume: bool
) -> dict[str, pd.DataFrame]:
    """Return entries that are counted in pieces, each in the part of `folder` as soon as it is counted."""
    if not entries:
        return {}
    part = folder / PART
    kept = {entry.name: _still_true(folder, entry, now) if resume else _nothing(entry) for entry in entries}
    part.mkdir(parents=True, exist_ok=True)
    for name, rows in kept.items():
        _write(part / f"{name}.csv", rows.to_csv(index=False))
    _write(part / entries[0].sidecar, json.dumps(now))
    return {
        entry.name: _counted(part / f"{entry.name}.csv", entry, run, kept[entry.name]) for entry in entries
    }


def _counted(path: Path, entry: Table, run: Run, kept: pd.DataFrame) -> pd.DataFrame:
    """Count the pieces that are not `kept`, add each to the file at `path`, and return all in their order."""
    assert entry.pieces is not None
    wanted = entry.pieces(run)
    key = list(wanted.columns)
    missing = wanted.merge(kept[key].drop_duplicates(), on=key, how="left_anti")
    with path.open("a", buffering=1) as file:
        for piece in entry.count_pieces(run, missing):
            file.write(piece.to_csv(index=False, header=False))
    found = wanted.merge(tables.read_csv(path, entry.columns, entry.command), on=key)
    return found[list(entry.columns)]


def _nothing(entry: Table) -> pd.DataFrame:
    return pd.DataFrame(columns=list(entry.columns)).astype(entry.columns)


def _still_true(folder: Path, entry: Table, now: dict[str, Any]) -> pd.DataFrame:
    """Return the counts in `folder` and its part that were made under circumstances as they are now."""
    assert entry.pieces is not None
    key, found = list(entry.pieces(Run(())).columns), [_nothing(entry)]
    for place in (folder, folder / PART):
        try:
            then = json.loads((place / entry.sidecar).read_text())
            rows = tables.read_csv(place / f"{entry.name}.csv", entry.columns, entry.command)
            found.append(still_true(entry, rows, then, now))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, UnusableFileError):
            continue
    others = [column for column in entry.columns if column not in {*key, "right", "n"}]
    counts = pd.concat(found).drop_duplicates([*key, *others], keep="last")
    return counts.loc[counts.groupby(key)["n"].transform("sum") == int(now["n"])]


def _write(path: Path, text: str) -> None:
    path.with_name(f".{path.name}").write_text(text)
    path.with_name(f".{path.name}").replace(path)
