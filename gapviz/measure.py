"""`python -m gapviz.measure` works out every number that the chapters quote, into `gapviz/results/`.

All shifts, severities and shipped models, on the whole test set. `--resume` takes over each count, also out
of the finished tables, whose model, shift and libraries are as they were: what is new costs its own rows only.
`writers` counts the Swiss writers instead, and `photos DIR` a folder of scans and photographs: gapviz carries neither, and
their tables stay as they are otherwise.
"""

import argparse
import json
import shutil
from importlib.metadata import version
from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from tqdm import tqdm

from gapviz import data, evaluation, models, ones, papers, printed, rejection, results, scans
from gapviz.process import settle
from gapviz.shifts import SHIFTS
from gapviz.sources import DIGITS
from gapviz.types import UnusableFileError

COUNTS, SIDECAR, KEY = "per_class.csv", "measured.json", ["shift", "severity", "model"]
WRITERS_SIDECAR, PHOTOS_SIDECAR = "writers.json", "photos.json"
NOTHING = pd.DataFrame(columns=list(results.COLUMNS["per_class"])).astype(results.COLUMNS["per_class"])


def circumstances(names: list[str], shifts: list[str]) -> dict[str, Any]:
    """Return what the counts depend on: test digits, libraries, the models' hashes, the shifts."""
    shared = _versions_and_models(names, ("numpy", "onnxruntime", "torch"))
    return (
        {"n": len(data.load("mnist", "test"))}
        | shared
        | {"shifts": {name: describe(name) for name in shifts}}
    )


def _versions_and_models(names: list[str], libraries: tuple[str, ...]) -> dict[str, Any]:
    hashes = {name: models.card(name).onnx_sha256 for name in names}
    return {"versions": {library: version(library) for library in libraries}, "models": hashes}


def describe(shift: str) -> str:
    """Return a shift's parameters at severities 1 to 5, and how far it moves the first digits: its code may change."""
    entry, images = SHIFTS[shift], data.load("mnist", "test").at(slice(100))
    ladder = [(entry.levels(severity), entry(images, severity=severity)) for severity in range(1, 6)]
    rows = {name: [levels[name] for levels, _ in ladder] for name in entry.parameters}
    rows["distance"] = [
        f"{float((shifted - images).abs().mean(dtype=torch.float64)):.4f}" for _, shifted in ladder
    ]
    return "; ".join(" ".join(map(str, (name, *row))) for name, row in rows.items())


def measure(folder: Path, names: list[str], shifts: list[str], resume: bool = False) -> None:
    """Write all tables to `folder`; until all is counted the old ones stay, and the counts are in its part."""
    now, part = circumstances(names, shifts), folder / "part"
    kept = _still_true(folder, now) if resume else NOTHING
    part.mkdir(parents=True, exist_ok=True)
    _write(part / COUNTS, kept.to_csv(index=False))
    _write(part / SIDECAR, json.dumps(now))
    places = [("", 0), *product(shifts, range(1, 6))]
    everything = pd.DataFrame([(*place, name) for place in places for name in names], columns=KEY)
    missing = everything.merge(kept[KEY].drop_duplicates(), on=KEY, how="left_anti").groupby(
        KEY[:2], sort=False
    )
    with (part / COUNTS).open("a", buffering=1) as file:
        for (shift, severity), rows in tqdm(missing, desc="measuring", unit="condition"):
            for counted in evaluation.sweep(rows["model"], [shift], [severity]):
                file.write(counted.to_csv(index=False, header=False))
    _finish(folder, everything.merge(results.read(part / COUNTS), on=KEY), now)


def _still_true(folder: Path, now: dict[str, Any]) -> pd.DataFrame:
    """Return the counts in `folder` and its part that were made under circumstances as they are now."""
    found = [NOTHING]
    for place in (folder, folder / "part"):
        try:
            then, counts = json.loads((place / SIDECAR).read_text()), results.read(place / COUNTS)
        except (OSError, ValueError, UnusableFileError):
            continue
        if (then["n"], then["versions"]) == (now["n"], now["versions"]):
            shifts, names = (dict(then[kind].items() & now[kind].items()) for kind in ("shifts", "models"))
            found.append(counts[counts["shift"].isin(["", *shifts]) & counts["model"].isin(list(names))])
    counts = pd.concat(found).drop_duplicates([*KEY, "class"], keep="last")
    return counts.loc[counts.groupby(KEY)["n"].transform("sum") == int(now["n"])]


def _finish(folder: Path, per_class: pd.DataFrame, now: dict[str, Any]) -> None:
    labels, clean = (
        data.load("mnist", "test").labels,
        {name: evaluation.logits_under(name) for name in now["models"]},
    )
    sums = per_class.groupby(KEY, sort=False)[["right", "n"]].sum().reset_index()
    estimates = [evaluation.estimate(right, n) for right, n in sums[["right", "n"]].to_numpy().tolist()]
    pairs = [
        (*two, *evaluation.mcnemar(clean[two[0]], clean[two[1]], labels)) for two in combinations(clean, 2)
    ]
    tables = {
        "accuracy": sums.drop(columns="n").join(pd.DataFrame(estimates))[list(results.COLUMNS["accuracy"])],
        "per_class": per_class,
        "mistakes": pd.concat(_mistakes(name, logits, labels) for name, logits in clean.items()),
        "pairs": pd.DataFrame(pairs, columns=list(results.COLUMNS["pairs"])),
    }
    others = (
        ones.tables(now["models"])
        | rejection.tables(now["models"])
        | {"printed": printed.table(list(now["models"]))}
    )
    tables |= {name: table[list(results.COLUMNS[name])] for name, table in others.items()}
    # Without its sidecar no table is taken over: a mixture of old and new cannot pass for whole.
    (folder / SIDECAR).unlink(missing_ok=True)
    for name, table in tables.items():
        _write(folder / f"{name}.csv", table.to_csv(index=False, float_format="%.6g"))
    _write(folder / SIDECAR, json.dumps(now, indent=2) + "\n")
    shutil.rmtree(folder / "part")


def _mistakes(name: str, logits: torch.Tensor, labels: torch.Tensor) -> pd.DataFrame:
    wrong = evaluation.failures(logits, labels)
    sure = evaluation.confidence(logits[wrong]).double().round(decimals=4)
    found = {
        "index": wrong,
        "label": labels[wrong],
        "prediction": logits[wrong].argmax(1),
        "confidence": sure,
    }
    return pd.DataFrame({"model": name} | {column: values.numpy() for column, values in found.items()})


def writers(folder: Path, names: list[str]) -> None:
    """Write to `folder` what each model reads the Swiss writers' digits as, and what these counts depend on.

    Raises UnusableFileError where the scans are not fetched, or are others.
    """
    scans.check()
    rows = []
    for writer, digit in tqdm(list(product(scans.WRITERS, DIGITS)), desc="measuring", unit="digit"):
        _, images = scans.images(writer, digit)
        for name in names:
            answers = evaluation.predict(models.load(name), images).argmax(1).bincount()
            rows += [(writer, digit, name, answer, n) for answer, n in enumerate(answers.tolist()) if n]
    (folder / WRITERS_SIDECAR).unlink(missing_ok=True)
    _write(
        folder / "writers.csv",
        pd.DataFrame(rows, columns=list(results.COLUMNS["writers"])).to_csv(index=False),
    )
    _write(folder / WRITERS_SIDECAR, json.dumps(writers_circumstances(names), indent=2) + "\n")


def prepared_circumstances(names: list[str]) -> dict[str, Any]:
    """Return what counts on real paper depend on: the libraries, the models' hashes, the preparation.

    `prepared` is how far test digits come back from themselves, enlarged and on grey paper: its code may change.
    """
    digits = data.load("mnist", "test").pixels[:20, 0]
    drawn = [np.kron(digit, np.ones((4, 4))) * 0.6 + 40 for digit in digits.numpy()]
    prepared = torch.cat([scans.framed(scan.astype(np.uint8)) for scan in drawn])
    distance = (prepared[:, 0] - digits / 255).abs().mean(dtype=torch.float64)
    libraries = ("numpy", "onnxruntime", "pillow", "scikit-image", "torch")
    return {"prepared": f"{float(distance):.4f}"} | _versions_and_models(names, libraries)


def writers_circumstances(names: list[str]) -> dict[str, Any]:
    """Return what the counts of the Swiss writers depend on: the scans, and what `prepared_circumstances` holds."""
    return {"scans": scans.SHA256} | prepared_circumstances(names)


def photos(folder: Path, names: list[str], pictures: Path) -> None:
    """Write to `folder` how many digits of the scans and photographs in `pictures` each model reads, and what this depends on.

    Raises ValueError where there are none.
    """
    table = papers.photos(pictures, names)[list(results.COLUMNS["photos"])]
    (folder / PHOTOS_SIDECAR).unlink(missing_ok=True)
    _write(folder / "photos.csv", table.to_csv(index=False, float_format="%.6g"))
    _write(folder / PHOTOS_SIDECAR, json.dumps(prepared_circumstances(names), indent=2) + "\n")


def _write(path: Path, text: str) -> None:
    path.with_name(f".{path.name}").write_text(text)
    path.with_name(f".{path.name}").replace(path)


def main() -> None:
    """Measure all models under all shifts; Ctrl-C keeps what is counted."""
    parser = argparse.ArgumentParser(prog=results.COMMAND, description=main.__doc__)
    parser.add_argument("--resume", action="store_true", help="count only what is missing or out of date")
    kinds = parser.add_subparsers(dest="kind", metavar="writers | photos DIR")
    kinds.add_parser("writers", help=f"count the Swiss writers alone, whom {scans.COMMAND} fetches")
    paper = kinds.add_parser("photos", help="count digits on real paper alone")
    paper.add_argument(
        "pictures",
        type=Path,
        metavar="DIR",
        help="[WRITER/]DIGIT/FILE, or sudokus: .jpg, .dat and outlines*.csv",
    )
    options = parser.parse_args()
    settle()
    try:
        if options.kind == "writers":
            writers(results.TABLES, models.names())
        elif options.kind == "photos":
            photos(results.TABLES, models.names(), options.pictures)
        else:
            measure(results.TABLES, models.names(), list(SHIFTS), options.resume)
    except (UnusableFileError, ValueError) as error:
        raise SystemExit(str(error)) from None
    except KeyboardInterrupt:
        kept = f"what is counted is kept: run {results.COMMAND} --resume to go on"
        raise SystemExit(f"interrupted; {'nothing was changed' if options.kind else kept}") from None


if __name__ == "__main__":
    main()
