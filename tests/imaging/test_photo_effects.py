"""Each step says what it did to the picture, and the figures say it on."""

import numpy as np
import pytest
from PIL import Image

from gapviz.figures import FIGURES
from gapviz.imaging import photo
from gapviz.imaging.photo.effects import effect
from tests.odd_pictures import saved


def page() -> np.ndarray:
    """A 7 and a crumb of dust, dark on light."""
    sheet = np.full((300, 300), 0.9, np.float32)
    sheet[60:75, 80:200] = sheet[60:240, 185:200] = 0.1
    sheet[270:274, 20:24] = 0.1
    return sheet


def png(sheet: np.ndarray) -> bytes:
    return saved(Image.fromarray((sheet * 255).astype(np.uint8)), "PNG")


def did(picture: np.ndarray, **options: list[str]) -> dict[str, tuple[str, float]]:
    steps = photo.prepare(picture, **options).steps
    return {stage.step.name: (stage.effect.kind.value, stage.effect.amount) for stage in steps}


def test_a_step_tells_whether_it_did_something_and_what() -> None:
    found = did(page())
    assert found["upright"] == found["grey"] == found["negative"] == found["lines"] == ("nothing", 0)
    kind, share = found["specks"]
    assert kind == "erased"
    assert 0 < share < 0.02
    assert found["cut_out"] == ("found", 1)
    assert did(1 - page())["negative"] == ("changed", 0)
    assert did(page(), without=["specks"])["specks"] == ("nothing", 0)
    assert did(np.stack([page(), page(), 0.6 * page()], 2))["grey"][0] == "changed"


def test_what_is_smaller_afterwards_was_cropped() -> None:
    before, after = (photo.Page(np.ones((20, width), np.float32)) for width in (40, 10))
    found = effect(before, after, inked=False)
    assert (found.kind, found.amount) == (photo.Kind.CROPPED, 0.25)


def test_the_table_of_steps_says_what_each_did_here() -> None:
    picture = png(page())
    drawn = FIGURES["own_steps"](picture=picture, off="lines")
    here = drawn.table.set_index("step")["here"]
    assert here["lines"] == "switched off"
    assert here["cut out"] == "found 1 digit"
    assert {here[label] for label in ("upright", "grey", "negative")} == {"nothing to do"}
    assert "ink" in here["specks"]
    assert here.index.tolist() == [step.label for step in photo.STEPS.values()]


def test_a_page_from_which_all_ink_was_taken_says_by_which_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """No picture should come to this: so the step is made to take all."""
    blank = photo.Step("specks", lambda page: page.with_picture(0 * page.picture), lambda page: page)
    monkeypatch.setitem(photo.STEPS, "specks", blank)
    drawn = FIGURES["own_digit"](picture=png(page()))
    assert "the step “specks”" in drawn.headline
    assert "the step" not in FIGURES["own_digit"](picture=png(np.ones((60, 90)))).headline
