"""The networks in `checkpoints/`, each three files: NAME.safetensors, NAME.onnx and the card NAME.json.

The card holds the sha256 of the other two. Nothing is ever unpickled. `models` makes objects of them.
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import onnxruntime
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from gapviz.core.caches import cached
from gapviz.core.parameters import look_up
from gapviz.core.types import MNIST, UnusableFileError
from gapviz.models.architectures import ARCHITECTURES, build
from gapviz.models.quantisation import dequantised

CHECKPOINTS = Path(__file__).parents[2] / "checkpoints"
TRAINED = {"softmax": 1, "mlp": 3, "lenet": 3, "alexnet": 1, "tutorial": 5, "cnn": 5}
"""How many seeds of a family are trained here; AlexNet weighs 3 MB."""
HERO = "tutorial-0"
"""The network that the article stands on, and that a figure shows unless it is asked for another."""
PUBLISHED = ("digit-recognizer-0", "mnist-react-0")
"""What other people trained; `training.published` knows where it comes from."""
SHIPPED = (*(f"{family}-{seed}" for family, seeds in TRAINED.items() for seed in range(seeds)), *PUBLISHED)
"""What must be in `checkpoints/`; what else is trained into it is found there."""
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*-\d{1,9}")
"""A name: family and seed. A family is an architecture, on another set than MNIST after the set's name."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """What is known of a trained network: how it was made and what it got right.

    `source` says of a published one whose it is (package, maker, address, licence); how it was trained is
    then not known.
    """

    name: str
    architecture: str
    data: str
    channels: int
    size: int
    classes: int
    mean: list[float]
    std: list[float]
    seed: int
    recipe: dict[str, Any]
    parameters: int
    train_n: int = 0
    test_n: int
    test_right: int
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    threads: int = 0
    safetensors_sha256: str
    onnx_sha256: str
    versions: dict[str, str]
    source: dict[str, str] = field(default_factory=dict)
    history: list[dict[str, float]] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write the card as JSON, an entry of the history a line."""
        facts = asdict(self)
        if not self.source:  # it was trained here
            del facts["source"]
        moments = ",\n".join(f"    {json.dumps(moment)}" for moment in facts.pop("history"))
        head = json.dumps(facts, indent=2).removesuffix("\n}")
        path.write_text(f'{head},\n  "history": [\n{moments}\n  ]\n}}\n')


def remake(name: str) -> str:
    """Return the command that makes a checkpoint."""
    return f"python -m gapviz {'convert' if name in PUBLISHED else 'train'} {name}"


def family_of(name: str) -> str:
    """Return what a model's name is without its seed or hash."""
    return name.rpartition("-")[0]


def names(data: str | None = None, family: str | None = None) -> list[str]:
    """Return the names of all models in `checkpoints/`, or of those for a data set or of a family.

    In the order of ARCHITECTURES, then of other families, and of seeds. The folder is read at each call.
    """
    found = {*SHIPPED, *(path.stem for path in CHECKPOINTS.glob("*.json") if NAME.fullmatch(path.stem))}
    fits = [name for name in found if data in (None, _data(name)) and family in (None, family_of(name))]
    return sorted(fits, key=_place)


def _place(name: str) -> tuple[int, str, int]:
    order, (kind, _, seed) = list(ARCHITECTURES), name.rpartition("-")
    return (order.index(kind) if kind in order else len(order)), kind, int(seed)


def _data(name: str) -> str:
    """Return the data set of a checkpoint; an unreadable card counts as MNIST's, where its error is met."""
    try:
        return _card(name).data
    except UnusableFileError:
        return MNIST


def card(name: str) -> Card:
    """Return the card of a checkpoint.

    Raises ValueError for an unknown name, listing the known, and UnusableFileError for a card missing or
    damaged.
    """
    return _card(look_up("model", name, {known: known for known in names()}))


@cached(64)
def _card(name: str) -> Card:
    path, command = CHECKPOINTS / f"{name}.json", remake(name)
    try:
        return Card(**json.loads(path.read_text()))
    except FileNotFoundError:
        raise UnusableFileError(path, "is missing", command) from None
    except (ValueError, TypeError, OSError) as error:
        raise UnusableFileError(path, f"is damaged ({type(error).__name__})", command) from error


@cached(64)
def session(name: str) -> onnxruntime.InferenceSession:
    """Return a checkpoint's graph, ready to run; raises UnusableFileError."""
    path = checked_file(name, "onnx")
    try:
        return opened(str(path))
    except Exception as error:  # the runtime's errors share no class of their own
        problem = f"does not load ({type(error).__name__})"
        raise UnusableFileError(path, problem, remake(name)) from error


def opened(graph: str | bytes) -> onnxruntime.InferenceSession:
    """Return a graph, by its path or its bytes, ready to run on the thread that asks."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


@cached(64)
def network(name: str) -> nn.Module:
    """Return a checkpoint's network in evaluation mode, shared by all callers; raises UnusableFileError."""
    known, path = card(name), checked_file(name, "safetensors")
    shape = known.channels, known.size, known.classes
    found = build(known.architecture, *shape, tuple(known.mean), tuple(known.std))
    try:
        found.load_state_dict(dequantised(load_file(path)))
    except (SafetensorError, RuntimeError, OSError) as error:
        raise UnusableFileError(path, "does not fit its card", remake(name)) from error
    return found.requires_grad_(False).eval()


@cached(128)
def checked_file(name: str, suffix: str) -> Path:
    """Return the path of a checkpoint's file once its sha256 is the one on the card."""
    path = CHECKPOINTS / f"{name}.{suffix}"
    command = remake(name)
    expected = getattr(card(name), f"{suffix}_sha256")
    if not path.is_file():
        raise UnusableFileError(path, "is missing", command)
    if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
        raise UnusableFileError(path, "is damaged (its sha256 is not the one on its card)", command)
    return path
