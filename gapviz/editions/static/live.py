"""What live figures of strokes carry: packs that a page loads once one of its figures is touched."""

from collections.abc import Callable
from functools import partial

from gapviz import models
from gapviz.editions.static import drawings, live_flag, packs
from gapviz.editions.web import networks
from gapviz.figures.shared import choices

Json = drawings.Json
SCRIPTS: dict[str, Callable[[], Json]] = {
    "packs/flag.js": live_flag.carried,
    "packs/flag-seeds.js": live_flag.seeds,
} | {f"packs/{name}.js": partial(lambda name: packs.text(networks.pack(models.load(name))), name) for name in choices.networks()}
"""By file, what makes its content."""
