"""Captions, headlines and alt text as template and values, and how numbers are written in them.

    say("{model} reads {found:interval} of them.", model="tutorial-0", found=estimate)

A template holds fields, `{name}` or `{name:format}`, with a format of FORMATS. The values stay what they are,
a number, an estimate, a word or another wording, so that whoever shows the sentence can fill it in anew.
`str` gives plain text; whoever puts it into HTML escapes the whole, once.
"""

import re
from collections.abc import Callable
from string import Formatter
from typing import Any, TypeAlias

from gapviz.core.types import Estimate


class Wording(str):
    """A sentence, or a part of one: plain text that knows the `template` and values that it is made of."""

    __slots__ = ("template", "values")
    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, values: dict[str, Any]) -> "Wording":
        """Return the template, filled in."""
        said = super().__new__(cls, _FILL.vformat(template, (), values))
        said.template, said.values = template, values
        return said

    def __getnewargs__(self) -> tuple[str, dict[str, Any]]:  # type: ignore[override]
        return self.template, self.values


Words: TypeAlias = str
"""What is said: a Wording, or where there are no values in it any string."""
SENTENCES = re.compile(r"(?<=[.!?]) ")
"""What stands between the sentences of a template."""


def say(template: str, **values: Any) -> Wording:
    """Return a template with its values.

    Raises ValueError where a field has no value, a value no field, or a format is none of FORMATS.
    """
    fields = {name: form or "" for _, name, form, _ in Formatter().parse(template) if name is not None}
    if fields.keys() != values.keys():
        odd = ", ".join(sorted(fields.keys() ^ values.keys()))
        raise ValueError(
            f"template and values must have the same names, but {odd} stands in one alone: {template!r}"
        )
    for name, form in fields.items():
        if form not in FORMATS:
            raise ValueError(f"format of {name!r} must be one of {', '.join(FORMATS)}, got {form!r}")
    return Wording(template, values)


def states(words: Words, number: float) -> bool:
    """Return whether a sentence is made of this number, or of an estimate of it, at whatever depth."""
    values = words.values.values() if isinstance(words, Wording) else ()
    return any(
        (isinstance(value, float) and value == number)
        or (isinstance(value, Estimate) and value.value == number)
        or (isinstance(value, Wording) and states(value, number))
        for value in values
    )


def without(words: Words, number: float) -> Words:
    """Return those sentences of `words` that do not state this number."""
    if not isinstance(words, Wording):
        return words
    sentences = [_part(template, words.values) for template in SENTENCES.split(words.template)]
    return " ".join(sentence for sentence in sentences if not states(sentence, number))


def _part(template: str, values: dict[str, Any]) -> Wording:
    """Return a part of a template, with those of the values that stand in it."""
    names = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    return Wording(template, {name: values[name] for name in names})


def percent(fraction: float, digits: int = 1) -> str:
    """Return a fraction as a reader sees it; no line breaks before its sign."""
    return f"{100 * fraction:.{digits}f}\N{NO-BREAK SPACE}%"


def many(n: float, noun: str) -> Words:
    """Return a number of things in words, as in "1 typeface" or "2 typefaces"."""
    return say("{n} {things}", n=f"{n:,.10g}", things=noun if n == 1 else f"{noun}s")


def measured(value: float, unit: str) -> str:
    """Return a value in its unit, which is given as of many, as in "1 pixel" or "2 pixels"."""
    first, *rest = unit.split(" ", 1)
    one = value == 1 and first.endswith("s") and first != "times"
    return " ".join([f"{value:g}", first[:-1] if one else first, *rest]).rstrip()


def how_many_read(n: int, whole: int) -> Words:
    """Return how many of some networks read something, with the verb, as in "1 of 20 networks reads"."""
    if n == whole:
        return say("all {whole} networks read", whole=whole)
    verb = "reads" if n < 2 else "read"
    return say("{n} of {whole} networks {verb}", n=n or "none", whole=whole, verb=verb)


def interval(found: Estimate) -> str:
    """Return an estimate with its interval and n, as a reader sees it."""
    ends = f"{100 * found.low:.1f} to {100 * found.high:.1f}"
    return f"{percent(found.value)} (95\N{NO-BREAK SPACE}% interval {ends}, n = {found.n:,})"


def first_capital(words: str) -> str:
    """Return words as a sentence begins."""
    return words[:1].upper() + words[1:]


FORMATS: dict[str, Callable[[Any], str]] = {
    "": str,
    "Aa": first_capital,
    ",": lambda count: f"{count:,}",
    "g": lambda number: f"{number:g}",
    "0": lambda number: f"{number:.0f}",
    "1": lambda number: f"{number:.1f}",
    "%": percent,
    "0%": lambda fraction: percent(fraction, 0),
    "2%": lambda fraction: percent(fraction, 2),
    "interval": interval,
}
"""How a value is written: as it is, as a sentence begins, thousands apart, short, with decimals and so on."""


class _Filler(Formatter):
    """Fills a template in by FORMATS."""

    def format_field(self, value: Any, format_spec: str) -> str:
        return FORMATS[format_spec](value)


_FILL = _Filler()
