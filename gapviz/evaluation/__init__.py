"""What a model answers, and how often rightly: inference, metrics, attribution, OOD detection."""

from gapviz.evaluation.conditions import CLEAN, Condition, condition
from gapviz.evaluation.metrics import (
    accuracy,
    clustered,
    clustered_counts,
    confidence,
    confusion,
    estimate,
    failures,
    mcnemar,
    per_class,
)
from gapviz.evaluation.predict import POOL, changed_under, images_under, logits_of, logits_under, predict

__all__ = [
    "CLEAN",
    "POOL",
    "Condition",
    "accuracy",
    "changed_under",
    "clustered",
    "clustered_counts",
    "condition",
    "confidence",
    "confusion",
    "estimate",
    "failures",
    "images_under",
    "logits_of",
    "logits_under",
    "mcnemar",
    "per_class",
    "predict",
]
