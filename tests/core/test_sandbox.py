"""The sandbox: an answer comes back whole, or an error; limits and clock bind, and no child is left."""

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from gapviz.core import sandbox
from gapviz.core.sandbox import BusySandboxError, Limits, SandboxError
from tests import sandbox_entries as entries

LIMITS = Limits(address_space=256 * 2**20, cpu_seconds=5, seconds=60.0, answer=10**6)
SHORT = LIMITS._replace(seconds=0.5)
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="no resource module")


@pytest.fixture(autouse=True)
def nobody_is_left() -> Iterator[None]:
    """No child outlives its call, not even as a zombie, and its place is free again."""
    before = set(psutil.Process().children())
    yield
    assert not set(psutil.Process().children()) - before
    held = [sandbox._places.acquire(blocking=False) for _ in range(sandbox.AT_ONCE)]
    for _ in filter(None, held):
        sandbox._places.release()
    assert all(held)


def test_an_answer_comes_back_whole() -> None:
    for content in (b"", b"one", bytes(range(256)) * 3900):
        assert sandbox.run(entries.echo, content, LIMITS) == content


def test_a_child_knows_nothing_of_its_parent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET", "1")
    monkeypatch.chdir(tmp_path)
    names, folder = json.loads(sandbox.run(entries.surroundings, b"", LIMITS))
    assert set(names) <= {*sandbox.ENVIRONMENT, "LC_CTYPE"}, "Python itself may add the last"
    assert folder == str(sandbox.ROOT)


@POSIX
def test_a_child_may_open_write_and_start_nothing(tmp_path: Path) -> None:
    done = sandbox.run(entries.attempts, str(tmp_path / "left").encode(), LIMITS)
    assert json.loads(done) == []
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(
    not hasattr(os, "getuid") or os.getuid() == 0, reason="the superuser may fork whatever the limit"
)
def test_a_child_may_not_fork() -> None:
    assert sandbox.run(entries.forks, b"", LIMITS) == b"no"


def test_what_a_child_may_not_do_it_could_without_the_sandbox(tmp_path: Path) -> None:
    done = json.loads(entries.attempts(str(tmp_path / "left").encode()))
    assert {"read a file", "write a file", "open a socket", "start a program"} <= set(done)


@POSIX
@pytest.mark.parametrize(
    ("entry", "content", "limits"),
    [
        (entries.computes, b"", LIMITS._replace(cpu_seconds=1)),
        (entries.eats, str(2**29).encode(), LIMITS._replace(answer=2**30)),
        (entries.echo, bytes(10**6), LIMITS._replace(address_space=2**20)),
    ],
    ids=["processor time", "memory", "memory for what it reads"],
)
def test_the_limits_bind(entry: Callable[[bytes], bytes], content: bytes, limits: Limits) -> None:
    with pytest.raises(SandboxError, match=r"^the child ended with -?\d+$"):
        sandbox.run(entry, content, limits)


@pytest.mark.parametrize(
    ("entry", "content", "limits"),
    [
        (entries.sleeps, b"", SHORT),
        (entries.crashes, b"", LIMITS),
        (entries.fails, b"no", LIMITS),
        (entries.eats, b"1000001", LIMITS),
    ],
    ids=["the clock", "a crash", "an error", "too long an answer"],
)
def test_what_gives_no_answer_is_an_error(
    entry: Callable[[bytes], bytes], content: bytes, limits: Limits
) -> None:
    with pytest.raises(SandboxError) as caught:
        sandbox.run(entry, content, limits)
    assert not isinstance(caught.value, BusySandboxError)


DISHONEST = {
    "does not listen": "import time; time.sleep(60)",
    "babbles and does not listen": "import sys\nwhile True: sys.stdout.buffer.write(bytes(10**6))",
    "closes its mouth and "
    "stays": "import os, sys, time; sys.stdin.buffer.read(); os.close(1); time.sleep(60)",
    "says what it should and "
    "dies": "import os, sys; sys.stdin.buffer.read(); os.write(1, b'answer'); os.abort()",
}


@pytest.mark.parametrize("code", DISHONEST.values(), ids=DISHONEST)
def test_a_child_that_was_taken_over_is_an_error_too(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "COMMAND", (sys.executable, "-B", "-c", code))
    with pytest.raises(SandboxError):
        sandbox.run(entries.echo, bytes(10**6), SHORT)


def test_more_callers_than_places_wait_and_who_waits_too_long_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(sandbox.run(entries.echo, b"1", LIMITS)))
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [b"1"] * 5
    monkeypatch.setattr(sandbox, "_places", threading.BoundedSemaphore(sandbox.AT_ONCE))
    monkeypatch.setattr(sandbox, "PATIENCE", 0.05)
    for _ in range(sandbox.AT_ONCE):
        sandbox._places.acquire()
    with pytest.raises(BusySandboxError):
        sandbox.run(entries.echo, b"1", LIMITS)


def test_a_child_that_cannot_be_started_leaves_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "COMMAND", ("no such program",))
    for _ in range(sandbox.AT_ONCE + 1):
        with pytest.raises(BusySandboxError):
            sandbox.run(entries.echo, b"1", LIMITS)


def test_an_entry_is_a_function_that_a_child_can_import() -> None:
    for entry in (lambda content: content, b"".join):
        with pytest.raises(ValueError, match=r"^the entry of a sandbox must be a function of a module, got "):
            sandbox.run(entry, b"", LIMITS)  # type: ignore[arg-type]


def test_a_system_without_limits_keeps_the_clock_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    sandbox.limit(1, 1)
    assert len(bytearray(10**6)) == 10**6, "nothing was taken"
