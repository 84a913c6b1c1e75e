"""What a child does in the sandbox's tests: entries that are honest, and others."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


def echo(content: bytes) -> bytes:
    """Answer what was said."""
    return content


def surroundings(content: bytes) -> bytes:
    """Answer the names of the environment, and the folder."""
    return json.dumps([sorted(os.environ), os.getcwd()]).encode()


def attempts(content: bytes) -> bytes:
    """Try whatever a child may not do, and answer which of it was done."""
    tries: dict[str, Callable[[], object]] = {
        "read a file": lambda: Path(__file__).read_bytes(),
        "write a file": lambda: Path(content.decode()).write_bytes(b"left"),
        "open a socket": lambda: socket.socket().close(),
        "import a module": lambda: __import__("wave"),
        "start a program": lambda: subprocess.run([sys.executable, "-I", "-S", "-c", ""], check=True),
    }
    done = []
    for name, attempt in tries.items():
        try:
            attempt()
        except (OSError, ImportError):
            continue
        done.append(name)
    return json.dumps(done).encode()


def forks(content: bytes) -> bytes:
    """Answer whether a process may be forked."""
    try:
        if os.fork() == 0:
            os._exit(0)
    except OSError:
        return b"no"
    return b"yes"


def sleeps(content: bytes) -> bytes:
    """Answer after a minute."""
    time.sleep(60)
    return b"late"


def computes(content: bytes) -> bytes:
    """Answer after twenty seconds of a core."""
    while time.process_time() < 20:
        pass
    return b"late"


def eats(content: bytes) -> bytes:
    """Answer as many zeros as it was told, whether or not there is room."""
    return bytes(int(content))


def crashes(content: bytes) -> bytes:
    """Answer half, and die of a fault in C."""
    sys.stdout.buffer.write(b"half")
    sys.stdout.buffer.flush()
    os.abort()


def fails(content: bytes) -> bytes:
    """Fail as Python does."""
    raise ValueError(content)
