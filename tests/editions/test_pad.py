"""The drawing pad: what is taken from a browser, what becomes of it, and the digits to start from."""

import io
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from streamlit.testing.v1 import AppTest

from gapviz.editions.app import pad as widget
from gapviz.editions.web.pad import drawing

LINE = [[60, 140, 20], [220, 140, 20]]
STROKE = {"ink": 100, "points": LINE}
EMPTY = {"edition": "first", "strokes": [], "pen": widget.PEN, "picture": None}


def grey(strokes):
    """The picture of strokes, uint8 (SIDE, SIDE)."""
    picture = Image.open(io.BytesIO(drawing.picture(strokes)))
    assert (picture.format, picture.mode, picture.size) == (
        "PNG",
        "L",
        (drawing.PAPER_SIDE, drawing.PAPER_SIDE),
    )
    return np.asarray(picture)


def with_point(*point):
    return [{"ink": 100, "points": [list(point)]}]


UNTRUSTED = {
    "nothing": None,
    "a text": "data:image/png;base64,iVBORw0KGgo=",
    "a stroke alone": STROKE,
    "no stroke": ["stroke"],
    "no ink": [{"points": LINE}],
    "no points": [{"ink": 100}],
    "no point": [{"ink": 100, "points": []}],
    "points that are a text": [{"ink": 100, "points": "abc"}],
    "too pale": [STROKE | {"ink": 0}],
    "too dark": [STROKE | {"ink": 101}],
    "ink that is a text": [STROKE | {"ink": "100"}],
    "two numbers": with_point(1, 2),
    "four numbers": with_point(1, 2, 3, 4),
    "a bool": with_point(True, 2, 3),
    "not a number": with_point(math.nan, 2, 3),
    "infinite": with_point(1, math.inf, 3),
    "far away": with_point(1, 10**400, 3),
    "no width": with_point(1, 2, 0),
    "too wide": with_point(1, 2, 1000),
    "too many strokes": [STROKE] * (drawing.STROKES + 1),
    "too many points in one": [{"ink": 100, "points": [LINE[0]] * (drawing.POINTS + 1)}],
    "too many points in all": [{"ink": 100, "points": [LINE[0]] * (drawing.POINTS // 2)}] * 3,
    "one bad among good": [STROKE, STROKE, {}],
}


@pytest.mark.parametrize("value", UNTRUSTED.values(), ids=UNTRUSTED)
def test_whatever_is_not_a_drawing_counts_as_an_empty_paper(value):
    assert drawing.checked(value) == []
    assert drawing.picture(drawing.checked(value)) is None


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda part: (
        st.lists(part, max_size=4)
        | st.dictionaries(st.sampled_from(["ink", "points", "x"]), part, max_size=3)
    ),
)


@given(json_like)
def test_no_value_from_a_browser_raises(value):
    drawing.picture(drawing.checked(value))
    assert widget._pen(value).keys() == widget.PEN.keys()


def test_a_drawing_is_black_on_white_where_the_pen_was():
    picture = grey(drawing.checked([STROKE]))
    assert picture[0, 0] == 255
    assert (picture[131:149, 60:220] == 0).all(), "20 wide, from y = 130 to 150"
    assert (picture[[128, 151], 60:220] == 255).all()
    assert picture[140, 51:229].max() == 0, "the ends are round and reach half a width further"
    assert picture[131, 52] == 255
    assert drawing.checked([STROKE | {"more": 1}]) == [STROKE], "nothing else is kept"


def test_ink_is_as_dark_as_asked_and_darker_where_strokes_cross():
    upright = {"ink": 50, "points": [[140, 60, 20], [140, 220, 20]]}
    picture = grey([STROKE | {"ink": 50}, upright])
    assert picture[140, 80] == picture[80, 140] == 128
    assert picture[140, 140] == 64


def test_a_dot_is_round_and_a_drawing_beside_the_paper_is_empty():
    area = (255.0 - grey([{"ink": 100, "points": [[140, 140, 40]]}])).sum() / 255
    assert area == pytest.approx(math.pi * 20**2, rel=0.02)
    assert drawing.picture([{"ink": 100, "points": [[-drawing.MARGIN, 0, 10]]}]) is None


@pytest.mark.parametrize("name", widget.PRESETS)
@pytest.mark.parametrize("size", drawing.SIZE)
def test_a_preset_stays_on_the_paper_with_any_pen(name, size):
    lines = widget.PRESETS[name]
    strokes = drawing.checked([{"ink": 100, "points": [[*point, size] for point in line]} for line in lines])
    assert len(strokes) == len(lines) > 0
    picture = grey(strokes)
    rows, columns = np.nonzero(picture < 128)
    assert len(rows), "it is drawn"
    assert min(rows.min(), columns.min()) > 10
    assert max(rows.max(), columns.max()) < drawing.PAPER_SIDE - 10


def test_every_digit_can_be_started_from():
    assert {name[-1] for name in widget.PRESETS} >= set("023456789")
    assert {"1", "a 1 with a flag", "7", "a crossed 7"} <= widget.PRESETS.keys()


def keep(monkeypatch, sent, kept=EMPTY):
    """What the session holds after the browser has sent a value."""
    session = {"own": kept, "own-pad": {"drawing": sent}}
    monkeypatch.setattr("streamlit.session_state", session)
    widget._keep("own")
    return session["own"]


def test_what_the_browser_sends_is_kept_with_its_picture(monkeypatch):
    sent = {"edition": "first", "strokes": [STROKE], "pen": {"size": 8, "ink": 40, "more": 1}}
    kept = keep(monkeypatch, sent)
    assert kept == {
        "edition": "first",
        "strokes": [STROKE],
        "pen": {"size": 8, "ink": 40},
        "picture": drawing.picture([STROKE]),
    }
    emptied = keep(monkeypatch, sent | {"strokes": ["nonsense"], "pen": {"size": 1e9, "ink": 40}}, kept)
    assert emptied == EMPTY


@pytest.mark.parametrize("sent", [None, "text", [], {}, {"edition": "other", "strokes": [STROKE]}])
def test_what_is_of_another_paper_changes_nothing(monkeypatch, sent):
    assert keep(monkeypatch, sent) == EMPTY


def test_the_pad_is_shown_and_gives_back_what_is_kept():
    def page():
        import streamlit

        from gapviz.editions.app.pad import pad

        streamlit.session_state["found"] = pad("own")

    app = AppTest.from_function(page).run(timeout=60)
    assert not app.exception
    assert app.session_state["found"] is None
    app.session_state["own"] = EMPTY | {"strokes": [STROKE], "picture": drawing.picture([STROKE])}
    app.run()
    assert app.session_state["found"].startswith(b"\x89PNG")
