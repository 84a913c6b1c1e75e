"""What follows a slider's thumb: at every value just what the figure shows there once it is let go."""

import json

import numpy as np
import pytest
from node import needs_node, node

from gapviz import models
from gapviz.editions.app import drag, packs
from gapviz.figures import FIGURES
from gapviz.models.checkpoints import CHECKPOINTS

DRAGGED = [(name, parameter) for name, found in drag.FOLLOWED.items() for parameter in found]
FRAMES = """async ({ load, dragged }, { given, packed, values }) => {
  const frame = dragged(given, (await load()).network(packed));
  return values.map(frame);
}"""
MODULES = "engine/engine.js figures/dragged.js"


@needs_node
@pytest.mark.parametrize(("name", "parameter"), DRAGGED)
def test_a_frame_is_the_figure_in_its_state(name: str, parameter: str) -> None:
    entry = FIGURES[name]
    domain, unasked = entry.parameters[parameter].domain, entry.parameters[parameter].default
    given = drag.told(name, parameter, {})
    values = [domain.low, unasked, domain.high, domain.high + domain.step]
    packed = packs.network(given["network"]["name"])
    *found, beyond = node(MODULES, FRAMES, given=given, packed=packed, values=values)
    assert beyond is None
    for value, frame in zip(values, found, strict=False):
        drawn = entry(**{parameter: value})
        shown = drawn.tiles[0]
        away = np.abs(frame["pixels"].reshape(28, 28).astype(int) - shown.pixels)
        assert away.max() <= 1
        assert (frame["label"], frame["verdict"], frame["alt"]) == (shown.label, shown.verdict, shown.alt)
        for k, share in _shares(drawn.chart, given["marks"]).items():
            assert frame["probabilities"][k] == pytest.approx(share, abs=1e-4)


def _shares(chart, marks):
    """The probabilities by class that a chart shows at the reader's value."""
    if marks is None:
        return {}
    if not marks:
        return dict(enumerate(chart.data[0].x))
    return {k: chart.data[2 * place + 1].y[0] for place, k in enumerate(marks)}


@pytest.mark.parametrize(("name", "parameter"), DRAGGED)
def test_what_the_browser_is_told_is_light_and_the_same_wherever_the_slider_stands(name, parameter):
    domain = FIGURES[name].parameters[parameter].domain
    low, high = (drag.told(name, parameter, {parameter: value}) for value in (domain.low, domain.high))
    assert low == high
    assert len(json.dumps(low)) < 8_000


def test_a_network_that_the_engine_cannot_read_answers_on_release_alone():
    graph = models.of_onnx((CHECKPOINTS / "softmax-0.onnx").read_bytes())
    models.add(graph, "test")
    try:
        assert drag.told("one_digit", "std", {"model": graph.name}) is None
    finally:
        models.forget(graph.name, "test")
