"""The recorded tables of `gapviz/results/`, which `python -m gapviz.measure` makes.

A table is a CSV beside this module. The clean test set is shift "" at severity 0.
"""

from functools import lru_cache
from pathlib import Path

import pandas as pd

from gapviz.registry import look_up
from gapviz.types import Estimate, UnusableFileError

TABLES = Path(__file__).parent / "results"
COMMAND = "python -m gapviz.measure"
APART = {
    "writers": "python -m gapviz.scans, then python -m gapviz.measure writers",
    "photos": "python -m gapviz.measure photos DIR, where DIR holds scans or photographs of digits",
}
"""The tables that COMMAND does not make, since they rest on pictures that gapviz does not carry: what makes them."""
_CONDITION = {"shift": str, "severity": int, "model": str}
_COUNT = {"right": int, "n": int, "value": float, "low": float, "high": float}
COLUMNS: dict[str, dict[str, type]] = {
    "accuracy": _CONDITION | _COUNT,
    "per_class": _CONDITION | {"class": str, "right": int, "n": int},
    "mistakes": {"model": str, "index": int, "label": int, "prediction": int, "confidence": float},
    "flags": {"model": str, "angle": float, "length": float, "sevens": int} | _COUNT,
    "flagged": {"index": int, "flag": int, "foot": int, "angle": float, "length": float},
    "detector": {"kind": str, "hits": int, "detected": int, "labelled": int, "found": int, "n": int},
    "hands": {"set": str, "model": str} | _COUNT,
    "evidence": {
        "set": str,
        "model": str,
        "method": str,
        "of_ink": float,
        "of_evidence": float,
        "low": float,
        "high": float,
        "n": int,
    }
    | dict.fromkeys(("kept", "without", "at_random", "next_strongest"), int),
    "writers": {"writer": str, "digit": int, "model": str, "prediction": int, "n": int},
    "rejections": {"model": str, "rule": str, "set": str, "threshold": float, "sure": int, "auroc": float}
    | _COUNT,
    "photos": {"set": str, "off": str, "model": str} | _COUNT,
    "printed": dict.fromkeys(("model", "preparation", "families", "category", "class"), str) | _COUNT,
    "pairs": {"first": str, "second": str, "only_first": int, "only_second": int, "p": float},
}


def names() -> list[str]:
    """Return the names of the tables."""
    return list(COLUMNS)


def table(name: str) -> pd.DataFrame:
    """Return a recorded table; the file is read once, and changing the result changes nothing else.

    Raises ValueError for an unknown name, listing the known, and UnusableFileError where the file
    is missing or damaged.
    """
    look_up("table", name, COLUMNS)
    return _table(name).copy(deep=False)


@lru_cache(maxsize=16)
def _table(name: str) -> pd.DataFrame:
    return read(TABLES / f"{name}.csv")


def read(path: Path) -> pd.DataFrame:
    """Return the table in a file that is called like one of ours; raises UnusableFileError."""
    return read_csv(path, COLUMNS[path.stem], APART.get(path.stem, COMMAND))


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
    """Return the recorded accuracy of a model on the test set; severity 0 is the clean set, whatever the shift.

    Raises ValueError where nothing is recorded, and what `table` raises.
    """
    found = table("accuracy")
    wanted = "" if severity == 0 else shift
    row = found[(found["model"] == model) & (found["shift"] == wanted) & (found["severity"] == severity)]
    if len(row) != 1:
        raise ValueError(f"no accuracy is recorded of {model!r} under {shift!r} at severity {severity!r}")
    only = row.iloc[0]
    return Estimate(float(only["value"]), float(only["low"]), float(only["high"]), int(only["n"]))
