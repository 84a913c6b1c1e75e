"""Every figure of the article: parameters to data, chart, caption and alt text, one function each."""

from gapviz.figures import flagged, hands, hook, own, paper, rejected, ritual, shifted, turns, variable, variants, writers
from gapviz.figures.quotes import PATTERN, quote
from gapviz.figures.registry import FIGURES, Digit, Drawing, Figure, Gap

CHAPTERS = (flagged, hands, hook, own, paper, rejected, ritual, shifted, turns, variable, variants, writers)
"""The modules that register them."""

__all__ = ["FIGURES", "PATTERN", "Digit", "Drawing", "Figure", "Gap", "quote"]
