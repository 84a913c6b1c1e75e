"""Every figure of the article: parameters to data, chart, caption and alt text, one function each."""

from gapviz.figures import chapters
from gapviz.figures.registry import FIGURES, Drawing, Figure, Gap, Tile

__all__ = ["FIGURES", "Drawing", "Figure", "Gap", "Tile", "chapters"]
