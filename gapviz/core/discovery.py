"""Discovery of plug-ins: a module registers itself by being in its folder, once it is imported from here."""

from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules


def import_all(package: str, path: Iterable[str]) -> None:
    """Import every module of a package, given its `__name__` and `__path__`, in the order of their names."""
    for found in iter_modules(path):
        import_module(f"{package}.{found.name}")
