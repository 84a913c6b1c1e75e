"""The address of a state: which parameter has which key, what a key's value means, and what a link holds.

A key is `figure.parameter`, or `figure.chosen.parameter` for what a choice brings along. Defaults stay out of
the address. A value in the address that is not allowed counts as none.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlencode

from gapviz.core.parameters import Parameter, Range
from gapviz.editions.article.blocks import CHOSEN, GUESS
from gapviz.figures import FIGURES, Figure

ODD = "This link says something that there is not here; what was published is shown in its place."
LONGEST = 120
"""Letters of a file's name before its ending."""
Given: TypeAlias = Callable[[str], Any]
"""What a reader has given for a key: text or a value, None where nothing."""


def own(figure: Figure, values: Mapping[str, Any]) -> list[str]:
    """Return the parameters that are this figure's own, in the state `values`."""
    return [name for name in figure.declared(dict(values)) if figure.key(name) == f"{figure.name}.{name}"]


def state(figure: Figure, given: Given) -> dict[str, Any]:
    """Return the values of all parameters of a figure, as `given` has them."""

    def read(names: Mapping[str, Parameter]) -> dict[str, Any]:
        return {name: value(parameter, given(figure.key(name))) for name, parameter in names.items()}

    values = read(figure.parameters)
    declared = figure.declared(values).items()
    return values | read({name: one for name, one in declared if one is not figure.parameters.get(name)})


def value(parameter: Parameter, given: Any) -> Any:
    """Return what is `given` as a value of `parameter`: its default where that is nothing, or not allowed."""
    found = allowed(parameter, given)
    return parameter.default if found is None else found


def allowed(parameter: Parameter, given: Any) -> Any:
    """Return what is `given` as a value of `parameter`; None where that is nothing, or not allowed."""
    if given is None:
        return None
    try:
        number = isinstance(parameter.domain, Range)
        return parameter.domain.check(parameter.name, float(given) if number else given)
    except (ValueError, TypeError):
        return None


def guess(given: Any) -> float | None:
    """Return a guess as a fraction; None where nothing is given, or no whole number from 0 to 100."""
    text = str(given)
    return int(text) / 100 if text.isdecimal() and int(text) <= 100 else None


def guess_link(key: str, share: float | None) -> dict[str, str]:
    """Return the address parameters of a guess."""
    return {} if share is None else {key: f"{100 * share:.0f}"}


def chosen(given: Any) -> str:
    """Return the figure that is chosen in the gallery; an empty string where nothing known is given."""
    return given if given in FIGURES else ""


def has_state(query: Mapping[str, str]) -> bool:
    """Return whether there is a known key of a figure in the `query` of an address, whatever its value."""
    for key in query:
        figure = FIGURES.get(key.partition(".")[0])
        if figure and key in map(figure.key, figure.declared(state(figure, query.get))):
            return True
    return False


def is_odd(query: Mapping[str, str]) -> bool:
    """Return whether the `query` of an address has keys of figures nobody knows, or values not allowed."""
    dotted = {key: given for key, given in query.items() if "." in key}
    asked = {key: given for key, given in dotted.items() if key.startswith(GUESS)}
    if CHOSEN in dotted and not chosen(dotted.pop(CHOSEN)):
        return True
    return any(guess(given) is None for given in asked.values()) or any(
        not _is_known(key, given, query) for key, given in dotted.items() if key not in asked
    )


def _is_known(key: str, given: str, query: Mapping[str, str]) -> bool:
    figure = FIGURES.get(key.partition(".")[0])
    declared = figure.declared(state(figure, query.get)).values() if figure else ()
    found = {figure.key(parameter.name): parameter for parameter in declared if figure}
    return key in found and allowed(found[key], given) is not None


def link(figure: Figure, values: Mapping[str, Any]) -> dict[str, str]:
    """Return the address parameters of a state: those that are not the default."""
    declared = figure.declared(dict(values))
    kept = {name: given for name, given in values.items() if given != declared[name].default}
    return {figure.key(name): str(given) for name, given in kept.items()}


def joined(link: Mapping[str, str]) -> str:
    """Return address parameters as they stand in a query, or in the static edition behind the anchor."""
    return urlencode(link)


def file_name(figure: Figure, values: Mapping[str, Any], ending: str) -> str:
    """Return the name of a file of a figure in a state: the figure, and what is not as published.

    As in `noise_curve.std-0.3.csv`. It has ASCII letters, digits and `_.-` alone, whatever the values are;
    without any it is the figure's alone, as while something is computed that no address leads to.
    """
    state = sorted(link(figure, values).items()) if values else []
    said = (f"{key.partition('.')[2].replace('.', '-')}-{given}" for key, given in state)
    safe = re.sub(r"[^\w.-]+", "_", ".".join((figure.name, *said)), flags=re.ASCII)
    return f"{re.sub(r'[.]{2,}', '.', safe)[:LONGEST].removesuffix('.')}.{ending}"


def query(link: Mapping[str, str]) -> str:
    """Return address parameters as the query of a link, which begins with its question mark."""
    return f"?{joined(link)}"
