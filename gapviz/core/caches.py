"""Results kept by name, bounded: one decorator, a list of all caches, and a way to forget a name in all.

    @cached(64)
    def logits_under(model: str, where: Condition) -> Logits: ...

Arguments are strings, numbers and frozen dataclasses. Safe under threads: two that ask at once may both work
a result out, and get the same. Constants that follow from a size alone (a kernel, a grid) rest on no file and
no name, and stand in functools' cache.
"""

from collections import OrderedDict
from collections.abc import Callable
from functools import update_wrapper
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeAlias, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")
Key: TypeAlias = tuple[tuple[Any, ...], tuple[tuple[str, Any], ...]]
CACHES: list["Cached[Any, Any]"] = []
"""All of them, in the order in which their modules were read."""


class Cached(Generic[Given, Made]):
    """A function that keeps its last `most` results, the least recently asked for going first."""

    def __init__(self, function: Callable[Given, Made], most: int) -> None:
        self.__wrapped__, self._most = function, most
        self._kept: OrderedDict[Key, Made] = OrderedDict()
        self._lock = Lock()
        update_wrapper(self, function)
        CACHES.append(self)

    def __call__(self, *args: Given.args, **kwargs: Given.kwargs) -> Made:
        """Return what the function returned for these arguments, or call it."""
        key = args, tuple(sorted(kwargs.items()))
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = self.__wrapped__(*args, **kwargs)
        with self._lock:
            made = self._kept.setdefault(key, made)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made

    def cache_clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()

    def forget(self, name: str) -> None:
        """Forget what was worked out for `name`: everything of which it is an argument."""
        with self._lock:
            for args, named in list(self._kept):
                if name in args or name in (value for _, value in named):
                    del self._kept[args, named]


def cached(most: int) -> Callable[[Callable[Given, Made]], Cached[Given, Made]]:
    """Keep the last `most` results of a function."""

    def wrap(function: Callable[Given, Made]) -> Cached[Given, Made]:
        return Cached(function, most)

    return wrap


def forget(name: str) -> None:
    """Forget, in all caches, what was worked out for `name`."""
    for cache in CACHES:
        cache.forget(name)


def clear() -> None:
    """Empty all caches."""
    for cache in CACHES:
        cache.cache_clear()
