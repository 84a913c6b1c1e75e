"""No straw men: what the head of a chapter shows of the default network, other families show as well."""

from collections.abc import Iterable

import pytest

from gapviz import models
from gapviz.editions import article
from gapviz.figures import FIGURES

HEADS = {page.stem: article.read(page)[0] for page in article.pages()}
LEADING = {
    stem: head.leads
    for stem, head in HEADS.items()
    if isinstance(head, article.Chapter) and head.leads and "model" in FIGURES[head.leads].parameters
}
"""The figures that lead a chapter and show one network; chapter 1 compares two in its head."""
HERO = models.family_of(models.HERO)
FIRST = {family: models.names(family=family)[0] for family in map(models.family_of, models.SHIPPED)}


SMALL = ("softmax", "mlp", "lenet", "tutorial", "cnn")
"""Families that are asked in every run; the others, which take ten times as long, in a long test too."""


def lost(figure: str, families: Iterable[str]) -> dict[str, float]:
    """By family: the accuracy that its first network loses between the two marks of the gap scale."""
    found = {family: FIGURES[figure](model=FIRST[family]).gap for family in families}
    assert all(gap and gap.here.high < gap.clean.low for gap in found.values()), "the marks lie apart for all"
    return {family: gap.clean.value - gap.here.value for family, gap in found.items() if gap}


@pytest.mark.parametrize(
    "families",
    [pytest.param(SMALL, id="small"), pytest.param(tuple(FIRST), id="all", marks=pytest.mark.long)],
)
@pytest.mark.parametrize("stem", LEADING)
def test_the_gap_at_its_head_is_no_matter_of_one_family(stem: str, families: tuple[str, ...]) -> None:
    gaps = lost(LEADING[stem], families)
    assert gaps.keys() == {*families}, "it shows all of them"
    like_it = sorted(family for family, gap in gaps.items() if gap > gaps[HERO] / 2)
    assert len({*like_it} - {HERO}) >= 4, f"half of the gap or more have only {like_it}: {gaps}"


def test_the_hook_catches_all_networks() -> None:
    least = {
        name: gap.clean.value - gap.here.value
        for name in models.SHIPPED
        if (gap := FIGURES["moved_digit"](model=name).gap)
    }
    assert least.keys() == set(models.SHIPPED)
    assert min(least.values()) > 0.3, f"it is to cost every network at least thirty points: {least}"
