"""Packs: what live figures load when they need it, each a script that hands over one value as JSON.

* `packs/NETWORK.js`: a network as `editions.web.networks` packs it, as base64.
* `packs/digits.K.js`: the test digits whose index ends in K, as {labels: a character each, pixels: base64 of
  their bytes}. Those that end in SAMPLED are the thousand on which a page counts first, spread over the whole
  set as no first thousand would be: the first half of MNIST's test set is the easier one.
* `packs/counts.SHIFT.js`: by network, how many digits of each class it reads at severities 1 to 5, recorded.
"""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from gapviz import data, models
from gapviz.core import tables
from gapviz.core.types import MNIST
from gapviz.editions.web import networks
from gapviz.editions.web.drawings import Json
from gapviz.figures.shared.choices import networks as listed

PARTS = 10
SAMPLED = 2
"""The digits of chapter 0 are among these."""


def packs(shifts: set[str]) -> Iterator[tuple[str, Json]]:
    """Return file and content of every pack, counts under these shifts."""
    return ((file, make()) for file, make in makers(shifts).items())


def makers(shifts: set[str]) -> Mapping[str, Callable[[], Json]]:
    """Return by file what makes the content of a pack, counts under these shifts."""
    return (
        {f"packs/{name}.js": partial(network, name) for name in listed()}
        | {f"packs/digits.{part}.js": partial(digits, part) for part in range(PARTS)}
        | {f"packs/counts.{shift}.js": partial(counts, shift) for shift in sorted(shifts)}
    )


def network(name: str) -> Json:
    """Return a network, packed."""
    return text(networks.pack(models.load(name)))


def script(file: str, content: Json) -> str:
    """Return the script that hands a pack over to whoever asked for it."""
    return f'gapviz.recorded("{file}",{json.dumps(content, separators=(",", ":"))})\n'


def digits(part: int) -> Json:
    """Return the test digits whose index ends in `part`."""
    dataset = data.load(MNIST, "test")
    labels = "".join(map(str, dataset.labels[part::PARTS].tolist()))
    return {"labels": labels, "pixels": text(dataset.pixels[part::PARTS].numpy().tobytes())}


def counts(shift: str) -> Json:
    """Return by network the right answers of each class at severities 1 to 5; at 0 for the shift ""."""
    table = tables.table("per_class")
    of_shift = table[table["shift"] == shift]
    return {
        str(model): [rows["right"].tolist() for _, rows in of_model.groupby("severity")]
        for model, of_model in of_shift.groupby("model", sort=False)
    }


def text(content: bytes) -> str:
    """Return bytes as base64."""
    return base64.b64encode(content).decode()
