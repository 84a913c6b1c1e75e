"""The figures of a drawing, computed by the page's JavaScript, are those that Python draws."""

from gapviz import models
from gapviz.editions.article import address
from gapviz.editions.web import drawings, live_drawn, networks
from gapviz.editions.web.pad.drawing import picture
from gapviz.figures import FIGURES
from gapviz.figures.chapters import c07_own_answers
from tests.drawn_twice import alike
from tests.node import needs_node, node

pytestmark = needs_node
DRAWN = """async (gapviz, { cases, given, packs }) => {
  const { picture, prepare, load, asked, ownDigit, ownSteps, ownAnswers, PAPER_SIDE } = gapviz;
  const engine = await load(null);
  return cases.map(({ drawn, state }) => {
    const off = state.off === "nothing" ? null : state.off;
    const prepared = prepare(picture(drawn), PAPER_SIDE, PAPER_SIDE, off);
    const answers = {};
    for (const [name, pack] of Object.entries(packs)) answers[name] = asked(engine.network(pack), prepared);
    return {
      own_digit: ownDigit(state, given, prepared, answers),
      own_steps: ownSteps(state, given, prepared),
      own_answers: ownAnswers(state, given, prepared, answers),
    };
  });
}"""
FEW = ["softmax-0", "tutorial-0"]
FOUR, PAIR = (live_drawn.strokes(presets) for presets in (live_drawn.FOUR, live_drawn.PAIR))
CASES = (
    (FOUR, {"off": "thickness"}),
    (PAIR, {}),
    (PAIR, {"which": 2, "model": "softmax-0"}),
    (live_drawn.DOT, {}),
)


def drawing(name, drawn, **state):
    figure = FIGURES[name]
    values = address.state(figure, lambda key: None) | state
    found = drawings.drawing(figure, values, figure(**values, picture=picture(drawn)))
    return found | {"code": figure.code({"picture": live_drawn.FILE}, **values)}


def test_the_figures_of_a_drawing_are_those_of_python(monkeypatch):
    for module in (c07_own_answers, live_drawn):
        monkeypatch.setattr(module, "networks", lambda model="": FEW)  # the others in their packs alone
    monkeypatch.setattr(c07_own_answers, "_doubt", lambda model, image: "")  # it takes a server
    unasked = address.state(FIGURES["own_digit"], lambda key: None)
    found = node(
        "drawn/drawing.js drawn/prepare.js engine/engine.js figures/drawn_digit.js",
        DRAWN,
        cases=[{"drawn": drawn, "state": unasked | state} for drawn, state in CASES],
        given=live_drawn.carried(),
        packs={name: networks.pack(models.load(name)) for name in FEW},
    )
    for (drawn, state), figures in zip(CASES, found, strict=True):
        for name, ours in figures.items():
            alike(ours, drawing(name, drawn, **state), f"{name} in {state}")
