"""Axes of a chart without a browser: where a value stands, which ticks there are, and how they are written.

Along x a place is a share of the plot's width, which the page decides; along y it is a pixel. What Plotly
would choose itself (ranges, ticks, categories) is chosen here by the same rules, as far as our charts need.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

PAD = 0.06
"""What is left free beside the outermost marks where a chart names no range."""
TICKS = 5
"""About so many ticks where a chart names none."""
NICE = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Axis:
    """An axis `along` x or y: the range that it shows from `low` to `high`, in the share `start` to `end`."""

    along: str
    low: float
    high: float
    start: float
    end: float
    categories: tuple[str, ...]
    layout: Mapping[str, Any]

    def share(self, value: Any) -> float:
        """Return where a value stands, from 0 to 1 of the plot, left to right or from below upwards."""
        number = self.categories.index(value) if isinstance(value, str) else float(value)
        return self.start + (self.end - self.start) * (number - self.low) / (self.high - self.low)

    def shows(self, value: Any) -> bool:
        """Return whether a value lies in the range."""
        if value is None:
            return False
        share = self.share(value)
        return not math.isnan(share) and self.start - 1e-6 <= share <= self.end + 1e-6

    def ticks(self) -> list[tuple[float, str]]:
        """Return where the ticks are, in values, and what they are called."""
        named = self.layout.get("ticktext")
        if (places := self.layout.get("tickvals")) is not None:
            return [
                (float(at), str(named[place]) if named else written(at, self.layout))
                for place, at in enumerate(places)
                if self.shows(at)
            ]
        if self.categories:
            return [(float(place), name) for place, name in enumerate(self.categories)]
        return [(at, written(at, self.layout)) for at in _nice(self.low, self.high)]


def written(value: float, layout: Mapping[str, Any]) -> str:
    """Return a tick's value as its axis writes it."""
    form = str(layout.get("tickformat") or "")
    if form.endswith("%"):
        return f"{100 * value:.{form[1:-1] or 0}f}%"
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


def _nice(low: float, high: float) -> list[float]:
    """Return round values between two ends, about TICKS of them."""
    low, high = min(low, high), max(low, high)
    power = 10 ** math.floor(math.log10((high - low) / TICKS))
    step = min((nice * power for nice in NICE), key=lambda step: abs((high - low) / step - TICKS))
    first = math.ceil(low / step - 1e-9)
    return [round(place * step, 10) for place in range(first, math.floor(high / step + 1e-9) + 1)]


def axes(chart: Mapping[str, Any]) -> dict[str, Axis]:
    """Return the axes of a chart by what its traces call them, as in x, y, x2."""
    layout = chart["layout"]
    names = {"x", "y", *(trace.get(f"{along}axis", along) for trace in chart["data"] for along in "xy")}
    return {name: _axis(name, layout.get(f"{name[0]}axis{name[1:]}", {}), chart) for name in sorted(names)}


def _axis(name: str, layout: Mapping[str, Any], chart: Mapping[str, Any]) -> Axis:
    along = name[0]
    traces = [trace for trace in chart["data"] if trace.get(f"{along}axis", along) == name]
    values = [value for trace in traces for value in _values(trace, along)]
    texts = tuple(dict.fromkeys(value for value in values if isinstance(value, str)))
    if layout.get("type") == "category":
        texts = tuple(dict.fromkeys(str(value) for value in values if isinstance(value, str)))
    if (given := layout.get("range")) is not None:
        low, high = map(float, given)
    elif texts:
        low, high = -0.5, len(texts) - 0.5
    else:
        low, high = _span([float(value) for value in values if _number(value)], layout)
    if layout.get("autorange") == "reversed":
        low, high = high, low
    if shared := layout.get("matches"):
        other = chart["layout"].get(f"{along}axis{shared[1:]}", {})
        low, high = map(float, other.get("range") or (low, high))
        if not layout.get("range") and not other.get("range"):
            everything = [
                float(value) for trace in chart["data"] for value in _values(trace, along) if _number(value)
            ]
            low, high = _span(everything, layout)
    start, end = layout.get("domain") or (0, 1)
    if (over := layout.get("overlaying")) and not layout.get("domain"):
        start, end = chart["layout"].get(f"{along}axis{str(over)[1:]}", {}).get("domain") or (0, 1)
    return Axis(along, low, high, float(start), float(end), texts, layout)


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not math.isnan(value)


def _values(trace: Mapping[str, Any], along: str) -> Iterable[Any]:
    """Return the places of a trace along an axis, with the ends of its error bars."""
    values = list(trace.get(along) or [])
    spread = trace.get(f"error_{along}") or {}
    above = spread.get("array") or []
    below = spread.get("arrayminus") or above
    values += [value + more for value, more in zip(trace.get(along) or [], above, strict=False) if more]
    values += [value - less for value, less in zip(trace.get(along) or [], below, strict=False) if less]
    return values


def _span(values: list[float], layout: Mapping[str, Any]) -> tuple[float, float]:
    if not values:
        return 0.0, 1.0
    low, high = min(values), max(values)
    pad = PAD * ((high - low) or 1.0)
    if layout.get("rangemode") == "tozero" and low >= 0:
        return 0.0, high + pad
    return low - pad, high + pad
