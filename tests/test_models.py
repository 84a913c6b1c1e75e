"""Architectures, and what is made of a checkpoint that is not as its card says."""

import ast
import copy
import dataclasses
import hashlib
import json
import pickle
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from gapviz import evaluation, models
from gapviz.types import UnusableFileError

NAME = "softmax-0"


def forget():
    for cache in (
        models.card,
        models.load,
        models.checked_file,
        evaluation._session,
        evaluation.logits_under,
    ):
        cache.cache_clear()
    models._LOADED.clear()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of one checkpoint, to be spoilt."""
    for suffix in ("json", "onnx", "safetensors"):
        shutil.copy(models.CHECKPOINTS / f"{NAME}.{suffix}", tmp_path)
    monkeypatch.setattr(models, "CHECKPOINTS", tmp_path)
    forget()
    yield tmp_path
    forget()


@pytest.fixture
def model():
    """A shipped model that a test may change."""
    forget()
    yield models.load(NAME)
    forget()


def with_hash(folder, suffix):
    """Let the card agree with the file, so that only its content is wrong."""
    digest = hashlib.sha256((folder / f"{NAME}.{suffix}").read_bytes()).hexdigest()
    dataclasses.replace(models.card(NAME), **{f"{suffix}_sha256": digest}).write(folder / f"{NAME}.json")
    models.card.cache_clear()


@pytest.mark.parametrize("kind", models.ARCHITECTURES)
@pytest.mark.parametrize(("channels", "size", "classes"), [(1, 28, 10), (3, 32, 10), (1, 16, 4)])
def test_every_architecture_fits_its_images(kind, channels, size, classes):
    model = models.build(kind, channels, size, classes).eval()
    logits = model(torch.rand(3, channels, size, size))
    assert logits.shape == (3, classes)
    assert logits.dtype == torch.float32
    assert logits.isfinite().all()


@pytest.mark.parametrize("kind", models.ARCHITECTURES)
def test_an_image_alone_gets_the_answer_that_it_gets_in_a_batch(kind):
    model, images = models.build(kind).eval(), torch.rand(4, 1, 28, 28)
    alone = torch.cat([model(image[None]) for image in images])
    torch.testing.assert_close(model(images), alone, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", models.ARCHITECTURES)
def test_normalisation_lives_in_the_model(kind):
    first = models.build(kind)[0]
    assert isinstance(first, models.Normalise)
    torch.testing.assert_close(
        first(torch.tensor([models.MEAN, models.MEAN + models.STD])), torch.tensor([0.0, 1.0])
    )


def test_the_constants_are_those_of_the_training_pixels():
    from gapviz import data

    pixels = data.load("mnist", "train").pixels
    counts = torch.bincount(pixels.flatten(), minlength=256).double()
    values = torch.arange(256).double() / 255
    mean = (counts @ values) / counts.sum()
    std = ((counts @ (values - mean) ** 2) / counts.sum()).sqrt()
    assert (round(float(mean), 4), round(float(std), 4)) == (models.MEAN, models.STD)


def test_unknown_names_list_the_known():
    with pytest.raises(ValueError, match=r"^architecture must be one of softmax, mlp, .*, got 'vgg'$"):
        models.build("vgg")
    with pytest.raises(ValueError, match=rf"^model must be one of {NAME}, .*, got 'cnn-99'$"):
        models.load("cnn-99")
    with pytest.raises(ValueError, match=r"got '\.\./packs/x-0'$"):
        models.load("../packs/x-0")


def test_names_are_sorted_by_architecture_and_seed(folder):
    for name in ("cnn-6", "mlp-1", "strange-0", "notes"):
        (folder / f"{name}.json").write_text("{}")
    cnns = [f"cnn-{seed}" for seed in (0, 1, 2, 3, 4, 6)]
    assert models.names() == [NAME, "mlp-0", "mlp-1", "lenet-0", "alexnet-0", *cnns], (
        "missing ones keep their place"
    )


def test_a_card_is_written_with_a_moment_a_line(folder):
    card = models.card(NAME)
    for wanted in (
        card,
        dataclasses.replace(card, history=[]),
        dataclasses.replace(card, history=card.history[:1]),
    ):
        wanted.write(folder / "written.json")
        text = (folder / "written.json").read_text()
        assert models.Card(**json.loads(text)) == wanted
        moments = [line for line in text.splitlines() if line.lstrip().startswith('{"step"')]
        assert len(moments) == len(wanted.history)


def test_a_model_is_loaded_once_and_runs_on_its_own(model):
    assert models.load(NAME) is model
    assert models.shipped_name(model) == NAME


def test_a_fresh_network_is_not_shipped(model):
    assert models.shipped_name(models.build("softmax").eval()) is None
    assert models.shipped_name(copy.deepcopy(model)) is None


CHANGES = {
    "a weight in place": lambda model: model[2].weight[0, 0].add_(1),
    "a parameter replaced": lambda model: setattr(model[2], "bias", nn.Parameter(torch.ones(10))),
    "a parameter's data replaced": lambda model: setattr(model[2].bias, "data", torch.ones(10)),
    "another state": lambda model: model.load_state_dict(models.build("softmax").state_dict()),
    "a layer replaced": lambda model: model.__setitem__(0, nn.Identity()),
    "a layer appended": lambda model: model.append(nn.Softmax(1)),
    "a hook": lambda model: model[2].register_forward_hook(lambda layer, inputs, output: -output),
    "a hook before": lambda model: model[0].register_forward_pre_hook(lambda layer, inputs: (1 - inputs[0],)),
    "training": lambda model: model.train(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_model_is_no_longer_shipped(model, change):
    images = torch.rand(5, 1, 28, 28)
    before = evaluation.predict(model, images)
    with torch.no_grad():
        CHANGES[change](model)
    assert models.shipped_name(model) is None
    after = evaluation.predict(model, images)
    if change != "training":
        assert not torch.allclose(before, after)
    torch.testing.assert_close(after, model(images))


def test_a_missing_file_names_file_and_command(folder):
    remedy = f"remake it with: python -m gapviz.train {NAME}"
    (folder / f"{NAME}.onnx").unlink()
    model = models.load(NAME)
    with pytest.raises(UnusableFileError, match=rf"{NAME}.onnx is missing; {remedy}$"):
        evaluation.predict(model, torch.rand(2, 1, 28, 28))
    forget()
    (folder / f"{NAME}.safetensors").unlink()
    with pytest.raises(UnusableFileError, match=rf"{NAME}.safetensors is missing; {remedy}$"):
        models.load(NAME)


@pytest.mark.parametrize("suffix", ["safetensors", "onnx"])
def test_a_damaged_file_names_file_and_command(folder, suffix):
    path = folder / f"{NAME}.{suffix}"
    whole = path.read_bytes()
    for content in (b"", whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1])):
        path.write_bytes(content)
        forget()
        with pytest.raises(
            UnusableFileError, match=rf"{NAME}.{suffix} is damaged \(its sha256 .*gapviz.train {NAME}$"
        ):
            evaluation.predict(models.load(NAME), torch.rand(2, 1, 28, 28))


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"name": "softmax-0"}', "\x00\x01"])
def test_a_damaged_card_names_file_and_command(folder, content):
    (folder / f"{NAME}.json").write_text(content)
    with pytest.raises(
        UnusableFileError, match=rf"{NAME}.json is damaged \(.*\); .* python -m gapviz.train {NAME}$"
    ):
        models.load(NAME)


def test_weights_of_another_network_are_refused(folder):
    save_file(models.build("mlp").state_dict(), folder / f"{NAME}.safetensors")
    with_hash(folder, "safetensors")
    with pytest.raises(
        UnusableFileError, match=f"{NAME}.safetensors does not fit its card; .* gapviz.train {NAME}$"
    ):
        models.load(NAME)


def test_a_graph_that_is_none_is_refused(folder):
    (folder / f"{NAME}.onnx").write_bytes(b"no graph")
    with_hash(folder, "onnx")
    with pytest.raises(
        UnusableFileError, match=f"{NAME}.onnx .*remake it with: python -m gapviz.train {NAME}$"
    ):
        evaluation.predict(models.load(NAME), torch.rand(2, 1, 28, 28))


class Bomb:
    def __init__(self, trace):
        self.trace = trace

    def __reduce__(self):
        return Path.touch, (self.trace,)


@pytest.mark.parametrize("suffix", ["safetensors", "onnx"])
def test_a_pickle_is_never_opened(folder, tmp_path, suffix):
    trace = tmp_path / "exploded"
    (folder / f"{NAME}.{suffix}").write_bytes(pickle.dumps(Bomb(trace)))
    with_hash(folder, suffix)
    with pytest.raises(UnusableFileError, match=f"{NAME}.{suffix}"):
        evaluation.predict(models.load(NAME), torch.rand(2, 1, 28, 28))
    assert not trace.exists()
    pickle.loads((folder / f"{NAME}.{suffix}").read_bytes())
    assert trace.exists(), "the bomb must be one, or this test shows nothing"


def test_no_module_can_unpickle():
    for path in (Path(models.__file__).parent).glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert called not in {
                "torch.load",
                "pd.read_pickle",
                "np.load",
            } or "allow_pickle=False" in ast.unparse(node)
            assert not {"pickle", "joblib", "shelve", "marshal", "dill"} & set(names), path.name
