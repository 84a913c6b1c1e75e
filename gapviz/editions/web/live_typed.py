"""What the typed digits of chapter 4 carry: the digits of each typeface, and how every network reads them.

A page puts them together in `gapviz/editions/web/src/figures/typed_digits.js`. Ten digits a typeface are all
that can be typed, so that their answers travel, and no network has to.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from gapviz import evaluation, models
from gapviz.core.wording import how_many_read
from gapviz.data import faces
from gapviz.data.sources import DIGITS
from gapviz.editions.web import drawings
from gapviz.editions.web.faces import packed
from gapviz.editions.web.packs import text
from gapviz.figures import FIGURES
from gapviz.figures.chapters.c04_printed import HOW, WORDS
from gapviz.figures.shared.choices import networks

Json = drawings.Json
FIGURE = "typed_digits"
TOGETHER = 8
"""Typefaces in a pack: a reader who looks for one in a menu passes its neighbours."""


def told() -> dict[str, Json]:
    """Return the words, the networks, and in which order typefaces are packed."""
    (tile, *_) = FIGURES["typed_digits"]().tiles
    return {
        "models": [{"name": name, "spoken": models.spoken(name)} for name in networks()],
        "how": {way: drawings.words(words) for way, words in HOW.items()},
        "placed": WORDS,
        "tile": {"alt": drawings.words(tile.alt), "label": drawings.words(tile.label)},
        "reading": [how_many_read(count, len(networks())) for count in range(len(networks()) + 1)],
        "faces": list(faces.names()),
        "together": TOGETHER,
    }


def files() -> Iterator[str]:
    """Return the files of the packs, in order."""
    return (f"packs/faces.{place}.js" for place in range(-(-len(faces.names()) // TOGETHER)))


def carried(place: int) -> dict[str, Json]:
    """Return the typefaces of a pack by name: family, weight, and by preparation digits and answers.

    `reads` has a string of ten answers a network, `sure` how sure it is of each, in percent.
    """
    rows = np.arange(len(faces.names()))[place * TOGETHER : (place + 1) * TOGETHER]
    prepared = {way: _prepared(rows, way) for way in WORDS}
    return {
        face["face"]: {"family": face["family"], "weight": str(face["weight"])}
        | {way: prepared[way][number] for way in WORDS}
        for number, face in enumerate(faces.table().iloc[rows].to_dict("records"))
    }


def _prepared(rows: np.ndarray, way: str) -> list[dict[str, Any]]:
    """Return digits and answers of each of the faces at `rows`, prepared in one way."""
    images = faces.images(rows, way)
    logits = [evaluation.predict(models.load(name), images) for name in networks()]
    answers = [found.argmax(1).view(-1, len(DIGITS)).tolist() for found in logits]
    sure = [
        (100 * evaluation.confidence(found)).round().int().view(-1, len(DIGITS)).tolist() for found in logits
    ]
    return [
        {
            "digits": text(packed(rows[number : number + 1], way)),
            "reads": ["".join(DIGITS[place] for place in found[number]) for found in answers],
            "sure": [found[number] for found in sure],
        }
        for number in range(len(rows))
    ]
