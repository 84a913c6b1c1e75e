"""The packs hold the original bytes, and say so when they do not."""

import io
import tarfile
from pathlib import Path

import numpy as np
import pytest

from gapviz import data
from gapviz.types import UnusableFileError


@pytest.mark.parametrize(("split", "n"), [("train", 60_000), ("test", 10_000)])
def test_a_split_is_whole(split: str, n: int) -> None:
    dataset = data.load("mnist", split)
    assert dataset.pixels.shape == (n, 1, 28, 28)
    assert len(dataset) == len(dataset.labels) == n
    assert set(dataset.labels.tolist()) == set(range(10))


def test_chunks_are_the_images() -> None:
    dataset = data.load("mnist", "test")
    for indices, images in dataset.chunks(700):
        assert images.equal(dataset.at(indices))
        assert float(images.min()) >= 0
        assert float(images.max()) <= 1


@pytest.mark.parametrize(("name", "split", "listed"), [("emnist", "test", "mnist"), ("mnist", "valid", "train, test")])
def test_an_unknown_name_lists_the_known(name: str, split: str, listed: str) -> None:
    with pytest.raises(ValueError, match=listed):
        data.load(name, split)


@pytest.mark.parametrize("damage", ["missing", "truncated", "flipped"])
def test_an_unusable_pack_names_file_and_command(damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = (data.PACKS / "mnist-test.npz").read_bytes()
    monkeypatch.setattr(data, "PACKS", tmp_path)
    data._load.cache_clear()
    path = tmp_path / "mnist-test.npz"
    if damage == "truncated":
        path.write_bytes(content[:1000])
    if damage == "flipped":
        dataset_pixels, labels = np.zeros((10_000, 28, 28), np.uint8), np.zeros(10_000, np.uint8)
        np.savez_compressed(path, pixels=dataset_pixels, labels=labels)
    try:
        with pytest.raises(UnusableFileError, match=r"mnist-test\.npz.*python -m gapviz\.data mnist"):
            data.load("mnist", "test")
    finally:
        data._load.cache_clear()


def tarball(path: Path, change: int) -> Path:
    """Write the idx files of both packs as a package, with one byte of the test images changed."""
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for split, (images, _, labels, _) in data.SOURCES["mnist"].files.items():
            dataset = data.load("mnist", split)
            for name, array in ((images, dataset.pixels[:, 0].numpy()), (labels, dataset.labels.numpy().astype(np.uint8))):
                header = bytes((0, 0, 8, array.ndim)) + b"".join(size.to_bytes(4, "big") for size in array.shape)
                content = bytearray(header + array.tobytes())
                content[-1] ^= change if name == "t10k-images-idx3-ubyte" else 0
                info = tarfile.TarInfo(f"package/data/{name}")
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return path


def test_a_pack_is_remade_from_its_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package, shipped = tarball(tmp_path / "ok.tgz", 0), data.PACKS
    monkeypatch.setattr(data, "PACKS", tmp_path)
    for path in data.build("mnist", package):
        with np.load(path) as new, np.load(shipped / path.name) as old:
            assert all(np.array_equal(new[key], old[key]) for key in ("pixels", "labels"))


def test_a_source_with_other_bytes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tarball(tmp_path / "bad.tgz", 1)
    monkeypatch.setattr(data, "PACKS", tmp_path / "packs")
    with pytest.raises(ValueError, match="md5 of 't10k-images-idx3-ubyte' must be"):
        data.build("mnist", package)
    assert not (tmp_path / "packs").exists()
