"""Every registered figure: default state, alt text, caption, table and the code that remakes it."""

import contextlib
import io

import pytest

from gapviz import models
from gapviz.figures import FIGURES, flagged, quote


@pytest.mark.parametrize("name", FIGURES)
def test_default_state_says_something(name: str) -> None:
    drawn = FIGURES[name](**defaults(name))
    assert len(drawn.caption) > 40, "a caption says what to see"
    assert drawn.alt.endswith("."), "alt text is a sentence"
    assert drawn.chart is not None or drawn.digits, "a figure shows something"
    assert not drawn.table.empty, "a figure has data"


@pytest.mark.parametrize("name", FIGURES)
def test_its_code_remakes_its_table(name: str) -> None:
    figure = FIGURES[name]
    values = defaults(name)
    space: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(figure.code(**values), space)
    assert space["drawing"].table.equals(figure(**values).table)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", FIGURES)
def test_an_unknown_parameter_is_refused(name: str) -> None:
    for parameter in FIGURES[name].parameters:
        with pytest.raises(ValueError, match=parameter):
            FIGURES[name](**defaults(name) | {parameter: "nonsense"})


def defaults(name: str) -> dict[str, object]:
    figure = FIGURES[name]
    values = {key: parameter.default for key, parameter in figure.parameters.items()}
    return {key: parameter.default for key, parameter in figure.declared(values).items()}


def test_quotes_are_recorded_numbers() -> None:
    card = models.card("cnn-0")
    assert quote("{cnn-0 wrong}") == f"{card.test_n - card.test_right:,}"
    assert quote("{cnn-0}") == f"{100 * card.test_right / card.test_n:.1f}\N{NO-BREAK SPACE}%"
    with pytest.raises(ValueError, match="no shipped model"):
        quote("{cnn-77}")


@pytest.mark.parametrize("name", [name for name, figure in FIGURES.items() if figure.follows])
def test_a_follower_shares_its_leaders_defaults(name: str) -> None:
    figure, leader = FIGURES[name], FIGURES[FIGURES[name].follows]
    for parameter in figure.parameters.keys() & leader.parameters.keys():
        assert figure.parameters[parameter] == leader.parameters[parameter]
    assert leader.parameters.keys() <= figure.parameters.keys(), "a follower takes all of its leader's parameters"


def test_a_one_that_takes_no_flag_says_so() -> None:
    missed = (~flagged.stems().found).nonzero().flatten().tolist()
    assert 0 < len(missed) < 0.01 * len(flagged.ones())
    assert "No end of its stroke was found" in FIGURES["flag_digit"](digit=missed[0]).caption
    assert "No end" not in FIGURES["flag_digit"]().caption
