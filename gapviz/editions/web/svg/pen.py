"""How a mark is written as SVG: where it stands, how its line is drawn, and what is written beside it."""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gapviz.editions.web.svg.scales import Axis
from gapviz.figures.charts import GREY, TEXT
from gapviz.figures.charts.style import INK

DASHES = {
    "solid": "",
    "dot": "3 3",
    "dash": "9 6",
    "longdash": "14 7",
    "dashdot": "9 4 3 4",
    "longdashdot": "14 6 3 6",
}


class UnknownMarkError(ValueError):
    """What a chart has and this does not draw."""


@dataclass(frozen=True)
class Place:
    """The plot: its axes by name, and its height in pixels."""

    axes: Mapping[str, Axis]
    height: float

    def x(self, value: Any, axis: str = "x") -> float:
        """Return a value's place across, as a share."""
        return value if axis == "paper" else self.axes[axis].share(value)

    def y(self, value: Any, axis: str = "y") -> float:
        """Return a value's place down, in pixels."""
        return self.height * (1 - (value if axis == "paper" else self.axes[axis].share(value)))


def number(value: float) -> str:
    """Return a number as SVG has it, to a tenth of a pixel."""
    return f"{value:.1f}".removesuffix(".0")


def percent(share: float) -> str:
    """Return a share of the width."""
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"


def text(
    x: str,
    y: float,
    words: str,
    anchor: str,
    size: float,
    shift: float = 0,
    colour: str = "",
    weight: Any = None,
    turned: int = 0,
) -> str:
    """Return a label, `shift` pixels beside the place `x`, in one of the colours that know both grounds."""
    said = html.escape(words)
    look = f' class="t{colour[1:]}"' if colour in TEXT else ""
    look += f' font-weight="{weight}"' if weight else ""
    if turned:
        # Turned about its own place, which is at an edge of the plot.
        about = f'transform="rotate({turned})" text-anchor="middle" font-size="{size:g}"{look}'
        return (
            f'<svg x="{x}" y="{number(y)}" overflow="visible">'
            f'<g transform="translate({number(shift)} 0)"><text {about}>{said}</text></g></svg>'
        )
    aside = f' dx="{number(shift)}"' if shift else ""
    look = f'text-anchor="{anchor}" font-size="{size:g}"{look}'
    return f'<text x="{x}" y="{number(y)}"{aside} {look}>{said}</text>'


def each(value: Any, count: int) -> list[Any]:
    """Return a value for each mark: one for all, or their own."""
    return list(value) if isinstance(value, (list, tuple)) else [value] * count


def line(given: Mapping[str, Any]) -> str:
    """Return how a line is drawn, as attributes; it keeps its width where its layer is stretched."""
    dash = str(given.get("dash", "solid"))
    pattern = DASHES.get(dash, dash.replace("px", "").replace(",", " "))
    dashed = f' stroke-dasharray="{pattern}"' if pattern else ""
    width = given.get("width", 2)
    return (
        f'fill="none" stroke="{ink(given.get("color", GREY))}" stroke-width="{width:g}"{dashed} '
        'vector-effect="non-scaling-stroke" stroke-linejoin="round"'
    )


def ink(colour: str) -> str:
    """Return a colour; the page's ink for what is drawn in ink."""
    return "currentColor" if colour == INK else colour
