"""What a reader draws comes into the frame in the browser as it does in Python, step by step."""

import io
import math

import numpy as np
import pytest
import torch
from PIL import Image

from gapviz import evaluation, models
from gapviz.editions.web.pad import PRESETS, drawing
from gapviz.imaging import photo
from gapviz.models import HERO
from tests.node import needs_node, node

pytestmark = needs_node
CLOSE = 1e-4
PEN = (20, 100)
"""The usual one: its width, and its ink in percent."""
PREPARED = """({ picture, prepare, PAPER_SIDE }, { drawings, off, staged }) => drawings.map(strokes => {
  const levels = picture(strokes), prepared = levels && prepare(levels, PAPER_SIDE, PAPER_SIDE, off);
  return prepared && { ...prepared, levels, stages: staged ? prepared.stages : [] };
})"""


RING = [(140 + 110 * math.cos(turn / 8), 140 + 104 * math.sin(turn / 8)) for turn in range(51)]
"""A ring by hand: its ends miss each other."""


def drawn(lines, width, ink=100, scale=1.0, left=0.0, top=0.0):
    """A drawing of some lines by one pen, made smaller and moved."""
    points = [[[left + scale * x, top + scale * y, width] for x, y in line] for line in lines]
    return [{"ink": ink, "points": line} for line in points]


def tile():
    """A dark tile, painted row by row, that leaves a 7 white."""
    rows = []
    for y in range(60, 221, 4):
        left, right = (100, 182) if y < 108 else (182 - (y - 80) // 2, 206 - (y - 80) // 2)
        ways = [[(60, y), (left, y)], [(right, y), (220, y)]]
        rows += ways if 88 <= y <= 190 else [[(60, y), (220, y)]]
    return rows


def odd():
    """Drawings that some step does something to: several digits, specks, edges, small and very thick ones."""
    four, five, eight = (PRESETS[name] for name in "458")
    pair = drawn(four, 11, 90, 0.5, 0, 30) + drawn(five, 11, 90, 0.5, 130, 60)
    dice = np.random.default_rng(0)
    scribble = [[*place, 24.0] for place in dice.uniform(-30, 310, (12, 2)).round(1).tolist()]
    return {
        "two digits": pair,
        "a speck beside a digit": drawn(eight, 14, 100, 0.7) + drawn([[(260, 270)]], 6, 100),
        "what is cut off at the edge": pair + drawn([[(3, 60), (4, 250)]], 9, 100),
        "a small digit": drawn(eight, 4, 100, 0.2, 90, 90),
        "a tiny one": drawn(five, 2, 80, 0.08, 90, 90),
        "a digit as thick as the pen allows": drawn(eight, 40, 100),
        "nearly all ink": drawn([[(0, y), (280, y)] for y in range(0, 240, 30)], 40, 100),
        "a scribble over the edges": [{"ink": 70, "points": scribble}],
        "hardly any ink": drawn([[(90, 90)]], 2, 20),
        "off the paper": drawn([[(-30, -30)]], 2, 100),
        "an open 4 of two strokes, and a 1": drawn(
            [[(60, 60), (50, 150), (100, 150)], [(118, 40), (115, 230)], [(160, 50), (160, 230)]], 12, 100
        ),
        "a 0 of two arcs": drawn(
            [
                [(130, 40), (95, 80), (90, 140), (95, 200), (130, 240)],
                [(160, 40), (195, 80), (200, 140), (195, 200), (160, 240)],
            ],
            10,
            100,
        ),
        "a 7 and a 1 of dots": drawn(
            [[place] for place in ((40, 60), (65, 60), (90, 60), (115, 60), (95, 90), (80, 125), (70, 160))]
            + [[(180, y)] for y in range(55, 200, 24)],
            13,
            100,
        ),
        "slanted neighbours": drawn([[(100, 40), (40, 220)], [(150, 50), (80, 230)]], 14, 90),
        "a ruled line under a digit": drawn(four, 20, 100) + drawn([[(-20, 255), (300, 262)]], 4, 100),
        "a tile": drawn(tile(), 8, 100),
        "squared paper": drawn(eight, 16, 100)
        + drawn([[(x, -9), (x, 290)] for x in range(10, 280, 40)], 3, 80)
        + drawn([[(-9, y), (290, y + 5)] for y in range(10, 280, 40)], 3, 80),
        "a 7 from edge to edge": drawn([[(-5, 14), (270, 14), (270, 14), (120, 290)]], 20, 100),
        "a 1 from edge to edge": drawn([[(140, -9), (140, 290)]], 20, 100),
        "a digit in a ring": drawn(four, 12, 100, 0.5, 70, 70) + drawn([RING], 6, 90),
        "two in an open box": pair
        + drawn([[(16, 40), (12, 230), (12, 230), (272, 236), (272, 236), (268, 44)]], 5),
        "a line under two": pair + drawn([[(12, 206), (272, 196)]], 6, 100),
        "two lines under a digit": drawn(five, 11, 100, 0.5, 60, 30)
        + drawn([[(60, y), (230, y + 3)] for y in (160, 176)], 9, 100),
    }


def held(drawings, off=None, staged=True):
    """Compare drawings, by name, with one step off; where they are `staged`, all that steps make of them."""
    network, scripts = models.load(HERO), "drawn/drawing.js drawn/prepare.js"
    found = node(scripts, PREPARED, drawings=list(drawings.values()), off=off, staged=staged)
    for (name, strokes), ours in zip(drawings.items(), found, strict=True):
        file = drawing.picture(strokes)
        if file is None or ours is None:
            assert file is ours, name
            continue
        pixels = np.asarray(Image.open(io.BytesIO(file)))
        assert np.array_equal(ours["levels"].reshape(pixels.shape), pixels), f"{name}: other pixels"
        theirs = photo.prepare(file, without=[off] if off else [])
        assert (ours["main"], ours["boxes"]) == (theirs.main, theirs.boxes.tolist()), name
        assert ours["tutorial"] == pytest.approx(theirs.tutorial.numpy().ravel(), abs=CLOSE), name
        for mine, stage in zip(ours["stages"], theirs.steps if staged else [], strict=True):
            assert (mine["step"], mine["on"]) == (stage.step.name, stage.on)
            assert mine["effect"]["kind"] == stage.effect.kind, (name, mine["step"])
            assert mine["effect"]["amount"] == pytest.approx(stage.effect.amount, abs=CLOSE), name
            for picture, expected in zip(mine["pictures"], stage.pictures, strict=True):
                grey = expected[..., 0] if expected.ndim == 3 else expected
                assert (picture["height"], picture["width"]) == grey.shape, (name, mine["step"])
                assert np.abs(picture["pixels"] - grey.ravel()).max() <= CLOSE, (name, mine["step"])
        digits = torch.from_numpy(np.array(ours["digits"], np.float32)).view(theirs.digits.shape)
        if len(digits):
            assert (digits - theirs.digits).abs().max() <= CLOSE, name
            answers = [evaluation.predict(network, images).argmax(1) for images in (digits, theirs.digits)]
            assert torch.equal(*answers), name


def test_some_presets_come_into_the_frame_as_in_python():
    held({name: drawn(PRESETS[name], *PEN) for name in ("1", "a slashed 0")})


def test_odd_drawings_come_into_the_frame_as_in_python():
    some = (
        "what is cut off at the edge",
        "a tile",
        "a small digit",
        "nearly all ink",
        "squared paper",
        "a digit in a ring",
        "a 7 from edge to edge",
        "a line under two",
        "off the paper",
    )
    held({name: odd()[name] for name in some}, staged=False)


@pytest.mark.long
@pytest.mark.parametrize("pen", [PEN, (4, 100), (8, 50), (13.7, 35), (30, 20), (40, 60)])
def test_every_preset_by_every_pen(pen):
    held({name: drawn(lines, *pen) for name, lines in PRESETS.items()})


@pytest.mark.long
@pytest.mark.parametrize("off", [None, *photo.STEPS])
def test_every_step_can_be_left_out(off):
    held(odd() | {name: drawn(PRESETS[name], *PEN) for name in ("2", "a crossed 7")}, off)
