"""What is taken away of a figure, in a browser: pictures have the digits in them, snippets draw elsewhere."""

import base64
import gzip
import io
import json
import re
from xml.etree import ElementTree

import numpy as np
import pytest
import taken
from PIL import Image
from plotly.offline import get_plotlyjs

from gapviz.editions.article import address
from gapviz.editions.web import drawings, look, share
from gapviz.figures import FIGURES

SVG = "{http://www.w3.org/2000/svg}"
BLOG, HOME = "https://blog.example/", "https://example.org/gapviz/"
TAKEN = """
  const told = await gapviz.page.patches(`share/${name}.js`);
  const said = ["caption", "alt", "headline"].map(one => [one, gapviz.page.fill(told.published[one])]);
  const home = "https://example.org/gapviz/";
  const addresses = { page: `${home}index.html`, embed: `${home}embed-${name}.html` };
  const drawing = { ...told.published, ...more.drawing };
  const state = { pairs: [], settings: [], chosen: { theme: more.theme } };
  const taken = { ...told, ...state, drawing, addresses, text: Object.fromEntries(said) };
"""
PICTURES = f"""async ([name, more]) => {{
  {TAKEN}
  const look = await gapviz.page.patches("share/look.js");
  const blob = await gapviz.formats.png(taken, Plotly, look);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const png = btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(""));
  return [await gapviz.formats.svg(taken, Plotly, look), png, told.published.tiles ?? []];
}}"""
FILES = f"""async ([name, more]) => {{
  {TAKEN}
  const look = await gapviz.page.patches("share/look.js");
  const pack = gapviz.page.patches;
  const sources = {{ ...look, gapviz: gapviz.source, plotly: Plotly.source, pack, Plotly }};
  const kinds = {{ csv: ({{ drawing }}) => gapviz.formats.csv(drawing.table), json: gapviz.formats.json }};
  const texts = Object.entries(kinds).map(([kind, make]) => [kind, make(taken)]);
  const moved = {{ ...taken, pairs: more.pairs }};
  return {{ ...Object.fromEntries(texts), html: await gapviz.formats.oneFile(moved, sources) }};
}}"""
SNIPPET = f"async ([name, kind, more]) => {{ {TAKEN} return gapviz.formats[kind](taken, 300); }}"
LISTING = "<table><tr><th>set</th><th>read</th></tr><tr><th>one &amp; all</th><td>3</td></tr></table>"


@pytest.fixture(scope="module")
def page(browser, site):
    """A page of the site, from its folder, under its own policy."""
    context = browser.new_context(viewport={"width": 900, "height": 900})
    page = context.new_page()
    page.goto(f"{site.as_uri()}/index.html")
    yield page
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["flag_evidence", "shifted_digits"])
def test_a_png_has_the_digits_in_it_and_its_svg_is_xml(page, name, theme):
    text, png, tiles = page.evaluate(PICTURES, [name, {"theme": theme}])
    drawn = ElementTree.fromstring(text)
    assert drawn.findtext(f"{SVG}title"), "a picture without a title"
    assert drawn.findtext(f"{SVG}desc"), "a picture without alt text"
    assert ("main-svg" in text) == (name == "flag_evidence"), "the chart is missing"
    picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB"), float)
    assert picture.shape[1::-1] == (2 * int(drawn.get("width")), 2 * int(drawn.get("height")))
    images = [one for one in drawn.iter(f"{SVG}image") if one.find(f"{SVG}title") is not None]
    assert len(images) == len(tiles)
    side = ["light", "dark"].index(theme)
    ground, ink = (
        np.array([int(look.palette()[one][side][at : at + 2], 16) for at in (1, 3, 5)])
        for one in ("well", "ink")
    )
    for image, tile in zip(images, tiles, strict=True):
        if "evidence" in tile:
            continue
        height, width = tile["size"]
        left, top, wide, high = (2 * float(image.get(one)) for one in ("x", "y", "width", "height"))
        down = (top + (np.arange(height) + 0.5) * high / height).astype(int)
        across = (left + (np.arange(width) + 0.5) * wide / width).astype(int)
        share_of_ink = (
            np.frombuffer(base64.b64decode(tile["pixels"]), np.uint8).reshape(height, width, 1) / 255
        )
        wanted = ground + share_of_ink * (ink - ground)
        assert np.abs(picture[np.ix_(down, across)] - wanted).max() < 3


@pytest.mark.long
def test_every_figure_is_a_picture_and_a_file_as_published_and_in_another_state(page, site):
    """Python draws the other state: its digits are in the picture, its address is in the one file."""
    sizes = {}
    told = taken.told(site)
    for name, one in told.items():
        figure = FIGURES[name]
        leader = told[figure.follows or name]
        pairs = taken.another(one if one["published"]["controls"] else leader)
        values = address.state(figure, dict(pairs).get)
        moved = drawings.drawing(figure, values, figure(**values))
        for state, drawing in (([], one["published"]), (pairs, moved)):
            more = {"theme": "light", "drawing": drawing, "pairs": state}
            text, png, _ = page.evaluate(PICTURES, [name, more])
            drawn = ElementTree.fromstring(text)
            pictured = [image for image in drawn.iter(f"{SVG}image") if image.find(f"{SVG}title") is not None]
            assert len(pictured) == len(drawing.get("tiles", [])), name
            assert ("main-svg" in text) == ("chart" in drawing), name
            assert np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("L")).std() > 3, name
            files = page.evaluate(FILES, [name, more])
            assert len(files["csv"].splitlines()) == 1 + len(drawing["table"]["rows"]), name
            sizes[name] = max(sizes.get(name, 0), len(gzip.compress(files["html"].encode())))
            said = json.dumps(state, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
            assert f'"pairs":{said}' in files["html"], name
    largest = max(sizes, key=sizes.__getitem__)
    print(f"one file of {largest}, the largest: {sizes[largest] / 1000:.0f} kB gzipped")
    assert sizes[largest] < 10**6, largest


def test_a_figure_that_is_a_table_alone_has_a_picture(page):
    text, png, _ = page.evaluate(PICTURES, ["shifted_digits", {"drawing": {"tiles": [], "listing": LISTING}}])
    words = [one.text for one in ElementTree.fromstring(text).iter(f"{SVG}text")]
    assert {"set", "read", "one & all", "3"} <= set(words)
    assert np.asarray(Image.open(io.BytesIO(base64.b64decode(png)))).std() > 5


def blog(page, body, script, site):
    """A page on another origin with some HTML in it; Plotly's host has `script`, and ours the site."""
    visitor = page.context.browser.new_page()
    asked = []
    visitor.on("request", lambda request: asked.append(request.url.split("/")[2]))
    free = {"access-control-allow-origin": "*", "content-type": "text/javascript"}
    visitor.route("https://cdn.plot.ly/**", lambda route: route.fulfill(body=script, headers=free))
    visitor.route(
        f"{HOME}**", lambda route: route.fulfill(path=site / route.request.url.split("#")[0][len(HOME) :])
    )
    html = f"<!doctype html><meta charset=utf-8><body style='color:#204060'>{body}"
    visitor.route(BLOG, lambda route: route.fulfill(body=html, content_type="text/html"))
    visitor.goto(BLOG)
    return visitor, asked


def test_fragments_draw_on_a_page_of_another_origin_and_leave_each_other_alone(page, site):
    both = [page.evaluate(SNIPPET, [name, "fragment", {}]) for name in ("flag_evidence", "severity_curve")]
    visitor, asked = blog(page, f"{''.join(both)}{both[0]}", get_plotlyjs(), site)
    visitor.wait_for_function(
        "document.querySelectorAll('.main-svg .xtick').length && document.images.length == 4"
    )
    charts = visitor.locator("[data-gapviz]")
    assert charts.count() == 3
    assert visitor.locator("[data-gapviz] .plot-container").count() == 3
    assert set(asked) == {"blog.example", "cdn.plot.ly"}
    assert asked.count("cdn.plot.ly") == 1, "fragments fetch Plotly once a page"
    ink = visitor.locator("[data-gapviz] .xtick text").first.evaluate("one => getComputedStyle(one).fill")
    assert ink == "rgb(32, 64, 96)", "text takes the colour of the page around it"
    visitor.close()


def test_a_fragment_runs_no_script_but_the_one_that_we_ship(page, site):
    fragment = page.evaluate(SNIPPET, ["severity_curve", "fragment", {}])
    assert share.plotly()["integrity"] in fragment
    visitor, _ = blog(page, fragment, "document.title = 'taken over'", site)
    visitor.wait_for_load_state("networkidle")
    assert visitor.title() == ""
    assert visitor.locator("[data-gapviz]").inner_text().strip(), "its alt text does not stand"
    visitor.close()


def test_a_frame_is_as_high_as_it_says_and_no_other_frame_moves_it(page, site):
    snippet = page.evaluate(SNIPPET, ["one_digit", "iframe", {}])
    stranger = (
        "<iframe srcdoc='<script>parent.postMessage({type:`gapviz:height`,height:77},`*`)</script>'></iframe>"
    )
    visitor, asked = blog(page, snippet + stranger, "", site)
    visitor.wait_for_function("parseInt(document.querySelector('iframe').style.height) > 300")
    inside = visitor.frames[1]
    assert re.search(r"embed-one_digit", inside.url)
    tall = inside.evaluate("document.documentElement.scrollHeight")
    assert abs(visitor.locator("iframe").first.bounding_box()["height"] - tall) <= 2
    assert set(asked) <= {"blog.example", "example.org", ""}
    visitor.close()
