"""The engine in a reader's browser: `python -m benchmarks.engine` prints ratios of medians of one run.

A row an architecture: its pack, gzipped; milliseconds a digit of ONNX Runtime on one thread, of WebAssembly
and of plain JavaScript, in Debian's chromium and taken in turns; and what these two are to the first.
"""

import base64
import gzip
import statistics

from playwright.sync_api import Page

from benchmarks import seconds
from benchmarks.browser import chromium
from gapviz import data, models
from gapviz.core.process import settle
from gapviz.editions.web.networks import BUILT, pack

ROUNDS, N = 5, 200
BEGIN = """async () => {
  window.engines = [await gapviz.load(gapviz.wasm), await gapviz.load()];
  window.images = Float32Array.from({ length: 784 * COUNT }, (_, at) => (at * at) % 251 / 250);
}""".replace("COUNT", str(N))
LOAD = """text => {
  const packed = Uint8Array.from(atob(text), letter => letter.charCodeAt(0)).buffer;
  window.networks = engines.map(engine => engine.network(packed));
  networks.forEach(network => network.logits(images));
}"""
READ = """which => {
  const start = performance.now();
  networks[which].logits(images);
  return performance.now() - start;
}"""


def row(page: Page, name: str) -> str:
    """Return what one network costs."""
    model, packed = models.load(name), pack(models.load(name))
    images = data.load("mnist", "test").at(slice(N))
    page.evaluate(LOAD, base64.b64encode(packed).decode())
    taken = [
        (1000 * seconds(lambda: model.logits(images)), page.evaluate(READ, 0), page.evaluate(READ, 1))
        for _ in range(ROUNDS)
    ]
    graph, wasm, plain = (statistics.median(column) / N for column in zip(*taken, strict=True))
    size = len(gzip.compress(packed)) / 1000
    costs = f"{graph:9.3f}{wasm:9.3f}{plain:9.3f}"
    return f"{name:16}{size:8.0f}{costs}{wasm / graph:9.1f}{plain / graph:9.1f}"


def main() -> None:
    """Print the table."""
    print(f"{'network':16}{'kB':>8}{'ONNX ms':>9}{'wasm ms':>9}{'plain ms':>9}{'wasm x':>9}{'plain x':>9}")
    with chromium() as browser:
        page = browser.new_page()
        page.add_script_tag(path=BUILT / "gapviz.js")
        page.evaluate(BEGIN)
        for kind in models.ARCHITECTURES:
            print(row(page, models.names(data="mnist", family=kind)[0]), flush=True)


if __name__ == "__main__":
    settle()
    main()
