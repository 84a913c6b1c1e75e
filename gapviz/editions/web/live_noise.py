"""What the live figures of chapters 0 and 4 are told: their shifts with levels and words, and the networks.

`noise.js` and `shifted.js` in `gapviz/editions/web/src/figures/` compute them. The words are those of the
Python figures.
"""

from collections.abc import Collection
from typing import Any

from gapviz import data, models
from gapviz.core.types import MNIST
from gapviz.core.wording import Wording
from gapviz.editions.web import drawings, packs
from gapviz.editions.web.shifts import ported, reason
from gapviz.figures import FIGURES, charts
from gapviz.figures.chapters import c00_hook, c05_shifted
from gapviz.figures.charts import style
from gapviz.figures.shared import confusion_cells, live_counts
from gapviz.figures.shared.choices import networks
from gapviz.models import HERO
from gapviz.shifts import SHIFTS, Shift

Json = drawings.Json
HOOKS = {"moved_digit": ("translate", "pixels"), "one_digit": ("gaussian_noise", "std")}
"""The figures of chapter 0 with a digit, and of which shift they move which level."""
LEADS = "shifted_digits"
SHIFTED = (LEADS, "severity_curve", "class_accuracy", "confusion")
"""The live figures of chapter 4."""


def told(names: Collection[str]) -> Json:
    """Return what a page's live figures are told, where there are some among its figures."""
    hooks = {name: hook(name, *known) for name, known in HOOKS.items() if name in names}
    if not hooks and LEADS not in names:
        return {}
    chosen = [SHIFTS[shift] for name, (shift, _) in HOOKS.items() if name in names]
    return {
        "noise": {
            "hooks": hooks,
            "shifts": {entry.name: shift(entry) for entry in (SHIFTS.values() if not hooks else chosen)},
            "models": {
                name: network(name, clean) for name, clean in packs.counts("").items() if name in networks()
            },
            "sizes": data.load(MNIST, "test").labels.bincount().tolist(),
            "classes": list(data.load(MNIST, "test").classes),
            "shown": {index: digit(index) for index in range(c05_shifted.SAMPLE)} if not hooks else {},
            "digits": {
                "all": drawings.words(live_counts.digits(1, 1)),
                "some": drawings.words(live_counts.digits(1, 2)),
            },
            "first": {
                "models": [HERO],
                "shifts": [entry.name for entry in chosen] if hooks else [c05_shifted.Shifted().shift],
            },
            "sampled": packs.SAMPLED,
            "parts": packs.PARTS,
            "colours": {
                "right": charts.RIGHT,
                "wrong": charts.WRONG,
                "grey": charts.GREY,
                "ink": style.INK,
            },
            **words(),
        }
    }


def words() -> dict[str, Json]:
    """Return what the figures say in some states and not in others."""
    tile = FIGURES["moved_digit"](pixels=0.0).tiles[0]
    return {
        "tile": {"alt": drawings.words(tile.alt), "label": drawings.words(tile.label)},
        "unshifted": live_counts.UNSHIFTED,
        "points": drawings.words(c05_shifted.points(1.0)),
        "same": drawings.words(c05_shifted.points(0.0)),
        "as_is": c05_shifted.AS_IS,
        "the_same": c05_shifted.THE_SAME,
        "digit": c05_shifted.DIGIT,
        "nothing": c05_shifted.NOTHING,
        "without": live_counts.WITHOUT,
        "under": drawings.words(live_counts.under(c05_shifted.Shifted().condition)),
        "off": c05_shifted.OFF,
        "framed": confusion_cells.FRAMED,
        "cell": drawings.words(confusion_cells.spoken("", "")),
        "listed": {
            "none": drawings.words(c05_shifted.listed(0, 0)),
            "some": drawings.words(c05_shifted.listed(1, 2)),
            "one": drawings.words(c05_shifted.listed(1, 1)),
            "all": drawings.words(c05_shifted.listed(2, 2)),
        },
        "opened": c05_shifted.OPENED,
        "near": style.NEAR,
    }


def hook(name: str, moved: str, level: str) -> Json:
    """Return what a figure of chapter 0 says of its digit where it is shifted, and where it is not."""
    said = {}
    for kind, values in (("shifted", {}), ("still", {level: 0.0})):
        drawing = FIGURES[name](**values)
        assert isinstance(drawing.caption, Wording)
        assert isinstance(drawing.headline, Wording)
        assert drawing.gap is not None
        said[kind] = {
            "how": drawings.words(drawing.caption.values["how"]),
            "label": drawings.words(drawing.gap.label),
            "fare": drawing.headline.values["fare"],
        }
    return {"shift": moved, "level": level, "noun": c00_hook.PIXEL, **said}


def network(name: str, clean: list[list[int]]) -> Json:
    """Return what a network is called, and its right answers of each class of the clean test set."""
    return {
        "spoken": models.spoken(name),
        "short": models.short(name),
        "brief": models.brief(name),
        "clean": clean[0],
    }


def shift(entry: Shift) -> Json:
    """Return a shift: its words, its levels at severities 1 to 5, its controls, and why it is not live."""
    figure = FIGURES[LEADS]
    values: dict[str, Any] = {name: parameter.default for name, parameter in figure.parameters.items()}
    declared = figure.declared(values | {"shift": entry.name})
    return {
        "label": entry.label,
        "caption": entry.caption,
        "levels": [entry.levels(severity) for severity in range(1, 6)],
        "first": next(iter(entry.ladder), None),
        "parameters": list(entry.parameters),
        "controls": [
            drawings.control(figure, declared[f"{entry.name}.{name}"], True) for name in entry.parameters
        ],
        "why": "" if entry.name in ported() else reason(entry),
    }


def digit(index: int) -> Json:
    """Return one test digit, since a page shows it before any pack has come."""
    dataset = data.load(MNIST, "test")
    return {
        "label": int(dataset.labels[index]),
        "pixels": packs.text(dataset.pixels[index].numpy().tobytes()),
    }
