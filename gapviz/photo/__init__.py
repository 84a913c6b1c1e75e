"""Any picture to the MNIST frame: what a photograph or a scan needs before a network that knows MNIST can read it.

`prepare` takes a file that nobody vouches for through `STEPS`, each with its picture and its sentence, and each to be
left out at will. Digits come out as MNIST has them, float32 (N, 1, 28, 28), 0 paper and 1 ink.
"""

from gapviz.photo.files import UnreadableImage, read
from gapviz.photo.others import OTHERS
from gapviz.photo.prepare import STEPS, Prepared, Stage, prepare
from gapviz.photo.registry import Page, Step

__all__ = ["OTHERS", "STEPS", "Page", "Prepared", "Stage", "Step", "UnreadableImage", "prepare", "read"]
