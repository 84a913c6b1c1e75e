"""The gallery lists every figure, and finds it by words that a reader would type, in both editions alike."""

import json
import re
from pathlib import Path

import pytest
from node import needs_node, node
from streamlit.testing.v1 import AppTest

from gapviz.editions import article
from gapviz.editions.article import address, entries, links, outline
from gapviz.editions.article.blocks import CHOSEN
from gapviz.editions.static import prose
from gapviz.figures import FIGURES
from tests.readers import assert_whole, markup, opened

GALLERY, LESSON = "12_Embed_these_charts", "13_In_a_lesson"
EVERY = entries.entries()
ATTACKS = (
    "<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "javascript:alert(1)", "__proto__",
    "constructor", "%E0%A4%A", "flag)(", "[a-z]*", "\\", "\u0000", "${alert(1)}", "moved_digit.pixels",
)  # fmt: skip
QUERIES = ("", "noise", "Squared Paper", "flag MAP", "4.1", "typeface", "Northcutt", "swiss", "no such chart")


def test_every_figure_is_listed_once_and_found_by_its_title() -> None:
    assert sorted(entry.name for entry in EVERY) == sorted(FIGURES)
    for entry in EVERY:
        assert entry in entries.found(entry.title.upper(), EVERY)
        assert entry in entries.found(f"{entry.block.number} {entry.title}", EVERY)
        assert entry.shows.endswith(".")
    by_chapter = dict(entries.by_chapter(EVERY))
    assert sum(map(len, by_chapter.values())) == len(EVERY)


def test_a_search_finds_what_a_reader_means() -> None:
    names = {query: {entry.name for entry in entries.found(query, EVERY)} for query in QUERIES}
    assert names[""] == {*FIGURES}
    assert {"shifted_digits", "severity_curve"} <= names["Squared Paper"], "by the words of a shift"
    assert {"flag_map", "flag_maps"} <= names["flag MAP"]
    assert "mistakes" in names["Northcutt"], "by who wrote the paper"
    assert names["no such chart"] == set()
    assert all(entries.found(word, EVERY) for word in entries.EXAMPLE.split(", ")), "an example finds some"


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_typed_or_linked_stays_text(attack: str) -> None:
    assert len(entries.found(attack, EVERY)) < len(EVERY) or not entries.words(attack)
    assert address.chosen(attack) == ""
    assert address.is_odd({CHOSEN: attack})
    assert not address.is_odd({CHOSEN: "flag_map"})
    assert not address.has_state({CHOSEN: "flag_map"})


@needs_node
def test_both_editions_find_the_same() -> None:
    cases = [[query, entry.words] for query in (*QUERIES, *ATTACKS) for entry in EVERY]
    code = "({ matches }, { cases }) => cases.map(([query, line]) => matches(query, line))"
    found = node("page/gallery.js", code, cases=cases)
    assert found == [
        entry in entries.found(query, EVERY) for query in (*QUERIES, *ATTACKS) for entry in EVERY
    ]


@pytest.fixture(scope="module")
def app() -> AppTest:
    """The gallery in the app, as it opens."""
    return opened(f"{GALLERY}.py")


def test_the_app_draws_the_chosen_figure_alone_with_what_moves_it(app: AppTest) -> None:
    assert_whole(app)
    assert not app.get("plotly_chart")
    app.text_input(key="gallery-search").set_value("flag").run()
    assert [button.key for button in app.button if button.key.startswith("choose-")] == [
        f"choose-{entry.name}" for entry in entries.found("flag", EVERY)
    ]
    app.button(key="choose-flag_answers").click().run()
    assert_whole(app)
    assert app.query_params[CHOSEN] == "flag_answers"
    assert len(app.get("plotly_chart")) == 1
    before = next(text for text in markup(app).split("<p") if "gv-caption" in text)
    app.slider(key="flag_digit.angle").set_value(90).run()
    assert_whole(app)
    assert before not in markup(app), "what the figure follows has its controls here"
    app.button(key="choose-flag_maps").click().run()
    assert app.slider(key="flag_digit.angle").value == 43, "the next one is as published"


def test_what_an_address_or_a_search_says_and_nobody_knows_is_told_quietly(app: AppTest) -> None:
    for attack in ATTACKS[:3]:
        app.query_params[CHOSEN] = attack
        app.text_input(key="gallery-search").set_value(attack).run()
        assert_whole(app)
        assert attack not in markup(app)
        assert address.ODD in markup(app)
        assert entries.NOTHING in markup(app)
        assert not app.get("plotly_chart")


def test_the_page_lists_every_figure_with_its_picture_and_its_ways(site: Path) -> None:
    page = (site / prose.path(GALLERY)).read_text()
    listed = re.findall(r'<li id="chart-(\w+)" .*?</li>', page, re.DOTALL)
    assert listed == [entry.name for entry in EVERY]
    for entry in EVERY:
        (one,) = re.findall(rf'<li id="chart-{entry.name}" .*?</li>', page, re.DOTALL)
        (picture,) = re.findall(r'src="([^"]+)" alt="[^"]{20,}"', one)
        drawn = (site / picture).read_text()
        assert drawn.startswith("<svg ")
        assert drawn.endswith("</svg>\n")
        assert re.search(r"<(path|polyline|line|rect|circle|text)\b", drawn), "it is not empty"
        assert f'href="embed-{entry.name}.html"' in one
        assert f'href="{prose.path(entry.block.chapter.stem)}#figure-{entry.name}"' in one
    told = re.search(r'id="gv-page">(.*?)</script>', page, re.DOTALL)
    assert told
    assert json.loads(told[1])["gallery"]["key"] == CHOSEN


def test_a_lesson_takes_forty_five_minutes_in_exact_states() -> None:
    blocks = article.read(next(page for page in article.pages() if page.stem == LESSON))
    said = [block.title for block in blocks if isinstance(block, article.Section)]
    minutes = [int(found[1]) for title in said if (found := re.search(r"\((\d+) minutes\)", title))]
    assert sum(minutes) == 45
    text = "".join(block.text for block in blocks if isinstance(block, article.Prose))
    states = [links.state(*found) for found in links.FIGURE.findall(text)]
    alone = [(state.figure, state.link) for state in states if state.slide]
    assert alone == [(state.figure, state.link) for state in states if not state.slide], "each as a slide too"
    assert len(alone) >= len(minutes)


def test_the_lesson_stands_in_the_app_with_links_to_its_states(app: AppTest) -> None:
    app.switch_page(f"pages/{LESSON}.py").run()
    assert_whole(app)
    said = "".join(text.value for text in app.markdown)
    assert "](figure:" not in said
    assert "](slide:" not in said
    assert "](./?figure=moved_digit&embed=true&slide=1&moved_digit.pixels=2)" in said
    assert 'class="gv-gap' not in markup(app), "what asks nothing has no scale"


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("figure:no_such", "must name a figure"),
        ("figure:moved_digit?pixels=99", "allowed"),
        ("slide:moved_digit?pixels=4", "not as published"),
        ("figure:moved_digit?speed=4", "allowed"),
    ],
)
def test_a_link_to_no_state_is_refused(link: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        links.resolve(f"[a]({link})", str, str)


def test_a_link_to_a_state_goes_where_the_edition_shows_it() -> None:
    text = "[a](figure:moved_digit?pixels=2) [b](slide:class_accuracy?severity=3) [c](figure:shipped_models)"
    assert links.resolve(text, prose.path, prose.shown) == (
        "[a](index.html#figure-moved_digit&moved_digit.pixels=2) "
        "[b](embed-class_accuracy.html#shifted_digits.severity=3&slide=1) "
        "[c](The_ritual.html#figure-shipped_models)"
    )


def test_the_guesses_come_together_where_the_last_guess_is_made() -> None:
    asking = [page.stem for page in article.pages() if getattr(article.read(page)[0], "question", "")]
    assert outline.last_to_ask() == asking[-1]
