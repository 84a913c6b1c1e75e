"""The static edition in Debian's chromium: `python -m benchmarks.static [FOLDER]` prints its bytes and times.

FOLDER is a site that was made before; without one a site is made in a folder of its own, with the published
states alone. Bytes are gzipped, and those that a page first loads. A step is from a slider's change to the
next frame that is drawn, the median over its range; the processor is slowed down four times for the second
column. Beside it stands the way that others go: the same figure with recorded frames, by plotly.py.
"""

import base64
import gzip
import re
import statistics
import sys
import tempfile
from pathlib import Path

import plotly.graph_objects as go
from playwright.sync_api import Page

from benchmarks import seconds
from benchmarks.browser import chromium
from gapviz import data, models
from gapviz.core.parameters import Range
from gapviz.core.process import settle
from gapviz.editions import article
from gapviz.editions.static import build, prose
from gapviz.editions.static.pages import Site
from gapviz.editions.web.networks import pack
from gapviz.figures import FIGURES
from gapviz.models import HERO

LOADED = re.compile(r'(?:src|href)="([\w./-]+\.(?:js|css))"')
SLIDERS = {
    "00_The_99_percent": ("moved_digit.pixels", "one_digit.std"),
    "03_A_one_with_a_flag": ("flag_digit.angle", "flag_digit.length"),
    "05_Noiseless_is_bad": ("shifted_digits.severity",),
}
"""By chapter, the keys of the sliders that are moved."""
SLOW = (1, 4)
STEPS = 20
STEP = """async ([id, share]) => {
  const input = document.getElementById(id);
  const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  await frame();
  const start = performance.now();
  input.value = Math.round(share * input.max);
  input.dispatchEvent(new Event("input", { bubbles: true }));
  await frame();
  return performance.now() - start;
}"""
READ = """async ([packed, digits, n]) => {
  const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  const pool = await gapviz.pool({ wasm: gapviz.wasm, source: gapviz.source });
  const job = { packed: bytes(packed).buffer, pixels: bytes(digits), places: [...Array(n).keys()] };
  const start = performance.now();
  await pool.read(job);
  pool.end();
  return (performance.now() - start) / 1000;
}"""


def weight(content: bytes) -> float:
    """Return kilobytes, gzipped."""
    return len(gzip.compress(content, mtime=0)) / 1000


def first_load(folder: Path, page: str) -> float:
    """Return the kilobytes that a page first loads, with all files that it names."""
    content = (folder / page).read_bytes()
    files = sorted(set(LOADED.findall(content.decode())))
    return weight(content) + sum(weight((folder / name).read_bytes()) for name in files)


def framed() -> float:
    """Return the kilobytes of the hook's chart as plotly.py exports it, with a frame a step of its slider."""
    noise = FIGURES["one_digit"].parameters["std"].domain
    assert isinstance(noise, Range)
    steps = [round(noise.step * place, 2) for place in range(round(noise.high / noise.step) + 1)]
    drawn = [FIGURES["one_digit"](std=step) for step in steps]
    charts = [one.chart for one in drawn if one.chart is not None]
    pictures = [go.Heatmap(z=one.tiles[0].pixels) for one in drawn]
    frames = [go.Frame(data=[*chart.data, picture]) for chart, picture in zip(charts, pictures, strict=True)]
    return weight(go.Figure([*charts[0].data, pictures[0]], charts[0].layout, frames).to_html().encode())


def step(page: Page, key: str, slower: int) -> float:
    """Return the milliseconds of a slider's step, the median over its range, `slower` times throttled."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.locator(f'[id="gv-{key}"]').scroll_into_view_if_needed()
    taken = [page.evaluate(STEP, [f"gv-{key}", place / STEPS]) for place in range(STEPS + 1)]
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    session.detach()
    return float(statistics.median(taken))


def reading(page: Page) -> None:
    """Print how long digits take to read, in as many workers as the browser has."""
    packed = base64.b64encode(pack(models.load(HERO))).decode()
    digits = base64.b64encode(data.load("mnist", "test").pixels.numpy().tobytes()).decode()
    for n in (1_000, 10_000):
        print(f"{n:,} digits by {HERO}: {page.evaluate(READ, [packed, digits, n]):.2f} s", flush=True)


def main(made: str = "") -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as temporary, chromium() as browser:
        folder = Path(made) if made else Path(temporary) / "site"
        if not made:
            took = seconds(lambda: build.export(folder, Site(), lambda work, what, count: work, {}))
            print(f"made, with the published states alone, in {took:.0f} s")
        for file in article.pages():
            print(f"{file.stem:24}{first_load(folder, prose.path(file.stem)):8.0f} kB")
        print(f"{'the hook with frames':24}{framed():8.0f} kB")
        page = browser.new_page(viewport={"width": 390, "height": 844})
        for stem, keys in SLIDERS.items():
            page.goto((folder / prose.path(stem)).as_uri())
            page.get_by_role("button", name="Just show me").first.click()
            for key in keys:
                times = "".join(f"{step(page, key, slower):8.0f} ms" for slower in SLOW)
                print(f"{key:24}{times}", flush=True)
        reading(page)


if __name__ == "__main__":
    settle()
    main(*sys.argv[1:])
