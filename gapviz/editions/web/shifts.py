"""Which shifts run in a reader's browser, as the JavaScript says, and why the others do not.

A shift is ported by a function of its name that the module of its family in `src/shifts/` exports, or by a
graft in `src/strokes.js`. One that is not is shown at its five recorded severities: a new shift needs nothing
here.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from gapviz.shifts import SHIFTS, Shift

SOURCES = Path(__file__).parent / "src"
EXPORTED = re.compile(r"^export function (\w+)\(", re.MULTILINE)
GRAFT = re.compile(r"^  (\w+): graft\(", re.MULTILINE)
NOT_YET = "Nobody has written it in JavaScript yet."
REASONS: Mapping[str, str] = {
    "find_diagonal": "Whether a 2 has a diagonal, and where it can be crossed, is found by the app alone.",
    "find_arch": "The arch of a 3 is followed, rubbed out and drawn anew, which the app alone can do.",
    "find_four": "A 4 is taken apart into its strokes and drawn anew, which the app alone can do.",
    "find_tail": "The tail of a 9 is followed to its end through the ink, which the app alone can do.",
}
"""By what finds the place of a stroke: why a shift with that finder does not run in the browser."""


def ported() -> dict[str, Shift]:
    """Return the shifts that run in a reader's browser, by name."""
    return {name: shift for name, shift in SHIFTS.items() if not reason(shift)}


def reason(shift: Shift) -> str:
    """Return why a shift does not run in a reader's browser, in a sentence for that reader; "" if it does."""
    return "" if shift.name in written(shift) else REASONS.get(shift.finder, NOT_YET)


def written(shift: Shift) -> frozenset[str]:
    """Return the names of the shifts in the file of JavaScript that has one, or would have it."""
    if shift.finder:
        return _names(SOURCES / "strokes.js", GRAFT)
    return _names(SOURCES / "shifts" / f"{shift.family}.js", EXPORTED)


@cache
def _names(source: Path, pattern: re.Pattern[str]) -> frozenset[str]:
    return frozenset(pattern.findall(source.read_text())) if source.exists() else frozenset()
