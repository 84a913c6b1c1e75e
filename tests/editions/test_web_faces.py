"""Digits of typefaces arrive in the browser as they are, and are read there as Python reads them."""

import re

import numpy as np
import pytest

from gapviz import models
from gapviz.data import faces
from gapviz.editions.web import faces as packing
from gapviz.editions.web import networks
from gapviz.figures import FIGURES
from gapviz.figures.chapters.c04_typeface_closely import FACES
from gapviz.models import HERO
from tests.node import needs_node, node

pytestmark = needs_node
DAMAGES = [lambda pack: pack[:-1], lambda pack: b"\x1c" + pack[1:], lambda _: b"\0\0"]
UNPACKED = "({ faceDigits }, { packed }) => faceDigits(packed)"
REFUSED = """({ faceDigits }, { packed }) => {
  try {
    return faceDigits(packed, "Inter");
  } catch (error) {
    return `${error.constructor.name}: ${error.message}`;
  }
}"""
TYPED = """async ({ load, faceDigits, readFace, readText }, { packs, digits, text }) => {
  const engine = await load(), images = faceDigits(digits);
  return packs.map((packed) => readText(text, readFace(engine.network(packed), images)));
}"""


@pytest.mark.parametrize("preparation", faces.PREPARATIONS)
@pytest.mark.parametrize(
    "step", [pytest.param(60, id="few"), pytest.param(1, id="all", marks=pytest.mark.long)]
)
def test_digits_come_out_as_they_went_in(preparation, step):
    rows = np.arange(0, len(faces.table()), step)
    found = node("faces.js", UNPACKED, packed=packing.packed(rows, preparation))
    assert np.array_equal(found, faces.images(rows, preparation).numpy().ravel())


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_pack_is_refused(damage):
    packed = damage(packing.packed(np.array([0]), "as_mnist"))
    said = node("faces.js", REFUSED, packed=packed)
    assert re.match(r"DamagedPack: The pack of Inter cannot be read: digit \d is damaged", said)


@pytest.mark.parametrize("preparation", ["as_mnist", pytest.param("as_tutorial", marks=pytest.mark.long)])
def test_typed_digits_are_read_as_the_figure_reads_them(preparation):
    text, face = "0123456789", "orbitron-400-normal"
    drawn = FIGURES["typed_digits"](text=text, face=face, preparation=preparation).table
    names = [HERO, "softmax-0", "cnn-0"]
    said = node(
        "engine/engine.js faces.js figures/typed.js",
        TYPED,
        packs=[networks.pack(models.load(name)) for name in names],
        digits=packing.packed(np.array([FACES.index(face)]), preparation),
        text=text,
    )
    assert dict(zip(names, said, strict=True)).items() <= dict(drawn[["model", "reads"]].to_numpy()).items()
