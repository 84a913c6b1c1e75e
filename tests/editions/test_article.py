"""The article as data: pages as blocks, numbers, addresses, and recorded numbers in prose."""

import re
import subprocess
import sys
import threading
from pathlib import Path

import pandas as pd
import pytest

from gapviz import models
from gapviz.core import papers
from gapviz.core.wording import percent, states, without
from gapviz.editions import article
from gapviz.editions.app.live_training import LIVE
from gapviz.editions.app.uploads import UPLOADS
from gapviz.editions.article import address, links, outline, quotes
from gapviz.evaluation.attribution import METHODS
from gapviz.evaluation.ood import RULES
from gapviz.figures import FIGURES
from gapviz.shifts import SHIFTS

ROOT = Path(__file__).parents[2]
HEAVY = ("streamlit", "torch", "plotly", "pandas", "numpy", "gapviz.figures")
SAYING = ("text", "sentence", "question", "takeaway", "label", "title")
STRETCH = 3
"""The most figures under one heading."""
CHAPTERS = {page.stem: article.read(page) for page in article.pages()}
ASKING = [stem for stem, blocks in CHAPTERS.items() if getattr(blocks[0], "question", "")]
"""The chapters that ask before they show; others are about the charts of these."""


def texts(block: article.Block) -> list[str]:
    """All that a block says."""
    return [getattr(block, name) for name in SAYING if hasattr(block, name)]


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


def test_all_chapters_are_read_without_what_draws_them() -> None:
    found = python(
        "import sys; from gapviz.editions import article;"
        "blocks = [article.read(page) for page in article.pages()];"
        f"print(sum(map(len, blocks)), [name for name in {HEAVY} if name in sys.modules])"
    )
    assert found.stdout.split(maxsplit=1) == [str(sum(map(len, CHAPTERS.values()))), "[]\n"], found.stderr


def test_without_an_edition_a_page_says_what_is_missing() -> None:
    found = python("from gapviz.editions import article; article.prose('Here.')")
    assert "RuntimeError: no edition is at work: import gapviz.editions.app" in found.stderr


@pytest.mark.parametrize("stem", CHAPTERS)
def test_a_chapter_is_whole(stem: str) -> None:
    head, *middle, end = CHAPTERS[stem]
    assert isinstance(head, article.Chapter)
    assert head.stem == stem
    assert isinstance(end, article.Close)
    assert end.chapter == head
    assert end.takeaway.endswith("."), "a chapter ends with a sentence to take away"
    figures = [block for block in middle if isinstance(block, article.Figure)]
    number = list(CHAPTERS).index(stem)
    assert head.number == number, "chapters are counted by their place, without gaps"
    assert [block.number for block in figures] == [f"{number}.{place + 1}" for place in range(len(figures))]
    assert head.guess_key == f"guess.{stem[:2]}", "an address keeps the number of the file"
    assert bool(head.leads) == bool(head.question) == bool(figures), "a chapter with figures asks first"
    assert head.leads in {"", *(block.name for block in figures)}
    assert all(block.name in FIGURES and block.chapter == head for block in figures)
    assert {block.upload for block in figures} <= {"", *UPLOADS}
    assert {block.live for block in figures} <= {"", *LIVE}
    for block in middle:
        if isinstance(block, article.Preset):
            assert set(block.values) <= FIGURES[block.name].parameters.keys()


@pytest.mark.parametrize("stem", CHAPTERS)
def test_no_stretch_of_a_chapter_is_long(stem: str) -> None:
    stretches = [0]
    for block in CHAPTERS[stem]:
        if isinstance(block, article.Section):
            stretches.append(0)
        stretches[-1] += isinstance(block, article.Figure)
    assert max(stretches) <= STRETCH, f"after so many figures a heading: {stretches}"


def test_a_heading_in_prose_begins_a_section_which_a_link_can_name() -> None:
    drawn: list[article.Block] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gapviz.editions.article.calls._EDITIONS", {"default": drawn.append})
        article.prose("\nFirst.\n\n## Peter’s 1, again?\n\nThen.\n")
        article.prose("## Alone")
    first, section, then, alone = drawn
    assert [type(block) for block in drawn] == [
        article.Prose,
        article.Section,
        article.Prose,
        article.Section,
    ]
    assert isinstance(section, article.Section)
    assert (section.title, section.anchor) == ("Peter’s 1, again?", "peters-1-again")
    assert isinstance(first, article.Prose)
    assert isinstance(then, article.Prose)
    assert (first.text.strip(), then.text.strip()) == ("First.", "Then.")
    assert alone == article.Section("Alone")


def test_an_outline_counts_words_and_figures_and_lists_the_sections_of_long_chapters_alone() -> None:
    head = article.Chapter("00_Any.py", "A sentence.", "how many?", "moved_digit")
    figure = article.Figure("failure_map", head, 1)
    whole = outline.outline(
        [head, article.Prose("word " * 2 * outline.WORDS_A_MINUTE), *[figure] * 3, article.Section("One")]
    )
    assert whole.minutes == 2 + 1
    assert whole.papers == tuple(method.paper for method in METHODS.values()), "each of them once"
    assert whole.listed == ()
    long = outline.outline([article.Section(str(place)) for place in range(outline.LONG)])
    assert long.listed == long.sections
    assert long.minutes == 1


@pytest.mark.parametrize("stem", CHAPTERS)
def test_sections_and_links_between_chapters_lead_somewhere(stem: str) -> None:
    anchors = {
        chapter: [block.anchor for block in blocks if isinstance(block, article.Section)]
        for chapter, blocks in CHAPTERS.items()
    }
    assert len(anchors[stem]) == len({*anchors[stem]}), "no two sections of a chapter have one anchor"
    prose = "".join(block.text for block in CHAPTERS[stem] if isinstance(block, article.Prose))
    for chapter, anchor in links.CHAPTER.findall(prose):
        assert chapter in CHAPTERS
        assert chapter != stem
        assert not anchor or anchor[1:] in anchors[chapter]
    assert {*re.findall(r"\]\(#([^)]*)\)", prose)} <= {*anchors[stem]}
    others = re.findall(r"\]\(([^)]*)\)", links.FIGURE.sub("", links.CHAPTER.sub("", prose)))
    assert all(re.fullmatch(r"essay|#[a-z0-9-]+|https://[^\s)]+", link) for link in others), others


def test_a_link_to_a_chapter_goes_where_the_edition_has_it() -> None:
    text = "[a](05_Noiseless_is_bad.py) [b](00_The_99_percent.py#and-dirt) [c](https://a.org) [d](essay)"
    assert links.resolve(text, lambda stem: f"/{stem[3:]}/", str) == (
        f"[a](/Noiseless_is_bad/) [b](/The_99_percent/#and-dirt) [c](https://a.org) [d]({links.ESSAY})"
    )


def test_chapters_are_named_by_link_and_not_by_number() -> None:
    """Their numbers change as chapters come between; test_figures holds the same for captions."""
    said = [text for blocks in CHAPTERS.values() for block in blocks for text in texts(block)]
    assert [text for text in said if re.search(r"chapters? \d", text, re.IGNORECASE)] == []


def test_every_method_and_rule_has_its_paper() -> None:
    found = {entry.name: entry.paper for entry in (*METHODS.values(), *RULES.values())}
    assert [name for name, paper in found.items() if paper is None] == []
    every = [paper for paper in vars(papers).values() if isinstance(paper, papers.Paper)]
    assert len({paper.address for paper in every}) == len(every)
    for paper in every:
        assert re.fullmatch(r"https://(arxiv\.org/abs/\d{4}\.\d{4,5}|doi\.org/10\.\S+)", paper.address)
    cited = {paper for figure in FIGURES.values() for paper in figure.papers}
    assert cited == {*every}, "a paper is there for a figure"


def test_every_figure_has_one_place_and_every_upload_one_figure() -> None:
    figures = [block for blocks in CHAPTERS.values() for block in blocks if isinstance(block, article.Figure)]
    assert sorted(block.name for block in figures) == sorted(FIGURES)
    assert sorted(block.upload for block in figures if block.upload) == sorted(UPLOADS)
    for block in figures:
        if block.upload:
            assert FIGURES[block.name].moments & UPLOADS.keys() == {block.upload}, (
                "what is brought there is what the figure takes"
            )


def test_a_page_without_its_chapter_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "99_No_head.py"
    page.write_text('from gapviz.editions import article\n\narticle.figure("one_digit")\n')
    with pytest.raises(RuntimeError, match=r"a page opens with article.chapter"):
        article.read(page)


def test_readers_in_other_threads_read_their_own_page() -> None:
    pages, found = article.pages(), {}

    def read(page: Path) -> None:
        found[page.stem] = [article.read(page) for _ in range(20)]

    threads = [threading.Thread(target=read, args=(page,)) for page in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {stem: [blocks] * 20 for stem, blocks in CHAPTERS.items()}


def test_what_is_read_is_drawn_by_nobody_and_what_is_drawn_after_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[article.Block] = []
    monkeypatch.setattr("gapviz.editions.article.calls._EDITIONS", {})
    article.edition(drawn.append)
    article.read(article.pages()[0])
    assert drawn == []
    article.prose("Here.")
    assert drawn == [article.Prose("Here.")]


@pytest.mark.parametrize("name", FIGURES)
def test_a_link_brings_back_its_state(name: str) -> None:
    figure = FIGURES[name]
    published = address.state(figure, lambda key: None)
    assert address.link(figure, published) == {}
    for parameter, declared in figure.declared(published).items():
        options = getattr(declared.domain, "options", ())
        other = next((option for option in reversed(options) if option != declared.default), None)
        if other is None:
            continue
        given = {figure.key(parameter): other}
        values = address.state(figure, given.get)
        assert values[parameter] == other
        assert address.link(figure, values) == given
        assert address.state(figure, {figure.key(parameter): "no such"}.get) == published


@pytest.mark.parametrize(
    ("given", "share"),
    [
        ("70", 0.7),
        (70, 0.7),
        (None, None),
        ("0", 0.0),
        ("100", 1.0),
        ("101", None),
        ("-5", None),
        ("50.0", None),
        ("soon", None),
    ],
)
def test_a_guess_is_a_whole_number_of_hundred(given: object, share: float | None) -> None:
    assert address.guess(given) == share


@pytest.mark.parametrize(
    ("key", "known"),
    [
        ("moved_digit.pixels", True),
        ("shifted_digits.squared_paper.spacing", True),
        ("shifted_digits.border.pixels", False),
        ("moved_digit.speed", False),
        ("unheard.of", False),
        ("guess.00", False),
        ("utm_source", False),
    ],
)
def test_a_state_is_a_key_that_a_figure_has(key: str, known: bool) -> None:
    assert address.has_state({key: "1"}) == known


@pytest.mark.parametrize("stem", ASKING)
def test_what_a_chapter_asks_is_nowhere_in_its_leading_figure_before_the_guess(stem: str) -> None:
    drawn = FIGURES[CHAPTERS[stem][0].leads]()
    assert drawn.gap
    asked = drawn.gap.here.value
    rule = "build the sentence by `say`, with the accuracy as a value of its own, so that it can wait"
    assert not states(drawn.caption, asked), f"the caption states it, and does not wait: {drawn.caption}"
    left = without(drawn.alt, asked)
    waits = states(drawn.headline, asked)
    for words in (drawn.caption, left, "" if waits else drawn.headline):
        assert percent(asked) not in words, rule
    for trace in drawn.chart.data if drawn.chart is not None else ():
        for values in (axis for axis in (trace.x, trace.y) if axis is not None and len(axis)):
            shows = asked in values or abs(pd.to_numeric(pd.Series(values), "coerce").mean() - asked) < 0.005
            assert not (shows and left), (
                f"as a chart shows it, each sentence of the alt text is to state it: {left}"
            )


def test_a_query_is_escaped() -> None:
    assert address.query({"one_digit.model": 'a&b="c"'}) == "?one_digit.model=a%26b%3D%22c%22"


def test_quotes_are_recorded_numbers() -> None:
    card = models.card("cnn-0")
    assert quotes.quote("{gaussian_noise 3 level}") == f"{SHIFTS['gaussian_noise'].levels(3)['std']:g}"
    assert quotes.quote("{cnn-0 wrong}") == f"{card.test_n - card.test_right:,}"
    assert quotes.quote("{cnn-0}") == f"{100 * card.test_right / card.test_n:.1f}\N{NO-BREAK SPACE}%"
    with pytest.raises(ValueError, match="no shipped model"):
        quotes.quote("{cnn-77}")


@pytest.mark.parametrize("stem", CHAPTERS)
def test_every_placeholder_of_a_chapter_is_a_recorded_number(stem: str) -> None:
    for text in (text for block in CHAPTERS[stem] for text in texts(block)):
        assert "{" not in quotes.quote(text)
        assert quotes.dashed(text).count("—") >= text.count("{")
