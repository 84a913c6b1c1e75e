"""Chapter 4 in a browser: a font brought along, one that cannot be read, and what becomes of them."""

import re

import pytest
from playwright.sync_api import expect

from benchmarks.browser import settle
from tests import fonts

PAGE = "Printed_digits"
STANDS_IN = "Inter, the typeface of these labels, stands in"


@pytest.fixture
def figure(visit):
    return visit(PAGE).locator(".st-key-figure-own_typeface")


def bring(figure, name, content):
    settle(figure.page)  # until then the widget that held the last file is still there
    figure.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": content}]
    )


def captioned(figure, text):
    expect(figure.locator(".gv-caption").first).to_contain_text(text, timeout=30_000)


@pytest.mark.long
def test_a_font_is_read_a_broken_one_is_a_sentence_and_both_are_forgotten(figure):
    captioned(figure, STANDS_IN)
    serif = (fonts.STATIC / "source-serif-4-latin-wght-normal.woff2").read_bytes()
    bring(figure, "a font of another name.png", serif)
    captioned(figure, "Source Serif 4. Each digit")
    expect(figure.locator(".gv-headline").first).to_contain_text(re.compile(r"reads \d+ of 10 "))
    expect(figure.locator(".gv-digit")).to_have_count(20)
    bring(figure, "<b>broken</b>.ttf", serif[:9000])
    problem = figure.locator(".gv-problem")
    expect(problem).to_have_text(
        re.compile(r"^<b>broken</b>\.ttf: The font is damaged, .*\.$"), timeout=30_000
    )
    captioned(figure, "Source Serif 4. Each digit")
    bring(
        figure,
        "bold.ttf",
        fonts.saved(fonts.crafted(names={"familyName": "<b>Bold</b>", "styleName": "Regular"})),
    )
    captioned(figure, "<b>Bold</b>. Each digit")
    expect(problem).to_have_count(0)
    figure.get_by_role("button", name="Forget it").click()
    captioned(figure, STANDS_IN)
    expect(figure.get_by_text("bold.ttf")).to_have_count(0)


def test_a_broken_font_leaves_the_sample_and_its_sentence_can_be_let_go_of(figure):
    bring(figure, "notes.ttf", b"no font at all")
    expect(figure.locator(".gv-problem")).to_have_text(
        re.compile("^notes.ttf: This is a text file: choose "), timeout=30_000
    )
    captioned(figure, STANDS_IN)
    bring(figure, "none.ttf", fonts.saved(fonts.crafted("")))
    expect(figure.locator(".gv-problem")).to_have_text(
        re.compile("^none.ttf: This typeface has no digits"), timeout=30_000
    )
    figure.get_by_role("button", name="Forget it").click()
    expect(figure.locator(".gv-problem")).to_have_count(0, timeout=30_000)
    captioned(figure, STANDS_IN)


def test_another_network_reads_the_same_font(figure):
    bring(figure, "crafted.otf", fonts.saved(fonts.crafted(cff=True)))
    captioned(figure, "Crafted. Each digit")
    figure.get_by_role("combobox").first.focus()
    figure.page.keyboard.type("perceptron, seed 1")
    expect(figure.page.get_by_role("option")).to_have_count(1)
    figure.page.keyboard.press("Enter")
    expect(figure.locator(".gv-headline").first).to_contain_text("perceptron (seed 1) reads", timeout=30_000)
    captioned(figure, "Crafted. Each digit")
    figure.get_by_role("button", name="Forget it").click()
    captioned(figure, STANDS_IN)
