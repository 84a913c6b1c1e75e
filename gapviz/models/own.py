"""Networks that this process was given: they live in memory alone, and the oldest is forgotten first."""

from collections import OrderedDict
from threading import Lock

from gapviz.core import caches
from gapviz.models.model import OWN, Model

MOST_OWN = 32
"""How many of them this process knows at a time."""
_OWN: OrderedDict[str, Model] = OrderedDict()
_HOLDERS: dict[str, set[str]] = {}
_LOCK = Lock()


def add(model: Model, holder: str = "") -> str:
    """Let `load` find a model by its name, which is returned.

    One that has several holders stays until the last of them forgets it. Beyond MOST_OWN the one that was
    added first is forgotten. Raises ValueError for a name that is not of the family OWN: a checkpoint must
    not be covered.
    """
    if model.family != OWN:
        raise ValueError(f"name of an added model must begin with '{OWN}-', got {model.name!r}")
    with _LOCK:
        _OWN[model.name] = model
        _HOLDERS.setdefault(model.name, set()).add(holder)
        gone = list(_OWN)[:-MOST_OWN]
        for name in gone:
            del _OWN[name], _HOLDERS[name]
    for name in gone:
        caches.forget(name)
    return model.name


def added() -> list[str]:
    """Return the names of the models that were added and not yet forgotten; no menu offers them to others."""
    with _LOCK:
        return list(_OWN)


def held(holder: str) -> list[str]:
    """Return the names of the models that `holder` added and that are known."""
    with _LOCK:
        return [name for name, holders in _HOLDERS.items() if holder in holders]


def forget(name: str, holder: str = "") -> None:
    """Drop a model that `holder` added, and all that is kept by its name, unless another holds it too."""
    with _LOCK:
        holders = _HOLDERS.get(name, set())
        holders.discard(holder)
        if holders:
            return
        _OWN.pop(name, None)
        _HOLDERS.pop(name, None)
    caches.forget(name)


def get(name: str) -> Model | None:
    """Return the model that was added by that name, None where there is none."""
    with _LOCK:
        return _OWN.get(name)
