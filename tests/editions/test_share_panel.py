"""What is taken of a figure, in both editions: its state, whole, and nothing that is of one visit alone."""

import re

import pytest
from node import needs_node, node

from gapviz import models
from gapviz.editions import article
from gapviz.editions.app import own_networks, sharing
from gapviz.editions.article import address
from gapviz.editions.static import prose
from gapviz.editions.web import unscripted
from gapviz.figures import FIGURES

ELEMENTS = {"details", "summary", "div", "label", "input", "textarea"}
ATTACKS = ['"><img src=x onerror=alert(1)>', "</textarea><script>alert(1)</script>", "'&lt;`${1}"]
PLACES = """({addresses}, {told, places}) => places.map((place) => addresses(told, ...place))"""
TAKEN = """({taken}, {told, state}) => {
  const [pixels, evidence] = [Uint8Array.of(9, 8), Int8Array.of(-1, 1)];
  const tiles = [{alt: "still"}, {alt: "live", pixels, evidence}];
  const drawing = {...state.drawing, tiles, reading: {n: 1}};
  const {text, ...found} = taken(told, {...state, drawing, values: new Map(state.values)});
  return [text, found, taken(told, {...state, drawing, values: new Map()}).settings];
}"""


def figures():
    """All figures of all pages."""
    pages = [article.read(page) for page in article.pages()]
    return [block for page in pages for block in page if isinstance(block, article.Figure)]


@needs_node
def test_what_a_drawing_leaves_out_comes_of_the_published_one():
    steps = {"kind": "range", "low": 0, "high": 9, "step": 1, "whole": True, "unit": "pixels", "default": 2}
    controls = [
        steps | {"key": "one.size", "label": "size"},
        steps | {"key": "one.idle", "label": "idle", "idle": True},
    ]
    table = {"columns": ["n"], "rows": [[1]]}
    published = {"tiles": [{"pixels": "AQ==", "evidence": "Ag=="}, {"pixels": "Aw=="}], "table": table}
    told = {"name": "one", "live": True, "published": published}
    words = {"template": "It is {n:,}.", "values": {"n": 1000}}
    drawing = {"caption": words, "alt": "alt", "controls": controls[1:]}
    state = {"drawing": drawing, "leader": {"controls": controls[:1]}, "values": [["one.size", 5]]}
    text, found, unasked = node(
        "share/taken.js", TAKEN, told=told, state=state | {"pairs": [["one.size", "5"]]}
    )
    assert text == {"caption": "It is 1,000.", "alt": "alt", "headline": ""}
    assert [tile["pixels"] for tile in found["drawing"]["tiles"]] == ["AQ==", "CQg="]
    assert [tile["evidence"] for tile in found["drawing"]["tiles"]] == ["Ag==", "/wE="]
    assert found["drawing"]["table"] == table
    assert "reading" not in found["drawing"]
    assert found["settings"] == [["size", "5 pixels"]], "what rests has no say"
    assert unasked == [["size", "2 pixels"]]
    assert (found["live"], found["pairs"]) == (True, [["one.size", "5"]])


@needs_node
def test_addresses_are_those_of_the_page_or_of_the_one_that_it_will_be():
    told = {"name": "one", "chapter": {"stem": "03_A_one"}, "facts": {"version": "1.2.3-4f"}}
    whole, folder = "https://example.org/gapviz/A_one.html", "file:///home/x/"
    places = [
        [False, "http://host/at/A_one.html#one.size=5", whole],
        [True, "http://host/at/v/1.2.3-4f/embed-one.html", whole],
        [True, f"{folder}v/1.2.3-4f/embed-one.html", whole],
        [False, f"{folder}A_one.html", None],
    ]
    roots = ["http://host/at/", "http://host/at/", "https://example.org/gapviz/", folder]
    for root, found in zip(roots, node("page/sharing.js", PLACES, told=told, places=places), strict=True):
        assert found == {
            "page": f"{root}A_one.html",
            "embed": f"{root}embed-one.html",
            "pinned": f"{root}v/1.2.3-4f/embed-one.html",
        }
    first, *_ = node("page/sharing.js", PLACES, told=told | {"chapter": {"stem": "00_x"}}, places=places)
    assert first["page"] == "http://host/at/index.html"


def test_each_figure_of_the_site_has_its_link_and_its_frame_without_scripts(site):
    for block in figures():
        page = (site / prose.path(block.chapter.stem)).read_text()
        (panel,) = re.findall(
            rf'<section class="gv-figure" id="figure-{block.name}".*?</section>', page, re.DOTALL
        )
        (share,) = re.findall(r'<details class="gv-sharing">.*?</details>', panel, re.DOTALL)
        assert f"{prose.path(block.chapter.stem)}#figure-{block.name}" in share
        assert f"embed-{block.name}.html" in share


def test_alt_text_and_address_stay_text_in_what_is_to_be_copied():
    for attack in ATTACKS:
        markup = unscripted.share("one", "1.1", attack, f"https://example.org/{attack}/x.html")
        assert set(re.findall(r"<(\w+)", markup)) == {
            "details",
            "summary",
            "div",
            "label",
            "input",
            "textarea",
        }
        assert attack not in markup


def test_a_readers_own_network_is_in_no_link(monkeypatch):
    own = models.of_torch(models.load("softmax-0").torch())
    models.add(own, "a visit")
    monkeypatch.setattr(own_networks, "among", lambda values: [own.name] if own.name in values else [])
    monkeypatch.setattr(own_networks, "label", lambda name: "yours")
    figure = FIGURES["one_digit"]
    values = address.state(figure, lambda key: None) | {"model": own.name, "std": 0.4}
    block = next(block for block in figures() if block.name == figure.name)
    try:
        told = sharing.told(block, values, figure(**values), "code")
    finally:
        models.forget(own.name, "a visit")
    assert told["pairs"] == [["one_digit.std", "0.4"]]
    assert told["told"]["live"]
    assert not told["live"], "its file is a recorded one"
    assert told["notes"] == [sharing.OWN_NETWORK]
    (menu,) = (control for control in told["drawing"]["controls"] if control["key"] == "one_digit.model")
    assert dict(menu["options"])[own.name] == "yours"
    assert told["drawing"]["table"]["rows"]


@pytest.mark.parametrize("name", ["moved_curve", "flag_answers"])
def test_a_follower_is_told_of_what_moves_it(name):
    figure = FIGURES[name]
    block = next(block for block in figures() if block.name == name)
    values = address.state(figure, lambda key: None)
    told = sharing.told(block, values, figure(**values), "code")
    keys = {control["key"] for part in ("drawing", "leader") for control in told[part]["controls"]}
    assert keys == set(map(figure.key, figure.declared(values)))
    assert told["values"].keys() == keys


def test_a_run_of_the_readers_own_is_recorded_in_its_file_and_in_no_link():
    figure = FIGURES["training_curve"]
    block = next(block for block in figures() if block.name == figure.name)
    told = sharing.told(block, {}, figure(), "code", sharing.OWN_RUN)
    assert (told["live"], told["pairs"], told["notes"]) == (False, [], [sharing.OWN_RUN])
