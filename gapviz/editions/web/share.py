"""What is told of a figure to whoever takes it away: itself as published, and the facts that go along.

The formats are made of it in the reader's browser, by `src/share/`.
"""

import base64
import hashlib
import re
from functools import lru_cache

import numpy as np
import pandas as pd

from gapviz import evaluation
from gapviz.core.version import version
from gapviz.editions import article
from gapviz.editions.article import address
from gapviz.editions.article.blocks import PAGES_FOLDER
from gapviz.editions.web import drawings
from gapviz.editions.web.look import look, palette
from gapviz.figures import FIGURES, Drawing, Figure
from gapviz.figures.charts import TEXT

__all__ = ["facts", "look", "told"]
Json = drawings.Json
ROOT = PAGES_FOLDER.parent
LICENCE = "MIT"
DATA_LICENCE = (
    "Digits are MNIST’s, by LeCun, Cortes and Burges, usually given as CC BY-SA 3.0. Other digits, typefaces "
    "and networks come from others, under licences that NOTICE lists with their credits."
)
COLUMNS = {
    "value": "the share of right answers, or whatever share is named beside it, from 0 to 1",
    "low": "the lower end of its 95 % interval",
    "high": "the upper end of its 95 % interval",
    "n": "on how many it was counted",
    "right": "how many of these were answered rightly",
    "model": "the network: its architecture, and the seed of its training",
    "set": "which digits",
    "shift": "what happens to the digits",
    "severity": "how much of it, from 0 (none) to 5",
    "class": "the digit that it is",
    "label": "the digit that it is",
    "prediction": "the digit that the network says",
    "answer": "the digit that the network says",
    "confidence": "the largest softmax probability",
    "probability": "the softmax probability of this class",
    "index": "the digit’s place in its set, from 0",
    "angle": "of the flag, in degrees",
    "length": "of the flag, in pixels",
    "evidence": "the pixel’s share in the answer, from -1 (against it) to 1 (for it)",
    "row": "counted from 0, from above",
    "column": "counted from 0, from the left",
}
"""What columns hold that many tables have."""
NO_INTERVAL = (
    "The table has no intervals. Those in headline and caption, if any, are 95 % Wilson intervals of "
    "independent digits; where these come in clusters, which is said there, the cluster is the draw."
)
SAME = "Means over several conditions on the same digits have no interval: low and high are the value."
OF_MEANS = "low and high are the ends of a 95 % interval of a mean (normal approximation)."
WILSON = "low and high are the ends of a 95 % Wilson interval, of n independent digits."
CLUSTERED = (
    "low and high are the ends of a 95 % interval: Wilson’s, of n independent digits; where digits come in "
    "clusters (a typeface, a writer, a photograph) the cluster is the draw, and Wilson’s is of as many "
    "independent digits as would vary as much."
)
ROUNDED = 1e-4
"""Recorded ends of intervals are written with so many decimals."""
SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#", "$": r"\$",
    "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def told(block: article.Figure, drawn: Drawing | None = None, live: bool = False, **more: Json) -> Json:
    """Return what is told of a figure of a page; `drawn` is it as published, where it was drawn already.

    `live` says that it is worked out in the reader's browser. `more` goes along: skeleton and packs of the
    one file that holds it all.
    """
    figure = FIGURES[block.name]
    values = address.state(figure, lambda key: None)
    drawn = figure(**values) if drawn is None else drawn
    return {
        "name": block.name,
        "number": block.number,
        "title": figure.title,
        "chapter": {"stem": block.chapter.stem, "title": block.chapter.title},
        "published": drawings.drawing(figure, values, drawn),
        "template": drawings.template(drawn.chart) if drawn.chart is not None else {},
        "live": live,
        "papers": [vars(paper) for paper in figure.papers],
        "facts": facts(block, drawn.table),
    } | more


def facts(block: article.Figure, rows: pd.DataFrame) -> Json:
    """Return what is to know about a figure of a page, whose table has these rows."""
    figure, cited = FIGURES[block.name], citation()
    return {
        "version": version(),
        "released": cited["date-released"],
        "licence": LICENCE,
        "data_licence": DATA_LICENCE,
        "interval": interval(rows),
        "seed": seed(figure),
        "columns": {str(name): COLUMNS[name] for name in rows.columns if name in COLUMNS},
        "cite": cite(block),
        "plotly": plotly(),
        "colours": palette(),
        "tones": {colour: list(tones) for colour, tones in TEXT.items()},
    }


def interval(rows: pd.DataFrame) -> str:
    """Return which interval the columns low and high of a table have, found by counting Wilson's anew."""
    if not {"low", "high"} <= set(rows.columns):
        return NO_INTERVAL
    if not {"value", "n"} <= set(rows.columns):
        alone = "value" in rows.columns and (rows["low"] == rows["high"]).all()
        return SAME if alone else OF_MEANS
    counted = rows[rows["n"] > 0]
    wilson = [evaluation.estimate(round(value * n), int(n)) for value, n in _pairs(counted)]
    ends = np.array([[one.low, one.high] for one in wilson]).reshape(-1, 2)
    same = np.allclose(ends, counted[["low", "high"]].to_numpy(float), rtol=0, atol=ROUNDED)
    return WILSON if same else CLUSTERED


def _pairs(rows: pd.DataFrame) -> list[tuple[float, float]]:
    return [(float(value), float(n)) for value, n in rows[["value", "n"]].itertuples(index=False)]


def seed(figure: Figure) -> str:
    """Return which seed the dice of a figure are thrown with."""
    if "seed" not in figure.parameters:
        return "Every die is thrown with seed 0."
    default = figure.parameters["seed"].default
    return f"The dice are thrown with the state’s {figure.key('seed')}, {default} where it is left out."


@lru_cache(1)
def citation() -> dict[str, str]:
    """Return the fields of CITATION.cff that are one line each; of its authors the names."""
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    found = dict(re.findall(r"^([\w-]+): (.+)$", text, re.MULTILINE))
    names = re.findall(r"^ +- name: (.+)$", text, re.MULTILINE)
    return {key: said.strip('"') for key, said in found.items()} | {"authors": " and ".join(names)}


def cite(block: article.Figure) -> dict[str, str]:
    """Return how to cite a figure: `short`, `long`, `bibtex`; without an address, which its page knows."""
    cited, named = citation(), FIGURES[block.name].title
    year = cited["date-released"][:4]
    key = re.sub(r"\W+", "_", f"gapviz_{block.name}")
    fields = {
        "author": f"{{{_bibtex(cited['authors'])}}}",
        "title": f"{{{_bibtex(f'Figure {block.number}: {named}')}}}",
        "year": year,
        "note": _bibtex(f"In: {cited['title']}. Version {version()}"),
    }
    return {
        "short": f"{cited['authors']} ({year}), figure {block.number}",
        "long": f"{cited['authors']} ({year}). Figure {block.number}: {named}. In: {cited['title']}. "
        f"Version {version()}, {cited['date-released']}.",
        "bibtex": "\n".join(
            [f"@misc{{{key},", *(f"  {name} = {{{said}}}," for name, said in fields.items()), "}"]
        ),
    }


def _bibtex(text: str) -> str:
    return "".join(SPECIAL.get(letter, letter) for letter in text)


@lru_cache(1)
def plotly() -> dict[str, str]:
    """Return where Plotly's own host has plotly.js in our version, and the hash of Plotly's own bundle."""
    from plotly.offline import get_plotlyjs, get_plotlyjs_version

    digest = base64.b64encode(hashlib.sha256(get_plotlyjs().encode()).digest()).decode()
    script = f"https://cdn.plot.ly/plotly-{get_plotlyjs_version()}.min.js"
    return {"address": script, "integrity": f"sha256-{digest}"}
