"""Flags and feet: found on drawn ones, measured, and found on real ones as well as was measured."""

import math

import numpy as np
import pytest
import torch

from gapviz import data, evaluation
from gapviz.imaging.strokes.flags import TRACE, detect

FLOORS = {"flag": (0.94, 0.92), "foot": (0.95, 0.90)}
"""Precision and recall on the held-out half, the thresholds chosen on the other half, rounded down."""


def bar(start, end, thickness, size):
    """A bar with round ends, (size, size)."""
    y, x = torch.meshgrid(torch.arange(size) + 0.5, torch.arange(size) + 0.5, indexing="ij")
    (x0, y0), (x1, y1) = start, end
    place = (((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2)).clamp(0, 1)
    distance = torch.hypot(x - x0 - place * (x1 - x0), y - y0 - place * (y1 - y0))
    return (thickness / 2 + 0.5 - distance).clamp(0, 1)


def one(slant=0.0, thickness=2.5, angle=None, length=7.0, foot=(0, 0), size=28):
    """A 1 from corner to corner of a 20-pixel box, a flag at `angle` and a foot, (1, 1, size, size)."""
    lean, middle, half = math.radians(slant), size / 2, 10
    top = (middle + half * math.sin(lean), middle - half * math.cos(lean))
    bottom = (middle - half * math.sin(lean), middle + half * math.cos(lean))
    strokes = [(top, bottom)]
    if angle is not None:
        turn = math.radians(angle) + lean
        strokes.append((top, (top[0] - length * math.sin(turn), top[1] + length * math.cos(turn))))
    if any(foot):
        strokes.append(((bottom[0] - foot[0], bottom[1]), (bottom[0] + foot[1], bottom[1])))
    return torch.stack([bar(*ends, thickness, size) for ends in strokes]).amax(0)[None, None]


@pytest.mark.parametrize("size", [28, 40])
@pytest.mark.parametrize("slant", [-15, 0, 15, 30])
@pytest.mark.parametrize("thickness", [1.5, 2.5, 4])
def test_a_stem_alone_carries_nothing(size, slant, thickness):
    found = detect(one(slant, thickness, size=size))
    assert (found.flag.tolist(), found.foot.tolist()) == ([False], [False])
    assert (found.angle_degrees.tolist(), found.length_pixels.tolist()) == ([0], [0])


@pytest.mark.parametrize("size", [28, 40])
@pytest.mark.parametrize("slant", [0, 15])
@pytest.mark.parametrize("thickness", [2, 3])
@pytest.mark.parametrize("angle", [45, 60, 75, 90])
@pytest.mark.parametrize("length", [6, 9])
def test_a_flag_is_found_and_measured(size, slant, thickness, angle, length):
    found = detect(one(slant, thickness, angle, length, size=size))
    assert (found.flag.tolist(), found.foot.tolist()) == ([True], [False])
    assert float(found.angle_degrees) == pytest.approx(angle, abs=8)
    assert float(found.length_pixels) == pytest.approx(length, abs=1)


@pytest.mark.parametrize("slant", [0, 15])
@pytest.mark.parametrize("foot", [(4, 4), (6, 5), (7, 0)])
@pytest.mark.parametrize("angle", [None, 60])
def test_a_foot_is_found_with_and_without_a_flag(slant, foot, angle):
    found = detect(one(slant, 2.5, angle, foot=foot))
    assert (found.flag.tolist(), found.foot.tolist()) == ([angle is not None], [True])


@pytest.mark.parametrize("slant", [-10, 0, 15])
@pytest.mark.parametrize("angle", [45, 60, 75])
def test_the_mask_holds_the_flag_and_none_of_the_stem(slant, angle):
    whole, bare = one(slant, 2.5, angle, 8, foot=(4, 4)), one(slant, 2.5, foot=(4, 4))
    mask = detect(whole).mask
    added, joint = whole - bare, one(slant, 2.5 + 2 * 2) > 0
    assert mask[(added > TRACE) & ~joint].all(), "two pixels from the stem on, all of the flag"
    assert not mask[added == 0].any()
    assert not detect(bare).mask.any()


def test_a_hook_to_the_right_is_no_flag():
    found = detect(one(angle=60).flip(-1))
    assert not found.flag.any()


def test_dirt_beside_the_stem_is_no_flag():
    dirty = one()
    dirty[..., 8:11, 4:7] = 1
    assert not detect(dirty).flag.any()


def test_colours_are_averaged_and_no_ink_carries_nothing():
    pictures = torch.cat([one(angle=60), torch.zeros(1, 1, 28, 28), one(foot=(5, 5))])
    grey, colour = detect(pictures), detect(pictures.expand(-1, 3, -1, -1))
    assert (grey.flag.tolist(), grey.foot.tolist()) == ([True, False, False], [False, False, True])
    assert torch.equal(grey.flag, colour.flag)
    assert torch.equal(grey.foot, colour.foot)
    assert len(detect(pictures[:0]).flag) == len(detect(pictures[:0]).angle_degrees) == 0


def test_pictures_without_a_channel_are_refused():
    with pytest.raises(ValueError, match=r"^images must have four axes \(N, C, H, W\), got \(2, 28, 28\)$"):
        detect(torch.zeros(2, 28, 28))


def test_a_digit_is_judged_alone_and_left_as_it_was():
    train = data.load("mnist", "train")
    images = train.at(torch.tensor(data.labelled_ones()["index"].to_numpy()[::7]))
    before = images.clone()
    together, apart = detect(images), [detect(image.unsqueeze(0)) for image in images]
    assert torch.equal(images, before)
    for part in ("flag", "foot", "mask"):
        assert torch.equal(getattr(together, part), torch.cat([getattr(found, part) for found in apart]))
    for part in ("angle_degrees", "length_pixels"):
        torch.testing.assert_close(
            getattr(together, part), torch.cat([getattr(found, part) for found in apart]), atol=1e-2, rtol=0
        )


@pytest.fixture(scope="module")
def judged():
    """The labelled ones of MNIST with what was detected on them; odd rows are held out."""
    table = data.labelled_ones()
    found = detect(data.load("mnist", "train").at(torch.tensor(table["index"].to_numpy())))
    table = table.assign(
        found_flag=found.flag.numpy(), found_foot=found.foot.numpy(), held_out=np.arange(len(table)) % 2 == 1
    )
    return table[table["label"] != "unclear"]


@pytest.mark.parametrize("kind", FLOORS)
def test_precision_and_recall_are_what_was_measured(judged, kind):
    held_out = judged[judged["held_out"]]
    truth, found = held_out["label"].isin([kind, "both"]), held_out[f"found_{kind}"]
    right = int((truth & found).sum())
    precision, recall = (
        evaluation.estimate(right, int(found.sum())),
        evaluation.estimate(right, int(truth.sum())),
    )
    assert min(precision.n, recall.n) > 70
    assert precision.value >= FLOORS[kind][0], precision
    assert recall.value >= FLOORS[kind][1], recall


@pytest.mark.parametrize("kind", FLOORS)
def test_nothing_is_missed_among_ones_drawn_at_random(judged, kind):
    random = judged[judged["stratum"] == "random"]
    missed = random[random["label"].isin([kind, "both"]) & ~random[f"found_{kind}"]]
    assert missed.empty, missed


def test_every_detected_training_one_was_looked_at():
    train = data.load("mnist", "train")
    found = []
    for indices in (train.labels == 1).nonzero()[:, 0].split(data.CHUNK):
        carried = detect(train.at(indices))
        found += indices[carried.flag | carried.foot].tolist()
    unseen = set(found) - set(data.labelled_ones()["index"])
    assert not unseen, f"look at training digits {sorted(unseen)} and label them in mnist-ones-labelled.csv"
