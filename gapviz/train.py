"""`python -m gapviz train NAME...` trains networks and writes `checkpoints/`.

A name is a family and a seed, as in `cnn-3` or `fashion-cnn-0`; RECIPES says what a family is. The files of a
checkpoint are written to the side and moved into place when all are done, so that an interruption leaves the
old ones whole.
"""

import hashlib
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import nn

from gapviz import data, models
from gapviz.models import Card
from gapviz.registry import look_up

Report = Callable[[dict[str, Any]], None]


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


def fit(
    model: nn.Module,
    train: data.Dataset,
    test: data.Dataset,
    recipe: Recipe,
    seed: int,
    report: Report,
    every: int = 20,
) -> None:
    """Train `model` in place on all of `train`.

    After the first batch and every `every` batches `report` gets a dict with `step`, `steps` and the mean
    batch `loss` since the last one; in the first epoch, and ten times in each later one, also `right` and
    `n` on the first 2,000 of `test`; at an epoch's end on all of `test`.
    """
    generator = torch.Generator().manual_seed(seed)
    per_epoch = len(train) // recipe.batch
    steps, losses = per_epoch * recipe.epochs, []
    optimiser = torch.optim.AdamW(model.parameters(), lr=recipe.peak_rate, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.peak_rate, total_steps=steps)
    criterion = nn.CrossEntropyLoss()
    for step, indices in enumerate(_batches(len(train), recipe.batch, recipe.epochs, generator), 1):
        model.train()
        images = train.at(indices).contiguous(memory_format=torch.channels_last)
        loss = criterion(model(images), train.labels[indices])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
        ended = step % per_epoch == 0
        if step == 1 or step % every == 0 or ended:
            message = {"step": step, "steps": steps, "loss": sum(losses) / len(losses)}
            losses.clear()
            if step <= per_epoch or ended or step // every % max(1, per_epoch // every // 10) == 0:
                n = len(test) if ended else min(2000, len(test))
                message |= {"right": count_right(model, test, n), "n": n}
            report(message)


def _batches(n: int, batch: int, epochs: int, generator: torch.Generator) -> Iterator[torch.Tensor]:
    for _ in range(epochs):
        order = torch.randperm(n, generator=generator)
        yield from order[: n // batch * batch].split(batch)


def count_right(model: nn.Module, dataset: data.Dataset, n: int | None = None) -> int:
    """Return how many of the first `n` images (all unless told) `model` answers rightly."""
    model.eval()
    right = 0
    with torch.inference_mode():
        for indices, images in dataset.chunks():
            if n is not None and indices[0] >= n:
                break
            answers = model(images.contiguous(memory_format=torch.channels_last)).argmax(1)
            right += int((answers == dataset.labels[indices]).sum())
    return right


def new_model(architecture: str, seed: int, train: data.Dataset) -> nn.Module:
    """Return an untrained network for `train`, its weights drawn from `seed`."""
    torch.manual_seed(seed)
    channels, size = train.pixels.shape[1], train.pixels.shape[-1]
    model = models.build(architecture, channels, size, len(train.classes), train.mean, train.std)
    return model.to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def train_one(name: str, folder: Path, report: Report) -> Card:
    """Train the model called `name`, write its checkpoint to `folder`, and return its card."""
    family, seed = parse_name(name)
    recipe = RECIPES[family]
    train, test = (data.load(recipe.data, split) for split in ("train", "test"))
    model = new_model(recipe.architecture, seed, train)
    history: list[dict[str, Any]] = []

    def note(message: dict[str, Any]) -> None:
        report(message)
        if "right" in message:
            history.append(message | {"loss": round(message["loss"], 4)})

    wall, cpu = time.perf_counter(), time.process_time()
    fit(model, train, test, recipe, seed, note)
    facts = {
        "name": name,
        "architecture": recipe.architecture,
        "data": recipe.data,
        "seed": seed,
        "recipe": recipe.settings,
        "channels": train.pixels.shape[1],
        "size": train.pixels.shape[-1],
        "classes": len(train.classes),
        "mean": list(train.mean),
        "std": list(train.std),
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "train_n": len(train),
        "test_n": len(test),
        "test_right": count_right(model, test),
        "seconds": round(time.perf_counter() - wall, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
        "threads": torch.get_num_threads(),
        "versions": {library: version(library) for library in ("torch", "onnx", "onnxscript", "safetensors")},
        "history": history,
    }
    return save(model, facts, folder)


def save(model: nn.Module, facts: dict[str, Any], folder: Path) -> Card:
    """Write `model` as safetensors and ONNX with its card; all three appear together or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    name = facts["name"]
    with tempfile.TemporaryDirectory(dir=folder, prefix=f".{name}-") as side:
        weights, graph = Path(side) / f"{name}.safetensors", Path(side) / f"{name}.onnx"
        save_file({key: value.contiguous() for key, value in model.state_dict().items()}, weights)
        weights.chmod(0o644)
        export_onnx(model, (facts["channels"], facts["size"], facts["size"]), graph)
        hashes = (hashlib.sha256(path.read_bytes()).hexdigest() for path in (weights, graph))
        card = Card(**facts | dict(zip(("safetensors_sha256", "onnx_sha256"), hashes, strict=True)))
        card.write(Path(side) / f"{name}.json")
        for path in (weights, graph, Path(side) / f"{name}.json"):
            path.replace(folder / path.name)
    return card


def export_onnx(model: nn.Module, shape: tuple[int, int, int], path: Path) -> None:
    """Write `model` for images of `shape` (C, H, W), any number at a time, as ONNX in one file."""
    plain = model.eval().to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=FutureWarning, module="copyreg|typing_extensions")
        program = torch.onnx.export(
            plain,
            (torch.zeros(2, *shape),),
            input_names=["images"],
            output_names=["logits"],
            dynamic_shapes=({0: torch.export.Dim("n")},),
            dynamo=True,
            verbose=False,
        )
    assert program is not None
    # The exporter notes the file and line of every operation: nothing for a file that travels.
    for noted in (*(graph := program.model.graph), *graph.inputs, *graph.outputs):
        noted.metadata_props.clear()
    program.save(path, external_data=False)


def progress_bar(name: str) -> Report:
    """Return a report that draws how far the training of a network is."""
    from tqdm import tqdm

    bar = tqdm(desc=name, unit="batch", dynamic_ncols=True)

    def report(message: dict[str, Any]) -> None:
        bar.total = message["steps"]
        bar.set_postfix_str(f"loss {message['loss']:.3f}", refresh=False)
        bar.update(message["step"] - bar.n)
        if message["step"] == message["steps"]:
            bar.close()

    return report


def rehearse(name: str, report: Report) -> None:
    """Train as `train_one` does, for the eye alone: the article shows it live."""
    family, seed = parse_name(name)
    recipe = RECIPES[family]
    train, test = (data.load(recipe.data, split) for split in ("train", "test"))
    fit(new_model(recipe.architecture, seed, train), train, test, recipe, seed, report)
