"""Sandbox: what is not ours is parsed by a child process under resource limits (setrlimit, POSIX).

The child runs one function, an entry, on the bytes that it is given, and answers bytes. Before it reads the
first of them it gives up, for good, the right to open, write or start anything, and all memory and processor
time beyond its limits; the parent keeps the clock on the wall, and kills it. A child is started anew for
every call, and none is left behind. An answer is bounded and whole; what it means, only its caller can check,
and nobody should take it on trust.

    python -m gapviz.core.sandbox MODULE:FUNCTION ADDRESS_SPACE CPU_SECONDS < CONTENT > ANSWER
"""

import contextlib
import importlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

AT_ONCE, PATIENCE = 2, 20.0
"""How many children there are at once, of whatever kind, and seconds that a caller waits for a place."""
ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-E", "-s", "-B", "-m", __name__)
"""The child knows nothing of the parent's environment, and leaves no compiled module behind."""
ENVIRONMENT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""All that a child is told of the environment: what an interpreter may not start without."""
FORBIDDEN = ("RLIMIT_FSIZE", "RLIMIT_CORE", "RLIMIT_NOFILE", "RLIMIT_NPROC")
"""Of these a child has none: bytes written to a file or a core dump, files opened, processes and threads."""
_places = threading.BoundedSemaphore(AT_ONCE)


class Limits(NamedTuple):
    """Resource limits: bytes of address space, seconds of a core, seconds by the clock, bytes of the answer.

    No dataclass: that would cost every child a tenth of its start.
    """

    address_space: int
    cpu_seconds: int
    seconds: float
    answer: int


class SandboxError(RuntimeError):
    """A child died, was killed at a limit, failed, or said too much."""


class BusySandboxError(SandboxError):
    """No child is to be had just now: all places are taken, or the system starts none."""


def run(entry: Callable[[bytes], bytes], content: bytes, limits: Limits) -> bytes:
    """Return what `entry`, a function of a module, makes of `content` in a child within `limits`.

    The child imports the entry's module before it gives up its rights: whatever the entry needs must be
    imported there. Raises SandboxError, BusySandboxError where no child is to be had, and ValueError where a
    child could not import the entry.
    """
    name = f"{entry.__module__}:{entry.__qualname__}"
    if not entry.__qualname__.isidentifier() or entry.__module__ == "__main__":
        raise ValueError(f"the entry of a sandbox must be a function of a module, got {name!r}")
    if not _places.acquire(timeout=PATIENCE):
        raise BusySandboxError(f"all {AT_ONCE} places of the sandbox are taken")
    try:
        return _answer((*COMMAND, name, str(limits.address_space), str(limits.cpu_seconds)), content, limits)
    except OSError as error:
        raise BusySandboxError(f"no child could be started ({type(error).__name__})") from None
    finally:
        _places.release()


def _answer(command: tuple[str, ...], content: bytes, limits: Limits) -> bytes:
    told = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    pipe = subprocess.PIPE
    nowhere = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, env=told, stdin=pipe, stdout=pipe, stderr=nowhere) as process:
        alarm = threading.Timer(limits.seconds, process.kill)
        alarm.start()
        try:
            heard = _heard(process, content, limits.answer + 1)
            if len(heard) > limits.answer:
                raise SandboxError(f"the answer of a child must have at most {limits.answer:,} bytes")
            if process.wait():  # no longer than the alarm
                raise SandboxError(f"the child ended with {process.returncode}")
            return heard
        finally:
            alarm.cancel()
            process.kill()


def _heard(process: subprocess.Popen[bytes], content: bytes, most: int) -> bytes:
    """Return what a process says that is told `content`: an honest one listens first, and then speaks."""
    assert process.stdin is not None
    assert process.stdout is not None
    with contextlib.suppress(OSError):  # it died while it listened
        process.stdin.write(content)
    with contextlib.suppress(OSError):
        process.stdin.close()
    return process.stdout.read(most)


def limit(address_space: int, cpu_seconds: int) -> None:
    """Take the rights to more from this process for good; those that its system does not know of stay."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is all there is
        return
    most = {"RLIMIT_AS": address_space, "RLIMIT_CPU": cpu_seconds, **dict.fromkeys(FORBIDDEN, 0)}
    for name, value in most.items():
        with contextlib.suppress(AttributeError, OSError, ValueError):
            resource.setrlimit(getattr(resource, name), (value, value))


def main() -> None:
    """Be the child: import the entry, give up all rights, read stdin, and write the answer to stdout."""
    entry, address_space, cpu_seconds = sys.argv[1:]
    module, _, function = entry.partition(":")
    answer = getattr(importlib.import_module(module), function)
    limit(int(address_space), int(cpu_seconds))
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))
    sys.stdout.buffer.flush()
    os._exit(0)  # there is nothing to clean up, and that would take a while


if __name__ == "__main__":
    main()
