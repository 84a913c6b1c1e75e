"""What recorded counts depend on moves with what is counted."""

import dataclasses

import pytest
import torch

from gapviz.evaluation.measure.facts import fingerprint
from gapviz.imaging.strokes.place import Place
from gapviz.shifts import SHIFTS


@pytest.mark.parametrize("name", SHIFTS)
def test_a_fingerprint_has_a_distance_at_every_severity(name: str) -> None:
    *_, distances = fingerprint(name).split("distance ")
    found = [float(distance) for distance in distances.split()]
    assert len(found) == 5
    assert min(found) > 0, f"{name} could change, and nobody would count it again: {found}"


def test_a_change_of_code_is_seen_where_a_shift_changes_few_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    entry, before = SHIFTS["open_four"], fingerprint("open_four")

    def darker(images: torch.Tensor, place: Place, **levels: object) -> torch.Tensor:
        shifted = entry.function(images, place, **levels)
        return images + 1.2 * (shifted - images)

    monkeypatch.setitem(SHIFTS, "open_four", dataclasses.replace(entry, function=darker))
    assert fingerprint("open_four") != before
