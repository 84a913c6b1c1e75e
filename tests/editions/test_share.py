"""What is taken away of a figure: every format of every figure, and nothing in it that is not escaped."""

import io
import json
import re

import pandas as pd
import plotly.io
import pytest
import taken
from node import needs_node, node
from plotly.offline import get_plotlyjs

from gapviz.editions.article import address
from gapviz.editions.web import drawings, look, share
from gapviz.figures import FIGURES
from gapviz.figures.charts import TEXT

pytestmark = needs_node
ALL = f"""({{fill, ...to}}, {{told, others}}) => {{
  {taken.TAKEN}
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


@pytest.fixture(scope="module")
def told(site):
    return taken.told(site)


@pytest.fixture(scope="module")
def formats(told):
    """All formats of all figures, by name: as published, and in another state."""
    return node(
        taken.MODULES, ALL, told=told, others={name: taken.another(one) for name, one in told.items()}
    )


def test_every_snippet_of_every_figure_has_title_alt_text_and_state(formats, told):
    for name, both in formats.items():
        alt = re.sub(r"\s", " ", article_words(told[name]["published"]["alt"]))
        for made, state in zip(both, ([], taken.another(told[name])), strict=True):
            frame = taken.Structure(made["iframe"])
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
            (picture,) = taken.Structure(made["html"]).all("img")
            assert (picture["src"], bool(picture["alt"])) == (made["name"], True)
            assert f"]({made['name']})" in made["markdown"]
        assert both[0]["name"] != both[1]["name"], "two states have one file name"


def article_words(words):
    """A wording, or text, without its values: what stands before the first of them."""
    return (words if isinstance(words, str) else words["template"]).split("{")[0]


def test_a_fragment_draws_by_plotly_of_our_version_and_carries_its_digits(formats, told):
    for name, (made, _) in formats.items():
        found, published = taken.Structure(made["fragment"]), told[name]["published"]
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
        for made, state in zip(both, ([], taken.another(told[name])), strict=True):
            files = taken.unpacked(made["zip"])
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
    again = node(taken.MODULES, ALL, told={name: told[name]}, others={name: taken.another(told[name])})
    assert (again[name][1]["zip"] == both[1]["zip"]).all(), "the same figure gives other bytes"


def written(table):
    return pd.DataFrame(table["rows"], columns=table["columns"]).to_csv(index=False)


def read_back(text):
    """A table of CSV, as Python reads numbers: all digits."""
    return pd.read_csv(io.StringIO(text)).astype(object).fillna("").to_dict("list")


def test_a_figures_json_is_plotlys_and_says_what_it_is(formats, told):
    for name, both in formats.items():
        made = taken.unpacked(both[1]["zip"])["figure.json"]
        figure = json.loads(made)
        meta = figure["layout"]["meta"]
        assert meta["state"] == dict(taken.another(told[name]))
        assert {"n", "interval", "version", "cite", "alt", "licence"} <= {"n", *meta}
        assert len(figure["data"]) == len(told[name]["published"].get("chart", {"data": ()})["data"])
        assert len(meta.get("tiles", ())) == len(told[name]["published"].get("tiles", ()))


@pytest.mark.parametrize("name", ["flag_evidence", "severity_curve", "confusion", "mistakes"])
def test_plotly_in_python_reads_a_figures_json(formats, name):
    assert (
        plotly.io.from_json(taken.unpacked(formats[name][0]["zip"])["figure.json"]).layout.meta["figure"]
        == name
    )


def test_the_app_has_its_state_in_the_query(told):
    code = f"""({{fill, ...to}}, {{told}}) => {{
      {taken.TAKEN}
      const app = "https://app.example.org/";
      const one = taken(told, [["a.b", "c d&e"]], {{
        addresses: {{ page: `${{app}}Chapter?figure=x`, embed: `${{app}}?figure=x&embed=true` }},
        chosen: {{ theme: "dark", slide: true }} }});
      return [to.link(one), to.embedAddress(one)];
    }}"""
    assert node(taken.MODULES, code, told=told["shifted_digits"]) == [
        "https://app.example.org/Chapter?figure=x&a.b=c%20d%26e",
        "https://app.example.org/?figure=x&embed=true&a.b=c%20d%26e&embed_options=dark_theme&slide=1",
    ]


def test_text_of_a_chart_takes_the_tone_of_its_ground(formats):
    inks = look.palette()["ink"]
    for name, (made, _) in formats.items():
        for side, (legend, notes) in enumerate(made["themed"]):
            assert legend == inks[side]
            assert set(notes) <= {tones[side] for tones in TEXT.values()} | {inks[side]}, name


MOVED = f"""({{fill, ...to}}, {{told, drawn, pairs}}) => {{
  {taken.TAKEN}
  const moved = (name) => taken({{ ...told[name], published: drawn[name] }}, pairs[name]);
  return Object.fromEntries(Object.keys(drawn).map(name => [name, to.zip(moved(name))]));
}}"""


@pytest.mark.long
def test_another_state_is_taken_away_with_its_own_table_and_n(told):
    """Each figure in another state, drawn by Python: what is taken is of that state, and not as published."""
    drawn, tables, pairs = {}, {}, {name: taken.another(one) for name, one in told.items()}
    for name in told:
        figure = FIGURES[name]
        values = address.state(figure, dict(pairs[name]).get)
        drawing = figure(**values)
        drawn[name], tables[name] = drawings.drawing(figure, values, drawing), drawing.table
    found = node(taken.MODULES, MOVED, told=told, drawn=drawn, pairs=pairs)
    for name, made in found.items():
        files = taken.unpacked(made)
        assert read_back(files[f"{name}.csv"]) == read_back(tables[name].to_csv(index=False)), name
        meta = json.loads(files["figure.json"])["layout"]["meta"]
        assert meta["code"] == drawn[name]["code"], name
        assert all(f"{key}={value}" in files["README.txt"] for key, value in pairs[name]), name


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
