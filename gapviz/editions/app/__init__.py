"""The edition in Streamlit: the blocks of a chapter as a page, with controls bound to the address.

Importing it puts it to work: from then on what a page hands over is drawn.
"""

from gapviz.core.process import settle
from gapviz.editions import article
from gapviz.editions.app import chapter_page, figure_panel, live_training
from gapviz.editions.app.chapter_page import menu

__all__ = ["draw", "menu"]


@article.edition
def draw(block: article.Block) -> None:
    """Draw a block of the chapter that is open."""
    match block:
        case article.Chapter():
            chapter_page.head(block)
        case article.Prose():
            chapter_page.prose(block)
        case article.Figure(live=""):
            figure_panel.figure(block)
        case article.Figure():
            live_training.LIVE[block.live](block)
        case article.Preset():
            figure_panel.preset(block)
        case article.Close():
            chapter_page.close(block)


settle()
