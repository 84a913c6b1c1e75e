"""A chapter asks before it shows, once in a visit; who comes for a state, or to embed it, is not asked."""

from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy

from gapviz.editions.app.reader import Guess
from gapviz.figures import FIGURES
from tests.readers import ASKING, arrived, asks, on_screen


def asked_first() -> float:
    """What the first chapter asks for."""
    gap = FIGURES["moved_digit"]().gap
    assert gap
    return gap.here.value


def test_a_guess_of_none_is_a_guess_and_is_kept_to_the_end() -> None:
    app, asked = arrived(**{"guess.00": "0"}), asked_first()
    assert "your guess 0<" in on_screen(app)
    assert app.session_state["gv.guesses"]["00_The_99_percent"] == Guess(0.0, asked)
    app.query_params.clear()
    app.switch_page(f"pages/{ASKING[-1]}").run()
    assert asks(app), "each chapter asks for itself"
    assert f"<td>0</td><td>{100 * asked:.0f}</td>" in on_screen(app)
    app.switch_page(f"pages/{ASKING[0]}").run()
    assert "your guess 0<" in on_screen(app), "no address is needed to come back to it"


def test_what_is_shown_without_a_guess_stays_so_for_the_visit() -> None:
    app = arrived()
    app.slider(key="moved_digit.pixels").set_value(4.5).run()
    assert asks(app), "a state that the reader makes gives nothing away"
    app.button(key="show-head-00_The_99_percent").click().run()
    assert not asks(app)
    assert "your guess" not in on_screen(app)
    assert f"The answer is {100 * asked_first():.0f}." in on_screen(app), "of the state that was asked for"
    app.query_params.clear()
    app.switch_page(f"pages/{ASKING[1]}").run()
    assert asks(app)
    app.button(key=f"show-shipped_models-{Path(ASKING[1]).stem}").click().run()
    assert not asks(app)
    app.switch_page(f"pages/{ASKING[0]}").run()
    assert not asks(app)
    assert app.session_state["gv.guesses"] == {}


def test_a_link_with_a_state_and_an_embed_show_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not asks(arrived(**{"moved_digit.pixels": "4.5"}))
    assert asks(arrived(**{"unheard.of": "1", "guess.00": "50.0"}))
    monkeypatch.setattr(ContextProxy, "is_embedded", True)
    assert not asks(arrived())
