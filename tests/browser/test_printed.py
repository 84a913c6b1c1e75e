"""Chapter 4 in a browser: the wall answers to a click, a menu and the keyboard; typed digits are read."""

import re

from benchmarks.browser import settle
from browser.walk import choose, wait_for_address
from gapviz.figures import FIGURES

PAGE = "Printed_digits"


def test_a_click_on_the_wall_brings_the_typeface_and_the_menu_does_the_same(visit):
    page = visit(PAGE)
    third = FIGURES["typeface_wall"]().table.iloc[2]
    page.locator(".st-key-figure-typeface_wall .points path").nth(2 * 10 + 5).click(force=True)
    wait_for_address(page, f"typeface.face={third['face']}")
    figure = page.locator(".st-key-figure-typeface")
    figure.get_by_text(f"{third['family']}, weight").wait_for()
    choose(page, figure.get_by_role("combobox").first, "Courier Prime 700")
    wait_for_address(page, "typeface.face=courier-prime-700-normal")
    figure.get_by_text("Courier Prime, weight 700").wait_for()


def test_the_wall_is_filtered_by_keyboard(visit):
    page = visit(PAGE)
    settle(page)
    figure = page.locator(".st-key-figure-typeface_wall")
    choose(page, figure.get_by_role("combobox", name=re.compile("misread digit")), "6")
    wait_for_address(page, "typeface_wall.misread=6")
    figure.get_by_text(re.compile("typefaces in which 6 is misread")).wait_for()


def test_typed_digits_are_read_and_what_are_none_is_said(visit):
    page = visit(PAGE)
    figure = page.locator(".st-key-figure-typed_digits")
    box = figure.get_by_role("textbox").first
    box.fill("2026")
    box.press("Enter")
    wait_for_address(page, "typed_digits.text=2026")
    figure.get_by_text("You typed 2026.").wait_for()
    settle(page)
    box.fill("<b>3.14</b>")
    box.press("Enter")
    figure.get_by_role("alert").get_by_text("Type one to 12 digits.").wait_for()
    figure.get_by_text("You typed 1969.").wait_for()
