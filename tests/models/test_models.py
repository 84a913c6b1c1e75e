"""Architectures, and what is made of a checkpoint that is not as its card says."""

import copy
import dataclasses
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from gapviz import data, evaluation, models
from gapviz.core import caches
from gapviz.models import checkpoints
from gapviz.models.architectures import Normalise

NAME = "softmax-0"


@pytest.fixture
def own():
    """An untrained network that this process knows by name."""
    torch.manual_seed(5)
    name = models.add(models.of_torch(models.build("softmax")))
    yield name
    models.forget(name)


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
def test_normalisation_is_the_first_layer_and_its_numbers_are_no_weights(kind):
    mean, std = (0.1, 0.2, 0.3), (0.4, 0.5, 0.6)
    model = models.build(kind, 3, 32, 10, mean, std)
    assert isinstance(model[0], Normalise)
    assert not list(model[0].state_dict())
    images = torch.tensor(mean)[:, None, None].expand(1, 3, 2, 2)
    torch.testing.assert_close(model[0](images), torch.zeros(1, 3, 2, 2))
    torch.testing.assert_close(model[0](images + torch.tensor(std)[:, None, None]), torch.ones(1, 3, 2, 2))
    torch.testing.assert_close(Normalise((0.1,), (0.4,))(torch.tensor([0.1, 0.5])), torch.tensor([0.0, 1.0]))


def test_unknown_names_list_the_known():
    known = ", ".join(models.ARCHITECTURES)
    with pytest.raises(ValueError, match=rf"^architecture must be one of {known}, got 'vgg'$"):
        models.build("vgg")
    with pytest.raises(ValueError, match=rf"^model must be one of {NAME}, .*, got 'cnn-99'$"):
        models.load("cnn-99")
    with pytest.raises(ValueError, match=r"got '\.\./packs/x-0'$"):
        models.load("../packs/x-0")


def test_names_are_sorted_by_family_and_seed(copied):
    for name in (
        "cnn-6",
        "cnn-10",
        "mlp-7",
        "robust-0",
        "robust-10",
        "robust-2",
        "fashion-cnn-0",
        "notes",
        "Strange-0",
    ):
        (copied / f"{name}.json").write_text("{}")
    cnns = [f"cnn-{seed}" for seed in (0, 1, 2, 3, 4, 6, 10)]
    others = ["fashion-cnn-0", "robust-0", "robust-2", "robust-10"]
    perceptrons = ["mlp-0", "mlp-1", "mlp-2", "mlp-7"]
    lenets, tutorials = (
        [f"{kind}-{seed}" for seed in range(n)] for kind, n in (("lenet", 3), ("tutorial", 5))
    )
    ours = [NAME, *perceptrons, *lenets, "alexnet-0", *tutorials, *cnns]
    wanted = [*ours, "recognizer-0", "mnist-react-0", *others]
    assert models.names() == wanted, "missing ones keep their place, and a card that comes later is there"
    assert models.names(family="robust") == others[1:]


def test_names_by_data_set(copied):
    card = dataclasses.replace(models.card(NAME), name="fashion-cnn-0", data="fashion")
    card.write(copied / "fashion-cnn-0.json")
    assert models.names(data="fashion") == ["fashion-cnn-0"]
    assert models.names(data="mnist") == list(models.SHIPPED)
    assert models.names()[-1] == "fashion-cnn-0"


def test_a_card_is_written_with_a_moment_a_line(copied):
    card = models.card(NAME)
    for wanted in (
        card,
        dataclasses.replace(card, history=[]),
        dataclasses.replace(card, history=card.history[:1]),
    ):
        wanted.write(copied / "written.json")
        text = (copied / "written.json").read_text()
        assert models.Card(**json.loads(text)) == wanted
        moments = [line for line in text.splitlines() if line.lstrip().startswith('{"step"')]
        assert len(moments) == len(wanted.history)


def test_a_model_says_what_it_is():
    model = models.load("cnn-3")
    assert models.load("cnn-3") is model
    assert (model.name, model.family, model.data, model.classes) == ("cnn-3", "cnn", "mnist", 10)
    assert model.convention == models.OURS
    assert model.torch() is model.torch(), "shared by all callers"
    assert not model.torch().training


def test_a_network_that_is_no_checkpoint_is_called_by_its_weights(tmp_path):
    module = models.build("cnn").train()
    before = copy.deepcopy(module.state_dict())
    model, images = models.of_torch(module), torch.rand(60, 1, 28, 28)
    save_file(module.state_dict(), tmp_path / "weights")
    assert model.name == f"own-{hashlib.sha256((tmp_path / 'weights').read_bytes()).hexdigest()[:16]}"
    assert models.of_torch(copy.deepcopy(module)).name == model.name
    torch.testing.assert_close(model.logits(images), copy.deepcopy(module).eval()(images), rtol=0, atol=1e-5)
    with torch.no_grad():
        module[-1].bias += 1
    assert models.of_torch(module).name != model.name
    assert all(map(torch.equal, model.torch().state_dict().values(), before.values())), (
        "what it is called, it stays"
    )
    assert module.training


def test_a_graph_alone_is_a_model(copied):
    graph = (copied / f"{NAME}.onnx").read_bytes()
    model, images = models.of_onnx(graph), torch.rand(60, 1, 28, 28)
    assert model.name == f"own-{hashlib.sha256(graph).hexdigest()[:16]}"
    assert model.torch() is None
    assert torch.equal(model.logits(images), models.load(NAME).logits(images))


class Theirs(nn.Module):
    """A network of others: bytes, paper 255, shifted, scaled, channels last; as `inner` reads ours."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, images):
        assert images.shape[-1] == 3
        return self.inner(
            1 - (images.permute(0, 3, 1, 2) * torch.tensor([2.0, 4.0, 8.0])[:, None, None] + 100) / 255
        )


def test_a_convention_is_applied_before_the_network():
    inner, images = models.build("cnn", 3, 16, 4).eval(), torch.rand(7, 3, 16, 16)
    theirs = models.Convention(
        inverted=True, scale=255.0, mean=(100.0,), std=(2.0, 4.0, 8.0), channels_last=True
    )
    model = models.of_torch(Theirs(inner), data="", classes=4, convention=theirs)
    torch.testing.assert_close(model.logits(images), inner(images), rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(model.torch()(images), inner(images), rtol=1e-4, atol=1e-4)
    assert models.OURS.apply(images) is images
    turned = models.of_torch(inner, convention=models.Convention(inverted=True))
    assert turned.name != models.of_torch(inner).name, "caches know a network by its name"


def test_an_added_model_is_loaded_by_name_and_offered_to_nobody(own):
    images = data.load("mnist", "test").at(slice(20))
    assert own in models.added()
    assert own not in models.names()
    assert models.load(own).name == own
    found = evaluation.logits_under(own)
    torch.testing.assert_close(evaluation.predict(models.load(own), images), found[:20], rtol=0, atol=1e-5)


def test_what_is_forgotten_is_forgotten_everywhere(own):
    kept, fitted = evaluation.logits_under(own), evaluation.logits_under(NAME)
    named = evaluation.logits_under(model=own)
    assert evaluation.logits_under(own) is kept
    assert evaluation.logits_under(model=own) is named
    models.forget(own)
    with pytest.raises(ValueError, match=rf"^model must be one of {NAME}, .*, got '{own}'$"):
        models.load(own)
    assert evaluation.logits_under(NAME) is fitted
    assert all(own not in str(list(cache._kept)) for cache in caches.CACHES)


def test_added_models_are_bounded(monkeypatch):
    monkeypatch.setattr("gapviz.models.own.MOST_OWN", 2)
    graph = models.of_onnx((checkpoints.CHECKPOINTS / f"{NAME}.onnx").read_bytes())
    names = [models.add(dataclasses.replace(graph, name=f"own-{number:08x}")) for number in range(4)]
    assert [name for name in models.added() if name in names] == names[2:]
    for name in names:
        models.forget(name)
    with pytest.raises(ValueError, match=r"^name of an added model must begin with 'own-', got 'cnn-0'$"):
        models.add(dataclasses.replace(graph, name="cnn-0"))


def test_readers_may_add_and_forget_at_once():
    graph = models.of_onnx((checkpoints.CHECKPOINTS / f"{NAME}.onnx").read_bytes())

    def visit(reader):
        name = models.add(dataclasses.replace(graph, name=f"own-{reader:08x}"))
        found = models.load(name).logits(torch.zeros(1, 1, 28, 28)).shape
        models.forget(name)
        return found

    with ThreadPoolExecutor(8) as readers:
        assert set(readers.map(visit, range(64))) == {(1, 10)}
    assert not models.added()
