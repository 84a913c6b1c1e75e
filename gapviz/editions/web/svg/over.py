"""What lies over or under the marks of a chart: lines and frames, labels, pictures."""

from collections.abc import Mapping
from typing import Any

from gapviz.editions.web.svg.pen import Place, UnknownMarkError, line, number, percent, text

ANCHORS = {"left": "start", "center": "middle", "right": "end"}


def shape(given: Mapping[str, Any], place: Place) -> str:
    """Return a line or a frame over the plot."""
    horizontal, upright = given.get("xref", "x"), given.get("yref", "y")
    x0, x1 = (place.x(given[name], horizontal) for name in ("x0", "x1"))
    y0, y1 = (place.y(given[name], upright) for name in ("y0", "y1"))
    look = line(given.get("line", {}))
    if given["type"] == "line":
        return f'<line x1="{percent(x0)}" x2="{percent(x1)}" y1="{number(y0)}" y2="{number(y1)}" {look}/>'
    if given["type"] != "rect":
        raise UnknownMarkError(f"a shape must be line or rect, got {given['type']!r}")
    size = f'width="{percent(abs(x1 - x0))}" height="{number(abs(y1 - y0))}"'
    return f'<rect x="{percent(min(x0, x1))}" y="{number(min(y0, y1))}" {size} {look}/>'


def note(given: Mapping[str, Any], place: Place) -> str:
    """Return a label in the chart itself."""
    font = given.get("font", {})
    x = percent(place.x(given["x"], given.get("xref", "x")))
    size = font.get("size", 13)
    down = {"middle": size * 0.35, "top": size, "bottom": -4}[given.get("yanchor", "middle")]
    y = place.y(given["y"], given.get("yref", "y")) + down - given.get("yshift", 0)
    anchor, turned = ANCHORS[given.get("xanchor", "center")], int(given.get("textangle", 0))
    shift = given.get("xshift", 0)
    return text(x, y, given["text"], anchor, size, shift, font.get("color", ""), font.get("weight"), turned)


def image(given: Mapping[str, Any], place: Place) -> str:
    """Return a picture that lies in the plot, its upper left corner at its place."""
    axis, upright = place.axes[given["xref"]], place.axes[given["yref"]]
    wide = abs(axis.share(given["sizex"]) - axis.share(0))
    high = place.height * abs(upright.share(given["sizey"]) - upright.share(0))
    return (
        f'<image href="{given["source"]}" x="{percent(axis.share(given["x"]))}" '
        f'y="{number(place.y(given["y"]))}" width="{percent(wide)}" height="{number(high)}" '
        'preserveAspectRatio="xMinYMin meet"/>'
    )
