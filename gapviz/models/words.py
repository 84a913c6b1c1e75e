"""What networks are called where a reader meets them: in menus and charts, and in a sentence.

Their names are identifiers, for addresses, files and code.
"""

from dataclasses import dataclass

from gapviz.core.parameters import plain
from gapviz.core.types import UnusableFileError
from gapviz.models.checkpoints import PUBLISHED, TRAINED, card, family_of
from gapviz.models.model import OWN


@dataclass(frozen=True)
class Called:
    """A family of networks in words: `short` beside a line, `long` in a menu, `spoken` in a sentence."""

    short: str
    long: str
    spoken: str


FAMILIES = {
    "softmax": Called("softmax", "softmax regression", "the softmax"),
    "mlp": Called("perceptron", "multilayer perceptron", "the perceptron"),
    "lenet": Called("LeNet", "LeNet", "LeNet"),
    "alexnet": Called("AlexNet", "AlexNet, shrunk to fit", "AlexNet"),
    "tutorial": Called("tutorial", "tutorial’s network", "the tutorial’s network"),
    "cnn": Called("modern", "modern network", "the modern network"),
    OWN: Called("yours", "yours", "your network"),
}
"""By family; of another one, what its name says."""


def _of_family(family: str) -> Called:
    if family in FAMILIES:
        return FAMILIES[family]
    said = plain(family.replace("-", "_"))
    return Called(said, said, f"the network {said}")


def _published(name: str) -> Called | None:
    """Return how a network that other people trained is called, after its maker; None for another one."""
    if name not in PUBLISHED:
        return None
    try:
        maker = card(name).source["maker"]
    except UnusableFileError:
        return None
    whose = f"{maker}’s network"
    return Called(f"{maker.split()[-1]}’s", whose, whose)


def _called(name: str) -> Called:
    return _published(name) or _of_family(family_of(name) or name)


def short(name: str) -> str:
    """Return what a network's family is called beside its line in a chart, as in "tutorial"."""
    return _called(name).short


def brief(name: str) -> str:
    """Return what a network is called at the head of a narrow column, as in "tutorial 3"."""
    return short(name) + (f" {_seed(name)}" if _has_sisters(name) else "")


def label(name: str) -> str:
    """Return what a network is called in a menu or a table, as in "tutorial’s network, seed 3"."""
    return _called(name).long + (f", seed {_seed(name)}" if _has_sisters(name) else "")


def spoken(name: str) -> str:
    """Return what a network is called in a sentence, as in "the tutorial’s network (seed 3)".

    The first of several seeds is meant where none is said.
    """
    sister = _has_sisters(name) and _seed(name) != "0"
    return _called(name).spoken + (f" (seed {_seed(name)})" if sister else "")


def _seed(name: str) -> str:
    return name.rpartition("-")[2]


def _has_sisters(name: str) -> bool:
    return TRAINED.get(family_of(name), 1) > 1
