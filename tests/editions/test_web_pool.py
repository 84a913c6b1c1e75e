"""Digits are read whatever becomes of the workers; with real ones: tests/browser/test_engine.py."""

import numpy as np
import pytest

from gapviz import data, models
from gapviz.editions.web.networks import pack
from tests.node import needs_node, node

N = 100
WORKERS = {
    "refused": "class { constructor() { throw new Error('a sandbox'); } }",
    "silent": "class { postMessage() {} terminate() {} }",
    "broken": """class {
      postMessage({ id }) {
        if (id) setTimeout(() => this.onerror({ preventDefault() {}, message: "no memory" }));
        else setTimeout(() => this.onmessage({ data: { id, logits: null } }));
      }
      terminate() {}
    }""",
}
READ = """async ({ pool, CHANGES }, { packed, pixels, n }) => {
  const wait = globalThis.setTimeout;
  globalThis.setTimeout = (call, time, ...given) => wait(call, time / 100, ...given);
  globalThis.Worker = WORKER;
  CHANGES.turned = (image, index, { first }) => index < first ? image : image.toReversed();
  const readers = await pool({ source: "() => {}", workers: 2 });
  const places = Array.from({ length: n }, (_, at) => n - 1 - at);
  const change = { kind: "turned", first: n / 2 };
  const told = [];
  const progress = step => told.push(...step.at);
  const logits = await readers.read({ packed, pixels, places, change }, { progress });
  return { logits, told, left: readers.workers };
}"""


@needs_node
@pytest.mark.parametrize("kind", WORKERS)
def test_digits_are_read_whatever_becomes_of_the_workers(kind):
    test, model = data.load("mnist", "test"), models.load("softmax-0")
    given = {"packed": pack(model), "pixels": test.pixels[:N].flatten().numpy(), "n": N}
    found = node("index.js", READ.replace("WORKER", WORKERS[kind]), **given)
    images = test.at(slice(N))
    images[N // 2 :] = images[N // 2 :].flip(2, 3)
    known = model.logits(images).flip(0).numpy()
    np.testing.assert_allclose(found["logits"].reshape(known.shape), known, rtol=0, atol=1e-4)
    assert sorted(found["told"]) == list(range(N))
    assert found["left"] == 0
