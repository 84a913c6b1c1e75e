"""What a drawn digit carries: chapter 7's figures of a drawing, their words in every case, and the pad.

A page draws them in `gapviz/editions/web/src/figures/drawn_digit.js`. Words are those of the Python figures,
of drawings of our own.
"""

from typing import Any

from gapviz import models
from gapviz.core.wording import Wording, how_many_read, many
from gapviz.data.sources import DIGITS
from gapviz.editions.article import address
from gapviz.editions.web import drawings, pad
from gapviz.editions.web.networks import pack as packed
from gapviz.editions.web.pad.drawing import Stroke, picture
from gapviz.evaluation import CLEAN
from gapviz.figures import FIGURES
from gapviz.figures.chapters import c07_own_picture
from gapviz.figures.registry import Drawing
from gapviz.figures.shared import live_counts, stages
from gapviz.figures.shared.choices import networks
from gapviz.imaging import photo

Json = drawings.Json
FIGURES_OF_IT = ("own_digit", "own_steps", "own_answers")
FOUR, PAIR = {"4": (1.0, 0.0)}, {"4": (0.5, 0.0), "5": (0.5, 130.0)}
"""Drawings of presets: each as large as that, and so far to the right."""
DOT: list[Stroke] = [{"ink": 20, "points": [(90.0, 90.0, 2.0)]}]
"""A drawing in which no digit is found."""
FILE = "drawing.png"


def paper() -> Json:
    """Return what a page needs to show the pad, the pen as it is at first."""
    return {
        "html": pad.HTML,
        "css": pad.CSS,
        "presets": list(pad.PRESETS.items()),
        "limits": pad.LIMITS,
        "pen": pad.PEN,
    }


def carried() -> dict[str, Json]:
    """Return the figures of a drawing, their words in other cases, and the networks."""
    one, pair = strokes(FOUR), strokes(PAIR)
    off, entry = next(iter(photo.STEPS.items()))
    two = _drawn("own_digit", pair, which=2)
    without = _drawn("own_digit", one, off=off)
    steps, answers = _drawn("own_steps", one, off=off), _drawn("own_answers", one)
    page, read, squeezed = without.tiles
    listed = networks()
    return {
        "figures": {name: figure(name, one) for name in FIGURES_OF_IT},
        "nothing": c07_own_picture.NOTHING,
        "most": c07_own_picture.MOST,
        "largest": stages.LARGEST,
        "classes": list(DIGITS),
        "steps": [
            {"name": name, "label": step.label, "does": step.sentence, "instead": step.instead}
            for name, step in photo.STEPS.items()
        ],
        "models": [_network(name) for name in listed],
        "page": {"alt": str(page.alt), "label": str(page.label)},
        "one": _tile(read),
        "several": _tile(two.tiles[1]),
        "squeezed": _tile(squeezed),
        "answer": _tile(answers.tiles[0]),
        "step": {
            "alt": drawings.words(steps.tiles[1].alt),
            "off": drawings.words(steps.tiles[0].label),
            "did": drawings.words(steps.tiles[1].label),
        },
        "done": {kind: drawings.words(stages.done(photo.Effect(kind, 1))) for kind in photo.Kind}
        | {
            "digits": drawings.words(stages.done(photo.Effect(photo.Kind.FOUND, 2))),
            "trace": stages.done(photo.Effect(photo.Kind.ERASED)),
            "off": stages.did(photo.Stage(entry, False, (), photo.Effect(photo.Kind.NOTHING))),
            "least": stages.TRACE,
        },
        "words": {
            "several": _part(two.headline, "several"),
            "empty": _part(_drawn("own_digit", DOT).headline, "empty"),
            "gone": drawings.words(c07_own_picture.gone("")),
            "off": _part(without.caption, "left_out"),
            "without": _part(steps.caption, "left_out"),
            "scale": _part(without.caption, "scale"),
            "digit": {"one": drawings.words(many(1, "digit")), "more": drawings.words(many(2, "digit"))},
            "some": _part(two.alt, "digits"),
            "reading": [drawings.words(how_many_read(n, 3)) for n in range(4)],
        },
    }


def strokes(presets: dict[str, tuple[float, float]]) -> list[Stroke]:
    """Return a drawing of presets by the pen as it is at first."""
    size, ink = pad.PEN["size"], pad.PEN["ink"]
    return [
        {"ink": ink, "points": [(left + scale * x, scale * y, size * scale) for x, y in line]}
        for name, (scale, left) in presets.items()
        for line in pad.PRESETS[name]
    ]


def figure(name: str, drawn: list[Stroke], **state: Any) -> Json:
    """Return a figure of a drawing as JSON, without its table, its tiles without pixels."""
    entry = FIGURES[name]
    values = address.state(entry, lambda key: None) | state
    found = drawings.drawing(entry, values, entry(**values, picture=picture(drawn)))
    bare = drawings.without_table(drawings.without_pixels(found))
    return bare | {"code": entry.code({"picture": FILE}, **values)}


def _drawn(name: str, drawn: list[Stroke], **state: Any) -> Drawing:
    return FIGURES[name](**state, picture=picture(drawn))


def _part(words: str, name: str) -> Json:
    assert isinstance(words, Wording)
    return drawings.words(words.values[name])


def _tile(tile: Any) -> Json:
    return {"alt": drawings.words(tile.alt), "label": drawings.words(tile.label)}


def _network(name: str) -> Json:
    """Return a network: its words, its share of the clean test set, and of real paper, with each step off."""
    off = (c07_own_picture.NOTHING, *photo.STEPS)
    found = {step: c07_own_picture.on_paper(name, step) for step in off}
    return {
        "name": name,
        "spoken": models.spoken(name),
        "kilobytes": round(len(packed(models.load(name))) / 1000),
        "clean": drawings.estimate(live_counts.accuracy(name, CLEAN)),
        "paper": {step: drawings.estimate(real) for step, real in found.items() if real.n},
    }
