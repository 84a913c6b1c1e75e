"""The frame of a chapter and the controls of its figures: pages are prose and calls of this.

`chapter` opens a page, `figure` shows a registered figure with its controls, `prose` prints text with
recorded numbers in it, `own_picture` and `own_typeface` let the reader bring one, `close` ends the page.
"""

from gapviz.process import settle
from gapviz.ui.figure import figure, preset
from gapviz.ui.frame import chapter, close, menu, prose
from gapviz.ui.live import training
from gapviz.ui.own import own_picture
from gapviz.ui.typeface import own_typeface

__all__ = ["chapter", "close", "figure", "menu", "own_picture", "own_typeface", "preset", "prose", "training"]

settle()
