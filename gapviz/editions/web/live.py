"""What the figures of flags, typed and drawn digits carry, and what a page is told of them."""

from collections.abc import Callable, Collection
from functools import partial

from gapviz.editions.web import drawings, live_drawn, live_flag, live_typed
from gapviz.models import HERO

Json = drawings.Json


PACKS: dict[str, Callable[[], Json]] = (
    {
        "packs/flag.js": live_flag.carried,
        "packs/flag-seeds.js": live_flag.seeds,
        "packs/typed.js": live_typed.told,
    }
    | {"packs/drawn.js": live_drawn.carried}
    | {file: partial(live_typed.carried, place) for place, file in enumerate(live_typed.files())}
)
"""By file, what makes its content."""


def told(names: Collection[str]) -> Json:
    """Return what a page is told of its live figures, by kind: what it fetches before one is touched."""
    found = {}
    if "flag_digit" in names:
        found["flag"] = {"first": {"files": ["packs/flag.js"], "models": [HERO]}}
    if "typed_digits" in names:
        found["typed"] = {"first": {"files": ["packs/typed.js"]}}
    if "own_digit" in names:
        found["drawn"] = {"paper": live_drawn.paper()}
    return found
