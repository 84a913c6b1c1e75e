"""Strokes that the browser grafts are those that Python grafts, pixel by pixel and answer by answer."""

import json

import numpy as np
import pytest
import torch

from gapviz import data, evaluation, models
from gapviz.editions.web import strokes as places
from gapviz.evaluation.places import on_test_digits
from gapviz.models import HERO
from gapviz.shifts import SHIFTS
from gapviz.shifts.handwriting import FRAMES, IN_FRAME
from tests.fixtures import mnist_frame
from tests.node import needs_node, node

pytestmark = needs_node
CLOSE = 1e-4
some = pytest.mark.parametrize(
    "step", [pytest.param(30, id="few"), pytest.param(1, id="all", marks=pytest.mark.long)]
)
LEVELS = {
    "flag": [(0, 5), (28, 16), (38, 16), (60, 8.5), (90, 12), (121, 27.5), (150, 28), (75, 0)],
    "foot": [(4,), (8.5,), (14,)],
    "serifs": [(2,), (5.5,), (14,)],
    "crossbar": [(4, 0), (8.5, -30), (14, 17)],
    "slash": [(14, 55), (20.5, 0), (28, 141)],
    "dot": [(0.5,), (3,), (8,)],
    "straight_top": [(35, 12), (10, 8.5), (0, 28), (90, 14), (20, 0)],
}
"""Of each shift, in the order in which it declares them."""
GRAFT = """({ GRAFTS, places }, { shift, digits, rows, packed, every, reframed }) => {
  const { finder, add } = GRAFTS[shift], found = places(finder, packed);
  return every.map(levels => {
    const grafted = new Float32Array(digits.length);
    rows.forEach((row, n) => {
      grafted.set(add(digits.subarray(784 * n, 784 * n + 784), found[row], levels, reframed), 784 * n);
    });
    return grafted;
  });
}"""
FRAME = """({ reframe, placement }, { cases }) => cases.map(({ ink, size }) => {
  const [height, width] = [ink.length, ink[0].length];
  const image = Float32Array.from(ink.flat(), byte => byte / 255);
  return { frame: reframe(image, height, width, size), ...placement(image, height, width, size) };
})"""


def test_what_is_ported_is_the_same_on_both_sides():
    assert set(LEVELS) == set(places.ported()), "give the new graft levels here"
    assert set(node("strokes.js", "({ GRAFTS }) => Object.keys(GRAFTS)")) == set(places.ported())


@some
@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("name", LEVELS)
def test_a_graft_is_that_of_python(name, frame, step):
    shift, dataset = SHIFTS[name], data.load("mnist", "test")
    indices = dataset.places(*shift.classes)
    rows = torch.arange(0, len(indices), step)
    digits, where = dataset.at(indices[rows]), on_test_digits("mnist", shift, indices[rows])
    every = [dict(zip(shift.parameters, values, strict=False)) for values in LEVELS[name]]
    grafted = node(
        "strokes.js",
        GRAFT,
        shift=name,
        digits=digits.numpy().ravel(),
        rows=rows.int().numpy(),
        packed=places.packed(shift.finder),
        every=every,
        reframed=frame == IN_FRAME,
    )
    network, worst = models.load(HERO), []
    for levels, images in zip(every, grafted, strict=True):
        ours = torch.from_numpy(images.copy()).view(digits.shape)
        expected = shift(digits, places=where, frame=frame, **levels)
        worst.append(float((ours - expected).abs().max()))
        mine, theirs = (evaluation.predict(network, given).argmax(1) for given in (ours, expected))
        assert torch.equal(mine, theirs), levels
    assert max(worst) <= CLOSE


def test_the_frame_is_that_of_the_fixtures():
    cases = json.loads(mnist_frame.FILE.read_text())["cases"]
    for case, found in zip(cases, node("frame.js", FRAME, cases=cases), strict=True):
        assert (found["start"], found["offset"]) == (case["start"], case["offset"]), case["name"]
        assert found["scale"] == pytest.approx(case["scale"], abs=1e-5), case["name"]
        assert found["frame"] == pytest.approx(np.ravel(case["frame"]), abs=CLOSE), case["name"]
