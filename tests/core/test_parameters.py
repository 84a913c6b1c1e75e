"""Declared parameters: what they accept, and what they say to what they do not."""

import math
from pathlib import Path
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapviz.core.parameters import Choice, Parameter, Range, check_all, first_line, look_up, parameters_of
from gapviz.core.types import UnusableFileError


def blur(
    images,
    pixels: Annotated[float, Range(0, 4, unit="pixels")],
    sides: Annotated[str, Choice(("a", "b"))] = "b",
):
    """Every edge softens.

    Not this line.
    """


@given(low=st.integers(-100, 100), width=st.integers(0, 100), value=st.integers(-300, 300))
def test_range_takes_its_ends_and_nothing_beyond(low, width, value):
    whole = Range(low, low + width, step=1)
    if low <= value <= low + width:
        assert whole.check("x", value) == value
        assert isinstance(whole.check("x", float(value)), int)
    else:
        with pytest.raises(ValueError, match=f"got {value}$"):
            whole.check("x", value)


@given(st.floats(0, 4))
def test_range_of_numbers_returns_the_float(value):
    found = Range(0, 4).check("x", value)
    assert found == value
    assert isinstance(found, float)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "1", None, True, [1], 1 + 0j])
def test_range_refuses_what_is_no_number(value):
    with pytest.raises(ValueError, match=r"^x must be a number from 0 to 4, got "):
        Range(0, 4).check("x", value)


def test_messages_name_parameter_rule_and_value():
    with pytest.raises(ValueError, match=r"^severity must be an integer from 0 to 5, got 2\.5$"):
        Range(0, 5, step=1).check("severity", 2.5)
    with pytest.raises(ValueError, match=r"^sides must be one of a, b, got 'c'$"):
        Choice(("a", "b")).check("sides", "c")
    with pytest.raises(ValueError, match=r"^shift must be one of fog, rain, got 'snow'$"):
        look_up("shift", "snow", {"fog": 1, "rain": 2})
    assert look_up("shift", "rain", {"fog": 1, "rain": 2}) == 2


def test_parameters_are_those_declared_in_order():
    found = parameters_of(blur)
    assert found == {
        "pixels": Parameter("pixels", Range(0, 4, unit="pixels"), None),
        "sides": Parameter("sides", Choice(("a", "b")), "b"),
    }
    assert Parameter("grey_level", Choice(("a",))).label == "grey level"
    assert first_line(blur) == "Every edge softens."
    assert first_line(lambda: None) == ""


def test_a_first_sentence_may_go_on_in_a_second_line():
    def blur():
        """Every edge softens, as it would
        out of focus.

        The lens is a thin one.
        """

    assert first_line(blur) == "Every edge softens, as it would out of focus."


def test_check_all_checks_each_and_knows_no_others():
    declared = parameters_of(blur).values()
    assert check_all("blur", {"pixels": 2, "sides": "a"}, declared) == {"pixels": 2.0, "sides": "a"}
    with pytest.raises(ValueError, match=r"^blur has no parameter 'angle'; it has pixels, sides$"):
        check_all("blur", {"angle": 2}, declared)
    with pytest.raises(ValueError, match=r"^pixels of 'blur' must be a number from 0 to 4, got 5$"):
        check_all("blur", {"pixels": 5}, declared)
    with pytest.raises(ValueError, match="it has none"):
        check_all("plain", {"angle": 2}, [])


def test_unusable_file_names_file_and_command():
    error = UnusableFileError(
        Path("/somewhere/packs/mnist-test.npz"), "is missing", "python -m gapviz data mnist"
    )
    assert str(error) == "packs/mnist-test.npz is missing; remake it with: python -m gapviz data mnist"


def test_a_choice_may_grow_while_the_process_runs():
    listed, hidden = ["a"], []
    choice = Choice(lambda: listed, unlisted=lambda: hidden)
    assert (choice.options, Choice(("a", "b")).options) == (("a",), ("a", "b"))
    with pytest.raises(ValueError, match=r"^x must be one of a, got 'b'$"):
        choice.check("x", "b")
    listed.append("b")
    hidden.append("c")
    assert [choice.check("x", value) for value in "abc"] == ["a", "b", "c"]
    assert choice.options == ("a", "b"), "what is unlisted is allowed, and in no menu"
    assert choice == Choice(choice.of, unlisted=choice.unlisted)
    assert choice != Choice(("a", "b"))


def test_what_can_be_chosen_may_be_the_states_to_say():
    choice = Choice(("a", "b"), in_state=lambda values: values["letters"])
    assert choice.options == ("a", "b"), "the state in which nothing is set"
    assert choice.check("x", "c") == "c", "no state is known yet"
