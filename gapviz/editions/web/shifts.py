"""Which shifts run in a reader's browser, as the JavaScript says, and why the others do not.

A shift is ported by a function of its name that the module of its family in `src/shifts/` exports. One that
is not is shown at its five recorded severities: a new shift needs nothing here.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from gapviz.shifts import SHIFTS, Shift

SOURCES = Path(__file__).parent / "src" / "shifts"
EXPORTED = re.compile(r"^export function (\w+)\(", re.MULTILINE)
NOT_YET = "Nobody has written it in JavaScript yet."
REASONS: Mapping[str, str] = {
    "find_stem": "Where the stem of a 1 begins and ends is found by the app alone.",
    "find_leg": "Where the leg of a 7 runs is found by the app alone.",
    "find_ring": "Where the middle of a 0 lies is found by the app alone.",
    "find_diagonal": "Whether a 2 has a diagonal, and where it can be crossed, is found by the app alone.",
    "find_arch": "The arch of a 3 is followed, rubbed out and drawn anew, which the app alone can do.",
    "find_four": "A 4 is taken apart into its strokes and drawn anew, which the app alone can do.",
    "find_tail": "The tail of a 9 is followed to its end through the ink, which the app alone can do.",
}
"""By what finds the place of a stroke: why a shift with that finder does not run in the browser."""


def ported() -> dict[str, Shift]:
    """Return the shifts that run in a reader's browser, by name."""
    return {name: shift for name, shift in SHIFTS.items() if name in exported(shift.family)}


def reason(shift: Shift) -> str:
    """Return why a shift does not run in a reader's browser, in a sentence for that reader; "" if it does."""
    return "" if shift.name in exported(shift.family) else REASONS.get(shift.finder, NOT_YET)


@cache
def exported(family: str) -> frozenset[str]:
    """Return the names of the functions that a family's JavaScript exports, none where there is no file."""
    source = SOURCES / f"{family}.js"
    return frozenset(EXPORTED.findall(source.read_text())) if source.exists() else frozenset()
