"""Menus: every option in words, in an order in which it is found."""

import itertools

from identifiers import choices, identifiers

from gapviz.core.parameters import Choice
from gapviz.figures import FIGURES
from gapviz.figures.shared.choices import ESSAY
from gapviz.shifts import SHIFTS


def test_every_option_of_a_menu_has_words_of_its_own() -> None:
    for key, domain in choices():
        labels = [domain.label(option) for option in domain.options]
        assert len({*labels}) == len(labels), f"two options of {key} are called alike"
        assert not identifiers("\n".join(labels)), f"an option of {key} has no words"


def test_a_menu_of_shifts_has_families_and_the_essay_s_first() -> None:
    domain = FIGURES["shifted_digits"].parameters["shift"].domain
    assert isinstance(domain, Choice)
    families = [SHIFTS[name].family for name in domain.options]
    assert list(dict.fromkeys(families)) == [family for family, _ in itertools.groupby(families)]
    assert families[0] in ESSAY
    assert all("salt and" in domain.label(name) for name in domain.options if "salt" in name)
