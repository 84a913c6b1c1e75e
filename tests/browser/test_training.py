"""The live training in a browser: one reader trains, another waits; both may stop, and go back."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError, expect

from browser.walk import wait_for_address
from gapviz import models
from tests.stub_training import lines

SAID = lines(5)[:4]
"""What the stub of the workshop says before it stays."""


@pytest.mark.long
def test_a_network_trains_before_its_reader_while_another_waits(browser, workshop):
    reader, other = (browser.new_context().new_page() for _ in range(2))
    for page in (reader, other):
        page.goto(f"{workshop}/training")
        page.get_by_role("button", name="Train a network now").wait_for(timeout=60_000)
    expect(reader.locator(".gv-caption")).to_contain_text(re.compile("Figure 1.1 .*has been through"))
    reader.get_by_role("button", name="Train a network now").click()
    last, tested = SAID[-1], [line for line in SAID if "right" in line][-1]
    batch = rf"Batch {last['step']} of {last['steps']}, about .* left; batch loss {last['loss']:.3f}"
    reader.get_by_text(re.compile(batch)).wait_for(timeout=60_000)
    expect(reader.locator(".gv-caption")).to_contain_text("Your network has been through")
    other.get_by_role("button", name="Train a network now").click()
    other.get_by_text("You are number 1 in line").wait_for()
    reader.locator(".st-key-training-stop").get_by_role("button", name="Stop").click()
    reader.get_by_text(f"Stopped: your network reads {tested['right'] / 100:.1f}").wait_for()
    other.locator(".st-key-training-stop").get_by_role("button", name="Stop").wait_for(timeout=30_000)
    other.locator(".st-key-training-stop").get_by_role("button", name="Stop").click()
    other.get_by_text(re.compile("^Stopped")).wait_for()
    # A button that is just drawn anew may lose its click; then there is one to click again.
    back = other.get_by_role("button", name="Back to the recorded runs")
    recorded = other.get_by_text(re.compile("tutorial.* has been through"))
    for _ in range(15):
        if recorded.count():
            break
        with suppress(TimeoutError):
            back.click(timeout=2_000)
    recorded.wait_for()
    for page in (reader, other):
        page.context.close()


def test_what_a_reader_trains_is_in_the_menus_of_this_visit_and_survives_a_reload_as_a_file(
    browser, workshop, tmp_path
):
    page = browser.new_context(accept_downloads=True).new_page()
    page.goto(f"{workshop}/training")
    page.get_by_role("button", name="Train a network now").click(timeout=60_000)
    page.get_by_text(f"Batch {SAID[-1]['step']} of").wait_for(timeout=60_000)
    page.locator(".st-key-training-stop").get_by_role("button", name="Stop").click()
    network = page.locator(".st-key-networks")
    with page.expect_download(timeout=60_000) as kept:
        network.get_by_role("button", name="Download your network").click()
    file = tmp_path / "kept.safetensors"
    kept.value.save_as(file)
    page.locator(".st-key-training-noise").get_by_role("button").click()
    figure = page.locator(".st-key-figure-shifted_digits")
    expect(figure.locator(".gv-caption")).to_contain_text("our network", timeout=60_000)
    name = models.own_name(file.read_bytes())
    assert name in page.url
    expect(figure.get_by_role("combobox").nth(1)).to_have_value("yours")
    page.reload()
    expect(figure.locator(".gv-caption")).not_to_contain_text("our network", timeout=60_000)
    expect(page.locator(".stException")).to_have_count(0)
    page.get_by_role("link", name="training").click()
    page.get_by_text("Bring back a network").click(timeout=60_000)
    for given, problem in ((file.read_bytes()[:999], 1), (file.read_bytes(), 0)):
        expect(network.locator("input[type=file]")).to_have_count(1, timeout=30_000)
        network.locator("input[type=file]").set_input_files(
            [{"name": "my.safetensors", "mimeType": "application/octet-stream", "buffer": given}]
        )
        expect(network.locator(".gv-problem")).to_have_count(problem, timeout=30_000)
    expect(network.get_by_role("button", name="Download your network")).to_have_count(1, timeout=30_000)
    page.get_by_role("link", name="noise").click()
    expect(figure.locator(".gv-caption")).not_to_contain_text("our network", timeout=60_000)
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    figure.get_by_role("combobox").nth(1).focus()
    page.keyboard.type("yours")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    wait_for_address(page, f"shifted_digits.model={name}")
    expect(figure.locator(".gv-caption")).to_contain_text("our network", timeout=30_000)
    page.context.close()
