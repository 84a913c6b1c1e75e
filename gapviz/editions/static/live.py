"""What live figures carry: scripts that a page loads once one of its figures leaves its published state.

Each hands a page some JSON, as the recorded states do. Networks, digits and places are in it as base64.
"""

import base64
from collections.abc import Callable
from functools import partial

from gapviz import models
from gapviz.editions.static import drawings, live_flag
from gapviz.editions.web import networks
from gapviz.figures.shared import choices

Json = drawings.Json


def packed(name: str) -> str:
    """Return a network as the engine takes it, as base64."""
    return base64.b64encode(networks.pack(models.load(name))).decode()


SCRIPTS: dict[str, Callable[[], Json]] = {
    "live/flag.js": live_flag.carried,
    "live/flag-seeds.js": live_flag.seeds,
} | {f"live/networks/{name}.js": partial(packed, name) for name in choices.networks()}
"""By file, what makes its content."""
