"""The network in the browser answers what ONNX Runtime does, in WebAssembly and in plain JavaScript."""

import gzip
import struct
import zlib
from functools import cache

import numpy as np
import pytest
import torch
from torch import nn

from gapviz import data, evaluation, models
from gapviz.editions.web.networks import BUILT, pack
from gapviz.models.architectures import Normalise
from gapviz.models.model import of_torch
from tests import wasm
from tests.node import needs_node, node

FIRST = [models.names(family=kind)[0] for kind in models.ARCHITECTURES]
SOME = torch.arange(0, 10_000, 100)
READ = """async ({ load }, { packs, pixels, wasm }) => {
  const engine = await load(wasm && new Uint8Array(wasm));
  const images = Float32Array.from(pixels, value => value / 255);
  const answers = packs.map(([name, packed]) => engine.network(packed, name).logits(images));
  return [`${engine.kind} ${engine.problem}`, answers];
}"""
REFUSE = """async ({ load, DamagedPack }, { packs }) => {
  const engine = await load();
  const said = packed => {
    try {
      return engine.network(packed, "softmax-0").name;
    } catch (error) {
      if (!(error instanceof DamagedPack)) throw error;
      return error.message;
    }
  };
  return [...packs.map(said), said(undefined)];
}"""


def pixels(indices):
    return data.load("mnist", "test").pixels[indices].flatten(1).numpy()


@cache
def packed(name):
    return pack(models.load(name))


@cache
def expected(name):
    """What ONNX Runtime answers to some digits."""
    return models.load(name).logits(data.load("mnist", "test").at(SOME)).numpy()


def agree(found, known):
    np.testing.assert_allclose(found.reshape(known.shape), known, rtol=0, atol=1e-4)
    assert (found.reshape(known.shape).argmax(1) == known.argmax(1)).all()


@pytest.mark.parametrize("name", FIRST)
def test_webassembly_answers_what_onnx_runtime_does(name):
    agree(wasm.logits(packed(name), pixels(SOME) / np.float32(255)), expected(name))


@pytest.mark.long
@pytest.mark.parametrize("name", models.names(data="mnist"))
def test_webassembly_answers_to_all_digits_what_onnx_runtime_does(name):
    found = wasm.logits(packed(name), pixels(slice(None)) / np.float32(255))
    agree(found, evaluation.logits_under(name).numpy())


@needs_node
@pytest.mark.parametrize("kind", ["wasm", "javascript"])
def test_javascript_answers_what_onnx_runtime_does(kind):
    share = 4 if kind == "javascript" else 1  # it is ten times as slow
    packs = [(name, packed(name)) for name in FIRST]
    kernel = (BUILT / "engine.wasm").read_bytes() if kind == "wasm" else None
    ran, answers = node("index.js", READ, packs=packs, pixels=pixels(SOME[::share]), wasm=kernel)
    assert ran == f"{kind} null"
    for name, found in zip(FIRST, answers, strict=True):
        agree(found, expected(name)[::share])


@needs_node
@pytest.mark.long
@pytest.mark.parametrize("name", models.names(data="mnist"))
def test_javascript_answers_to_all_digits_what_onnx_runtime_does(name):
    packs = [(name, packed(name))]
    _, (found,) = node("index.js", READ, packs=packs, pixels=pixels(slice(None)), wasm=None)
    agree(found, evaluation.logits_under(name).numpy())


@needs_node
def test_where_webassembly_is_refused_plain_javascript_answers():
    packs = [("softmax-0", packed("softmax-0"))]
    ran, (found,) = node("index.js", READ, packs=packs, pixels=pixels(SOME), wasm=b"no module")
    assert ran.startswith("javascript WebAssembly is not to be had here, so plain JavaScript reads: ")
    agree(found, expected("softmax-0"))


@needs_node
def test_a_damaged_pack_is_refused_in_a_sentence():
    whole = packed("softmax-0")
    other = packed("lenet-0")
    flipped = whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:]
    newer = whole[:4] + struct.pack("<I", 2) + whole[8:]
    spoilt = [b"", b"GAPN", b"GAPX" + whole[4:], newer, whole[:-1], whole + b"\0", flipped, other]
    fine, *said = node("index.js", REFUSE, packs=[whole, *spoilt])
    assert fine == "softmax-0"
    known = struct.unpack_from("<I", whole, 12)[0]
    rules = "0 bytes|4 bytes|GAPN|version must be 1, got 2"
    rules += f"|must have {len(whole)} bytes, got {len(whole) - 1}|got {len(whole) + 1}"
    rules += f"|checksum must be {known}, got {zlib.crc32(flipped[16:])}|holds lenet-0|no ArrayBuffer"
    for sentence, rule in zip(said, rules.split("|"), strict=True):
        assert sentence.startswith("The pack of softmax-0 cannot be read: ")
        assert rule in sentence


@pytest.mark.parametrize(
    "layers",
    [
        [nn.Sigmoid()],
        [nn.ReLU(), nn.BatchNorm2d(8)],
        [nn.MaxPool2d(2), nn.MaxPool2d(2)],
        [nn.MaxPool2d(3)],
        [nn.Conv2d(8, 8, 3, stride=2)],
        [nn.Conv2d(8, 8, (3, 1))],
        [nn.Conv2d(8, 8, 3, padding="same")],
    ],
    ids=str,
)
def test_what_the_engine_lacks_is_not_packed(layers):
    network = nn.Sequential(Normalise((0.1,), (0.3,)), nn.Conv2d(1, 8, 3), *layers)
    with pytest.raises(ValueError, match="'strange-0' has a layer that the engine lacks"):
        pack(of_torch(network, "strange-0"))


def test_a_network_that_does_not_normalise_is_not_packed():
    with pytest.raises(ValueError, match="'strange-0' must begin by normalising"):
        pack(of_torch(nn.Sequential(nn.Flatten(), nn.Linear(784, 10)), "strange-0"))


@pytest.mark.parametrize("name", FIRST)
def test_packs_are_small_and_the_same_each_time(name):
    """A float of four bytes would gzip to about 3.7."""
    parameters = models.card(name).parameters
    quantised = name in models.checkpoints.PUBLISHED
    assert len(gzip.compress(packed(name))) < (1 if quantised else 2.7) * parameters + 1000
    assert packed(name) == pack(models.load(name))
