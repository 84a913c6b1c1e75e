"""Declared parameters to widgets that live in the address, under the keys that `address` gives them.

Streamlit binds a slider to the address itself. Of a choice it would write there what the reader reads, so
that choices are bound here: the address has identifiers, the page has words.
"""

from typing import Any

import streamlit as st

from gapviz.core.parameters import Choice, Parameter, Range, Text
from gapviz.editions.app import own_networks
from gapviz.editions.article import address, html
from gapviz.figures import FIGURES, Figure

FEW, MOST = 3, 1000
"""Options up to FEW stand side by side, more go into a menu; a slider has at most MOST steps."""
FIXED = "\N{FOUR-PER-EM SPACE}"


def state(figure: Figure) -> dict[str, Any]:
    """Return the values of all parameters as the reader has set them, before any widget is drawn."""
    return address.state(figure, given_for)


def given_for(key: str) -> Any:
    """Return what the session has for a key, else the address, else None.

    Where the address of a choice is not the one that was written for it, the reader went back or forward, and
    the address counts. A network that another reader added counts as none.
    """
    addressed = st.query_params.get(key)
    if key in _written() and _written()[key] != addressed:
        found = addressed
    else:
        found = st.session_state.get(key, addressed)
    return None if own_networks.are_strangers(found) else found


def _written() -> dict[str, str | None]:
    """Return what stands in the address for the choices of this page, by key, as it was last written."""
    found: dict[str, str | None] = st.session_state.setdefault("gv.written", {})
    return found


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
    common |= {"disabled": parameter.idle}
    if isinstance(domain, Choice):
        _choice(name, parameter, domain, value, **common)
        return
    common |= {"key": name, "bind": "query-params"}
    if isinstance(domain, Range):
        if domain.high - domain.low > MOST and isinstance(domain.step, int):
            st.number_input(
                parameter.label, int(domain.low), int(domain.high), int(parameter.default), 1, **common
            )
        else:
            slider(parameter, domain, value, **common)
    else:
        # The browser's own limit would cut a longer text off without a word.
        st.text_input(parameter.label, parameter.default, **common)
        _complain(name, parameter, domain)


def _choice(key: str, parameter: Parameter, domain: Choice, value: Any, **common: Any) -> None:
    """Draw a choice that stands at `value`, in words, and write the identifier of what is chosen."""
    options = offered(domain, value)
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    common |= {"key": key, "format_func": lambda option: _label(domain, option)}
    if len(options) <= FEW:
        chosen = st.segmented_control(parameter.label, options, required=True, **common)
    else:
        chosen = st.selectbox(parameter.label, options, **common)
    if chosen == parameter.default:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != chosen:
        st.query_params[key] = str(chosen)
    _written()[key] = st.query_params.get(key)


def offered(domain: Choice, value: Any) -> tuple[str, ...]:
    """Return the options of a menu, the reader's own after them, and the one that it stands at, if new."""
    options = (*domain.options, *own_networks.offered(domain))
    return options if value in options else (*options, value)


def _label(domain: Choice, option: str) -> str:
    """Return an option as this reader knows it."""
    return own_networks.label(option) if own_networks.among([option]) else domain.label(option)


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
