"""Training recipes by family of networks: which architecture, on which data set, how long and how fast."""

from dataclasses import asdict, dataclass
from typing import Any

from gapviz.core.parameters import look_up


@dataclass(frozen=True)
class Recipe:
    """How an architecture is trained on a data set: AdamW, one learning-rate cycle (Smith and Topin, 2018).

    Nothing is done to the images.
    """

    architecture: str
    data: str
    epochs: int
    batch: int = 128
    peak_rate: float = 0.005
    weight_decay: float = 0.01

    @property
    def settings(self) -> dict[str, Any]:
        """What a card keeps as the recipe, beside the architecture and the data set."""
        return {name: value for name, value in asdict(self).items() if name not in ("architecture", "data")}


RECIPES = {
    "softmax": Recipe("softmax", "mnist", epochs=10, peak_rate=0.002),
    "mlp": Recipe("mlp", "mnist", epochs=15, peak_rate=0.002, weight_decay=0.05),
    "lenet": Recipe("lenet", "mnist", epochs=12, peak_rate=0.003, weight_decay=0.05),
    "alexnet": Recipe("alexnet", "mnist", epochs=5, peak_rate=0.002, weight_decay=0.05),
    "tutorial": Recipe("tutorial", "mnist", epochs=8, peak_rate=0.003, weight_decay=0.05),
    "cnn": Recipe("cnn", "mnist", epochs=8, peak_rate=0.01, weight_decay=0.05),
    "fashion-cnn": Recipe("cnn", "fashion", epochs=8, peak_rate=0.01, weight_decay=0.05),
}
"""By family: the architecture, on another set than MNIST after the set's name."""


def parse_name(name: str) -> tuple[str, int]:
    """Return family and seed of a name as `cnn-3` or `fashion-cnn-0`; raise ValueError where it is none."""
    family, _, seed = name.rpartition("-")
    look_up("family of networks", family, RECIPES)
    if not seed.isdecimal() or len(seed) > 9:
        raise ValueError(f"the seed of {name!r} must be a whole number, as in '{family}-0'")
    return family, int(seed)
