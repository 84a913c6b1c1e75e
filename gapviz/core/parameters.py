"""Functions that declare their parameters, so that sliders, addresses and tests can read them.

A parameter is declared in the signature: `std: Annotated[float, Range(0, 1, unit="of full scale")]`, and may
be followed by the words that a reader knows it by: `Annotated[float, Range(0, 1), "noise"]`. Shifts,
attribution methods and figures are all registered this way; nothing here knows which is which.
"""

import inspect
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Range:
    """Numbers from `low` to `high`, both allowed, in `unit`; whole numbers where `step` is an int."""

    low: float
    high: float
    step: float = 0.01
    unit: str = ""

    def check(self, name: str, value: Any) -> float:
        """Return `value`; raise ValueError naming the rule where it is no number of this range."""
        whole = isinstance(self.step, int)
        kind = "an integer" if whole else "a number"
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        if not number or not self.low <= value <= self.high or (whole and value != int(value)):
            raise ValueError(f"{name} must be {kind} from {self.low:g} to {self.high:g}, got {value!r}")
        return int(value) if whole else float(value) or 0.0  # -0.0 is 0.0


def plain(option: str) -> str:
    """Return an identifier as words, where nobody has found better ones."""
    return option.replace("_", " ")


@dataclass(frozen=True)
class Choice:
    """One of a few plain identifiers, or of those that a function returns whenever it is asked.

    `words` says how a reader knows an option: the address and the code have the identifier, the page never.
    `brings`, where there is one, says in any state of all parameters which of its own the chosen one brings
    along; `unlisted` returns what is allowed as well, but in no menu: what one reader added is not offered to
    another. `in_state`, where there is one, says which options there are in a state of all parameters; `of`
    are then those of the state in which nothing is set, and before a state is known any value passes.
    """

    of: tuple[str, ...] | Callable[[], Iterable[str]]
    brings: Callable[[Mapping[str, Any]], Iterable["Parameter"]] | None = None
    unlisted: Callable[[], Iterable[str]] | None = None
    in_state: Callable[[Mapping[str, Any]], Iterable[str]] | None = None
    words: Callable[[str], str] | Mapping[str, str] = plain

    @property
    def options(self) -> tuple[str, ...]:
        """What can be chosen, in order."""
        return self.of if isinstance(self.of, tuple) else tuple(self.of())

    def label(self, option: str) -> str:
        """Return an option as a reader knows it."""
        return self.words(option) if callable(self.words) else self.words.get(option, plain(option))

    def check(self, name: str, value: Any) -> str:
        """Return `value`; raise ValueError naming the options where it is none of them."""
        if self.in_state:
            return str(value)
        if value not in self.options and not (self.unlisted and value in self.unlisted()):
            raise ValueError(f"{name} must be one of {', '.join(self.options)}, got {value!r}")
        return str(value)


@dataclass(frozen=True)
class Text:
    """From one to `most` characters, all of them among `letters`, which `words` name."""

    letters: str
    most: int
    words: str

    def check(self, name: str, value: Any) -> str:
        """Return `value` without spaces; raise ValueError naming the rule where it is no such text."""
        text = "".join(str(value).split())
        if not 0 < len(text) <= self.most or set(text) - set(self.letters):
            raise ValueError(f"{name} must be one to {self.most} {self.words}, got {value!r}")
        return text


@dataclass(frozen=True)
class Parameter:
    """A declared parameter: its name, the values that it may take, the one it takes unasked, and its words.

    A change of one of those that it is `set_by` brings it to its default; an `idle` one makes no difference
    just now.
    """

    name: str
    domain: Range | Choice | Text
    default: Any = None
    words: str = ""
    set_by: tuple[str, ...] = ()
    idle: bool = False

    @property
    def label(self) -> str:
        """The name as a reader reads it."""
        return self.words or self.name.rpartition(".")[2].replace("_", " ")

    @property
    def unit(self) -> str:
        """The unit of a number, unless its label is the unit already."""
        unit = self.domain.unit if isinstance(self.domain, Range) else ""
        return "" if unit == self.label else unit


def parameters_of(function: Callable[..., Any]) -> dict[str, Parameter]:
    """Return what a function or a dataclass declares with a `Range`, a `Choice` or a `Text`, in order."""
    hints = get_type_hints(function, include_extras=True)
    found = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if get_origin(hints.get(name)) is not Annotated:
            continue
        domain, *words = get_args(hints[name])[1:]
        default = None if parameter.default is inspect.Parameter.empty else parameter.default
        found[name] = Parameter(name, domain, default, *words)
    return found


def first_line(function: Callable[..., Any]) -> str:
    """Return the docstring's first paragraph as one line: a sentence that the article could print."""
    return (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ").replace("'", "’")


def look_up(kind: str, name: str, known: Mapping[str, Entry]) -> Entry:
    """Return `known[name]`; raise ValueError that lists the known names."""
    if name not in known:
        raise ValueError(f"{kind} must be one of {', '.join(known)}, got {name!r}")
    return known[name]


def check_all(owner: str, given: Mapping[str, Any], declared: Iterable[Parameter]) -> dict[str, Any]:
    """Return `given` checked against `declared`; an unknown or unfit value raises ValueError."""
    domains = {parameter.name: parameter.domain for parameter in declared}
    for name in given:
        if name not in domains:
            raise ValueError(f"{owner} has no parameter {name!r}; it has {', '.join(domains) or 'none'}")
    return {name: domains[name].check(f"{name} of {owner!r}", value) for name, value in given.items()}
