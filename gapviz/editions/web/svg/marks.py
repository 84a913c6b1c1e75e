"""The marks of a chart as SVG: points, lines, intervals, bars, cells."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from gapviz.editions.web.svg.pen import Place, UnknownMarkError, each, ink, line, number, percent, text
from gapviz.editions.web.svg.scales import Axis
from gapviz.editions.web.svg.symbols import OUTLINES, STROKES
from gapviz.figures.charts import GREY
from gapviz.figures.charts.style import INK

WIDE = 1000
"""Units across of the layer in which lines are drawn; it is stretched to the plot's width."""
NOMINAL = 640
"""Pixels that a plot is wide about: of a gap between cells only a share can be given."""
RGBA = re.compile(r"rgba?\((\d+),\s*(\d+),\s*(\d+)(?:,\s*([\d.]+))?\)")


def trace(given: Mapping[str, Any], place: Place) -> str:
    """Return the marks of a trace."""
    kinds = {"scatter": _scatter, "bar": _bars, "heatmap": _cells}
    if given["type"] not in kinds:
        raise UnknownMarkError(f"a chart's trace must be one of {', '.join(kinds)}, got {given['type']!r}")
    drawn = kinds[given["type"]](given, place)
    opacity = f' opacity="{given["opacity"]:g}"' if "opacity" in given else ""
    return f"<g{opacity}>{drawn}</g>" if drawn else ""


def _scatter(given: Mapping[str, Any], place: Place) -> str:
    horizontal, upright = place.axes[given.get("xaxis", "x")], place.axes[given.get("yaxis", "y")]
    xs, ys = given.get("x") or [], given.get("y") or []
    modes, marker = given.get("mode", "lines").split("+"), given.get("marker", {})
    count, drawn = len(xs), []
    shown = [
        (place_, x, place.y(y, given.get("yaxis", "y")))
        for place_, (x, y) in enumerate(zip(xs, ys, strict=True))
        if horizontal.shows(x) and upright.shows(y)
    ]
    if "lines" in modes and shown:
        points = " ".join(f"{number(WIDE * horizontal.share(x))},{number(y)}" for _, x, y in shown)
        drawn.append(_stretched(f'<polyline points="{points}" {line(given.get("line", {}))}/>', place))
    drawn += [
        _interval(given[f"error_{along}"], along, shown, (xs, ys), (horizontal, upright), place)
        for along in "xy"
        if f"error_{along}" in given
    ]
    if "markers" in modes and marker.get("opacity", 1):
        sizes, symbols = each(marker.get("size", 6), count), each(marker.get("symbol", "circle"), count)
        colours = each(marker.get("color", given.get("line", {}).get("color", GREY)), count)
        drawn += [
            _marker(
                percent(horizontal.share(x)), y, sizes[at], symbols[at], colours[at], marker.get("line", {})
            )
            for at, x, y in shown
        ]
    if "text" in modes:
        font, words = given.get("textfont", {}), each(given.get("text"), count)
        tints, size = each(font.get("color", GREY), count), font.get("size", 13)
        up, _, side = given.get("textposition", "middle center").partition(" ")
        above = {"top": -9, "middle": size * 0.35, "bottom": size + 6}[up]
        anchor, shift = {"left": ("end", -6), "center": ("middle", 0), "right": ("start", 0)}[side]
        drawn += [
            _label(
                percent(horizontal.share(x)), y + above, str(words[at]), anchor, size, shift, tints[at], font
            )
            for at, x, y in shown
            if words[at]
        ]
    return "".join(drawn)


def _label(
    x: str, y: float, words: str, anchor: str, size: float, shift: float, tint: str, font: Mapping[str, Any]
) -> str:
    drawn = text(x, y, words, anchor, size, shift, "" if tint == GREY else tint, font.get("weight"))
    return drawn.replace("<text", f'<text fill="{INK}"', 1) if tint == INK else drawn


def _stretched(drawn: str, place: Place) -> str:
    return (
        f'<svg width="100%" height="{place.height:g}" viewBox="0 0 {WIDE} {place.height:g}" '
        f'preserveAspectRatio="none">{drawn}</svg>'
    )


def _interval(
    spread: Mapping[str, Any],
    along: str,
    shown: Sequence[tuple[int, Any, float]],
    at: tuple[Sequence[Any], Sequence[Any]],
    axes: tuple[Axis, Axis],
    place: Place,
) -> str:
    """Return error bars; what lies beyond the axis is not drawn."""
    more = spread.get("array") or []
    less = spread.get("arrayminus") or more
    axis, values = (axes[0], at[0]) if along == "x" else (axes[1], at[1])
    lines = []
    for index, x, y in shown:
        ends = [values[index] - (less[index] or 0), values[index] + (more[index] or 0)]
        low, high = (min(max(axis.share(end), axis.start), axis.end) for end in ends)
        if along == "x":
            lines.append(
                f'<line x1="{percent(low)}" x2="{percent(high)}" y1="{number(y)}" y2="{number(y)}"/>'
            )
        else:
            across = percent(axes[0].share(x))
            down, up = (number(place.height * (1 - share)) for share in (low, high))
            lines.append(f'<line x1="{across}" x2="{across}" y1="{down}" y2="{up}"/>')
    width = spread.get("thickness", 2)
    return f'<g stroke="{spread.get("color", GREY)}" stroke-width="{width:g}">{"".join(lines)}</g>'


def _marker(x: str, y: float, size: float, symbol: str, colour: str, rim: Mapping[str, Any]) -> str:
    """Return a marker at a place: an outline, scaled, in a frame that stands there."""
    name, radius = symbol.removesuffix("-open"), size / 2
    open_ = symbol.endswith("-open") or name in STROKES
    edge, width = rim.get("color", colour), rim.get("width", 1 if open_ else 0)
    stroke = f' stroke="{ink(colour if open_ else edge)}" stroke-width="{max(width, 1.5 if open_ else 0):g}"'
    look = f'fill="{"none" if open_ else colour}"{stroke if open_ or width else ""}'
    if name == "circle":
        return f'<circle cx="{x}" cy="{number(y)}" r="{radius:g}" {look}/>'
    if name in STROKES:
        lines = "".join(f'<polyline points="{_points(outline, radius)}"/>' for outline in STROKES[name])
        drawn = f"<g {look}>{lines}</g>"
    elif name in OUTLINES:
        drawn = f'<polygon points="{_points(OUTLINES[name], radius)}" {look}/>'
    else:
        raise UnknownMarkError(
            f"a marker must be one of circle, {', '.join([*OUTLINES, *STROKES])}, got {name!r}"
        )
    return f'<svg x="{x}" y="{number(y)}" overflow="visible">{drawn}</svg>'


def _points(outline: Sequence[tuple[float, float]], radius: float) -> str:
    return " ".join(f"{number(radius * x)},{number(radius * y)}" for x, y in outline)


def sample(given: Mapping[str, Any], width: int) -> str:
    """Return a sample of a trace for the legend, `width` pixels wide."""
    drawn, modes = "", given.get("mode", "lines").split("+")
    if "lines" in modes:
        drawn += f'<line x1="0" x2="{width - 6}" y1="7" y2="7" {line(given.get("line", {}))}/>'
    if "markers" in modes:
        marker = given.get("marker", {})
        colour, symbol = (each(marker.get(name, "circle"), 1)[0] for name in ("color", "symbol"))
        drawn += _marker(str((width - 6) // 2), 7, 9, symbol, colour, marker.get("line", {}))
    return drawn


def _bars(given: Mapping[str, Any], place: Place) -> str:
    """Return bars that lie, each with its text at its end."""
    if given.get("orientation") != "h":
        raise UnknownMarkError("bars must lie (orientation 'h')")
    axis, upright = place.axes["x"], place.axes["y"]
    thick = given.get("width", 0.8) * place.height / abs(upright.high - upright.low)
    colours, drawn = each(given.get("marker", {}).get("color", GREY), len(given["x"])), []
    for at, (x, y) in enumerate(zip(given["x"], given["y"], strict=True)):
        middle, zero, end = place.y(y), axis.share(0), axis.share(x)
        drawn.append(
            f'<rect x="{percent(zero)}" y="{number(middle - thick / 2)}" width="{percent(end - zero)}" '
            f'height="{number(thick)}" fill="{colours[at]}"/>'
        )
        if given.get("text"):
            drawn.append(text(percent(end), middle + 4.5, str(given["text"][at]), "start", 13, shift=6))
    return "".join(drawn)


def _cells(given: Mapping[str, Any], place: Place) -> str:
    upright, rows = given.get("yaxis", "y"), given["z"]
    across, up = place.axes[given.get("xaxis", "x")], place.axes[upright]
    xs = given.get("x") or list(range(len(rows[0])))
    ys = given.get("y") or list(range(len(rows)))
    wide = abs(across.share(xs[1]) - across.share(xs[0])) - given.get("xgap", 0) / NOMINAL
    high = place.height * abs(up.share(ys[1]) - up.share(ys[0])) - given.get("ygap", 0)
    size = f'width="{percent(wide)}" height="{number(high)}"'
    return "".join(
        f'<rect x="{percent(across.share(x) - wide / 2)}" y="{number(place.y(y, upright) - high / 2)}" '
        f'{size} fill="{_tint(value, given)}"/>'
        for y, row in zip(ys, rows, strict=True)
        for x, value in zip(xs, row, strict=True)
        if value is not None
    )


def _tint(value: float, given: Mapping[str, Any]) -> str:
    """Return the colour of a value on the trace's scale."""
    share = (value - given["zmin"]) / (given["zmax"] - given["zmin"])
    share = min(max(share, 0), 1)
    stops = given["colorscale"]
    for (low, one), (high, other) in pairwise(stops):
        if share <= high:
            part = (share - low) / (high - low) if high > low else 0
            mixed = [a + part * (b - a) for a, b in zip(_rgba(one), _rgba(other), strict=True)]
            return f"rgba({mixed[0]:.0f},{mixed[1]:.0f},{mixed[2]:.0f},{mixed[3]:.2f})"
    return str(stops[-1][1])


def _rgba(colour: str) -> tuple[float, ...]:
    if colour.startswith("#"):
        return *(int(colour[at : at + 2], 16) for at in (1, 3, 5)), 1.0
    found = RGBA.fullmatch(colour)
    if not found:
        raise UnknownMarkError(f"a colour must be #RRGGBB or rgba(...), got {colour!r}")
    return float(found[1]), float(found[2]), float(found[3]), float(found[4] or 1)
