"""The flag of the 1 is counted in the browser as the figures of chapter 3 count it."""

import numpy as np
import pytest

from gapviz import data, models
from gapviz.editions.web import networks
from gapviz.editions.web import strokes as places
from gapviz.figures import FIGURES
from gapviz.figures.chapters import c03_flagged
from gapviz.models import HERO
from gapviz.shifts.handwriting import AS_DRAWN, IN_FRAME
from tests.node import needs_node, node

pytestmark = needs_node
LONG = [pytest.param(name, marks=pytest.mark.long) for name in (HERO, "cnn-0")]
models_read = pytest.mark.parametrize("model", ["softmax-0", *LONG])
FLAGS = [{"angle": 38, "length": 16}, {"angle": 90.5, "length": 7, "frame": AS_DRAWN}, {"length": 0}]
NETWORK = """const network = (await load(wasm)).network(pack), stems = places("find_stem", packed);"""
SCRIPTS = "strokes.js figures/flag.js engine/engine.js"
COUNTED = f"""async ({{ load, places, flaggedLogits, flaggedCounts }}, given) => {{
  const {{ wasm, pack, packed, ones, flags }} = given;
  {NETWORK}
  const half = Math.floor(stems.length / 2);
  return flags.map(flag => {{
    const lots = [[0, half], [half, stems.length]].map(([from, to]) => (
      flaggedLogits(network, ones, stems, flag, from, to)
    ));
    return flaggedCounts(Float32Array.from(lots.flatMap(lot => [...lot])), stems);
  }});
}}"""
DRAWN = f"""async ({{ load, places, flagProbabilities, flagMapRow }}, given) => {{
  const {{ wasm, pack, packed, ones, one, angles, length, reframed, columns, rows }} = given;
  {NETWORK}
  const image = ones.subarray(784 * one, 784 * one + 784), flags = angles.map(angle => ({{ angle, length }}));
  return {{
    curve: flagProbabilities(network, image, stems[one], flags, reframed),
    map: rows.map(row => flagMapRow(network, image, stems[one], columns, row, reframed)),
  }};
}}"""


def given(model):
    return {
        "wasm": (networks.BUILT / "engine.wasm").read_bytes(),
        "pack": networks.pack(models.load(model)),
        "packed": places.packed("find_stem"),
        "ones": data.load("mnist", "test").at(c03_flagged.ones()).numpy().ravel(),
    }


@models_read
def test_the_ones_are_counted_as_the_figures_count_them(model):
    flags = [
        {"reframed": flag.get("frame", IN_FRAME) == IN_FRAME, "angle": 0, "length": 0} | flag
        for flag in FLAGS
    ]
    upright = c03_flagged.upright()
    counted = node(SCRIPTS, COUNTED, flags=flags, **given(model))
    for flag, found in zip(FLAGS, counted, strict=True):
        state = c03_flagged.Flagged(model=model, **flag)
        assert found["counts"] == FIGURES["flag_answers"](model=model, **flag).table["n"].tolist(), flag
        right = state.on_ones()[0].argmax(1) == c03_flagged.ONE
        assert (found["right"], found["n"]) == (int(right.sum()), len(right))
        for group, where in (("upright", upright), ("leaning", ~upright)):
            assert found[group] == {"right": int(right[where].sum()), "n": int(where.sum())}, flag


@models_read
@pytest.mark.parametrize("frame", [IN_FRAME, AS_DRAWN])
def test_curve_and_map_of_a_one_are_those_of_the_figures(model, frame):
    state = {"digit": 813, "angle": 38.0, "length": 11.5, "model": model, "frame": frame}
    curve, grid = (FIGURES[name](**state).table for name in ("flag_digit", "flag_map"))
    shares = [group["probability"].to_numpy() for _, group in curve.groupby("class")]
    found = node(
        SCRIPTS,
        DRAWN,
        one=state["digit"],
        angles=curve["angle"].unique().tolist(),
        length=state["length"],
        reframed=frame == IN_FRAME,
        columns=grid["angle"].unique().tolist(),
        rows=grid["length"].unique().tolist(),
        **given(model),
    )
    ours = np.array(found["curve"])[:, [c03_flagged.ONE, c03_flagged.SEVEN]].T
    assert ours == pytest.approx(np.array(shares), abs=1e-4)
    cells = [cell for row in found["map"] for cell in row]
    assert [str(cell["answer"]) for cell in cells] == grid["answer"].tolist()
    assert [cell["confidence"] for cell in cells] == pytest.approx(grid["confidence"].to_numpy(), abs=1e-4)
