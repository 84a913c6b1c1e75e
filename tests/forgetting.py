"""Caches that are empty for a while: what is worked out then goes, and what was known before is back."""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gapviz.core import caches


@contextmanager
def forgotten() -> Iterator[None]:
    """Empty all caches, and fill them again as they were: else what comes later works everything out anew."""
    before: dict[Any, Any] = {cache: OrderedDict(cache._kept) for cache in caches.CACHES}
    caches.clear()
    try:
        yield
    finally:
        for cache in caches.CACHES:
            with cache._lock:
                cache._kept = before.get(cache, OrderedDict())
