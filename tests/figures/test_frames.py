"""Frames that follow a slider's thumb: at every step just what the figure shows there."""

import json

import numpy as np
import pytest

from gapviz.core.parameters import Range
from gapviz.editions.app import drag
from gapviz.figures import FIGURES

DRAGGED = [(name, parameter) for name, entry in FIGURES.items() for parameter in entry.frames]


@pytest.mark.parametrize(("name", "parameter"), DRAGGED)
def test_a_frame_is_the_figure_in_its_state(name: str, parameter: str) -> None:
    entry, domain = FIGURES[name], FIGURES[name].parameters[parameter].domain
    assert isinstance(domain, Range)
    frames = entry.frames_along(parameter)
    last = len(frames.tiles) - 1
    assert (frames.low, frames.low + last * frames.step) == pytest.approx((domain.low, domain.high))
    unasked = round((entry.parameters[parameter].default - frames.low) / frames.step)
    for place in {0, unasked, last}:
        drawn = entry(**{parameter: round(frames.low + place * frames.step, 10)})
        shown, frame = drawn.tiles[0], frames.tiles[place]
        assert np.array_equal(frame.pixels, shown.pixels)
        assert (frame.label, frame.verdict, frame.alt) == (shown.label, shown.verdict, shown.alt)
        for k, share in _shares(drawn.chart, frames.classes).items():
            assert frames.probabilities[place][k] == np.float32(share)


def _shares(chart, classes):
    """The probabilities by class that a chart shows at the reader's value."""
    if classes is None:
        return {}
    if not classes:
        return dict(enumerate(chart.data[0].x))
    return {k: chart.data[2 * place + 1].y[0] for place, k in enumerate(classes)}


@pytest.mark.parametrize(("name", "parameter"), DRAGGED)
def test_frames_travel_light_and_once(name: str, parameter: str) -> None:
    others = {key: p.default for key, p in FIGURES[name].parameters.items() if key != parameter}
    sent = drag.packed(name, parameter, tuple(others.items()))
    assert sent, "what the app shows unasked follows the thumb"
    assert len(json.dumps(sent)) < drag.MOST
