"""Block by block to Streamlit. Importing it takes torch and pandas, more than a second in all."""

from gapviz.core.process import settle
from gapviz.editions import article
from gapviz.editions.app import chapter_page, figure_panel, gallery, live_training


def draw(block: article.Block) -> None:
    """Draw a block of the chapter that is open."""
    match block:
        case article.Chapter():
            chapter_page.head(block)
        case article.Section():
            chapter_page.section(block)
        case article.Prose():
            chapter_page.prose(block)
        case article.Figure(live=""):
            figure_panel.figure(block)
        case article.Figure():
            live_training.LIVE[block.live](block)
        case article.Preset():
            figure_panel.preset(block)
        case article.Gallery():
            gallery.gallery(block)
        case article.Close():
            chapter_page.close(block)


settle()
