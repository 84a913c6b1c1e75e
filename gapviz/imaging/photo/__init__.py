"""Preprocessing: any picture of digits to the MNIST frame, before a network that knows MNIST can read it.

The steps, in their order: orientation (`light`), document detection (`sheet`), greyscale (`light`), polarity
(`polarity`), background illumination (`light`), binarisation (`ink`), line removal (`ruling`), enclosures and
underlines (`surrounds`), border clearing (`ruling`), dot joining (`dots`), despeckling (`ink`), segmentation
into digits by connected components (`digits`, `two_strokes`), and unsharp mask, stroke width, size and
centring (`placing`). Nothing is deskewed: MNIST's own digits slant as they were written.

`prepare` takes a file that nobody vouches for through `STEPS`, each with its picture and its sentence, and
each to be left out at will. Digits come out as MNIST has them, float32 (N, 1, 28, 28), 0 paper and 1 ink.
"""

from gapviz.imaging.photo.baselines import BASELINE_PREPARATIONS
from gapviz.imaging.photo.effects import Effect, Kind
from gapviz.imaging.photo.files import UnreadableImage, read
from gapviz.imaging.photo.prepare import STEPS, Prepared, Stage, prepare, without_each
from gapviz.imaging.photo.registry import Page, Step

__all__ = [
    "BASELINE_PREPARATIONS",
    "STEPS",
    "Effect",
    "Kind",
    "Page",
    "Prepared",
    "Stage",
    "Step",
    "UnreadableImage",
    "prepare",
    "read",
    "without_each",
]
