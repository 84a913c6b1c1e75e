"""What steps of the preparation made of a picture: as tiles, and in words."""

import numpy as np

from gapviz.core.wording import Words, many, say
from gapviz.figures.registry import Tile
from gapviz.imaging import photo

LARGEST = 240
"""Pixels of a step's picture."""
TRACE = 0.005
"""A share of the ink that rounds to no percent."""


def what_it_does(stage: photo.Stage) -> str:
    """Return what a step does, or what stands for it where it is off, in one sentence."""
    return stage.step.sentence if stage.on else stage.step.instead


def did(stage: photo.Stage) -> Words:
    """Return what a step did to this picture, in words."""
    return done(stage.effect) if stage.on else "switched off"


def done(effect: photo.Effect) -> Words:
    """Return what was done to a picture, in words."""
    share = effect.amount
    match effect.kind:
        case photo.Kind.CROPPED:
            return say("kept {share:0%} of the picture", share=share)
        case photo.Kind.ERASED if share < TRACE:
            return "took out a trace of ink"
        case photo.Kind.ERASED:
            return say("took out {share:0%} of the ink", share=share)
        case photo.Kind.FOUND:
            return say("found {digits}", digits=many(share, "digit"))
    return "nothing to do" if effect.kind == photo.Kind.NOTHING else "done"


def staged(stage: photo.Stage, place: int) -> Tile:
    """Return the picture that a step made, as ink on a square of paper."""
    blank = np.zeros((28, 28), np.float32)
    pixels = stage.pictures[min(place, len(stage.pictures) - 1)] if stage.pictures else blank
    names = list(photo.STEPS)
    inked = names.index(stage.step.name) >= names.index("ink")
    grey = pixels.mean(2) if pixels.ndim == 3 else pixels
    stride = max(1, -(-max(grey.shape) // LARGEST))
    ink = (grey if inked else 1 - grey)[::stride, ::stride]
    side = max(ink.shape)
    margins = [((side - length) // 2, side - length - (side - length) // 2) for length in ink.shape]
    name = stage.step.label if stage.on else say("{step}, off", step=stage.step.label)
    squared = (np.pad(ink, margins) * 255).round().astype(np.uint8)
    does = {"what": what_it_does(stage), "did": did(stage)}
    said = say("After the step “{step}”: {what} Here: {did}.", step=name, **does)
    label = say("{step}: {did}", step=name, did=did(stage)) if _worth_a_word(stage) else name
    return Tile(squared, said, label, "" if stage.on else "other")


def _worth_a_word(stage: photo.Stage) -> bool:
    """Return whether a picture does not tell by itself what the step did."""
    return stage.on and stage.effect.kind != photo.Kind.CHANGED
