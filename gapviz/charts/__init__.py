"""Tables and arrays to Plotly figures; computes nothing.

Colours serve a light and a dark ground alike. Text is a middle grey here, which the page's style
sheet replaces by its own ink. Where a mark can be clicked, its `customdata` holds the values to set.
"""

from gapviz.charts.curves import severity_curves, training_curve
from gapviz.charts.marks import class_accuracies, confusion_map, model_accuracies, probabilities
from gapviz.charts.style import Chart

__all__ = ["Chart", "class_accuracies", "confusion_map", "model_accuracies", "probabilities", "severity_curves", "training_curve"]
