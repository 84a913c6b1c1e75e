"""What live figures load when they are touched: packed networks and the test digits, as scripts."""

import base64
from collections.abc import Iterator

from gapviz import data, models
from gapviz.editions.static import drawings
from gapviz.editions.web.networks import pack
from gapviz.figures.shared.choices import networks

CHUNK = 1000
"""Digits of a script."""


def scripts() -> Iterator[tuple[str, drawings.Json]]:
    """Return the files of networks and digits, and what each holds: bytes as base64."""
    for name in networks():
        yield f"networks/{name}.js", base64.b64encode(pack(models.load(name))).decode()
    test = data.load("mnist", "test")
    for start in range(0, len(test.labels), CHUNK):
        some = slice(start, start + CHUNK)
        held = {
            "pixels": base64.b64encode(test.pixels[some].numpy().tobytes()).decode(),
            "labels": test.labels[some].tolist(),
        }
        yield f"digits/test.{start // CHUNK}.js", held
