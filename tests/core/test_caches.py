"""One decorator keeps results by name: bounded, safe under threads, and emptied by name or altogether."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from gapviz.core import caches
from gapviz.core.caches import Cached, cached
from tests.forgetting import forgotten


@pytest.fixture
def spelt() -> Iterator[Cached[..., list[str]]]:
    @cached(2)
    def spell(word: str, times: int = 1) -> list[str]:
        """Return its letters."""
        return list(word * times)

    yield spell
    caches.CACHES.remove(spell)


def test_a_result_is_kept_and_the_one_longest_unasked_goes(spelt: Cached[..., list[str]]) -> None:
    first, second = spelt("ab"), spelt("cd", times=2)
    assert (first, second) == (["a", "b"], list("cdcd"))
    assert spelt("ab") is first
    spelt("ef")
    assert spelt("ab") is first, "it was asked for after the other"
    assert spelt("cd", times=2) is not second
    assert spelt.__wrapped__("ab") is not first
    assert spelt.__doc__ == "Return its letters."


def test_a_name_is_forgotten_however_it_was_given(spelt: Cached[..., list[str]]) -> None:
    alone, other = spelt(word="ab"), spelt("cd")
    caches.forget("ab")
    assert spelt("cd") is other
    assert spelt(word="ab") is not alone
    with forgotten():
        assert spelt("cd") is not other
    assert spelt("cd") is other


def test_threads_get_one_result(spelt: Cached[..., list[str]]) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(spelt, ["ab"] * 200))
    assert len({id(one) for one in found}) == 1
