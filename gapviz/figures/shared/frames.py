"""The steps of a slider's range, and the states at them."""

from dataclasses import replace
from typing import Any, TypeVar

from gapviz.core.parameters import Range, parameters_of

State = TypeVar("State", bound=Any)


def domain(state: Any, name: str) -> Range:
    """Return the range of a parameter of a state."""
    found = parameters_of(type(state))[name].domain
    assert isinstance(found, Range)
    return found


def steps(over: Range) -> list[float]:
    """Return the values of a range that a slider can stand at, as the slider has them."""
    count = round((over.high - over.low) / over.step)
    return [round(over.low + place * over.step, 10) for place in range(count + 1)]


def along(state: State, name: str) -> list[State]:
    """Return the state at every step of one parameter."""
    return [replace(state, **{name: value}) for value in steps(domain(state, name))]
