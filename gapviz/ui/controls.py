"""Declared parameters to widgets that live in the address.

A key is `figure.parameter`, or `figure.shift.parameter` for a shift's own. Defaults stay out of the
address. A value in the address that is not allowed counts as none.
"""

from typing import Any

import streamlit as st

from gapviz.figures import FIGURES, Figure
from gapviz.registry import Choice, Parameter, Range
from gapviz.shifts import SHIFTS

FEW = 3
"""Options up to this number stand side by side; more go into a menu."""


def key(figure: Figure, name: str) -> str:
    """Return the key of a parameter: that of the figure it follows, where it is that one's."""
    leader = FIGURES.get(figure.follows)
    shared = leader is not None and (name in leader.parameters or "." in name)
    return f"{figure.follows if shared else figure.name}.{name}"


def state(figure: Figure) -> dict[str, Any]:
    """Return the values of all parameters as the reader has set them, before any widget is drawn."""
    values = {name: _value(key(figure, name), parameter) for name, parameter in figure.parameters.items()}
    own = {name: parameter for name, parameter in figure.declared(values).items() if name not in values}
    return values | {name: _value(key(figure, name), parameter) for name, parameter in own.items()}


def _value(name: str, parameter: Parameter) -> Any:
    """Return a parameter's value from the session, else from the address, else its default."""
    given = st.session_state.get(name, st.query_params.get(name))
    if given is None:
        return parameter.default
    try:
        number = isinstance(parameter.domain, Range)
        return parameter.domain.check(name, float(given) if number else given)
    except (ValueError, TypeError):
        return parameter.default


def draw(figure: Figure, names: list[str], values: dict[str, Any]) -> None:
    """Draw the widgets of `names`, two in a row."""
    declared = figure.declared(values)
    columns = st.columns(2, gap="medium") if len(names) > 1 else [st.container()]
    for place, name in enumerate(names):
        with columns[place % len(columns)]:
            _widget(key(figure, name), declared[name], figure)


def _widget(name: str, parameter: Parameter, figure: Figure) -> None:
    label = parameter.label.rpartition(".")[2]
    changed: dict[str, Any] = {}
    if parameter.name in ("severity", "shift") and figure.takes_levels:
        changed = {"on_change": set_levels, "args": (figure.name,)}
    domain = parameter.domain
    if isinstance(domain, Range):
        whole = isinstance(domain.step, int)
        cast = int if whole else float
        shown = ("%d" if whole else "%.2f" if domain.step < 0.1 else "%.1f") + (f" {domain.unit}" if domain.unit else "").replace("%", "%%")
        common: dict[str, Any] = {"key": name, "bind": "query-params", **changed}
        if domain.high - domain.low > 1000 and whole:
            st.number_input(label, int(domain.low), int(domain.high), int(parameter.default), 1, **common)
        else:
            low, high, default, step = (cast(number) for number in (domain.low, domain.high, parameter.default, domain.step))
            st.slider(label, low, high, default, step, shown, **common)
    elif len(domain.options) <= FEW:
        st.segmented_control(label, domain.options, default=parameter.default, required=True, key=name, bind="query-params", **changed)
    else:
        st.selectbox(label, domain.options, domain.options.index(parameter.default), key=name, bind="query-params", **changed)


def set_levels(figure_name: str) -> None:
    """Bring the chosen shift's own sliders to the chosen severity."""
    figure = FIGURES[figure_name]
    values = {name: _value(key(figure, name), parameter) for name, parameter in figure.parameters.items()}
    entry, severity = SHIFTS[values["shift"]], int(values["severity"])
    for name, level in entry.levels(severity or 3).items():
        if name in entry.ladder:
            assign(key(figure, f"{entry.name}.{name}"), entry.parameters[name], level)


def assign(name: str, parameter: Parameter, value: Any) -> None:
    """Set a bound control, for the next run of the page."""
    domain = parameter.domain
    if isinstance(domain, Choice):
        st.session_state[name] = value
    else:
        st.session_state[name] = int(value) if isinstance(domain.step, int) else float(value)


def reset(figure_name: str) -> None:
    """Put all controls of a figure back to its published state."""
    figure = FIGURES[figure_name]
    published = {name: parameter.default for name, parameter in figure.parameters.items()}
    declared = figure.declared(published)
    for name in state(figure):
        if name in declared:
            assign(key(figure, name), declared[name], declared[name].default)


def link(figure: Figure, values: dict[str, Any]) -> dict[str, str]:
    """Return the address parameters of a state: those that are not the default."""
    declared = figure.declared(values)
    return {key(figure, name): str(value) for name, value in values.items() if value != declared[name].default}
