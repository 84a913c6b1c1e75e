"""The engine in a browser: from a file, with workers or without, in a sandbox, under a policy."""

import base64
from html import escape

import numpy as np
import pytest

from gapviz import data, models
from gapviz.editions.web.networks import BUILT, pack

N = 150
MODEL = "tutorial-0"
ALL = "default-src 'none'; script-src 'unsafe-inline' file: 'wasm-unsafe-eval'; worker-src blob:"
READ = """async ([packed, pixels, n]) => {
  const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  const readers = await gapviz.pool({ wasm: gapviz.wasm, source: gapviz.source, workers: 2 });
  const workers = readers.workers;
  const places = Array.from({ length: n }, (_, at) => at);
  const reading = { packed: bytes(packed).buffer, pixels: bytes(pixels), places };
  const told = [];
  const logits = await readers.read(reading, { progress: step => told.push(step) });
  const stopped = new AbortController();
  const ended = readers.read(reading, { progress: () => stopped.abort(), signal: stopped.signal });
  const error = await ended.then(() => "none", error => error.name);
  const missing = { ...reading, change: { kind: "missing" } };
  const unknown = await readers.read(missing).then(() => "none", error => error.message);
  const kept = readers.workers;
  const breaking = readers.read(reading);
  readers.end();
  const again = await breaking;
  return {
    kind: readers.engine.kind, workers, kept, left: readers.workers, error, unknown, logits: [...logits],
    batches: told.length, same: again.every((value, at) => value === logits[at]),
    done: told.map(step => step.done), positions: told.flatMap(step => step.at),
  };
}"""

DRAW = """async () => {
  const traces = [{ y: [1, 3, 2] }, { y: [1, 2, 1], type: "bar" }, { z: [[1, 2], [3, 4]], type: "heatmap" }];
  const place = document.body.appendChild(document.createElement("div"));
  await Plotly.newPlot(place, traces);
  return [Plotly.version, ...[".scatterlayer path", ".barlayer path", ".heatmaplayer image", ".colorbar"]
    .map(part => place.querySelector(part) !== null)];
}"""


@pytest.fixture(scope="module")
def digits():
    """A packed network, the bytes of digits, and what ONNX Runtime answers to them."""
    test, model = data.load("mnist", "test"), models.load(MODEL)
    given = [base64.b64encode(part).decode() for part in (pack(model), test.pixels[:N].numpy().tobytes())]
    return given, model.logits(test.at(slice(N))).numpy()


@pytest.mark.parametrize(
    ("policy", "framed", "kind", "workers"),
    [
        (ALL, False, "wasm", 2),
        (ALL.replace("blob:", "'none'"), False, "wasm", 0),
        (ALL.replace("'wasm-unsafe-eval'", ""), False, "javascript", 2),
        (ALL, True, "wasm", 2),
    ],
    ids=["workers", "no workers", "no WebAssembly", "sandboxed frame"],
)
def test_digits_are_read_whatever_a_page_may_not(browser, tmp_path, digits, policy, framed, kind, workers):
    # As a file that holds everything has it (web/src/share/one_file.js).
    script = (BUILT / "gapviz.js").read_text().replace("</script", "<\\/script").replace("<!--", "<\\!--")
    html = f'<meta http-equiv="content-security-policy" content="{policy}"><script>{script}</script>'
    if framed:
        html = f'<iframe sandbox="allow-scripts" srcdoc="{escape(html)}"></iframe>'
    (tmp_path / "page.html").write_text(f"<!doctype html>{html}")
    page = browser.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto((tmp_path / "page.html").as_uri())
    given, known = digits
    found = page.frames[-1].evaluate(READ, [*given, N])
    page.close()
    assert (found["kind"], found["workers"], found["error"]) == (kind, workers, "AbortError")
    assert found["unknown"] == "There is no change of the name missing."
    assert (found["kept"], found["left"]) == (workers, 0), "a job that fails costs no worker"
    assert found["same"], "what workers leave that break down is read in the page"
    np.testing.assert_allclose(np.reshape(found["logits"], known.shape), known, rtol=0, atol=1e-4)
    assert sorted(found["positions"]) == list(range(N))
    assert found["done"] == sorted(found["done"])
    assert found["done"][-1] == N
    assert found["batches"] > 3
    assert max(found["positions"][: N // 4]) > 0.9 * N, "a first part of the digits is a sample of all"
    assert not problems


def test_the_bundle_of_plotly_draws_what_the_article_draws(browser, tmp_path):
    policy = "default-src 'none'; script-src file:; style-src 'unsafe-inline'; img-src data:"
    (tmp_path / "page.html").write_text(
        f'<!doctype html><meta http-equiv="content-security-policy" content="{policy}">'
        f'<body><script src="{(BUILT / "plotly.js").as_uri()}"></script>'
    )
    page = browser.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text))
    page.goto((tmp_path / "page.html").as_uri())
    version, *drawn = page.evaluate(DRAW)
    page.close()
    assert f"plotly.js v{version}\n" in (BUILT / "plotly.js").read_text()[:100]
    assert all(drawn)
    assert not problems
