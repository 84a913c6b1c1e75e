"""Chapter 7 in a browser: a digit drawn, files brought along, and what becomes of them."""

import re

import pytest
from playwright.sync_api import expect

from browser.conftest import VIEWPORT
from browser.walk import draw, encoded
from gapviz.figures.chapters.c07_samples import SAMPLES

PAGE = "Your_own_digit"


def choose(page, way):
    page.locator(".st-key-gv-picture-way").get_by_text(way, exact=True).click()


def headline(page, text):
    expect(page.locator(".gv-headline").first).to_contain_text(re.compile(text), timeout=30_000)


def brought(page, label):
    expect(page.locator(".gv-digit figcaption").first).to_have_text(label, timeout=30_000)


@pytest.mark.parametrize(("width", "height"), [(390, 844), pytest.param(1280, 800, marks=pytest.mark.long)])
def test_the_answer_is_seen_beside_the_pad(visit, width, height):
    page = visit(PAGE)
    choose(page, "draw")
    page.set_viewport_size({"width": width, "height": height})
    paper, answer = page.locator(".paper"), page.locator(".answer")
    paper.evaluate("paper => paper.scrollIntoView({block: 'center'})")
    draw(page, (0.5, 0.12), (0.48, 0.88))
    expect(answer).to_contain_text(re.compile("1.*sure"), timeout=30_000)
    for part in (paper, answer):
        expect(part).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(answer).not_to_contain_text("sure")
    brought(page, "the sample")
    page.set_viewport_size(VIEWPORT)


def test_a_digit_is_drawn_and_read(visit):
    page = visit(PAGE)
    choose(page, "sample")
    brought(page, "the sample")
    choose(page, "draw")
    page.locator(".paper").wait_for(timeout=30_000)
    draw(page, (0.5, 0.12), (0.48, 0.88))
    brought(page, "the picture")
    headline(page, "reads 1,")
    draw(page, (0.5, 0.12), (0.1, 0.14))
    headline(page, "reads 7,")
    page.get_by_role("link", name="The ritual").first.click()
    expect(page.get_by_role("heading", name="The ritual")).to_be_visible(timeout=30_000)
    page.go_back()
    headline(page, "reads 7,")


def test_one_bad_file_among_many_does_not_stop_the_others(visit):
    page = visit(PAGE)
    choose(page, "upload")
    files = [
        ("<b>notes</b>.png", b"no picture at all"),
        ("page without an ending", encoded(SAMPLES["squared_paper"]())),
        ("photograph.jfif", encoded(SAMPLES["blackboard"](), "JPEG")),
        ("from a phone.mp4", b"\0\0\0\x18ftypheic" + bytes(100)),
    ]
    page.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": made} for name, made in files]
    )
    brought(page, "the picture")
    headline(page, "reads 4, .*Of 3 digits found")
    problem = page.locator(".gv-problem")
    expect(problem).to_have_count(2)
    expect(problem.first).to_contain_text("<b>notes</b>.png: This is no picture")
    expect(problem.last).to_contain_text("from a phone.mp4: This is a HEIC")
    page.get_by_role("combobox", name=re.compile("which picture")).click()
    page.get_by_role("option", name="2. photograph.jfif").click()
    headline(page, "reads 9, .*Of 2 digits found")
    page.get_by_role("button", name="Forget it").click()
    brought(page, "the sample")
    expect(problem).to_have_count(0)
    expect(page.get_by_text("photograph.jfif")).to_have_count(0)


def test_a_browser_without_a_camera_is_told_what_to_do(visit):
    page = visit(PAGE)
    choose(page, "photograph")
    expect(page.get_by_text("Where the browser gives no camera, upload")).to_be_visible(timeout=30_000)
    brought(page, "the sample")
