"""Live figures of the static edition beside Python's: what a page draws itself, the app draws alike."""

import json

import numpy as np
import pytest
from node import needs_node, node

from gapviz import data, models
from gapviz.editions.article import address
from gapviz.editions.static import drawings
from gapviz.editions.web.networks import pack
from gapviz.figures import FIGURES
from gapviz.models import HERO


@needs_node
@pytest.mark.parametrize(
    ("name", "shift", "level"),
    [("moved_digit", "translate", "pixels"), ("one_digit", "gaussian_noise", "std")],
)
def test_a_live_digit_is_what_python_draws(name, shift, level):
    figure, test = FIGURES[name], data.load("mnist", "test")
    published = address.state(figure, lambda key: None)
    ground = drawings.drawing(figure, published, figure(**published))
    places = [1234, 8, 9999]
    code = """async ({load, shift, patched, softmax, apply, fill}, given) => {
      const {packed, pixels, labels, places, how, told} = given;
      const reads = (await load(null)).network(packed), ground = JSON.parse(told);
      return places.map((index, row) => {
        const clean = Float32Array.from(pixels.subarray(784 * row, 784 * (row + 1)), ink => ink / 255);
        const image = shift(how.shift, clean, {[how.level]: how.value}, 0, index);
        const shares = softmax(reads.logits(image, 1));
        const drawn = apply(ground, patched(ground, image, index, labels[row], shares));
        const {tiles: [tile], chart: {data: [bars]}} = drawn;
        const said = [drawn.caption, drawn.alt, drawn.headline].map(fill);
        return {said, tile, text: bars.text, colours: bars.marker.color, code: drawn.code};
      });
    }"""
    mine = node(
        "page/index.js shifts/index.js engine/engine.js",
        code,
        packed=pack(models.load(HERO)),
        pixels=test.pixels[places].numpy().ravel(),
        labels=test.labels[places].tolist(),
        places=places,
        how={"shift": shift, "level": level, "value": published[level]},
        told=json.dumps(ground),
    )
    for index, found in zip(places, mine, strict=True):
        values = published | {"digit": index}
        drawn = figure(**values)
        wanted = drawings.drawing(figure, values, drawn)
        assert found["said"] == [drawn.caption, drawn.alt, drawn.headline]
        assert {part: found["tile"][part] for part in ("alt", "label", "verdict")} == {
            part: wanted["tiles"][0][part] for part in ("alt", "label", "verdict")
        }
        pixels = np.asarray(found["tile"]["pixels"], int).reshape(28, 28)
        assert np.abs(pixels - drawn.tiles[0].pixels).max() <= 1
        (bars,) = wanted["chart"]["data"]
        assert found["text"] == bars["text"]
        assert found["colours"] == bars["marker"]["color"]
        assert found["code"] == wanted["code"]
