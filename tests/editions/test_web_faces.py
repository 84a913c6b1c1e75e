"""Digits of typefaces arrive in the browser as they are, and are read there as Python reads them."""

import re

import numpy as np
import pytest

from gapviz.data import faces
from gapviz.editions.web import faces as packing
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
