"""The page's JavaScript beside Python: what both write, they write alike. Run by node, unbuilt."""

import base64
import io
import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from node import needs_node, node
from PIL import Image

from gapviz.core.types import Estimate
from gapviz.core.wording import FORMATS, say
from gapviz.editions.article import address, html, tiles
from gapviz.editions.static import pages, prose, recorded
from gapviz.editions.web import drawings
from gapviz.figures import FIGURES, Gap, Tile

ODD = (
    0.5,
    1.5,
    2.5,
    0.25,
    0.35,
    0.125,
    -0.5,
    -0.0,
    0.0,
    1e-7,
    12345.678,
    1234567.5,
    99.95,
    0.9995,
    1e6,
    123456.5,
)
ATTACKS = (
    "<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "javascript:alert(1)", "__proto__",
    "constructor", "%", "%E0%A4%A", "1e999", "NaN", "-1", "9" * 400, "\u0000", "${alert(1)}",
    "' onfocus='alert(1)",
)  # fmt: skip


@pytest.fixture(scope="module")
def told(site):
    """What the pages tell their scripts, by chapter."""
    found = {}
    for path in site.glob("*.html"):
        data = re.search(
            r'<script type="application/json" id="gv-page">(.*?)</script>', path.read_text(), re.DOTALL
        )
        if data:
            found[path.name] = json.loads(data[1])
    return found


def values_of(form):
    """Values that a format takes."""
    if form in ("", "Aa"):
        return ["tutorial-0", "", "“ so ”", say("{n:,} of {m}", n=1200, m="all")]
    if form == "interval":
        return [Estimate(low + 0.0125, low, low + 0.03, 10_000) for low in (0.0, 0.31, 0.955)]
    return [0, 7, 1000, 1234567] if form == "," else [*ODD, *(0.0005 + place / 999 for place in range(200))]


@needs_node
def test_numbers_and_words_are_written_alike():
    said = [say(f"It is {{value:{form}}}.", value=value) for form in FORMATS for value in values_of(form)]
    mine = node(
        "page/wording.js", "({fill}, {all}) => all.map(fill)", all=[drawings.words(one) for one in said]
    )
    assert mine == [str(one) for one in said]
    assert sorted(node("page/wording.js", "({FORMATS}) => Object.keys(FORMATS)")) == sorted(FORMATS)


@needs_node
def test_captions_of_all_figures_are_filled_in_alike(told, site):
    figures = {name: one for page in told.values() for name, one in page["figures"].items()}
    assert figures.keys() == FIGURES.keys()
    parts = [
        (name, figures[name][part])
        for name in figures
        for part in ("caption", "alt", "headline")
        if part in figures[name] and (part != "alt" or "chart" in figures[name])
    ]
    filled = node("page/wording.js", "({fill}, {all}) => all.map(fill)", all=[words for _, words in parts])
    page = html.html.unescape("".join((site / name).read_text() for name in told))
    assert [name for (name, _), said in zip(parts, filled, strict=True) if said not in page] == []


@needs_node
@pytest.mark.parametrize("guess", [None, 0.0, 0.29, 1.0])
def test_the_gap_scale_is_written_alike(guess):
    estimates = [Estimate(value, value - 0.01, value + 0.01, 100) for value in (0.994, 0.321, 0.81)]
    for here in estimates[1:]:
        marks = Gap(estimates[0], here, "moved <4> “pixels”", "test & set")
        code = "({gap, gapAsked}, {marks, guess}) => [gap(marks, guess), gapAsked(marks)]"
        mine = node("page/markup.js", code, marks=drawings.gap(marks), guess=guess)
        assert mine == [html.gap(marks, guess), html.gap_asked(marks)]


def pictures(markup):
    """The pictures in some markup, decoded, and what is left of it."""
    found = re.findall(r"data:image/png;base64,([A-Za-z0-9+/=]+)", markup)
    images = [np.asarray(Image.open(io.BytesIO(base64.b64decode(one)))) for one in found]
    return images, re.sub(r"data:image/png;base64,[A-Za-z0-9+/=]+", "", markup)


@needs_node
def test_tiles_are_drawn_alike():
    rng = np.random.default_rng(0)
    ink, colour = rng.integers(0, 256, (9, 7), np.uint8), rng.integers(0, 256, (6, 6, 3), np.uint8)
    evidence = rng.integers(-127, 128, (9, 7)) / 127
    some = (
        Tile(ink, "a <9>", "9 · 98 %", "wrong", group=1),
        Tile(ink, "evidence", evidence=evidence, sides=("for 7", "for 1"), group=2),
        Tile(colour, 'a "face"', "none", group=1),
        Tile(colour, "a face", evidence=rng.integers(-127, 128, (6, 6)) / 127, sides=("a", "b"), group=2),
    )
    code = "({grid, tile}, {all}) => grid(all, all.map(tile))"
    mine, rest = pictures(node("page/tiles.js", code, all=[drawings.tile(one) for one in some]))
    theirs, wanted = pictures(tiles.tiles(some))
    assert rest == wanted
    for one, other in zip(mine, theirs, strict=True):
        times = (
            other.shape[0] // one.shape[0]
        )  # what is saved is large in Python's, and when it is wanted in a page
        assert np.abs(one.astype(int) - other[::times, ::times]).max() <= 1
    large = node(
        "page/tiles.js", "({saved, enlarged}, {one}) => saved(one, enlarged(one))", one=drawings.tile(some[0])
    )
    assert np.array_equal(pictures(large)[0][0], theirs[2]), "after the two masks"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=3), inside, max_size=4),
    max_leaves=12,
)


def applied(base, patch):
    """Python's own way of applying a patch."""
    if patch is None:
        return base
    if "=" in patch:
        return patch["="]
    made = dict(enumerate(base)) if isinstance(base, list) else dict(base)
    for name, part in patch.items():
        key = int(name) if isinstance(base, list) else name
        if part == {"-": 1}:
            del made[key]
        else:
            made[key] = applied(made.get(key), part)
    return list(made.values()) if isinstance(base, list) else made


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.sampled_from("abc"), JSON), st.dictionaries(st.sampled_from("abc"), JSON))
def test_a_difference_leads_from_one_to_the_other(one, other):
    assert applied(one, drawings.difference(one, other)) == other


@needs_node
def test_a_recorded_state_is_what_python_draws():
    """In every sweep of the cheapest figure, and through the page's own road to it."""
    figure = FIGURES["flag_shares"]
    (sweep,) = recorded.SWEEPS[figure.name]
    known = recorded.told(figure.name, sweep, ["flag_shares", "flag_erased"])
    files = {}
    for part in recorded.parts(figure.name, sweep, known["figures"]):
        files[part.file], files[part.tables] = recorded.patches(part)
    base = drawings.drawing(figure, values := address.state(figure, lambda key: None), figure(**values))
    code = """({apply, file, named, own, table, whole}, {told, states}) => states.map(pairs => {
      const {known, files, published: {table: published, ...base}} = JSON.parse(told);
      const mine = own(pairs, "flag_shares", "flag_shares");
      if (!mine.length) return {...base, table: published};
      const name = file([known], "flag_shares", mine);
      const lies = table(name, "flag_shares", mine);
      const found = apply(base, files[name][named(mine)].flag_shares);
      return {...found, table: whole(files[lies.file][lies.state][lies.figure], published)};
    })"""
    spread = recorded.spread(figure, sweep)
    states = [{"whose": whose, "model": model} for whose in spread["whose"] for model in spread["model"]]
    links = [list(address.link(figure, state).items()) for state in states]
    carried = json.dumps({"known": known, "files": files, "published": base})
    mine = node("page/index.js page/states.js page/table.js", code, told=carried, states=links)
    wanted = [drawings.drawing(figure, state, figure(**state)) for state in states]
    assert mine == json.loads(json.dumps(wanted))


def test_a_page_is_not_told_the_tables(told):
    assert [name for page in told.values() for name, one in page["figures"].items() if "table" in one] == []


@needs_node
def test_values_in_an_address_mean_the_same(told):
    """Whatever is given for a control is allowed in both editions, as the same value, or in neither."""
    texts = [
        "0",
        "1",
        "1.0",
        "3.5",
        "-1",
        "",
        " 2 ",
        "0x10",
        "1_0",
        "tutorial-0",
        "mnist",
        "fog",
        "1e2",
        *ATTACKS,
    ]
    known = [
        one for page in told.values() for figure in page["figures"].values() for one in figure["controls"]
    ]
    code = """({controls: {value}}, {known, texts}) =>
      known.map(one => texts.map(text => value(one, text) ?? null))"""
    mine = node("page/index.js", code, known=known, texts=texts)
    for one, found in zip(known, mine, strict=True):
        name, _, parameter = one["key"].partition(".")
        declared = FIGURES[name].declared(address.state(FIGURES[name], lambda key: None))[parameter]
        for text, value in zip(texts, found, strict=True):
            theirs = address.value(declared, text)
            if text == "1_0" or (one["kind"] == "choice" and declared.domain.in_state):
                continue  # Python's own way of writing numbers; what the state says of options is asked there
            assert (declared.default if value is None else value) == theirs, (one["key"], text)


@needs_node
def test_nothing_of_an_address_breaks_what_reads_it():
    hashes = [
        f"#{text}&moved_digit.{text}={text}&moved_digit.pixels={text}&guess.00={text}" for text in ATTACKS
    ]
    code = """({address}, {hashes}) => hashes.map(hash => {
      const {anchor, given} = address.parse(hash);
      return [anchor, [...given], address.guess(given.get("guess.00")), address.hash(anchor, given)];
    })"""
    for _, given_, guess, again in node("page/index.js", code, hashes=hashes):
        assert all(len(pair) == 2 for pair in given_)
        assert guess is None
        assert not set(again) & set('<>"\u0000 ')


def test_what_a_page_is_told_cannot_end_its_script():
    chapter = next(iter(pages.article.pages()))
    blocks = pages.article.read(chapter)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "_block", lambda *_: "")
        page = pages.page(blocks, {}, {"said": "</script><script>alert(1)</script>\u2028"}, pages.Site())
    assert "</script><script>alert" not in page
    assert prose.html("<script>alert(1)</script> [x](javascript:alert(1))").count("<") == 4, (
        "a div and a p alone"
    )
