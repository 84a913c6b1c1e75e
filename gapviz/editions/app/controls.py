"""Declared parameters to widgets that live in the address, under the keys that `address` gives them."""

from typing import Any

import streamlit as st

from gapviz.core.parameters import Parameter, Range, Text
from gapviz.editions.article import address, html
from gapviz.figures import FIGURES, Figure

FEW, MOST = 3, 1000
"""Options up to FEW stand side by side, more go into a menu; a slider has at most MOST steps."""
FIXED = "\N{FOUR-PER-EM SPACE}"


def state(figure: Figure) -> dict[str, Any]:
    """Return the values of all parameters as the reader has set them, before any widget is drawn."""
    return address.state(figure, given_for)


def given_for(key: str) -> Any:
    """Return what the session has for a key, else the address, else None."""
    return st.session_state.get(key, st.query_params.get(key))


def draw(figure: Figure, names: list[str], values: dict[str, Any]) -> None:
    """Draw the widgets of `names`, two in a row: on a phone they come in the same order."""
    declared = figure.declared(values)
    for start in range(0, len(names), 2):
        row = names[start : start + 2]
        for name, place in zip(
            row, st.columns(2, gap="medium") if len(names) > 1 else [st.container()], strict=False
        ):
            with place:
                sets = any(name in other.set_by for other in declared.values())
                steers: dict[str, Any] = {"on_change": steer, "args": (figure.name, name)} if sets else {}
                _widget(figure.key(name), declared[name], values[name], **steers)


def _widget(name: str, parameter: Parameter, value: Any, **common: Any) -> None:
    domain = parameter.domain
    common |= {"key": name, "bind": "query-params", "disabled": parameter.idle}
    if isinstance(domain, Range):
        if domain.high - domain.low > MOST and isinstance(domain.step, int):
            st.number_input(
                parameter.label, int(domain.low), int(domain.high), int(parameter.default), 1, **common
            )
        else:
            slider(parameter, domain, value, **common)
    elif isinstance(domain, Text):
        # The browser's own limit would cut a longer text off without a word.
        st.text_input(parameter.label, parameter.default, **common)
        _complain(name, parameter, domain)
    elif len(domain.options) <= FEW:
        st.segmented_control(
            parameter.label, domain.options, default=parameter.default, required=True, **common
        )
    else:
        st.selectbox(parameter.label, domain.options, domain.options.index(parameter.default), **common)


def _complain(name: str, parameter: Parameter, domain: Text) -> None:
    """Say what may be typed, where the reader typed something else."""
    try:
        domain.check(parameter.label, st.session_state.get(name, parameter.default))
    except ValueError:
        rule = f"Type one to {domain.most} {domain.words}. Until then “{parameter.default}” is shown."
        st.html(html.problem(rule))


def slider(parameter: Parameter, domain: Range, value: float, **common: Any) -> None:
    """Draw a slider for a parameter over its `domain`, whose label ends with its `value`, at the right.

    The style sheet stretches the label's one plain space; its other spaces are FIXED ones.
    """
    whole = isinstance(domain.step, int)
    number = "%d" if whole else "%.2f" if domain.step < 0.1 else "%.1f" if domain.step < 1 else "%.0f"
    shown = f"{number} {parameter.unit}".strip()
    bounds = domain.low, domain.high, parameter.default, domain.step
    low, high, unasked, step = (int(bound) if whole else float(bound) for bound in bounds)
    st.slider(
        " ".join(words.replace(" ", FIXED) for words in (parameter.label, shown % value)),
        low,
        high,
        unasked,
        step,
        shown,
        **common,
    )


def steer(figure_name: str, changed: str) -> None:
    """Bring what the parameter `changed` sets to its default."""
    figure = FIGURES[figure_name]
    for name, parameter in figure.declared(state(figure)).items():
        if changed in parameter.set_by:
            assign(figure.key(name), parameter, parameter.default)


def assign(name: str, parameter: Parameter, value: Any) -> None:
    """Set a bound control, for the next run of the page."""
    domain = parameter.domain
    if not isinstance(domain, Range):
        st.session_state[name] = value
    else:
        st.session_state[name] = int(value) if isinstance(domain.step, int) else float(value)


def publish(figure_name: str, **given: Any) -> None:
    """Put a figure's own controls to their published state, save those that are `given`."""
    figure = FIGURES[figure_name]
    values = {name: parameter.default for name, parameter in figure.parameters.items()} | given
    declared = figure.declared(values)
    for name in address.own(figure, values):
        assign(figure.key(name), declared[name], given.get(name, declared[name].default))
