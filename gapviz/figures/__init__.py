"""Every figure of the article: parameters to data, chart, caption and alt text, one function each."""

from gapviz.figures import (
    flagged,
    hands,
    hook,
    own,
    own_answers,
    own_typeface,
    paper,
    printed,
    printed_categories,
    rejected,
    ritual,
    shifted,
    turns,
    typeface_closely,
    variable,
    variants,
    wall,
    writers,
)
from gapviz.figures.registry import FIGURES, Drawing, Figure, Gap, Tile

CHAPTERS = (
    *(flagged, hands, hook, own, own_answers, own_typeface, paper, printed, printed_categories, rejected),
    *(ritual, shifted, turns, typeface_closely, variable, variants, wall, writers),
)
"""The modules that register them."""

__all__ = ["FIGURES", "Drawing", "Figure", "Gap", "Tile"]
