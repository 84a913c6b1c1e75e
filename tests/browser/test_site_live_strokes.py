"""What the static edition computes in the reader's browser, from a folder: flags, drawings, typed digits.

The policy of a page forbids to evaluate text, so what is waited for is a function or a locator.
"""

from playwright.sync_api import expect

from browser.test_site import opened

FLAG, PRINTED, OWN = "A_one_with_a_flag.html", "Printed_digits.html", "Your_own_digit.html"
SHOWN = """() => [
  document.querySelector("#figure-flag_digit .gv-saved").src,
  document.querySelector("#figure-flag_digit figcaption").innerText,
  document.querySelector("#figure-flag_digit .gv-said").innerText,
  document.querySelector("#figure-flag_answers .gv-caption strong").nextSibling.textContent,
  document.querySelector("#figure-flag_map .shapelayer path")?.getAttribute("d"),
]"""
READ = "digit => document.querySelector('.gv-pad').shadowRoot.querySelector('strong').innerText == digit"
ALL_OTHER = f"before => ({SHOWN})().every((part, place) => part && part !== before[place])"


def test_a_dragged_flag_brings_digit_answer_headline_and_mark(browser, site):
    with opened(browser, f"{site.as_uri()}/{FLAG}#flag_digit.model=softmax-0") as page:
        page.locator("#figure-flag_map").scroll_into_view_if_needed()
        page.wait_for_selector("#figure-flag_map .shapelayer path")
        page.locator("#figure-flag_answers", has_text="softmax").wait_for()
        before = page.evaluate(SHOWN)
        slider = page.locator("[id='gv-flag_digit.angle']")
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        middle = box["y"] + box["height"] / 2
        page.mouse.move(box["x"] + 0.29 * box["width"], middle)
        page.mouse.down()
        page.mouse.move(box["x"] + 0.1 * box["width"], middle)
        page.mouse.move(box["x"], middle)
        page.mouse.up()
        page.wait_for_function(ALL_OTHER, arg=before)
        assert "flag_digit.angle=0.0" in page.url
        evidence = page.locator("#figure-flag_evidence .gv-note")
        assert evidence.is_visible(), "what takes a server says so"


def test_a_drawing_is_read(browser, site):
    with opened(browser, f"{site.as_uri()}/{OWN}#own_digit.model=cnn-0") as page:
        for digit in "47":
            page.get_by_role("button", name=f"Start from {digit}", exact=True).click()
            page.wait_for_function(READ, arg=digit)
            assert f"reads {digit}" in page.locator("#figure-own_digit .gv-said").inner_text()


def test_typed_digits_are_shown(browser, site):
    with opened(browser, f"{site.as_uri()}/{PRINTED}") as page:
        page.locator("[id='gv-typed_digits.text']").fill("2407")
        expect(page.locator("#figure-typed_digits .gv-digit")).to_have_count(4)
        page.locator("#figure-typed_digits .gv-said", has_text="You typed 2407").wait_for()
        assert page.url.endswith("#typed_digits.text=2407")
