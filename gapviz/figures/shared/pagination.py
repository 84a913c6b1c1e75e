"""Pagination: more tiles than a page holds, a page at a time."""

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


def paginate(found: Sequence[Item], page: int, size: int, most: int) -> tuple[Sequence[Item], str]:
    """Return the `page` of `found`, `size` to a page and at most `most` pages, and which it is, in words."""
    pages = min(most, max(1, -(-len(found) // size)))
    here = min(page, pages)
    return found[(here - 1) * size : here * size], f"page {here} of {pages}"
