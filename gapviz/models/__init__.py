"""Trained networks: `models.load("cnn-0").logits(images)`; `models.names()` lists those in `checkpoints/`."""

from gapviz.models.architectures import ARCHITECTURES, build
from gapviz.models.checkpoints import HERO, SHIPPED, Card, card, family_of, names
from gapviz.models.loading import load
from gapviz.models.model import OURS, OWN, Conform, Convention, Model, of_onnx, of_torch, own_name
from gapviz.models.own import add, added, forget
from gapviz.models.words import brief, label, short, spoken

__all__ = [
    "ARCHITECTURES",
    "HERO",
    "OURS",
    "OWN",
    "SHIPPED",
    "Card",
    "Conform",
    "Convention",
    "Model",
    "add",
    "added",
    "brief",
    "build",
    "card",
    "family_of",
    "forget",
    "label",
    "load",
    "names",
    "of_onnx",
    "of_torch",
    "own_name",
    "short",
    "spoken",
]
