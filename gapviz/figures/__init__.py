"""Every figure of the article: parameters to data, chart, caption and alt text, one function each."""

from gapviz.figures import flagged, hands, hook, own, paper, printed, rejected, ritual, shifted, turns, variants, wall, writers
from gapviz.figures.quotes import PATTERN, quote
from gapviz.figures.registry import FIGURES, Digit, Drawing, Figure, Gap

CHAPTERS = (flagged, hands, hook, own, paper, printed, rejected, ritual, shifted, turns, variants, wall, writers)
"""The modules that register them."""

__all__ = ["FIGURES", "PATTERN", "Digit", "Drawing", "Figure", "Gap", "quote"]
