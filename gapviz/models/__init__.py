"""Trained networks: `models.load("cnn-0").logits(images)`; `models.names()` lists those in `checkpoints/`."""

from gapviz.models.architectures import ARCHITECTURES, build
from gapviz.models.checkpoints import HERO, SHIPPED, Card, card, family_of, names
from gapviz.models.loading import load
from gapviz.models.model import OURS, OWN, Conform, Convention, Model, of_onnx, of_torch, own_name
from gapviz.models.own import add, added, forget, held
from gapviz.models.own_file import UnreadableNetworkError, from_file, to_file
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
    "UnreadableNetworkError",
    "add",
    "added",
    "brief",
    "build",
    "card",
    "family_of",
    "forget",
    "from_file",
    "held",
    "label",
    "load",
    "names",
    "of_onnx",
    "of_torch",
    "own_name",
    "short",
    "spoken",
    "to_file",
]
