"""A chart, as plotly.js would take it, to SVG: what stands around the plot, and the plot's marks in it."""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gapviz.editions.web.svg import marks, over
from gapviz.editions.web.svg.pen import Place, number, percent, text
from gapviz.editions.web.svg.scales import Axis, axes
from gapviz.figures.charts import TEXT

LETTER, TICK, TITLE = 7.2, 18, 22
"""Pixels that a letter takes, on the safe side, a row of ticks, and a title."""
SAMPLE = 26


@dataclass(frozen=True)
class Plot:
    """A plot in SVG, `drawn`: its `height`, and the `room` around it for what stands beside it, in pixels."""

    room: Mapping[str, float]
    height: float
    drawn: str


def picture(chart: Mapping[str, Any], alt: str) -> str:
    """Return a chart's picture as markup of its own height, as wide as its place."""
    legend, found = _legend(chart), plot(chart)
    padding = " ".join(f"{found.room[side]:g}px" for side in ("top", "right", "bottom", "left"))
    return (
        f'<div class="gv-plot" role="img" aria-label="{html.escape(alt, quote=True)}">{legend}'
        f'<div style="padding:{padding}"><svg xmlns="http://www.w3.org/2000/svg" width="100%" '
        f'height="{found.height:g}" aria-hidden="true">{found.drawn}</svg></div></div>'
    )


def plot(chart: Mapping[str, Any]) -> Plot:
    """Return a chart's plot, without the legend."""
    layout, found = chart["layout"], axes(chart)
    margin, legend = layout.get("margin", {}), _legend(chart)
    room = {
        "top": margin.get("t", 14),
        "right": margin.get("r", 8)
        + sum(_beside(axis) for name, axis in found.items() if _right(name, axis)),
        "bottom": margin.get("b", 8) + max((_below(axis) for axis in _outer(found, "x")), default=0),
        "left": margin.get("l", 8) + max((_beside(axis) for axis in _outer(found, "y")), default=0),
    }
    height = layout["height"] - room["top"] - room["bottom"] - (TITLE + 4 if legend else 0)
    place = Place(found, height)
    drawn = [
        *(over.image(one, place) for one in layout.get("images", [])),
        *(_grid(axis, place) for axis in found.values()),
        *(marks.trace(trace, place) for trace in chart["data"]),
        *(over.shape(shape, place) for shape in layout.get("shapes", [])),
        *(_ticks(name, axis, place) for name, axis in found.items()),
        *(over.note(note, place) for note in layout.get("annotations", [])),
    ]
    return Plot(room, height, "".join(drawn))


def _outer(found: Mapping[str, Axis], along: str) -> list[Axis]:
    """Return the axes along x or y whose ticks stand outside of all plots, to the left or below."""
    return [
        axis
        for name, axis in found.items()
        if axis.along == along and axis.start < 1e-6 and not _right(name, axis) and _told(axis)
    ]


def _right(name: str, axis: Axis) -> bool:
    return name[0] == "y" and axis.layout.get("side") == "right"


def _told(axis: Axis) -> bool:
    return bool(axis.layout.get("visible", True))


def _title(axis: Axis) -> str:
    return str((axis.layout.get("title") or {}).get("text") or "")


def _beside(axis: Axis) -> float:
    """Return the pixels that the ticks and the title of an upright axis take."""
    size = _size(axis) / 13
    widest = max((len(told) for _, told in axis.ticks()), default=0) if _ticked(axis) else 0
    return widest * LETTER * size + 8 + (TITLE if _title(axis) else 0)


def _below(axis: Axis) -> float:
    return (TICK if _ticked(axis) else 0) + (TITLE if _title(axis) else 0)


def _ticked(axis: Axis) -> bool:
    return _told(axis) and bool(axis.layout.get("showticklabels", True))


def _size(axis: Axis) -> float:
    return float((axis.layout.get("tickfont") or {}).get("size", 13))


def _grid(axis: Axis, place: Place) -> str:
    if not _told(axis) or axis.layout.get("showgrid", True) is False:
        return ""
    lines = []
    for at, _ in axis.ticks():
        if axis.along == "x":
            x = percent(axis.share(at))
            lines.append(f'<line x1="{x}" x2="{x}" y1="0" y2="{place.height:g}"/>')
        else:
            y = number(place.height * (1 - axis.share(at)))
            lines.append(f'<line x1="0" x2="100%" y1="{y}" y2="{y}"/>')
    return f'<g class="gv-grid">{"".join(lines)}</g>'


def _ticks(name: str, axis: Axis, place: Place) -> str:
    """Return the ticks' names and the title of an axis."""
    if not _told(axis):
        return ""
    size, texts = _size(axis), []
    anchor = axis.layout.get("anchor") or ("y" if axis.along == "x" else "x")
    other = place.axes.get(str(anchor))
    if axis.along == "x":
        edge = place.height * (1 - (other.start if other else 0))
        for at, told in axis.ticks() if _ticked(axis) else []:
            texts.append(text(percent(axis.share(at)), edge + 5 + size, told, "middle", size))
        if title := _title(axis):
            middle = percent((axis.start + axis.end) / 2)
            below = edge + TITLE + (TICK if _ticked(axis) else 0)
            texts.append(text(middle, below - 4, title, "middle", 13))
    else:
        right = _right(name, axis)
        x, shift, side = ("100%", 6, "start") if right else ("0", -6, "end")
        for at, told in axis.ticks() if _ticked(axis) else []:
            y = place.height * (1 - axis.share(at)) + size * 0.35
            texts.append(text(x, y, told, side, size, shift=shift))
        if title := _title(axis):
            away = (_beside(axis) - 10) * (1 if right else -1)
            y = place.height * (1 - (axis.start + axis.end) / 2)
            texts.append(text(x, y, title, "middle", 13, shift=away, turned=90 if right else -90))
    return f'<g class="gv-ticks">{"".join(texts)}</g>' if texts else ""


def _legend(chart: Mapping[str, Any]) -> str:
    """Return the names of the traces with a sample of each, where the chart has a legend."""
    if not chart["layout"].get("showlegend"):
        return ""
    entries = [
        f'<span><svg width="{SAMPLE}" height="14" aria-hidden="true">{marks.sample(trace, SAMPLE)}</svg>'
        f"{html.escape(str(trace['name']))}</span>"
        for trace in chart["data"]
        if trace.get("showlegend", True) and trace.get("name")
    ]
    return f'<p class="gv-legend">{"".join(entries)}</p>'


def colours() -> str:
    """Return the rules that give the labels of a picture their tone on each ground."""
    rules = [f".gv-plot .t{colour[1:]} {{ fill: light-dark({a}, {b}); }}" for colour, (a, b) in TEXT.items()]
    return "\n".join(rules) + "\n"
