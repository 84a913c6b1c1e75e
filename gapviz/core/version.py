"""The version of the article: its release, and a digest of all that its charts come out of."""

import hashlib
import tomllib
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
MADE_OF = ("gapviz", "pages", "checkpoints")
"""Code and prose, recorded tables, digits and networks."""
DIGITS = 8


@lru_cache(1)
def version() -> str:
    """Return the version, as in `0.1.0-1f6e5a20`: two that are the same show the same charts."""
    release = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    digest = hashlib.sha256()
    for file in sorted(file for name in MADE_OF for file in (ROOT / name).rglob("*") if _counts(file)):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{content} {file.relative_to(ROOT).as_posix()}\n".encode())
    return f"{release}-{digest.hexdigest()[:DIGITS]}"


def _counts(file: Path) -> bool:
    """Return whether a file is part of the article: not what Python, npm or an editor leaves there."""
    parts = file.relative_to(ROOT).parts
    return file.is_file() and not any(part.startswith((".", "__pycache__", "node_modules")) for part in parts)
