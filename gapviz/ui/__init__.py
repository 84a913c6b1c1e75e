"""The frame of a chapter and the controls of its figures: pages are prose and calls of this.

`chapter` opens a page, `figure` shows a registered figure with its controls, `prose` prints text with
recorded numbers in it, `close` ends the page.
"""

import torch

from gapviz.ui.figure import figure, preset
from gapviz.ui.frame import chapter, close, menu, prose
from gapviz.ui.live import training

__all__ = ["chapter", "close", "figure", "menu", "preset", "prose", "training"]

# Beside another busy process two threads wait for each other at every small operation, forty times as long
# as one works; ONNX Runtime, where the time goes, has threads of its own.
torch.set_num_threads(1)
