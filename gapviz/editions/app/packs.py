"""What the engine in a reader's browser is made of: its scripts, and networks and digits, packed for it."""

import json

from gapviz import models
from gapviz.core.caches import cached
from gapviz.editions import article
from gapviz.editions.article.blocks import PAGES_FOLDER
from gapviz.editions.web import drawings, embed, live, networks, share
from gapviz.editions.web import packs as packed
from gapviz.editions.web.figures import draw
from gapviz.figures import FIGURES
from gapviz.figures.shared import choices
from gapviz.shifts import SHIFTS

LOOK = "share/look.js"


@cached(2)
def script(name: str = "gapviz") -> bytes:
    """Return one of the scripts that `editions/web` builds."""
    return (networks.BUILT / f"{name}.js").read_bytes()


def network(name: str) -> bytes:
    """Return a known network as the engine reads it; nothing where there is none, or it cannot be read."""
    return _packed(name) if name in choices.known() else b""


@cached(32)
def _packed(name: str) -> bytes:
    try:
        return networks.pack(models.load(name))
    except ValueError:  # it has other layers, reads colour or is a graph without weights
        return b""


@cached(32)
def carried(file: str) -> bytes:
    """Return as JSON what a static page loads as the script `file`; nothing where there is no such file."""
    makers = {**packed.makers(set(SHIFTS)), **live.PACKS, LOOK: share.look}
    if file not in makers:
        return b""
    return json.dumps(makers[file](), separators=(",", ":"), allow_nan=False).encode()


@cached(16)
def published(block: article.Figure) -> drawings.Json:
    """Return what is told of a figure as published, with the skeleton of a file that holds it all."""
    leads = FIGURES[block.name].follows
    beside = article.read(PAGES_FOLDER / block.chapter.file)
    leader = next((one for one in beside if isinstance(one, article.Figure) and one.name == leads), None)
    return embed.shared(embed.Alone(draw(block), draw(leader) if leader else None))
