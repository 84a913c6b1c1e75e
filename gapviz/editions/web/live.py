"""What the figures of flags, typed and drawn digits carry, and what a page is told of them."""

from collections.abc import Callable, Collection
from functools import partial

from gapviz.editions.web import drawings, live_drawn, live_flag, live_noise, live_typed, packs
from gapviz.figures import FIGURES
from gapviz.models import HERO
from gapviz.shifts import SHIFTS

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


def needs(name: str) -> list[str]:
    """Return the packs without which a figure is not live, where all stands in one file; none if it never is.

    `{KEY|VALUE}` stands for the value of a key in a state, VALUE unasked, and `{KEY/8|VALUE}` for an eighth
    of its place among the options: `files` in `src/page/packs.js` puts them in.
    """
    leads = FIGURES[name].follows or name
    model = FIGURES[leads].parameters.get("model")
    network = f"packs/{{{leads}.model|{model.default}}}.js" if model else ""
    sample = f"packs/digits.{packs.SAMPLED}.js"
    if leads in live_noise.HOOKS:
        return [network, sample, f"packs/counts.{live_noise.HOOKS[leads][0]}.js"]
    if name in live_noise.SHIFTED:
        return [network, sample, *(f"packs/counts.{shift}.js" for shift in sorted(SHIFTS))]
    if name in live_flag.FIGURES_OF_IT:
        seeds = ["packs/flag-seeds.js"] if name == "flag_seeds" else []
        return [network, "packs/flag.js", *seeds]
    if name in live_drawn.FIGURES_OF_IT:
        return [network, "packs/drawn.js"]
    if name == live_typed.FIGURE:
        face = FIGURES[name].parameters["face"].default
        return ["packs/typed.js", f"packs/faces.{{{name}.face/{live_typed.TOGETHER}|{face}}}.js"]
    return []
