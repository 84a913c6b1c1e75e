"""The typed digits, put together by the page's JavaScript, are those that Python draws."""

from gapviz.data import faces
from gapviz.editions.article import address
from gapviz.editions.web import drawings, live_typed
from gapviz.figures import FIGURES
from gapviz.figures.chapters import c04_typeface_closely
from tests.drawn_twice import alike
from tests.node import needs_node, node

pytestmark = needs_node
FEW = ["softmax-0", "tutorial-0"]
STATES = (
    {"text": "8", "preparation": "as_mnist", "model": "tutorial-0"},
    {"text": "3307412598", "preparation": "as_tutorial", "model": "softmax-0"},
)
PATCHED = """({ typedDigits, apply }, { states, told, carried, base }) => (
  states.map((state) => apply(base, typedDigits(state, told, carried[state.face], base)))
)"""


def drawing(**state):
    figure = FIGURES["typed_digits"]
    values = address.state(figure, lambda key: None) | state
    return drawings.drawing(figure, values, figure(**values))


def test_typed_digits_are_those_of_python(monkeypatch):
    for module in (live_typed, c04_typeface_closely):
        monkeypatch.setattr(module, "networks", lambda model="": FEW)  # of the others it says the same
    place = 3
    face = faces.names()[place * live_typed.TOGETHER + 5]
    states = [state | {"face": face} for state in STATES]
    found = node(
        "figures/typed_digits.js page/patch.js",
        PATCHED,
        states=states,
        told=live_typed.told(),
        carried=live_typed.carried(place),
        base=drawing(model=FEW[0]),
    )
    for state, patched in zip(states, found, strict=True):
        alike(patched, drawing(**state), f"typed_digits in {state}")


def test_every_typeface_is_in_one_pack():
    assert len(list(live_typed.files())) * live_typed.TOGETHER >= len(faces.names())
