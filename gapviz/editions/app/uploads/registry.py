"""What an upload is: something that a reader may bring along, for an argument of figures."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

UPLOADS: dict[str, "Upload"] = {}


@dataclass(frozen=True)
class Upload:
    """A way to bring something along.

    `name` is what a page calls it and the argument of figures that it fills, `file` what it is called in the
    lines of Python. `read` takes a file's bytes and raises `refusal`, whose message is a sentence for the
    reader; of `most` files at a time. `widget` draws the ways to bring it, `brought` returns what this reader
    has brought, or None. `note` says where it stays.
    """

    name: str
    file: str
    read: Callable[[bytes], Any]
    refusal: type[Exception]
    most: int
    widget: Callable[[], None]
    brought: Callable[[], Any]
    note: str


def register(upload: Upload) -> Upload:
    """Register an upload under its name."""
    UPLOADS[upload.name] = upload
    return upload
