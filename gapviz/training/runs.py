"""Training runs: from a name to a checkpoint, or, as a dry run (`train --rehearse`), to nothing but progress.

A name is a family and a seed, as in `cnn-3` or `fashion-cnn-0`; RECIPES says what a family is. The files of a
checkpoint are written to the side and moved into place when all are done, so that an interruption leaves the
old ones whole.
"""

import base64
import hashlib
import tempfile
import time
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import helper, numpy_helper
from safetensors.torch import save_file
from torch import nn

from gapviz import data
from gapviz.models import Card, to_file
from gapviz.models.quantisation import SCALE
from gapviz.training import recipes
from gapviz.training.fit import Report, count_right, fit, new_model

INT8 = ".int8"
"""What stands after the name of quantised weights in a graph; the bare name is that of what they become."""


def train_one(name: str, folder: Path, report: Report) -> Card:
    """Train the model called `name`, write its checkpoint to `folder`, and return its card."""
    family, seed = recipes.parse_name(name)
    recipe = recipes.RECIPES[family]
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
        "versions": versions(),
        "history": history,
    }
    return save(model, facts, folder)


def versions() -> dict[str, str]:
    """Return the versions of the libraries that write a checkpoint."""
    return {library: version(library) for library in ("torch", "onnx", "onnxscript", "safetensors")}


def save(
    model: nn.Module, facts: dict[str, Any], folder: Path, quantised: dict[str, torch.Tensor] | None = None
) -> Card:
    """Write `model` as safetensors and ONNX with its card; all three appear together or not at all.

    Where its weights are given `quantised`, those are what is written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = facts["name"]
    with tempfile.TemporaryDirectory(dir=folder, prefix=f".{name}-") as side:
        weights, graph = Path(side) / f"{name}.safetensors", Path(side) / f"{name}.onnx"
        written = quantised or model.state_dict()
        save_file({key: value.contiguous() for key, value in written.items()}, weights)
        weights.chmod(0o644)
        export_onnx(model, (facts["channels"], facts["size"], facts["size"]), graph, quantised or {})
        hashes = (hashlib.sha256(path.read_bytes()).hexdigest() for path in (weights, graph))
        card = Card(**facts | dict(zip(("safetensors_sha256", "onnx_sha256"), hashes, strict=True)))
        card.write(Path(side) / f"{name}.json")
        for path in (weights, graph, Path(side) / f"{name}.json"):
            path.replace(folder / path.name)
    return card


def export_onnx(
    model: nn.Module, shape: tuple[int, int, int], path: Path, quantised: dict[str, torch.Tensor]
) -> None:
    """Write `model` for images of `shape` (C, H, W), any number at a time, as ONNX in one file.

    Weights that are `quantised` stand in it as int8, and are scaled back when it is opened.
    """
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
    written = program.model_proto
    for name in [name for name in quantised if name + SCALE in quantised]:
        _scale_back(written.graph, name, quantised[name], quantised[name + SCALE])
    path.write_bytes(written.SerializeToString(deterministic=True))


def _scale_back(graph: onnx.GraphProto, name: str, whole: torch.Tensor, scales: torch.Tensor) -> None:
    """Put int8 weights and their scales in the place of an initializer, and a node that multiplies them."""
    (place,) = [n for n, each in enumerate(graph.initializer) if each.name == name]
    del graph.initializer[place]
    inputs = {f"{name}{INT8}": whole, f"{name}{SCALE}": scales}
    graph.initializer.extend(numpy_helper.from_array(values.numpy(), each) for each, values in inputs.items())
    graph.node.insert(0, helper.make_node("DequantizeLinear", list(inputs), [name], axis=0))


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
    """Train as `train_one` does and write nothing: the article shows it live.

    With each test `report` gets, as `network`, the file of what was tested, in base64: so much remains of a
    training that is stopped.
    """
    family, seed = recipes.parse_name(name)
    recipe = recipes.RECIPES[family]
    train, test = (data.load(recipe.data, split) for split in ("train", "test"))
    model = new_model(recipe.architecture, seed, train)

    def hand_over(message: dict[str, Any]) -> None:
        if "right" in message:
            file = to_file(model, recipe.architecture, recipe.data)
            message |= {"network": base64.b64encode(file).decode()}
        report(message)

    fit(model, train, test, recipe, seed, hand_over)
