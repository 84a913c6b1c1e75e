"""The live training in a browser: one reader trains, another waits; both may stop, and go back."""

import re

from playwright.sync_api import expect

from tests.stub_training import lines

SAID = lines(5)[:4]
"""What the stub of the workshop says before it stays."""


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
    reader.get_by_text(f"Stopped: {tested['right']:,} of 10,000 test digits right.").wait_for()
    other.locator(".st-key-training-stop").get_by_role("button", name="Stop").wait_for(timeout=30_000)
    other.locator(".st-key-training-stop").get_by_role("button", name="Stop").click()
    other.get_by_text(re.compile("^Stopped")).wait_for()
    # A button that is just drawn anew may lose its click.
    other.wait_for_selector('[data-test-script-state="notRunning"]')
    other.get_by_role("button", name="Back to the recorded runs").click()
    other.get_by_text(re.compile("tutorial.* has been through")).wait_for()
    for page in (reader, other):
        page.context.close()
