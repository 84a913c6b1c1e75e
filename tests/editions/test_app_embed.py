"""A figure of the app alone: whole, in its state, with what moves it, and nothing of a chapter around it."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from gapviz.core.parameters import Choice, Range
from gapviz.core.version import version
from gapviz.editions.article import address, find
from gapviz.figures import FIGURES
from tests.readers import ROOT, assert_whole, markup

FEW = {"noise_curve", "own_steps", "training_curve"}
"""A follower, a follower of what a reader draws, and the one that is trained in its chapter."""
WIDGETS = ("slider", "selectbox", "segmented_control", "number_input", "text_input")
ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onload='x",
    "{{7*7}}",
    "\u202e",
    "a\r\nb",
]


def framed(name: str, embed: bool = True, **query: str) -> AppTest:
    """A reader who opens a figure alone."""
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
    app.context["is_embedded"] = embed
    for key, value in ({"figure": name} | query).items():
        app.query_params[key] = value
    return app.run()


def text(app: AppTest) -> str:
    return re.sub(r"<style>.*?</style>", "", markup(app), flags=re.DOTALL)


def ways(app: AppTest) -> list[tuple[str, dict[str, str]]]:
    """Path and query of the links at the foot: to the chapter, and to the other version."""
    foot = re.search(r'<footer class="gv-foot">.*</footer>', text(app))
    assert foot
    found = [urlsplit(html.unescape(link)) for link in re.findall(r'href="([^"]*)"', foot[0])]
    return [(link.path, {key: value[0] for key, value in parse_qs(link.query).items()}) for link in found]


def another(name: str) -> dict[str, str]:
    """The address parameters of another state of a figure: one that its first control has."""
    figure = FIGURES[name]
    for control in (*figure.controls, *figure.parameters):
        if parameter := figure.parameters.get(control):
            domain = parameter.domain
            if isinstance(domain, Range):
                value: object = next(end for end in (domain.low, domain.high) if end != parameter.default)
            elif isinstance(domain, Choice) and len(domain.options) > 1:
                value = next(option for option in domain.options if option != parameter.default)
            else:
                continue
            return {figure.key(control): str(value)}
    return {}


SOME = [name if name in FEW else pytest.param(name, marks=pytest.mark.long) for name in sorted(FIGURES)]


@pytest.mark.parametrize("name", SOME)
def test_a_figure_alone_is_whole_and_is_moved_by_what_leads_it(name: str) -> None:
    figure, block = FIGURES[name], find.figure(name)
    assert block
    for state in ({}, another(name)):
        app = framed(name, **state)
        assert_whole(app)
        shown = text(app)
        assert "gv-title" not in shown
        assert "gv-gap" not in shown
        assert "Before you look" not in shown
        assert shown.count('class="gv-caption"') == 1
        assert f"Figure {block.number}" in shown
        assert app.get("plotly_chart") or 'class="gv-digits' in shown or 'class="gv-table' in shown
        widgets = {found.key for kind in WIDGETS for found in app.get(kind)}
        leader = FIGURES[figure.follows or name]
        own = address.own(leader, address.state(leader, state.get))
        assert {leader.key(control) for control in own} <= widgets, "what leads it moves it here"
        chapter, other = ways(app)
        kept = address.link(figure, address.state(figure, state.get))
        assert chapter[1] == {"figure": name} | kept
        assert other[1] == {"figure": name, "embed": "true", "version": version()} | kept


def test_a_pinned_embed_says_what_this_server_shows_and_leads_to_the_latest() -> None:
    assert f"pinned to version {version()} · " in text(framed("training_curve", version=version()))
    app = framed("training_curve", version="0.0.1-0123abcd", plain="1")
    assert f"pinned to version 0.0.1-0123abcd; this server shows {version()} · " in text(app)
    assert "gv-caption" not in text(app)
    assert ways(app)[1][1] == {"figure": "training_curve", "embed": "true", "plain": "1"}


def test_a_slide_is_plain_and_its_chart_larger() -> None:
    charts = [framed("training_curve", slide=slide).get("plotly_chart")[0] for slide in ("", "1")]
    heights = [int(re.search(r'"height":(\d+)', chart.proto.spec)[1]) for chart in charts]  # type: ignore[index]
    assert heights[1] > 1.3 * heights[0]


def test_what_an_address_says_is_shown_as_text_and_told_to_be_odd() -> None:
    every = "".join(ATTACKS)
    odd = framed("training_curve", version=every, plain=every, **{"training_curve.model": every})
    for app in (odd, framed(ATTACKS[0]), framed(ATTACKS[1])):
        assert_whole(app)
        assert text(app).count('class="gv-note') == 1
        assert not re.search(r"<(script|img)|onerror=[^&]*>", text(app))
        assert not ways(app)[0][1] or ways(app)[0][1] == {"figure": "training_curve"}


def test_a_link_to_a_figure_opens_its_chapter_wherever_it_goes_and_lets_its_reader_go_on() -> None:
    app = framed("training_curve", embed=False)
    assert_whole(app)
    assert '<h1 class="gv-title">The ritual</h1>' in text(app)
    assert app.query_params["figure"] in ("training_curve", ["training_curve"])
    away = app.switch_page("pages/00_The_99_percent.py").run()
    assert '<h1 class="gv-title">The 99 percent</h1>' in text(away)
