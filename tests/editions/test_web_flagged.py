"""The live figures of chapter 3, computed by the page's JavaScript, are those that Python draws."""

import pytest

from gapviz import models
from gapviz.editions.article import address
from gapviz.editions.web import drawings, live_flag, networks
from gapviz.figures import FIGURES
from gapviz.figures.shared import choices
from gapviz.shifts.handwriting import AS_DRAWN
from tests.drawn_twice import alike
from tests.node import needs_node, node

pytestmark = needs_node
MODEL = "softmax-0"
"""The quickest; other networks differ in their packs alone, which have tests of their own."""
LIVE = ("flag_digit", "flag_map", "flag_answers", "flag_seeds", "flag_maps")
STATES = (
    {"angle": 43.0, "length": 11.5, "digit": 12, "model": MODEL},
    {"angle": 90.0, "length": 20.0, "model": MODEL, "frame": AS_DRAWN},
    {"length": 0.0, "model": MODEL},
)
PATCHED = """async (gapviz, { states, carried, seeds, packs, bases }) => {
  const { load, flaggedCounts, flaggedLogits, prepared, apply, whole } = gapviz;
  const given = prepared(carried), engine = await load(null);
  const some = (draw) => Object.fromEntries(Object.keys(bases).map((name) => [name, draw[name]()]));
  return states.map((state) => {
    const network = engine.network(packs[state.model]);
    const flag = { ...state, reframed: state.frame === given.frame };
    const counts = flaggedCounts(flaggedLogits(network, given.images, given.stems, flag), given.stems);
    const there = apply(bases.flag_seeds, seeds[gapviz.recordedLength(state.length, given)]);
    const recorded = { ...there, table: whole(there?.table, bases.flag_seeds?.table) };
    const { flag_digit, flag_map, flag_answers, flag_maps } = bases;
    return some({
      flag_digit: () => apply(flag_digit, gapviz.flagDigit(state, given, network, counts, flag_digit)),
      flag_map: () => apply(flag_map, gapviz.flagMap(state, given, network, flag_map)),
      flag_answers: () => apply(flag_answers, gapviz.flagAnswers(state, given, counts, flag_answers)),
      flag_seeds: () => apply(recorded, gapviz.flagSeeds(state, given, counts, recorded)),
      flag_maps: () => apply(flag_maps, gapviz.flagMaps(state, given, flag_maps)),
    });
  });
}"""


def drawing(name, **state):
    figure = FIGURES[name]
    values = address.state(figure, lambda key: None) | state
    return drawings.drawing(figure, values, figure(**values))


def held(states, names):
    """Compare figures in some states."""
    leader = FIGURES["flag_digit"]
    found = node(
        "engine/engine.js figures/flag.js figures/flagged.js page/patch.js page/table.js",
        PATCHED,
        states=[address.state(leader, lambda key: None) | state for state in states],
        carried=live_flag.carried(),
        seeds=live_flag.seeds() if "flag_seeds" in names else {},
        packs={state["model"]: networks.pack(models.load(state["model"])) for state in states},
        bases={name: drawing(name, model=MODEL) for name in names},
    )
    for state, patched in zip(states, found, strict=True):
        for name in names:
            alike(patched[name], drawing(name, **state), f"{name} in {state}")


def test_the_figures_of_the_flag_are_those_of_python():
    held(STATES, ("flag_digit", "flag_map", "flag_answers"))


@pytest.mark.long
@pytest.mark.parametrize("model", choices.networks())
def test_so_are_all_figures_for_every_network(model):
    held([{"angle": 77.0, "length": 13.0, "digit": 5, "model": model}], LIVE)
