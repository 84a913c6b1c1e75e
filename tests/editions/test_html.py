"""The article's own markup: what is escaped, what is drawn where, and what is said of it."""

import base64
import io
import re
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gapviz.core.papers import LENET, Paper
from gapviz.editions.article import Section, tiles
from gapviz.editions.article import html as markup
from gapviz.evaluation import estimate
from gapviz.figures import Gap, Tile
from gapviz.figures.charts import TEXT
from gapviz.figures.charts.style import STYLES

ROOT = Path(__file__).parents[2]
HOSTILE = '<img src=x onerror="alert(1)">'
INK = np.arange(12, dtype=np.uint8).reshape(3, 4) * 20
COLOUR = np.stack([INK, INK[::-1], 255 - INK], axis=2)


def layers(html):
    """The alpha channel of every layer of a digit."""
    addresses = re.findall(r"[^-]mask-image:url\(data:image/png;base64,([^)]+)\)", html)
    return [
        np.asarray(Image.open(io.BytesIO(base64.b64decode(address))).getchannel("A")) for address in addresses
    ]


def test_a_digit_is_its_ink():
    (ink,) = layers(tiles.tile(Tile(INK, "A digit.")))
    assert (ink == INK).all()


def pictures(html):
    """Every picture of a tile that is no mask."""
    addresses = re.findall(r'<img class="gv-colour" alt="" src="data:image/png;base64,([^"]+)"', html)
    return [Image.open(io.BytesIO(base64.b64decode(address))) for address in addresses]


def test_what_is_saved_of_a_tile_has_its_pixels_large_on_white_and_its_words():
    grey = np.asarray(tiles.saved(Tile(INK, "A digit.")))
    times = grey.shape[1] // INK.shape[1]
    assert grey.shape == (3 * times, 4 * times)
    assert 4 * times > tiles.SAVED / 2
    assert (grey[::times, ::times] == 255 - INK).all()
    assert (np.asarray(tiles.saved(Tile(COLOUR, "A bird.")))[::times, ::times] == COLOUR).all()
    evidence = np.zeros((3, 4))
    evidence[0, :2] = 1, -1
    over = np.asarray(tiles.saved(Tile(INK, "A map.", evidence=evidence)))[::times, ::times]
    tones = dict(re.findall(r"--([a-z-]+): light-dark\((#[0-9A-F]{6})", markup.style()))
    assert [tones["wrong-fill"], tones["right-fill"]] == [
        f"#{bytes(tone).hex().upper()}" for tone in over[0, :2]
    ]
    assert (over[1:] >= 255 * (1 - tiles.FAINT) - 1).all(), "under evidence ink is faint"
    assert 'alt="A &lt;b&gt;"' in tiles.tile(Tile(INK, "A <b>"))


def test_colour_is_drawn_as_it_is():
    html = tiles.tile(Tile(COLOUR, "A bird."))
    (picture,) = pictures(html)
    assert picture.mode == "RGB"
    assert (np.asarray(picture) == COLOUR).all()
    assert not layers(html), "a mask would take the colour of the page"
    assert "aspect-ratio:4/3" in html


def test_evidence_lies_over_a_colour_picture_in_faint_greys():
    evidence = np.linspace(-1, 1, 12).reshape(3, 4)
    html = tiles.tile(Tile(COLOUR, "A map.", evidence=evidence, sides=("for bird", "for cat")))
    (picture,) = pictures(html)
    assert picture.mode == "LA", "a colour of the picture's own would pass for evidence"
    assert (np.asarray(picture.getchannel("A")) == round(tiles.FAINT * 255)).all()
    positive, negative = layers(html)
    assert (positive == np.round(255 * np.maximum(evidence, 0))).all()
    assert (negative == np.round(255 * np.maximum(-evidence, 0))).all()
    assert html.index("gv-colour") < html.index("gv-ink"), "evidence lies above"


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize("grey", [0, 255])
def test_evidence_stands_out_from_any_colour_picture(theme, grey):
    tones = dict(re.findall(r"--([a-z-]+): light-dark\(([^)]+)\)", markup.style()))
    ground, positive, negative = (
        tones[name].split(", ")[theme] for name in ("well", "wrong-fill", "right-fill")
    )
    parts = (int(ground[start : start + 2], 16) for start in (1, 3, 5))
    under = "#" + "".join(f"{round(part + tiles.FAINT * (grey - part)):02x}" for part in parts)
    for colour in (positive, negative):
        dark, light = sorted((luminance(under), luminance(colour)))
        assert (light + 0.05) / (dark + 0.05) >= 2.5, f"{colour} on {under}"


def test_evidence_has_a_layer_for_and_one_against():
    evidence = np.array([[1.0, -1.0], [0.0, 0.5]])
    html = tiles.tile(Tile(np.zeros((2, 2), np.uint8), "A map.", evidence=evidence, sides=("for 8", "for 3")))
    _, positive, negative = layers(html)
    assert positive.tolist() == [[255, 0], [0, 128]]
    assert negative.tolist() == [[0, 255], [0, 0]]
    assert re.search(r'class="for">for 8<.*class="against">for 3<', html)


def test_no_text_becomes_markup():
    digit = tiles.tile(Tile(INK, HOSTILE, HOSTILE, sides=(HOSTILE, HOSTILE)))
    gap = markup.gap(Gap(estimate(9, 10), estimate(5, 10), HOSTILE), None)
    table = markup.table(pd.DataFrame({HOSTILE: [HOSTILE]}), HOSTILE)
    caption = markup.caption("1.1", HOSTILE, f"?{HOSTILE}")
    contents = markup.contents([Section(HOSTILE)])
    sources = markup.sources([Paper(HOSTILE, 2026, HOSTILE, f"https://arxiv.org/{HOSTILE}")])
    for html in (digit, gap, table, caption, contents, sources, markup.takeaway(HOSTILE)):
        assert "<img src" not in html
        assert 'onerror="' not in html


def test_what_leads_away_says_so_to_the_browser():
    outward = markup.CREDIT + markup.sources([LENET])
    leads = re.findall(r"<a [^>]*>", outward)
    assert len(leads) == 3
    assert all('href="https://' in link and 'rel="noopener"' in link for link in leads)


def test_a_list_of_sections_leads_to_them_on_the_page():
    section = Section("Not every digit alike")
    assert f'href="#{section.anchor}" target="_self"' in markup.contents([section])


def test_a_chapter_without_papers_has_no_list_of_them():
    assert markup.sources([]) == ""


@given(clean=st.integers(0, 100), here=st.integers(0, 100), guess=st.none() | st.integers(0, 100))
def test_the_gap_scale_stays_on_its_track_and_says_both_numbers(clean, here, guess):
    html = markup.gap(
        Gap(estimate(clean, 100), estimate(here, 100), "fog"), None if guess is None else guess / 100
    )
    places = [float(place) for place in re.findall(r"(?:--clean|--here|--guess|left|width):([\d.]+)%", html)]
    assert all(0 <= place <= 100 * markup.SCALE for place in places)
    left, width = map(
        float, re.search(r'class="stretch" style="left:([\d.]+)%;width:([\d.]+)%', html).groups()
    )
    assert left == pytest.approx(markup.SCALE * min(clean, here), abs=0.01)
    assert width == pytest.approx(markup.SCALE * abs(clean - here), abs=0.01)
    assert f"{clean}.0 percent (test set), {here}.0 percent (fog)" in html
    assert ("your guess" in html) == (guess is not None)


def test_before_the_guess_the_gap_scale_has_the_test_sets_mark_alone():
    html = markup.gap_asked(Gap(estimate(99, 100), estimate(32, 100), "moved"))
    assert "99.0 percent (test set)" in html
    assert not re.search("32|moved|stretch|here", html)


@pytest.mark.parametrize(
    ("guess", "said"),
    [(None, "The answer is 32."), (0.0, "You said 0. It was 32."), (0.97, "You said 97. It was 32.")],
)
def test_the_answer_says_both_numbers_where_there_are_two(guess, said):
    html = markup.answer("of a hundred, how many?", 0.321, guess)
    assert f'role="status">{said}</p>' in html
    assert ">Of a hundred, how many?<" in html


def test_the_guesses_come_together():
    html = markup.guesses([("The 99 percent", 0.97, 0.321), ("Printed digits", 0.0, 0.707)])
    assert "Your 2 guesses were 68 points off" in html
    assert '<th scope="row">The 99 percent</th><td>97</td><td>32</td>' in html
    assert "Your guess was 65 points off" in markup.guesses([("The 99 percent", 0.97, 0.321)])


def luminance(colour):
    """Relative luminance (WCAG 2.2, definition)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", TEXT)
def test_a_charts_labels_can_be_read_on_both_grounds(colour):
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    for text, ground in zip(TEXT[colour], (theme["light"], theme["dark"]), strict=True):
        dark, light = sorted((luminance(text), luminance(ground["backgroundColor"])))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, f"{text} on {ground['backgroundColor']}"
    assert f"light-dark({TEXT[colour][0]}, {TEXT[colour][1]})" in markup.chart_text()


def test_every_colour_of_a_line_has_its_tones_as_text():
    assert {colour for colour, _, _ in STYLES.values()} <= TEXT.keys()


def test_digits_of_one_group_stand_over_each_other():
    pictures = tuple(Tile(INK, "A digit.", group=group) for group in (0, 0, 1, 1))
    assert tiles.tiles(pictures).count("gv-cell") == 2
    assert tiles.tiles(pictures[:2]).count("gv-cell") == 2, "without groups each stands by itself"
