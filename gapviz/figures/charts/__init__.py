"""Tables and arrays to Plotly figures; computes nothing.

Colours serve a light and a dark ground alike. As small text none can, so that the page's style sheet replaces
the grey by its own ink, and the others as `TEXT` says. Where a mark can be clicked, its `customdata` holds
the values to set.
"""

from gapviz.figures.charts.curves import probability_curves, severity_curves, training_curve
from gapviz.figures.charts.larger import larger
from gapviz.figures.charts.maps import answer_map, answer_maps, answer_points, confusion_map, digit_map
from gapviz.figures.charts.marks import class_accuracies, dots, model_accuracies, probabilities
from gapviz.figures.charts.style import GREY, RIGHT, TEXT, WRONG, Chart, rgb
from gapviz.figures.charts.typeface_wall import Strip, wall

__all__ = [
    "GREY",
    "RIGHT",
    "TEXT",
    "WRONG",
    "Chart",
    "Strip",
    "answer_map",
    "answer_maps",
    "answer_points",
    "class_accuracies",
    "confusion_map",
    "digit_map",
    "dots",
    "larger",
    "model_accuracies",
    "probabilities",
    "probability_curves",
    "rgb",
    "severity_curves",
    "training_curve",
    "wall",
]
