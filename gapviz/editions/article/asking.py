"""What of a chapter's leading figure waits for the reader's guess: all that states the number asked for."""

from dataclasses import dataclass

from gapviz.core.wording import Words, states, without
from gapviz.figures import Drawing


@dataclass(frozen=True)
class Asked:
    """What is left of a drawing before the guess: its `alt` text, and whether chart and headline wait."""

    alt: Words
    chart_waits: bool
    headline_waits: bool


def asked(drawn: Drawing, number: float) -> Asked:
    """Return what is left of a drawing without a number.

    Alt text says what a chart shows: where nothing is left of it without the number, the chart waits too.
    """
    alt = without(drawn.alt, number)
    return Asked(alt, not alt, not alt or states(drawn.headline, number))
