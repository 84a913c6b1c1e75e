"""Packs: what they hold, and what is refused."""

import dataclasses
import io
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gapviz import data
from gapviz.core.types import UnusableFileError
from gapviz.data import sets
from gapviz.data.idx import idx_md5
from gapviz.data.sources import SOURCES
from tests.forgetting import forgotten

SHIPPED = sets.PACKS / "mnist-test.npz"
SPLITS = [(name, split) for name, source in SOURCES.items() for split in source.files]
SHIPPED_SPLITS = [(name, split) for name, source in SOURCES.items() for split in source.shipped]


@pytest.fixture
def packs(tmp_path, monkeypatch):
    """A folder of packs that may be spoilt, with MNIST's test split in it; nothing stays in the cache."""
    folder = tmp_path / "packs"
    folder.mkdir()
    shutil.copy(SHIPPED, folder)
    monkeypatch.setattr(sets, "PACKS", folder)
    with forgotten():
        yield folder


def test_mnist_is_whole():
    for split, n in (("train", 60_000), ("test", 10_000)):
        found = data.load("mnist", split)
        assert (found.name, found.split, len(found)) == ("mnist", split, n)
        assert found.classes == tuple("0123456789")
        assert (found.pixels.dtype, found.pixels.shape) == (torch.uint8, (n, 1, 28, 28))
        assert (found.labels.dtype, found.labels.shape) == (torch.int64, (n,))
    assert torch.bincount(found.labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert found.labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]


def test_what_is_too_heavy_to_ship_is_ignored_by_git():
    apart = {
        f"gapviz/packs/{name}-{split}.npz" for name, split in SPLITS if (name, split) not in SHIPPED_SPLITS
    }
    assert apart == {
        line for line in Path(".gitignore").read_text().split() if line.startswith("gapviz/packs/")
    }
    packs = {path.name for path in sets.PACKS.glob("*.npz")}
    assert {f"{name}-{split}.npz" for name, split in SHIPPED_SPLITS} <= packs


@pytest.mark.parametrize("name", SOURCES)
def test_a_set_is_normalised_by_its_training_pixels(name):
    """Or, where these do not ship or are none, by those of its other split, nearly."""
    source = SOURCES[name]
    found = data.load(name, source.shipped[0])
    counts = torch.stack(
        [torch.bincount(channel.flatten(), minlength=256) for channel in found.pixels.unbind(1)]
    ).double()
    values, sizes = torch.arange(256).double() / 255, counts.sum(1)
    means = counts @ values / sizes
    stds = [
        float((count @ (values - mean) ** 2 / size).sqrt())
        for count, mean, size in zip(counts, means, sizes, strict=True)
    ]
    exact = source.shipped[0] == next(iter(source.files))
    assert found.mean == source.mean == pytest.approx(means.tolist(), abs=6e-5 if exact else 2e-3)
    assert found.std == source.std == pytest.approx(stds, abs=6e-5 if exact else 2e-3)


@pytest.mark.parametrize(("name", "split"), SHIPPED_SPLITS)
def test_every_set_has_the_shapes_that_others_build_on(name, split):
    found = data.load(name, split)
    assert (found.name, found.split) == (name, split)
    assert (found.pixels.dtype, found.pixels.ndim, len(found.pixels)) == (torch.uint8, 4, len(found))
    assert (found.labels.dtype, found.labels.unique().tolist()) == (
        torch.int64,
        list(range(len(found.classes))),
    )
    assert (int(found.pixels.min()), int(found.pixels.max())) == (0, 255), (
        "pixels use the whole range of a byte"
    )


def test_optdigits_are_whole():
    found = data.load("optdigits", "test")
    assert found.pixels.shape == (1797, 1, 8, 8)
    assert torch.bincount(found.labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert found.labels[:10].tolist() == list(range(10))
    assert (found.pixels[0, 0, 0] * (16 / 255)).round().tolist() == [0, 0, 5, 13, 9, 1, 0, 0]


def test_fashion_is_whole():
    found = data.load("fashion", "test")
    assert found.pixels.shape == (10_000, 1, 28, 28)
    assert torch.bincount(found.labels).tolist() == [1000] * 10
    assert [found.classes[label] for label in found.labels[:3]] == ["ankle boot", "pullover", "trouser"]


def test_letters_are_the_alphabet_in_each_hand():
    found = data.load("letters", "test")
    assert found.pixels.shape == (24 * 52, 1, 28, 28)
    assert found.labels.reshape(24, 52).tolist() == [list(range(52))] * 24
    assert (found.classes[0], found.classes[51]) == ("A", "z")
    inked = (found.pixels[:, 0] > 0).flatten(1).sum(1)
    assert inked.min() >= 20, "every letter was in its typeface"
    assert len(found.pixels.flatten(1).unique(dim=0)) == len(found), "and no two are the box of a missing one"


@pytest.mark.parametrize(("name", "split"), SPLITS)
def test_every_missing_pack_is_named_with_its_remedy(packs, name, split):
    (packs / f"{name}-{split}.npz").unlink(missing_ok=True)
    with pytest.raises(UnusableFileError) as caught:
        data.load(name, split)
    remedy = SOURCES[name].command(name)
    assert str(caught.value) == f"packs/{name}-{split}.npz is missing; remake it with: {remedy}"
    assert f"python -m gapviz data {name}" in remedy


def test_images_are_floats_from_0_to_1_and_new_at_each_call():
    test = data.load("mnist", "test")
    images = test.at(slice(20))
    assert images.dtype == torch.float32
    assert (float(images.min()), float(images.max())) == (0, 1)
    torch.testing.assert_close(images * 255, test.pixels[:20].float())
    images.zero_()
    assert test.at(slice(20)).amax() == 1
    assert torch.equal(
        test.at(torch.tensor([7, 3])), torch.stack([test.at(slice(7, 8))[0], test.at(slice(3, 4))[0]])
    )
    assert test.images.shape == (10_000, 1, 28, 28)


@settings(deadline=None)
@given(n=st.integers(1, 40), size=st.integers(1, 50))
def test_chunks_are_the_whole_set_in_order(n, size):
    whole = data.load("mnist", "test")
    few = dataclasses.replace(whole, pixels=whole.pixels[:n], labels=whole.labels[:n])
    chunks = list(few.chunks(size))
    assert torch.equal(torch.cat([indices for indices, _ in chunks]), torch.arange(n))
    assert torch.equal(torch.cat([images for _, images in chunks]), few.images)
    assert all(len(indices) == len(images) <= size for indices, images in chunks)


def test_unknown_names_list_the_known():
    with pytest.raises(ValueError, match=r"^data set must be one of mnist.*, got 'mnits'$"):
        data.load("mnits", "test")
    with pytest.raises(ValueError, match=r"^split of 'mnist' must be one of train, test, got 'validation'$"):
        data.load("mnist", "validation")


def test_wrong_labels_say_what_was_given():
    labels = data.load("mnist", "test").labels
    assert {index: int(labels[index]) for index in data.WRONG_LABELS} == {
        index: given_label for index, (given_label, _) in data.WRONG_LABELS.items()
    }
    assert not set(data.AMBIGUOUS) & set(data.WRONG_LABELS)


def test_a_damaged_pack_names_file_and_command(packs):
    path = packs / SHIPPED.name
    whole = path.read_bytes()
    middle = len(whole) // 2
    arrays = io.BytesIO()
    np.savez(arrays, pixels=np.zeros((1, 28, 28), np.uint8))
    single = io.BytesIO()
    np.save(single, np.zeros((1, 28, 28), np.uint8))
    wrong = {
        "empty": b"",
        "cut short": whole[:middle],
        "scratched": whole[:middle] + bytes(100) + whole[middle + 100 :],
        "no archive": b"<html>404</html>",
        "without labels": arrays.getvalue(),
        "an array alone": single.getvalue(),
    }
    for what, content in wrong.items():
        path.write_bytes(content)
        with pytest.raises(UnusableFileError) as caught:
            data.load("mnist", "test")
        assert str(caught.value).startswith("packs/mnist-test.npz is damaged ("), what
        assert str(caught.value).endswith("remake it with: python -m gapviz data mnist"), what


@pytest.mark.parametrize(("name", "split"), SHIPPED_SPLITS)
def test_a_pack_with_one_other_pixel_is_refused(packs, name, split):
    with np.load(SHIPPED.parent / f"{name}-{split}.npz") as pack:
        arrays = dict(pack)
    arrays["pixels"][1000, 4, 4] ^= 1
    np.savez(packs / f"{name}-{split}.npz", **arrays)
    with pytest.raises(UnusableFileError, match="does not hold the original bytes; remake it with"):
        data.load(name, split)


def test_a_pack_may_have_colours(packs, monkeypatch):
    pixels = np.random.default_rng(0).integers(0, 256, (5, 3, 4, 6), dtype=np.uint8)
    labels = np.arange(5, dtype=np.uint8) % 2
    files = {"test": ("images", idx_md5(pixels), "labels", idx_md5(labels))}
    source = dataclasses.replace(
        SOURCES["mnist"], files=files, classes=("cat", "dog"), mean=(0.5,) * 3, std=(0.2,) * 3
    )
    monkeypatch.setitem(SOURCES, "coloured", source)
    np.savez(packs / "coloured-test.npz", pixels=pixels, labels=labels)
    found = data.load("coloured", "test")
    assert found.at(torch.tensor([4, 1])).shape == (2, 3, 4, 6)
    assert torch.equal((found.images * 255).round().to(torch.uint8), torch.from_numpy(pixels))
    assert found.places("dog").tolist() == [1, 3]
    assert [images.shape for _, images in found.chunks(3)] == [(3, 3, 4, 6), (2, 3, 4, 6)]


def test_a_pickle_in_a_pack_is_not_opened(packs):
    np.savez(packs / "mnist-test.npz", pixels=np.array([{}], dtype=object), labels=np.zeros(1))
    with pytest.raises(UnusableFileError, match=r"mnist-test.npz is damaged \(ValueError\)"):
        data.load("mnist", "test")


@pytest.mark.parametrize("name", data.LABELLED)
def test_labelled_ones_are_ones(name):
    split, strata = data.LABELLED[name]
    table, labels = data.labelled_ones(name), data.load(name, split).labels
    assert (labels[torch.tensor(table["index"].to_numpy())] == 1).all()
    assert set(table["stratum"]) == set(strata)
    assert set(table["label"]) == set(data.ONES), "every label of the rule is met"
    if "all" in strata:
        assert len(table) == int((labels == 1).sum())


def test_the_random_stratum_is_the_draw_that_it_says():
    ones = (data.load("mnist", "train").labels == 1).nonzero()[:, 0].numpy()
    drawn = np.random.default_rng(20260601).choice(ones, 500, replace=False)
    table = data.labelled_ones()
    assert table["index"][table["stratum"] == "random"].tolist() == sorted(drawn.tolist())


def test_a_set_without_labelled_ones_is_refused_by_name():
    with pytest.raises(ValueError, match="labelled set must be one of mnist, optdigits, got 'fashion'"):
        data.labelled_ones("fashion")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "is missing"),
        (b"\xff\xfe\x00", "is damaged (UnicodeDecodeError)"),
        (b"", "is damaged (EmptyDataError)"),
        (b"index,label,stratum\nfour,flag,all\n", "is damaged (ValueError)"),
        (b"index,label\n4,flag\n", "must have rows, and the columns index, label, stratum"),
        (b"index,label,stratum\n", "must have rows, and the columns index, label, stratum"),
        (b"index,label,stratum\n4,flag,all\n4,foot,all\n", "labels 4 twice"),
        (
            b"index,label,stratum\n4,hat,all\n",
            "must have a label of plain, flag, foot, both, unclear, got 'hat'",
        ),
        (b"index,label,stratum\n4,flag,random\n", "must have a stratum of all, got 'random'"),
    ],
)
def test_a_damaged_table_of_labels_is_named_with_its_remedy(packs, content, problem):
    if content is not None:
        (packs / "optdigits-ones-labelled.csv").write_bytes(content)
    with pytest.raises(UnusableFileError) as caught:
        data.labelled_ones("optdigits")
    assert str(caught.value).startswith(f"packs/optdigits-ones-labelled.csv {problem}; ")
    assert "comes with the repository" in str(caught.value)
