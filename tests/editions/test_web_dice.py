"""JavaScript throws torch's own dice: a change of either's fails here."""

import hashlib
from typing import Any

import numpy as np
import torch

from gapviz.core.draws import Draws
from gapviz.shifts.tools.random_bits import random_words
from tests.node import needs_node, node

SEEDS = 0, 7, 2**31 - 1
INDICES = 0, 1, 99, 100, 5234, 5233, 9999
"""Out of order too: JavaScript keeps its streams where they stopped."""
FIELDS: list[list[Any]] = [
    *(["uniform", 784], ["uniform", 5, -1, 1], ["uniform", 2, 0, 27], ["uniform", 3, 0, 6.283185307179586]),
    *(
        ["coarse", 784],
        ["coarse", 25],
        ["bits", 1545],
        ["bits", 7],
        ["integers", 0, 9, 1],
        ["integers", -2, 5, 3],
    ),
]
NORMAL: list[list[Any]] = [["normal", 784], ["normal", 25], ["normal", 13], ["normal", 3]]
"""A block of the last three does not end with one of the batches that torch makes normal numbers in."""
THROW = """({ Draws }, { cases }) => cases.map(([name, seed, index, fields]) => {
  const dice = new Draws(name, seed, index);
  return fields.map(([kind, ...given]) => {
    const field = dice[kind](...given);
    return kind === "bits" ? Int32Array.from(field) : field;
  });
})"""


def thrown(dice: Draws, kind: str, size: int, *given: Any) -> np.ndarray:
    """A field as Python draws it, flat."""
    if kind == "bits":
        return random_words(dice, size).view(torch.int16).numpy().view(np.uint16)[0, :size]
    if kind == "integers":
        low, high = size, given[0]
        return dice.integers(low, high, *given[1:]).numpy()[0]
    span = dict(zip(("low", "high"), given, strict=False))
    return getattr(dice, kind)(size, **span).numpy()[0]


def both(fields: list[list[Any]]) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """What was drawn, by Python, and by JavaScript, for all seeds and indices."""
    cases = [("fog", seed, index, fields) for seed in SEEDS for index in INDICES]
    pairs = []
    for (name, seed, index, _), answer in zip(cases, node("dice.js", THROW, cases=cases), strict=True):
        dice = Draws(name, seed, torch.tensor([index]))
        drawn = [thrown(dice, *field) for field in fields]
        labels = [f"{field} of index {index}, seed {seed}" for field in fields]
        pairs += zip(labels, drawn, answer, strict=True)
    return pairs


@needs_node
def test_uniform_coarse_and_whole_numbers_are_the_same_bit_for_bit() -> None:
    for label, python, javascript in both(FIELDS):
        np.testing.assert_array_equal(javascript, python, err_msg=label)


@needs_node
def test_normal_numbers_differ_by_the_last_bits_of_a_logarithm_alone() -> None:
    for label, python, javascript in both(NORMAL):
        np.testing.assert_allclose(javascript, python, rtol=0, atol=2e-6, err_msg=label)


@needs_node
def test_keys_are_hashed_as_python_hashes_them() -> None:
    texts = ["", "fog/0/1/0", "é/1/1/1", "x" * 127, "x" * 128]
    digests = node(
        "blake2b.js", "({ blake2b }, { texts }) => texts.map(text => blake2b(text, 7))", texts=texts
    )
    for text, digest in zip(texts, digests, strict=True):
        assert digest.tobytes() == hashlib.blake2b(text.encode(), digest_size=7).digest(), text
    refused = (
        "({ blake2b }) => { try { blake2b('x'.repeat(129), 7); } catch (error) { return error.message; } }"
    )
    assert node("blake2b.js", refused) == "a text to hash has at most 128 bytes, got 129"
