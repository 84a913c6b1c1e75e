"""A term of the field has its gloss where a reader first meets it, and no identifier stands in prose."""

import re

import pytest
from identifiers import identifiers

from gapviz.editions import article
from gapviz.editions.article import links, quotes

TERMS = ("softmax", "confidence", "interval", "severity", "attribution")
PROSE = [
    links.FIGURE.sub("]", quotes.PATTERN.sub("—", block.text))
    for page in article.pages()
    for block in article.read(page)
    if isinstance(block, article.Prose)
]


@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_told_where_it_first_stands(term: str) -> None:
    first = next(text for text in PROSE if re.search(rf"\b{term}", text, re.IGNORECASE))
    assert f"*{term}*" in first, "say in a line what it is, where it first stands"


def test_no_identifier_stands_in_prose() -> None:
    assert not identifiers("\n".join(PROSE))
