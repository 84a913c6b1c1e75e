"""Every figure of the article: parameters to data, chart, caption and alt text, one function each."""

from gapviz.figures import chapters
from gapviz.figures.registry import FIGURES, Digit, Drawing, Figure, Gap

__all__ = ["FIGURES", "Digit", "Drawing", "Figure", "Gap", "chapters"]
