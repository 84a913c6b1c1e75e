"""What the live figures of chapter 3 carry: the ones, their stems, and the words of every kind of flag.

A page computes them in `gapviz/editions/web/src/figures/flagged.js`. The words are those of the Python
figures, each taken from a state in which they are said.
"""

import base64
from typing import Any

from gapviz import models
from gapviz.core import tables
from gapviz.core.wording import Wording, many, say
from gapviz.data.sources import DIGITS
from gapviz.editions.article import address
from gapviz.editions.web import drawings, strokes
from gapviz.editions.web.faces import boxed
from gapviz.evaluation import CLEAN
from gapviz.figures import FIGURES, charts
from gapviz.figures.chapters import c03_flagged
from gapviz.figures.chapters.c03_flagged import USUAL
from gapviz.figures.charts import maps
from gapviz.figures.registry import Drawing
from gapviz.figures.shared import live_counts
from gapviz.figures.shared.choices import networks
from gapviz.shifts.handwriting import AS_DRAWN, IN_FRAME

Json = drawings.Json
FIGURES_OF_IT = ("flag_digit", "flag_map", "flag_answers", "flag_seeds", "flag_maps")
LOST = {"some": 1.0, "none": 0.0}


def carried() -> dict[str, Json]:
    """Return what all live figures of the chapter need, in every state."""
    published, plain = _drawn(), _drawn(length=0.0)
    missed = int((~c03_flagged.stems().found).nonzero()[0])
    (tile,) = published.tiles
    recorded = tables.table("flags")
    return {
        "ones": _text(b"".join(map(boxed, live_counts.test_set().pixels[c03_flagged.ones(), 0].numpy()))),
        "stems": _text(strokes.packed("find_stem")),
        "indices": c03_flagged.ones().tolist(),
        "classes": list(DIGITS),
        "frame": IN_FRAME,
        "angles": int(c03_flagged.ANGLES[-1]),
        "map": {"angles": c03_flagged.ANGLES.tolist(), "lengths": c03_flagged.LENGTHS.tolist()},
        "recorded": {
            "angles": recorded["angle"].unique().tolist(),
            "lengths": recorded["length"].unique().tolist(),
        },
        "colours": {"right": charts.RIGHT, "wrong": charts.WRONG, "grey": charts.GREY},
        "models": {
            name: {
                "spoken": str(models.spoken(name)),
                "clean": drawings.estimate(live_counts.accuracy(name, CLEAN)),
            }
            for name in networks()
        },
        "axes": _axes(),
        "flag": {
            "framed": _said(published, "flag"),
            "drawn": _said(_drawn(frame=AS_DRAWN), "flag"),
            "none": _said(plain, "flag"),
        },
        "unflagged": _said(_drawn(digit=missed), "unflagged"),
        "pixel": {"one": drawings.words(many(1.0, "pixel")), "more": drawings.words(many(2.0, "pixel"))},
        "which": [_headline(drawing).values["which"] for drawing in (plain, published)],
        "own": {"flag": _own(USUAL["length"]), "none": _own(0.0)},
        "lost": {name: drawings.words(c03_flagged.become(share, "")) for name, share in LOST.items()},
        "plain": str(plain.gap.label if plain.gap else ""),
        "tile": {"alt": drawings.words(tile.alt), "label": drawings.words(tile.label)},
        "title": drawings.words(say(c03_flagged.AXIS, length="")),
        "hover": drawings.words(say(maps.READ_AS, answer="", sure=0.0)),
    }


def seeds() -> dict[str, Json]:
    """Return how `flag_seeds` differs from itself as published at each recorded length, by that.

    What it says of the state's own flag and network the page puts in; the quickest network is drawn.
    """
    figure = FIGURES["flag_seeds"]
    values = address.state(figure, lambda key: None)
    base = drawings.drawing(figure, values, figure(**values))
    found = {}
    for length in tables.table("flags")["length"].unique().tolist():
        there = values | {"length": length, "model": networks()[0]}
        found[f"{length:g}"] = drawings.patch(base, drawings.drawing(figure, there, figure(**there)))
    return found


def _drawn(**state: Any) -> Drawing:
    """Return the figure of one flagged 1, for its words, by the network that is asked the quickest."""
    return FIGURES["flag_digit"](model=networks()[0], **state)


def _headline(drawing: Drawing) -> Wording:
    assert isinstance(drawing.headline, Wording)
    return drawing.headline


def _own(length: float) -> Json:
    """Return how the recorded curves call the reader's own flag."""
    return _said(FIGURES["flag_seeds"](length=length, model=networks()[0]), "own")


def _said(drawing: Drawing, name: str) -> Json:
    """Return a part of a caption."""
    assert isinstance(drawing.caption, Wording)
    return drawings.words(drawing.caption.values[name])


def _axes() -> dict[str, list[str]]:
    """Return the axes of each network's map, whose cells come before its marks."""
    drawing = FIGURES["flag_maps"]()
    assert drawing.chart is not None
    names = drawing.table["model"].unique()
    return {
        str(name): [cells.xaxis, cells.yaxis]
        for name, cells in zip(names, drawing.chart.data[::2], strict=True)
    }


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
