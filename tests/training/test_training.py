"""Training: the same seed gives the same network, and an interruption leaves the old one whole."""

import dataclasses
import json
import re
from functools import partial

import pytest
import torch

from gapviz import data, evaluation, models
from gapviz.data.sources import SOURCES
from gapviz.training import fit, published, recipes, runs
from tests import stub_training
from tests.commands import refusal, run
from tests.forgetting import forgotten

TINY = recipes.Recipe("softmax", "mnist", epochs=2, batch=64, peak_rate=0.002)


@pytest.fixture
def few(monkeypatch):
    """A few hundred real digits, and a recipe of seconds; the caches forget what they saw here."""
    whole = {split: data.load("mnist", split) for split in ("train", "test")}
    tiny = {
        name: dataclasses.replace(TINY, architecture=one.architecture, data=one.data)
        for name, one in recipes.RECIPES.items()
    }
    sets = {
        split: dataclasses.replace(found, pixels=found.pixels[:600], labels=found.labels[:600])
        for split, found in whole.items()
    }
    monkeypatch.setattr(data, "load", lambda name, split: sets[split])
    monkeypatch.setattr(recipes, "RECIPES", tiny)
    return sets


@pytest.fixture
def checkpoints(tmp_path, monkeypatch):
    """An empty folder of checkpoints."""
    monkeypatch.setattr("gapviz.models.checkpoints.CHECKPOINTS", tmp_path / "checkpoints")
    with forgotten():
        yield tmp_path / "checkpoints"


def silent(message):
    pass


def fitted(kind, sets, recipe=TINY, seed=3, report=silent, every=3):
    model = fit.new_model(kind, seed, sets["train"])
    fit.fit(model, sets["train"], sets["test"], recipe, seed, report, every)
    return model


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def command(monkeypatch):
    """The command, which leaves the number of threads as it is for the tests after this one."""
    monkeypatch.setattr(torch, "set_num_threads", silent)
    return partial(run, "train")


def test_a_name_is_a_family_and_a_seed():
    assert recipes.parse_name("fashion-cnn-0") == ("fashion-cnn", 0)
    assert recipes.parse_name("cnn-3") == ("cnn", 3)
    assert recipes.parse_name("softmax-012") == ("softmax", 12)


@pytest.mark.parametrize(
    "name", ["", "cnn", "-3", "vgg-0", "cnn_3", "cnn-3-1", "fashion-0", "mnist-cnn-0", "../cnn-3", " cnn-3"]
)
def test_an_unknown_family_lists_the_known(name):
    known = ", ".join(recipes.RECIPES)
    with pytest.raises(ValueError, match=rf"^family of networks must be one of {known}, got "):
        recipes.parse_name(name)


@pytest.mark.parametrize("name", ["cnn-", "cnn-x", "cnn-1.5", "cnn-²", "cnn-1234567890"])
def test_a_seed_is_a_whole_number(name):
    with pytest.raises(ValueError, match=rf"^the seed of '{name}' must be a whole number, as in 'cnn-0'$"):
        recipes.parse_name(name)


def test_every_architecture_has_a_recipe():
    ours = {name: recipe.architecture for name, recipe in recipes.RECIPES.items() if recipe.data == "mnist"}
    theirs = {known.architecture for known in published.PUBLISHED.values()}
    assert ours == {name: name for name in models.ARCHITECTURES if name not in theirs}, (
        "or it is that of a published network"
    )


@pytest.mark.parametrize("family", recipes.RECIPES)
def test_a_recipe_names_what_there_is(family):
    recipe = recipes.RECIPES[family]
    source = SOURCES[recipe.data]
    assert {"train", "test"} <= source.files.keys()
    assert recipe.architecture in models.ARCHITECTURES
    assert family == (
        recipe.architecture if recipe.data == "mnist" else f"{recipe.data}-{recipe.architecture}"
    )


def test_a_network_on_another_set_is_one_on_that_set(few, checkpoints, monkeypatch):
    normal = {"mean": (0.2,) * 3, "std": (0.4,) * 3}
    colour = {
        split: dataclasses.replace(one, name="fashion", pixels=one.pixels.repeat(1, 3, 1, 1), **normal)
        for split, one in few.items()
    }
    asked = []
    monkeypatch.setattr(data, "load", lambda name, split: (asked.append(name), colour[split])[1])
    card = runs.train_one("fashion-cnn-2", checkpoints, silent)
    assert set(asked) == {"fashion"}
    assert (card.architecture, card.data, card.seed, card.channels, card.mean) == (
        "cnn",
        "fashion",
        2,
        3,
        [0.2] * 3,
    )
    model, images = models.load("fashion-cnn-2"), colour["test"].images
    assert (model.family, model.data) == ("fashion-cnn", "fashion")
    torch.testing.assert_close(evaluation.predict(model, images), model.torch()(images), rtol=0, atol=1e-4)
    assert (
        int((evaluation.predict(model, images).argmax(1) == colour["test"].labels).sum()) == card.test_right
    )
    assert models.names(data="fashion") == ["fashion-cnn-2"]


@pytest.mark.parametrize("kind", ["softmax", "cnn"])
def test_training_is_deterministic_and_lowers_the_loss(few, kind):
    losses = []
    first = fitted(kind, few, report=lambda message: losses.append(message["loss"]))
    second = fitted(kind, few)
    assert all(
        torch.equal(one, other) for one, other in zip(first.parameters(), second.parameters(), strict=True)
    )
    other = fitted(kind, few, dataclasses.replace(TINY, epochs=1), seed=4)
    assert not torch.equal(next(first.parameters()), next(other.parameters()))
    assert losses[-1] < 0.8 * losses[0], losses
    assert fit.count_right(first, few["test"]) > 300


def test_reports_say_where_training_is(few):
    messages = []
    model = fitted("softmax", few, report=messages.append, every=4)
    assert [message["step"] for message in messages] == [1, 4, 8, 9, 12, 16, 18]
    assert {message["steps"] for message in messages} == {2 * (600 // 64)}
    assert messages[-1]["right"] == fit.count_right(model, few["test"])
    assert [messages[3]["n"], messages[-1]["n"]] == [600, 600]
    assert all("right" in message for message in messages[:4]), (
        "the first epoch, in which it learns, is tested most"
    )
    assert all(0 <= message["right"] <= message["n"] for message in messages if "right" in message)
    json.dumps(messages)


def test_count_right_takes_the_first_images(few):
    model, test = fit.new_model("softmax", 0, few["train"]), few["test"]
    right = model.eval()(test.images).argmax(1) == test.labels
    assert fit.count_right(model, test) == int(right.sum())
    assert fit.count_right(model, test, data.CHUNK) == int(right[: data.CHUNK].sum())


def test_what_is_saved_is_what_was_trained(few, checkpoints):
    card = runs.train_one("cnn-7", checkpoints, silent)
    assert "cnn-7" in models.names()
    assert models.card("cnn-7") == card
    assert sorted(contents(checkpoints)) == ["cnn-7.json", "cnn-7.onnx", "cnn-7.safetensors"]
    assert (card.architecture, card.seed, card.train_n, card.test_n) == ("cnn", 7, 600, 600)
    assert card.recipe == TINY.settings
    assert card.history[-1]["right"] == card.test_right
    model, images = models.load("cnn-7").torch(), few["test"].images
    again = fitted("cnn", few, seed=7, every=20)
    torch.testing.assert_close(model(images), again.eval()(images), rtol=0, atol=1e-4)
    assert int((model(images).argmax(1) == few["test"].labels).sum()) == card.test_right
    torch.testing.assert_close(
        evaluation.predict(models.load("cnn-7"), images), model(images), rtol=0, atol=1e-4
    )


def test_an_interruption_leaves_the_old_checkpoint_whole(few, checkpoints, command, monkeypatch):
    runs.train_one("softmax-1", checkpoints, silent)
    before = contents(checkpoints)

    def stop(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "progress_bar", lambda name: stop)
    said = command("softmax-1", "--folder", checkpoints)
    wanted = "interrupted; the checkpoints are as they were before this model\n"
    assert (said.exit_code, said.stderr) == (1, wanted)
    assert contents(checkpoints) == before
    monkeypatch.setattr(runs, "progress_bar", lambda name: silent)
    monkeypatch.setattr(runs, "export_onnx", stop)
    said = command("softmax-1", "--folder", checkpoints)
    assert (said.exit_code, said.stderr) == (1, wanted)
    assert contents(checkpoints) == before


def test_the_command_refuses_a_wrong_name_before_it_trains(few, checkpoints, command):
    said = refusal("train", "softmax-0", "vgg-0", "--folder", checkpoints)
    assert re.fullmatch("family of networks must be one of .*, got 'vgg'", said)
    assert not checkpoints.exists()


def test_the_command_trains_what_it_is_told(few, checkpoints, command):
    said = command("softmax-0", "softmax-1", "--folder", checkpoints, "--threads", 1)
    assert said.exit_code == 0
    lines = said.stdout.splitlines()
    assert lines == [
        f"{name}: {models.card(name).test_right} of 600 right, {models.card(name).seconds:.0f} s"
        for name in ("softmax-0", "softmax-1")
    ]


def test_a_rehearsal_prints_json_lines_and_writes_nothing(few, checkpoints, command):
    said = command("softmax-0", "--rehearse", "--folder", checkpoints)
    messages = [json.loads(line) for line in said.stdout.splitlines()]
    assert [message["step"] for message in messages] == [1, 9, 18]
    assert set(messages[-1]) == set(stub_training.handed_over(stub_training.lines(1)[0])), (
        "what stands in for it elsewhere says the same"
    )
    assert not checkpoints.exists()


def test_the_progress_bar_ends_at_the_last_step(capsys):
    report = runs.progress_bar("cnn-0")
    for step in (1, 2):
        report({"step": step, "steps": 2, "loss": 0.5})
    shown = capsys.readouterr().err
    assert "cnn-0: 100%" in shown
    assert "2/2" in shown
