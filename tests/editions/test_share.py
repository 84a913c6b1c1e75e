"""What is taken away of a figure: every format of every figure, and nothing in it that is not escaped."""

import csv
import gzip
import io
import json
import re
import zipfile
from html.parser import HTMLParser

import pandas as pd
import plotly.io
import pytest
from node import needs_node, node
from plotly.offline import get_plotlyjs

from gapviz.editions.web import look, share
from gapviz.editions.web.networks import BUILT
from gapviz.figures import FIGURES
from gapviz.figures.charts import TEXT

pytestmark = needs_node
MODULES = "share/formats.js share/one_file.js share/themes.js page/wording.js"
TAKEN = """
  const ours = "https://example.org/gapviz/";
  const taken = (told, pairs = [], more = {}) => ({
    ...told, drawing: told.published, pairs, settings: pairs.map(([key, text]) => [`the ${key}`, `${text}!`]),
    text: Object.fromEntries(["caption", "alt", "headline"].map(name => [name, fill(told.published[name])])),
    addresses: { page: `${ours}Chapter.html`, embed: `${ours}embed-${told.name}.html`,
      pinned: `${ours}v/${told.facts.version}/embed-${told.name}.html` },
    chosen: { theme: "", plain: false, slide: false, pinned: false }, ...more });
"""
ALL = f"""({{fill, ...to}}, {{told, others}}) => {{
  {TAKEN}
  const colours = (notes) => notes.map(({{ font }}) => font.color);
  const tones = ({{ legend, annotations }}) => [legend.font.color, colours(annotations)];
  const costly = (one) => ({{ fragment: to.fragment(one),
    themed: ["light", "dark"].map(theme => tones(to.themed(one, theme).layout)) }});
  const made = (one) => ({{ link: to.link(one), iframe: to.iframe(one, 432),
    markdown: to.markdown(one), html: to.html(one), zip: to.zip(one), name: to.fileName(one, "png"),
    pinned: to.embedAddress({{ ...one, chosen: {{ theme: "dark", plain: true, pinned: true }} }}) }});
  const both = (one, pairs) => [{{ ...made(taken(one)), ...costly(taken(one)) }}, made(taken(one, pairs))];
  const states = ([name, one]) => [name, both(one, others[name])];
  return Object.fromEntries(Object.entries(told).map(states));
}}"""
ATTACKS = (
    '"><script>alert(1)</script>',
    "</script><script>alert(1)</script><!--",
    "' onload='alert(1)",
    "](javascript:alert(1)) <b>",
    "../../../etc/passwd\u0000.exe",
    "a\u2028b\nc\r\n=cmd|' /C calc'!A0",
    "}, url = {javascript:alert(1)",
    "[gapviz:plotly] $& $` \\",
)
SCHEMES = ("javascript:alert(1)", " java\nscript:alert(1)", "data:text/html,<script>1</script>", "vbscript:x")
PLAIN = re.compile(r"[A-Za-z0-9_][\w.-]{0,139}", re.ASCII)


@pytest.fixture(scope="module")
def told(site):
    """What is told of each figure, by name."""
    found = {}
    for file in sorted(site.rglob("share/*.js")):
        name, content = re.fullmatch(
            r'gapviz\.recorded\("share/(\w+)\.js",(.*)\)\n', file.read_text()
        ).groups()
        found[name] = json.loads(content)
    del found["look"]
    assert found.keys() == FIGURES.keys()
    return found


def another(one):
    """Another state of a figure, as its address has it: the first control that can be moved, moved."""
    for control in one["published"]["controls"]:
        if control["kind"] == "choice" and len(control["options"]) > 1:
            return [
                [control["key"], next(name for name, _ in control["options"] if name != control["default"])]
            ]
        if control["kind"] == "range":
            return [[control["key"], str(control["high"])]]
    return [[f"{one['name']}.odd key", "ä & <b>"]]


@pytest.fixture(scope="module")
def formats(told):
    """All formats of all figures, by name: as published, and in another state."""
    return node(MODULES, ALL, told=told, others={name: another(one) for name, one in told.items()})


class Structure(HTMLParser):
    """The elements of some HTML: names, attributes, and which of the texts stand in scripts."""

    def __init__(self, markup):
        super().__init__()
        self.found, self.words, self.scripts, self.inside = [], [], [], ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        (self.scripts if self.inside == "script" else self.words).append(data)

    @property
    def shape(self):
        return [(tag, sorted(attributes)) for tag, attributes in self.found]

    def all(self, wanted):
        return [attributes for tag, attributes in self.found if tag == wanted]


def unpacked(made):
    """The files of a ZIP, by name; Python's own reader finds them whole."""
    with zipfile.ZipFile(io.BytesIO(made.tobytes())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_every_snippet_of_every_figure_has_title_alt_text_and_state(formats, told):
    for name, both in formats.items():
        alt = re.sub(r"\s", " ", article_words(told[name]["published"]["alt"]))
        for made, state in zip(both, ([], another(told[name])), strict=True):
            frame = Structure(made["iframe"])
            (attributes,) = frame.all("iframe")
            assert FIGURES[name].title in attributes["title"], name
            assert (attributes["loading"], attributes["height"]) == ("lazy", "432")
            assert alt[:40] in re.sub(r"\s", " ", "".join(frame.words)), name
            assert made["link"].startswith(f"https://example.org/gapviz/Chapter.html#figure-{name}")
            assert made["pinned"].endswith("theme=dark&plain=1")
            assert f"/v/{told[name]['facts']['version']}/" in made["pinned"]
            for key, _ in state:
                known = (attributes["src"], made["link"], made["pinned"], made["markdown"], made["html"])
                assert all(key.replace(" ", "%20") in text for text in known), (name, key)
            (picture,) = Structure(made["html"]).all("img")
            assert (picture["src"], bool(picture["alt"])) == (made["name"], True)
            assert f"]({made['name']})" in made["markdown"]
        assert both[0]["name"] != both[1]["name"], "two states have one file name"


def article_words(words):
    """A wording, or text, without its values: what stands before the first of them."""
    return (words if isinstance(words, str) else words["template"]).split("{")[0]


def test_a_fragment_draws_by_plotly_of_our_version_and_carries_its_digits(formats, told):
    for name, (made, _) in formats.items():
        found, published = Structure(made["fragment"]), told[name]["published"]
        if "chart" in published:
            assert share.plotly()["integrity"] in "".join(found.scripts)
            assert [one["aria-label"] for one in found.all("div") if one.get("role") == "img"]
        digits = found.all("img")
        assert len(digits) == len(published.get("tiles", ())), name
        assert all(one["alt"] and one["src"].startswith("data:image/png;base64,") for one in digits)
        assert not [one for one in found.all("script") if one], "no other host without a hash"
    assert f"-{plotly_version()}.min.js" in share.plotly()["address"]


def plotly_version():
    return re.search(r"plotly\.js v([\d.]+)", get_plotlyjs()[:200])[1]


def test_a_zip_has_the_figures_table_and_says_state_n_and_how_to_cite(formats, told):
    for name, both in formats.items():
        table = told[name]["published"]["table"]
        for made, state in zip(both, ([], another(told[name])), strict=True):
            files = unpacked(made["zip"])
            assert set(files) == {f"{name}.csv", "README.txt", "figure.json"}
            assert read_back(files[f"{name}.csv"]) == read_back(written(table)), name
            facts, readme = told[name]["facts"], files["README.txt"]
            for said in (
                facts["version"],
                facts["released"],
                facts["cite"]["bibtex"][:-2],
                *table["columns"],
            ):
                assert said in readme, (name, said)
            assert all(f"{key}={value}" in readme for key, value in state), name
    again = node(MODULES, ALL, told={name: told[name]}, others={name: another(told[name])})
    assert (again[name][1]["zip"] == both[1]["zip"]).all(), "the same figure gives other bytes"


def written(table):
    return pd.DataFrame(table["rows"], columns=table["columns"]).to_csv(index=False)


def read_back(text):
    """A table of CSV, as Python reads numbers: all digits."""
    return pd.read_csv(io.StringIO(text)).astype(object).fillna("").to_dict("list")


def test_a_figures_json_is_plotlys_and_says_what_it_is(formats, told):
    for name, both in formats.items():
        made = unpacked(both[1]["zip"])["figure.json"]
        figure = json.loads(made)
        meta = figure["layout"]["meta"]
        assert meta["state"] == dict(another(told[name]))
        assert {"n", "interval", "version", "cite", "alt", "licence"} <= {"n", *meta}
        assert len(figure["data"]) == len(told[name]["published"].get("chart", {"data": ()})["data"])
        assert len(meta.get("tiles", ())) == len(told[name]["published"].get("tiles", ()))


@pytest.mark.parametrize("name", ["flag_evidence", "severity_curve", "confusion", "mistakes"])
def test_plotly_in_python_reads_a_figures_json(formats, name):
    assert plotly.io.from_json(unpacked(formats[name][0]["zip"])["figure.json"]).layout.meta["figure"] == name


ATTACKED = f"""({{fill, ...to}}, {{told, attacks, schemes}}) => attacks.map((attack, number) => {{
  {TAKEN}
  const plain = taken(told, [[`${{told.name}}.key`, "value"]]);
  const spoilt = (value, depth = 0) => typeof value === "string" ? attack
    : Array.isArray(value) ? value.map(spoilt)
    : value && typeof value === "object"
      ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, spoilt(part)])) : value;
  const words = {{ caption: attack, alt: attack, headline: plain.text.headline && attack }};
  const odd = {{
    ...plain, name: attack, number: attack, title: attack, chapter: {{ stem: attack, title: attack }},
    text: words, pairs: [[attack, attack]], settings: [[attack, attack]], papers: spoilt(plain.papers),
    facts: {{ ...spoilt(plain.facts), colours: plain.facts.colours, tones: plain.facts.tones,
      released: plain.facts.released, cite: plain.facts.cite }},
    drawing: {{ ...plain.drawing, code: attack, chart: plain.drawing.chart && spoilt(plain.drawing.chart),
      table: {{ columns: [attack, "n"], rows: [[attack, 3]] }},
      tiles: plain.drawing.tiles?.map(tile => ({{ ...tile, alt: attack, label: tile.label && attack,
        sides: tile.sides && [attack, attack] }})) }},
  }};
  const made = (one) => ({{ iframe: to.iframe(one, attack), fragment: to.fragment(one), html: to.html(one),
    markdown: to.markdown(one), zip: to.zip(one), name: to.fileName(one, "png"), bibtex: to.cite(one).bibtex,
    link: to.link(one), embed: to.embedAddress(one),
    file: file(to.filled(one, {{ gapviz: attack, plotly: attack, style: attack, fonts: attack }},
      [[attack, attack]], attack)) }});
  const file = (parts) => told.skeleton.replace(/\\[gapviz:(\\w+)\\]/g, (_, name) => parts[name]);
  const scheme = schemes[number % schemes.length];
  const addresses = {{ page: scheme, embed: scheme, pinned: scheme }};
  const gone = made({{ ...plain, addresses }});
  return {{ plain: made(plain), odd: made(odd), gone }};
}})"""


def test_nothing_that_comes_in_gets_out_of_its_place(told):
    every = node(MODULES, ATTACKED, told=told["flag_evidence"], attacks=ATTACKS, schemes=SCHEMES)
    for attack, found in zip(ATTACKS, every, strict=True):
        plain, odd, gone = found["plain"], found["odd"], found["gone"]
        for kind in ("iframe", "fragment", "html", "file"):
            assert Structure(odd[kind]).shape == Structure(plain[kind]).shape, (kind, attack)
        assert PLAIN.fullmatch(odd["name"]), odd["name"]
        files = unpacked(odd["zip"])
        assert all(PLAIN.fullmatch(file) for file in files)
        assert len(list(csv.reader(io.StringIO(files[min(files, key=len)])))) >= 1
        rows = list(csv.reader(io.StringIO(next(files[file] for file in files if file.endswith(".csv")))))
        assert rows == [[attack, "n"], [attack, "3"]]
        assert json.loads(files["figure.json"])["layout"]["meta"]["title"] == attack
        assert odd["bibtex"].count("{") == odd["bibtex"].count("}")
        assert "](javascript" not in odd["markdown"].replace("\\]", "")
        assert (gone["link"], gone["embed"], gone["iframe"]) == ("", "", "")
        for kind in ("fragment", "html", "file"):
            links = [*Structure(gone[kind]).all("a"), *Structure(odd[kind]).all("a")]
            assert not [
                one for one in links if re.match(r"\s*(javascript|data|vbscript)", one.get("href", ""))
            ]


def test_the_app_has_its_state_in_the_query(told):
    code = f"""({{fill, ...to}}, {{told}}) => {{
      {TAKEN}
      const app = "https://app.example.org/";
      const one = taken(told, [["a.b", "c d&e"]], {{
        addresses: {{ page: `${{app}}Chapter?figure=x`, embed: `${{app}}?figure=x&embed=true` }},
        chosen: {{ theme: "dark", slide: true }} }});
      return [to.link(one), to.embedAddress(one)];
    }}"""
    assert node(MODULES, code, told=told["shifted_digits"]) == [
        "https://app.example.org/Chapter?figure=x&a.b=c%20d%26e",
        "https://app.example.org/?figure=x&embed=true&a.b=c%20d%26e&embed_options=dark_theme&slide=1",
    ]


def test_text_of_a_chart_takes_the_tone_of_its_ground(formats):
    inks = look.palette()["ink"]
    for name, (made, _) in formats.items():
        for side, (legend, notes) in enumerate(made["themed"]):
            assert legend == inks[side]
            assert set(notes) <= {tones[side] for tones in TEXT.values()} | {inks[side]}, name


def test_one_file_is_small_with_the_network_inside(told, site, capsys):
    held = {file.name: file for file in site.rglob("packs/*.js")}
    text = {
        file: packs(held[file.removeprefix("packs/")]) for file in ("packs/cnn-0.js", "packs/digits.2.js")
    }
    sources = {script: (BUILT / f"{script}.js").read_text() for script in ("gapviz", "plotly")} | look.look()
    code = f"""({{fill, ...to}}, {{told, sources, text}}) => {{
      {TAKEN}
      const packs = Object.keys(text);
      return to.oneFile({{ ...taken(told), packs }}, {{ ...sources, pack: async file => text[file] }});
    }}"""
    made = node(MODULES, code, told=told["one_digit"], sources=sources, text=text)
    size = len(gzip.compress(made.encode()))
    with capsys.disabled():
        print(f"\none file of one_digit, with a network and a thousand digits: {size:,} bytes, gzipped")
    assert size < 1_000_000
    assert not re.search(r"\[gapviz:\w+\]", made)
    found = Structure(made)
    assert {one["data-pack"] for one in found.all("script") if "data-pack" in one} == set(text)
    loaded = [one for one in (*found.all("script"), *found.all("link")) if one.get("rel") != "canonical"]
    assert not [one for one in loaded if not one.get("src", one.get("href", "data:")).startswith("data:")]


def packs(file):
    return json.loads(re.fullmatch(r'gapviz\.recorded\("[^"]*",(.*)\)\n?', file.read_text())[1])


def test_intervals_are_called_by_what_they_are(told):
    said = {name: one["facts"]["interval"] for name, one in told.items()}
    assert said["class_accuracy"] == share.WILSON
    assert {said[name] for name in ("printed_categories", "paper_steps")} == {share.CLUSTERED}
    assert said["batch_norm_families"] == share.SAME
    assert said["flag_evidence"] == share.NO_INTERVAL


def test_how_to_cite_can_be_read_by_bibtex(told):
    for one in told.values():
        entry = one["facts"]["cite"]["bibtex"]
        assert re.fullmatch(r"@misc\{\w+,\n(  \w+ = \{.*\},\n)+\}", entry), entry
        assert not re.search(r"(?<!\\)[%&#$_]", entry.partition("\n")[2]), entry
        bare = re.sub(r"\\[{}]", "", entry)
        assert bare.count("{") == bare.count("}")
