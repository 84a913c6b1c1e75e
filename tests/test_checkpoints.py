"""The shipped checkpoints: what their cards say is so."""

import hashlib
import os
from functools import lru_cache
from pathlib import Path

import pytest
import torch

from gapviz import data, evaluation, models
from gapviz.models import checkpoints
from gapviz.training.published import PUBLISHED
from tests.networks import counted

ROOT = Path(__file__).parent.parent
SAMPLE = torch.arange(0, 10_000, 20)
FIRST = [models.names(family=kind)[0] for kind in models.ARCHITECTURES]
"""One model an architecture, whose weights answer to all test digits; its sisters do in a long test.

So do the large ones; what others trained is compared with its makers' answers in every run.
"""


@lru_cache(maxsize=16)
def torch_logits(name):
    """What the weights say of all test digits, without the graph."""
    network = models.load(name).torch()
    with torch.inference_mode():
        return torch.cat([network(images) for _, images in data.load("mnist", "test").chunks()])


def test_every_architecture_has_one_that_answers_to_all_digits():
    assert [models.card(name).architecture for name in FIRST] == list(models.ARCHITECTURES)


@pytest.mark.parametrize(
    "name",
    [
        *counted([name for name in models.names() if name in FIRST and name not in PUBLISHED]),
        *(
            pytest.param(name, marks=pytest.mark.long)
            for name in models.names()
            if name not in FIRST or name in PUBLISHED
        ),
    ],
)
class TestWeights:
    def test_torch_finds_exactly_the_recorded_number_of_right_answers(self, name):
        labels = data.load("mnist", "test").labels
        assert int((torch_logits(name).argmax(1) == labels).sum()) == models.card(name).test_right

    def test_onnx_agrees_with_torch(self, name):
        found = evaluation.logits_under(name)
        torch.testing.assert_close(found, torch_logits(name), rtol=0, atol=1e-4)
        assert torch.equal(found.argmax(1), torch_logits(name).argmax(1))


def test_what_must_be_there_is_shipped():
    assert models.names() == list(models.SHIPPED)
    assert all((checkpoints.CHECKPOINTS / f"{name}.json").is_file() for name in models.SHIPPED)
    assert set(PUBLISHED) == set(checkpoints.PUBLISHED), "what others trained is known where it is taken from"


@pytest.mark.parametrize("name", counted(models.names()))
def test_onnx_finds_exactly_the_recorded_number_of_right_answers(name):
    found = evaluation.logits_under(name)
    assert found.dtype == torch.float32
    assert int((found.argmax(1) == data.load("mnist", "test").labels).sum()) == models.card(name).test_right


@pytest.mark.parametrize("name", models.names())
class TestCheckpoint:
    def test_torch_agrees_with_onnx_on_a_sample(self, name):
        images = data.load("mnist", "test").at(SAMPLE)
        with torch.inference_mode():
            answers = models.load(name).torch()(images)
        torch.testing.assert_close(models.load(name).logits(images), answers, rtol=0, atol=1e-4)

    def test_the_card_says_of_how_many_digits_it_speaks(self, name):
        card = models.card(name)
        assert card.test_n == len(data.load("mnist", "test"))
        assert card.train_n == (0 if card.source else len(data.load("mnist", "train")))

    def test_the_card_describes_the_model(self, name):
        card, model = models.card(name), models.load(name).torch()
        assert (card.name, f"{card.architecture}-{card.seed}") == (name, name)
        assert card.parameters == sum(parameter.numel() for parameter in model.parameters())
        test = data.load(card.data, "test")
        assert (card.channels, card.size, card.classes) == (1, 28, len(test.classes))
        assert bool(card.source) == (name in checkpoints.PUBLISHED)
        if not card.source:
            assert (card.mean, card.std) == (list(test.mean), list(test.std)), (
                "it normalises as its data set says"
            )
            assert card.history[-1]["right"] == card.test_right
            assert card.history[-1]["step"] == card.history[-1]["steps"]
        assert not model.training
        assert not any(parameter.requires_grad for parameter in model.parameters())

    def test_hashes_are_those_on_the_card(self, name):
        card = models.card(name)
        for suffix in ("safetensors", "onnx"):
            content = (checkpoints.CHECKPOINTS / f"{name}.{suffix}").read_bytes()
            assert hashlib.sha256(content).hexdigest() == getattr(card, f"{suffix}_sha256")

    def test_files_are_small(self, name):
        limit = {"cnn": 400e3, "tutorial": 200e3}.get(models.card(name).architecture, 5e6)
        for suffix in ("safetensors", "onnx", "json"):
            assert (checkpoints.CHECKPOINTS / f"{name}.{suffix}").stat().st_size <= limit, suffix

    def test_the_graph_tells_nothing_of_the_machine_that_made_it(self, name):
        content = (checkpoints.CHECKPOINTS / f"{name}.onnx").read_bytes()
        for trace in (b"site-packages", b"/root", b"/home", b"/Users", b".py", b"stack_trace"):
            assert trace not in content, (
                f"{trace!r} in {name}.onnx: clear the exporter's notes (train.export_onnx)"
            )


@pytest.mark.parametrize(("family", "least"), [("cnn", 0.993), ("tutorial", 0.992)])
def test_five_seeds_average_what_a_tutorial_promises(family, least):
    shares = [models.card(name).test_right / models.card(name).test_n for name in models.names(family=family)]
    assert len(shares) == 5
    assert sum(shares) / 5 >= least, shares


@pytest.mark.parametrize("family", [family for family, seeds in checkpoints.TRAINED.items() if seeds > 1])
def test_seeds_are_different_networks_with_one_recipe(family):
    cards = [models.card(name) for name in models.names(family=family)]
    assert len({card.safetensors_sha256 for card in cards}) == checkpoints.TRAINED[family]
    assert all(card.recipe == cards[0].recipe for card in cards)


def test_nothing_in_the_repository_would_be_unpickled():
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in {"build", "dist"}]
        found += [
            f"{folder}/{name}" for name in files if name.endswith((".pt", ".pth", ".pkl", ".pickle", ".ckpt"))
        ]
    assert not found, f"{found}: weights are kept as safetensors"


def test_every_checkpoint_file_belongs_to_a_model():
    files = {path.name for path in checkpoints.CHECKPOINTS.iterdir()}
    assert files == {
        f"{name}.{suffix}" for name in models.SHIPPED for suffix in ("safetensors", "onnx", "json")
    }
