"""A chart's picture in SVG, by Python alone: Plotly writes one only through a browser.

It draws what the charts of `figures/charts` are made of: points, lines, bars, cells, labels, frames. The
picture is as wide as its place, and its letters keep their size: shares of the width stand along x, pixels
along y. Its text is the page's ink. What it does not know it refuses, so that no chart is drawn in part.
"""

from gapviz.editions.web.svg.pen import UnknownMarkError
from gapviz.editions.web.svg.picture import picture

__all__ = ["UnknownMarkError", "picture"]
