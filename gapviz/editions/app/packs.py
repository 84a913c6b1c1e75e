"""What the engine in a reader's browser is made of: its script, and the networks, packed for it."""

from gapviz import models
from gapviz.core.caches import cached
from gapviz.editions.web import networks
from gapviz.figures.shared import choices


@cached(1)
def script() -> bytes:
    """Return the engine's script."""
    return (networks.BUILT / "gapviz.js").read_bytes()


def network(name: str) -> bytes:
    """Return a known network as the engine reads it; nothing where there is none, or it cannot be read."""
    return _packed(name) if name in choices.known() else b""


@cached(32)
def _packed(name: str) -> bytes:
    try:
        return networks.pack(models.load(name))
    except ValueError:  # it has other layers, reads colour or is a graph without weights
        return b""
