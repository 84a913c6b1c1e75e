"""What is taken away of a figure holds nothing that gets out of its place, and one file holds everything."""

import csv
import gzip
import io
import json
import re

import taken
from node import needs_node, node

from gapviz.editions.web import look
from gapviz.editions.web.networks import BUILT

pytestmark = needs_node
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
ATTACKED = f"""({{fill, ...to}}, {{told, attacks, schemes}}) => attacks.map((attack, number) => {{
  {taken.TAKEN}
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


def test_nothing_that_comes_in_gets_out_of_its_place(site):
    told = taken.pack(next(site.rglob("share/flag_evidence.js")))
    every = node(taken.MODULES, ATTACKED, told=told, attacks=ATTACKS, schemes=SCHEMES)
    for attack, found in zip(ATTACKS, every, strict=True):
        plain, odd, gone = found["plain"], found["odd"], found["gone"]
        for kind in ("iframe", "fragment", "html", "file"):
            assert taken.Structure(odd[kind]).shape == taken.Structure(plain[kind]).shape, (kind, attack)
        assert PLAIN.fullmatch(odd["name"]), odd["name"]
        files = taken.unpacked(odd["zip"])
        assert all(PLAIN.fullmatch(file) for file in files)
        assert len(list(csv.reader(io.StringIO(files[min(files, key=len)])))) >= 1
        rows = list(csv.reader(io.StringIO(next(files[file] for file in files if file.endswith(".csv")))))
        assert rows == [[attack, "n"], [attack, "3"]]
        assert json.loads(files["figure.json"])["layout"]["meta"]["title"] == attack
        assert odd["bibtex"].count("{") == odd["bibtex"].count("}")
        assert "](javascript" not in odd["markdown"].replace("\\]", "")
        assert (gone["link"], gone["embed"], gone["iframe"]) == ("", "", "")
        for kind in ("fragment", "html", "file"):
            links = [*taken.Structure(gone[kind]).all("a"), *taken.Structure(odd[kind]).all("a")]
            assert not [
                one for one in links if re.match(r"\s*(javascript|data|vbscript)", one.get("href", ""))
            ]


def test_one_file_is_small_with_the_network_inside(site, capsys):
    held = {file.name: file for file in site.rglob("packs/*.js")}
    text = {
        file: taken.pack(held[file.removeprefix("packs/")])
        for file in ("packs/cnn-0.js", "packs/digits.2.js")
    }
    sources = {script: (BUILT / f"{script}.js").read_text() for script in ("gapviz", "plotly")} | look.look()
    code = f"""({{fill, ...to}}, {{told, sources, text}}) => {{
      {taken.TAKEN}
      const packs = Object.keys(text);
      return to.oneFile({{ ...taken(told), packs }}, {{ ...sources, pack: async file => text[file] }});
    }}"""
    told = taken.pack(next(site.rglob("share/one_digit.js")))
    made = node(taken.MODULES, code, told=told, sources=sources, text=text)
    size = len(gzip.compress(made.encode()))
    with capsys.disabled():
        print(f"\none file of one_digit, with a network and a thousand digits: {size:,} bytes, gzipped")
    assert size < 1_000_000
    assert not re.search(r"\[gapviz:\w+\]", made)
    found = taken.Structure(made)
    assert {one["data-pack"] for one in found.all("script") if "data-pack" in one} == set(text)
    loaded = [one for one in (*found.all("script"), *found.all("link")) if one.get("rel") != "canonical"]
    assert not [one for one in loaded if not one.get("src", one.get("href", "data:")).startswith("data:")]
