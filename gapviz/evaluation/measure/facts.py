"""What recorded counts depend on: digits, libraries, networks, shifts, scans, and how paper is prepared."""

import io
from importlib.metadata import version
from itertools import cycle
from typing import Any

import numpy as np
import torch
from PIL import Image

from gapviz import data, models
from gapviz.core.types import MNIST
from gapviz.data import swiss_scans
from gapviz.evaluation.measure.registry import Fact, Run
from gapviz.shifts import SHIFTS

OF_CLASSES = 200
"""Digits whose change is a fingerprint; of the first 200 fours 7 can be opened."""


CREAM, BLUE, RED = np.array([[240, 232, 205], [60, 80, 190], [220, 40, 60]])
"""Of full scale 255: the paper and the inks of scans that nobody wrote."""


def _versions(*libraries: str) -> dict[str, str]:
    return {library: version(library) for library in libraries}


def fingerprint(shift: str) -> str:
    """Return a shift's parameters at severities 1 to 5, and how far it moves the first digits.

    The distance is there because its code may change. A shift of some classes is asked for their digits, and
    more of them: it may leave most alone.
    """
    entry, test = SHIFTS[shift], data.load(MNIST, "test")
    indices = test.places(*entry.classes)[:OF_CLASSES] if entry.classes else torch.arange(100)
    images = test.at(indices)
    ladder = [
        (entry.levels(severity), entry(images, severity=severity, indices=indices))
        for severity in range(1, 6)
    ]
    rows = {name: [levels[name] for levels, _ in ladder] for name in entry.parameters}
    distances = [float((shifted - images).abs().mean(dtype=torch.float64)) for _, shifted in ladder]
    rows["distance"] = [f"{distance:.4f}" for distance in distances]
    return "; ".join(" ".join(map(str, (name, *row))) for name, row in rows.items())


def _preparation(_: Run) -> str:
    """Return how far test digits, enlarged and written in two inks, come back from themselves as scans do.

    Every other one is on cream paper, the rest on transparent: how colours are made grey counts too.
    """
    digits = data.load(MNIST, "test").pixels[:20, 0]
    prepared = torch.cat(
        [
            swiss_scans.framed(swiss_scans.picture(_scan(digit, even)))
            for digit, even in zip(digits.numpy(), cycle((True, False)))
        ]
    )
    return f"{float((prepared[:, 0] - digits / 255).abs().mean(dtype=torch.float64)):.4f}"


def _scan(digit: np.ndarray, paper: bool) -> bytes:
    """Return a digit, uint8 (H, W), as a PNG: enlarged, its ink BLUE at its left and RED at its right.

    It stands on CREAM `paper`, or else on transparent.
    """
    ink = np.kron(digit, np.ones((4, 4)))[..., None] / 255
    colours = BLUE + (RED - BLUE) * np.linspace(0, 1, ink.shape[1])[None, :, None] * np.ones_like(ink)
    pixels = CREAM + (colours - CREAM) * ink if paper else np.dstack([colours, 255 * ink])
    file = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(file, "PNG")
    return file.getvalue()


def _hashes(run: Run) -> dict[str, Any]:
    return {name: models.card(name).onnx_sha256 for name in run.models}


TEST_SET = Fact("n", lambda run: len(data.load(MNIST, "test")))
LIBRARIES = Fact("versions", lambda run: _versions("numpy", "onnxruntime", "torch"))
NETWORKS = Fact("models", _hashes, column="model")
LADDERS = Fact("shifts", lambda run: {name: fingerprint(name) for name in run.shifts}, column="shift")
SHIPPED = (TEST_SET, LIBRARIES, NETWORKS)
"""What whatever is counted on digits that come with gapviz depends on."""
SCANS = Fact("scans", lambda run: swiss_scans.SHA256)
PREPARATION = Fact("prepared", _preparation)
IMAGING = Fact("versions", lambda run: _versions("numpy", "onnxruntime", "pillow", "scikit-image", "torch"))
PAPER = (PREPARATION, IMAGING, NETWORKS)
"""What whatever is counted on real paper depends on."""
