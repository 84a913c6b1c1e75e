"""Checkpoints are untrusted: a file that is missing, damaged or a pickle is named, and never run."""

import ast
import dataclasses
import hashlib
import pickle
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from gapviz import evaluation, models
from gapviz.core import caches
from gapviz.core.types import UnusableFileError

NAME = "softmax-0"


def with_hash(copied, suffix):
    """Let the card agree with the file, so that only its content is wrong."""
    digest = hashlib.sha256((copied / f"{NAME}.{suffix}").read_bytes()).hexdigest()
    dataclasses.replace(models.card(NAME), **{f"{suffix}_sha256": digest}).write(copied / f"{NAME}.json")
    caches.clear()


def used(suffix):
    """Use one of a checkpoint's two files."""
    return (
        models.load(NAME).torch()
        if suffix == "safetensors"
        else models.load(NAME).logits(torch.rand(2, 1, 28, 28))
    )


def test_a_missing_file_names_file_and_command(copied):
    remedy = f"remake it with: python -m gapviz train {NAME}"
    (copied / f"{NAME}.onnx").unlink()
    with pytest.raises(UnusableFileError, match=rf"{NAME}.onnx is missing; {remedy}$"):
        evaluation.predict(models.load(NAME), torch.rand(2, 1, 28, 28))
    (copied / f"{NAME}.safetensors").unlink()
    with pytest.raises(UnusableFileError, match=rf"{NAME}.safetensors is missing; {remedy}$"):
        models.load(NAME).torch()


@pytest.mark.parametrize("suffix", ["safetensors", "onnx"])
def test_a_damaged_file_names_file_and_command(copied, suffix):
    path = copied / f"{NAME}.{suffix}"
    whole = path.read_bytes()
    for content in (b"", whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1])):
        path.write_bytes(content)
        caches.clear()
        with pytest.raises(
            UnusableFileError, match=rf"{NAME}.{suffix} is damaged \(its sha256 .*gapviz train {NAME}$"
        ):
            used(suffix)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"name": "softmax-0"}', "\x00\x01"])
def test_a_damaged_card_names_file_and_command(copied, content):
    (copied / f"{NAME}.json").write_text(content)
    with pytest.raises(
        UnusableFileError, match=rf"{NAME}.json is damaged \(.*\); .* python -m gapviz train {NAME}$"
    ):
        models.load(NAME)


def test_weights_of_another_network_are_refused(copied):
    save_file(models.build("mlp").state_dict(), copied / f"{NAME}.safetensors")
    with_hash(copied, "safetensors")
    with pytest.raises(
        UnusableFileError, match=f"{NAME}.safetensors does not fit its card; .* gapviz train {NAME}$"
    ):
        models.load(NAME).torch()


def test_a_graph_that_is_none_is_refused(copied):
    (copied / f"{NAME}.onnx").write_bytes(b"no graph")
    with_hash(copied, "onnx")
    with pytest.raises(
        UnusableFileError, match=f"{NAME}.onnx .*remake it with: python -m gapviz train {NAME}$"
    ):
        evaluation.predict(models.load(NAME), torch.rand(2, 1, 28, 28))


class Bomb:
    def __init__(self, trace):
        self.trace = trace

    def __reduce__(self):
        return Path.touch, (self.trace,)


@pytest.mark.parametrize("suffix", ["safetensors", "onnx"])
def test_a_pickle_is_never_opened(copied, tmp_path, suffix):
    trace = tmp_path / "exploded"
    (copied / f"{NAME}.{suffix}").write_bytes(pickle.dumps(Bomb(trace)))
    with_hash(copied, suffix)
    with pytest.raises(UnusableFileError, match=f"{NAME}.{suffix}"):
        used(suffix)
    assert not trace.exists()
    pickle.loads((copied / f"{NAME}.{suffix}").read_bytes())
    assert trace.exists(), "the bomb must be one, or this test shows nothing"


def test_no_module_can_unpickle():
    for path in (Path(models.__file__).parents[1]).glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert called not in {
                "torch.load",
                "pd.read_pickle",
                "np.load",
            } or "allow_pickle=False" in ast.unparse(node)
            assert not {"pickle", "joblib", "shelve", "marshal", "dill"} & set(names), path.name
