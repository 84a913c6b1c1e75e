"""The figures of a drawing, computed by the page's JavaScript, are those that Python draws."""

import pytest

from gapviz import models
from gapviz.editions.article import address
from gapviz.editions.static import drawings, live_drawn
from gapviz.editions.web import networks
from gapviz.editions.web.pad.drawing import picture
from gapviz.figures import FIGURES
from gapviz.figures.chapters import c07_own_answers
from tests.drawn_twice import alike
from tests.node import needs_node, node

pytestmark = needs_node
DRAWN = """async (gapviz, { drawn, states, given, packs }) => {
  const { picture, prepare, load, asked, ownDigit, ownSteps, ownAnswers, PAPER_SIDE } = gapviz;
  const engine = await load(null);
  return states.map((state) => {
    const prepared = prepare(picture(drawn), PAPER_SIDE, PAPER_SIDE, state.off === "nothing" ? null : state.off);
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


def drawing(name, drawn, **state):
    figure = FIGURES[name]
    values = address.state(figure, lambda key: None) | state
    found = drawings.drawing(figure, values, figure(**values, picture=picture(drawn)))
    return found | {"code": figure.code({"picture": live_drawn.FILE}, **values)}


@pytest.mark.parametrize(
    ("drawn", "states"),
    [
        (live_drawn.strokes(live_drawn.FOUR), [{"off": "thickness"}]),
        (live_drawn.strokes(live_drawn.PAIR), [{}, {"which": 2, "model": "softmax-0"}]),
        (live_drawn.DOT, [{}]),
    ],
)
def test_the_figures_of_a_drawing_are_those_of_python(drawn, states, monkeypatch):
    monkeypatch.setattr(c07_own_answers, "networks", lambda model: FEW)  # the others in their packs alone
    monkeypatch.setattr(c07_own_answers, "_doubt", lambda model, image: "")  # it takes a server
    given = live_drawn.carried()
    given["models"] = [one for one in given["models"] if one["name"] in FEW]
    unasked = address.state(FIGURES["own_digit"], lambda key: None)
    found = node(
        "drawn/drawing.js drawn/prepare.js engine/engine.js figures/drawn_digit.js",
        DRAWN,
        drawn=drawn,
        states=[unasked | state for state in states],
        given=given,
        packs={name: networks.pack(models.load(name)) for name in FEW},
    )
    for state, figures in zip(states, found, strict=True):
        for name, ours in figures.items():
            alike(ours, drawing(name, drawn, **state), f"{name} in {state}")
