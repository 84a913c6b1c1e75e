"""Measuring reproduces the recorded tables, and counts only what is missing or out of date."""

import dataclasses
import json
from collections.abc import Iterable, Iterator
from functools import partial, wraps
from pathlib import Path

import pandas as pd
import pytest
from conftest import EACH

from gapviz import evaluation, models
from gapviz.core import tables
from gapviz.core.types import UnusableFileError
from gapviz.data import swiss_scans
from gapviz.evaluation.measure import facts, record, test_set
from gapviz.evaluation.measure.registry import TABLES, Run, circumstances
from gapviz.shifts import SHIFTS
from tests.commands import refusal, run

Swept = list[tuple[str, int, list[str]]]
COUNTS, SIDECAR = "per_class.csv", "measured.json"
SLOW = ("flags", "flagged", "detector", "hands", "evidence", "rejections")
"""What is counted of ones, and of what is no digit, takes minutes and has tests of its own."""


@pytest.fixture(autouse=True)
def others_as_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SLOW:
        function = wraps(TABLES[name].function)(partial(as_recorded, name))
        monkeypatch.setitem(TABLES, name, dataclasses.replace(TABLES[name], function=function))


def as_recorded(name: str, _: Run) -> pd.DataFrame:
    return tables.table(name, None)


@pytest.fixture
def swept(monkeypatch: pytest.MonkeyPatch) -> Swept:
    """What is counted from here on, by a stand-in that takes no time: of every class all but 7 are right."""
    calls: Swept = []

    def stand_in(
        names: Iterable[str], shifts: Iterable[str], severities: Iterable[int]
    ) -> Iterator[pd.DataFrame]:
        [shift], [severity], names = shifts, severities, list(names)
        calls.append((shift, severity, names))
        rows = [(shift, severity, name, digit, 993, 1000) for name in names for digit in "0123456789"]
        yield pd.DataFrame(rows, columns=list(TABLES["per_class"].columns)[1:])

    monkeypatch.setattr(test_set, "sweep", stand_in)
    return calls


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_measuring_gives_the_recorded_tables_also_when_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, shifts = ["softmax-0"], ["border", "inverted"]
    record.measure(tmp_path / "whole", names, shifts)
    got = tables.read(tmp_path / "whole" / "per_class.csv")
    recorded = tables.table("per_class", None)
    recorded = recorded[(recorded["model"] == names[0]) & recorded["shift"].isin(["", *shifts])]
    order = ["shift", "severity", "class"]
    got, recorded = (table.sort_values(order).reset_index(drop=True) for table in (got, recorded))
    pd.testing.assert_frame_equal(got.drop(columns="right"), recorded.drop(columns="right"))
    assert (got["right"] - recorded["right"]).abs().groupby([got["shift"], got["severity"]]).sum().max() <= 3

    real, calls = test_set.sweep, []

    def impatient(*where: Iterable[str]) -> Iterator[pd.DataFrame]:
        calls.append(where)
        if len(calls) == 5:
            raise KeyboardInterrupt
        return real(*where)

    monkeypatch.setattr(test_set, "sweep", impatient)
    with pytest.raises(KeyboardInterrupt):
        record.measure(tmp_path / "twice", names, shifts)
    assert [path.name for path in (tmp_path / "twice").iterdir()] == ["part"]
    record.measure(tmp_path / "twice", names, shifts, resume=True)
    assert len(calls) == 5 + 11 - 4, "what was counted before the interruption is not counted again"
    assert contents(tmp_path / "twice") == contents(tmp_path / "whole")


def test_an_interruption_leaves_the_old_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swept: Swept
) -> None:
    record.measure(tmp_path, ["softmax-0"], ["border"])
    before = contents(tmp_path)

    def stop(*where: Iterable[str]) -> Iterator[pd.DataFrame]:
        raise KeyboardInterrupt

    monkeypatch.setattr(test_set, "sweep", stop)
    with pytest.raises(KeyboardInterrupt):
        record.measure(tmp_path, ["softmax-0"], ["border"])
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.*")} == before


def test_only_what_is_new_is_counted(tmp_path: Path, swept: Swept) -> None:
    one, two = ["softmax-0"], ["softmax-0", "mlp-0"]
    record.measure(tmp_path, one, ["border"])
    assert swept == [("", 0, one), *(("border", severity, one) for severity in range(1, 6))]
    swept.clear()
    record.measure(tmp_path, one, ["border"], resume=True)
    assert swept == []
    record.measure(tmp_path, one, ["inverted", "border"], resume=True)
    assert swept == [("inverted", severity, one) for severity in range(1, 6)]
    swept.clear()
    record.measure(tmp_path, two, ["inverted", "border"], resume=True)
    assert {(*names,) for _, _, names in swept} == {("mlp-0",)}
    assert len(swept) == 11
    record.measure(tmp_path / "afresh", two, ["inverted", "border"])
    assert contents(tmp_path / "afresh") == {
        path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()
    }
    swept.clear()
    record.measure(tmp_path, two, ["inverted"], resume=True)
    assert swept == []
    assert set(tables.read(tmp_path / "accuracy.csv")["shift"]) == {"", "inverted"}
    record.measure(tmp_path, two, ["inverted"])
    assert len(swept) == 6, "without resume all is counted again"


def test_what_is_out_of_date_is_counted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swept: Swept
) -> None:
    names, shifts = ["softmax-0", "mlp-0"], ["border", "inverted"]

    def recount() -> Swept:
        swept.clear()
        record.measure(tmp_path, names, shifts, resume=True)
        return list(swept)

    assert len(recount()) == 11
    told, card = facts.fingerprint, models.card
    changed = {"inverted": " 9"}
    monkeypatch.setattr(facts, "fingerprint", lambda shift: told(shift) + changed.get(shift, ""))
    assert recount() == [("inverted", severity, names) for severity in range(1, 6)]
    other = {"mlp-0": dataclasses.replace(card("mlp-0"), onnx_sha256="0" * 64)}
    monkeypatch.setattr(models, "card", lambda name: other.get(name) or card(name))
    assert {(*found,) for _, _, found in recount()} == {("mlp-0",)}
    assert len(swept) == 11
    assert recount() == []
    monkeypatch.setattr(facts, "version", lambda library: "99")
    assert len(recount()) == 11


@pytest.mark.parametrize("spoilt", ["sidecar", "table", "no sidecar", "a row", "a count"])
def test_what_is_damaged_is_counted_again(tmp_path: Path, swept: Swept, spoilt: str) -> None:
    record.measure(tmp_path, ["softmax-0"], ["border"])
    whole, table, sidecar = contents(tmp_path), tmp_path / COUNTS, tmp_path / SIDECAR
    lines = table.read_text().splitlines(keepends=True)
    changes = {
        "sidecar": lambda: sidecar.write_text("{"),
        "table": lambda: table.write_text("<html>"),
        "no sidecar": sidecar.unlink,
        "a row": lambda: table.write_text("".join(lines[:-1])),
        "a count": lambda: table.write_text("".join(lines[:-1]) + lines[-1][:-2]),
    }
    changes[spoilt]()
    swept.clear()
    record.measure(tmp_path, ["softmax-0"], ["border"], resume=True)
    assert len(swept) == (1 if spoilt in {"a row", "a count"} else 6)
    assert contents(tmp_path) == whole


def test_the_swiss_writers_are_counted_apart_and_stay(tmp_path: Path, swept: Swept, fetched: Path) -> None:
    names = ["softmax-0", "cnn-0"]
    folder = tmp_path / "results"
    folder.mkdir()
    record.measure_apart(folder, "writers", names)
    counted = tables.read(folder / "writers.csv")
    piles = counted.groupby(["writer", "digit", "model"])["n"].sum()
    assert len(piles) == 10 * 10 * len(names)
    assert set(piles) == {EACH}
    assert len(counted.drop(columns=["writer"]).drop_duplicates()) == len(counted) / 10, (
        "all writers are drawn alike"
    )
    for writer, digit, model in ((swiss_scans.WRITERS[3], 5, "softmax-0"), (swiss_scans.CONTROL, 1, "cnn-0")):
        answers = evaluation.predict(models.load(model), swiss_scans.images(writer, str(digit))[1]).argmax(1)
        rows = counted.query("writer == @writer and digit == @digit and model == @model")
        assert (
            dict(zip(rows["prediction"], rows["n"], strict=True))
            == pd.Series(answers.numpy()).value_counts().to_dict()
        )
    assert json.loads((folder / "writers.json").read_text()) == circumstances(
        [TABLES["writers"]], Run(tuple(names))
    )
    before = contents(folder)
    record.measure(folder, ["softmax-0"], ["border"])
    assert contents(folder).items() >= before.items(), "the other tables are made without the scans"


def test_without_the_scans_or_with_others_the_recorded_writers_stay(
    tmp_path: Path, fetched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    record.measure_apart(folder, "writers", ["softmax-0"])
    before = contents(folder)
    monkeypatch.setattr(swiss_scans, "SHA256", "0" * 64)
    with pytest.raises(UnusableFileError, match="has other scans"):
        record.measure_apart(folder, "writers", ["cnn-0"])
    swiss_scans.path().unlink()
    with pytest.raises(UnusableFileError, match=r"is missing; remake it with: python -m gapviz scans$"):
        record.measure_apart(folder, "writers", ["cnn-0"])
    assert contents(folder) == before


def test_the_command_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(error: BaseException) -> None:
        def stand_in(folder: Path, names: list[str], shifts: list[str], resume: bool) -> None:
            assert (folder, names, shifts, resume) == (tables.TABLES, models.names(), list(SHIFTS), True)
            raise error

        monkeypatch.setattr(record, "measure", stand_in)

    fail(KeyboardInterrupt())
    said = run("measure", "--resume")
    kept = "what is counted is kept: run python -m gapviz measure --resume to go on"
    assert (said.exit_code, said.stderr) == (1, f"interrupted; {kept}\n")
    fail(UnusableFileError(tmp_path / "cnn-0.onnx", "is missing", "python -m gapviz train cnn-0"))
    remedy = "cnn-0.onnx is missing; remake it with: python -m gapviz train cnn-0"
    assert refusal("measure", "--resume").endswith(remedy)


def test_the_command_for_the_writers_says_what_went_wrong(
    monkeypatch: pytest.MonkeyPatch, nothing_fetched: Path
) -> None:
    assert (
        refusal("measure", "writers")
        == f"fetched/numbers.zip is missing; remake it with: {swiss_scans.COMMAND}"
    )

    def interrupted(folder: Path, name: str, names: list[str], pictures: Path | None) -> None:
        assert (folder, name, names, pictures) == (tables.TABLES, "writers", models.names(), None)
        raise KeyboardInterrupt

    monkeypatch.setattr(record, "measure_apart", interrupted)
    said = run("measure", "writers")
    assert (said.exit_code, said.stderr) == (1, "interrupted; nothing was changed\n")


def test_a_table_that_has_no_command_of_its_own_is_none() -> None:
    assert refusal("measure", "flags", code=2) == "No such command 'flags'."
    assert refusal("measure", "--resume", "writers", code=2) == "--resume is not for writers"
    with pytest.raises(ValueError, match=r"^table must be one of photos, real_flags, writers, got 'flags'$"):
        record.measure_apart(tables.TABLES, "flags", ["cnn-0"])
