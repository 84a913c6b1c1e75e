"""Social pictures: their size, their bytes, and labels that never lie over each other."""

import io

import pytest
from PIL import Image

from gapviz.core.types import Estimate
from gapviz.editions import article
from gapviz.editions.article import social
from gapviz.figures import Gap

SHARES = (0.0, 0.02, 0.5, 0.52, 0.9, 0.98, 1.0)
LONG = "a label that has a good deal more to say than there is room for at its mark, and then some"


def estimate(share: float) -> Estimate:
    return Estimate(share, share, share, 100)


@pytest.mark.parametrize("marks", [None, Gap(estimate(0.99), estimate(0.3), "moved")])
@pytest.mark.parametrize("title", ["One", "One title of many words " * 9, "W" * 300, "<b>&\u202e\x00☃", ""])
def test_a_picture_has_its_size_few_bytes_and_always_the_same(marks: Gap | None, title: str) -> None:
    drawn = social.picture(marks, title, f"{title}. " * 5)
    assert Image.open(io.BytesIO(drawn)).size == (1200, 630)
    assert len(drawn) < 50_000
    assert drawn == social.picture(marks, title, f"{title}. " * 5)


@pytest.mark.parametrize("words", ["here", LONG, "W" * 200])
@pytest.mark.parametrize("clean", SHARES)
@pytest.mark.parametrize("here", SHARES)
def test_labels_keep_apart_and_within_the_picture(clean: float, here: float, words: str) -> None:
    marks = Gap(estimate(clean), estimate(here), words, words)
    (ours, theirs), (left, right) = social.labels(marks)
    boxes = sorted([(left - ours.half, left + ours.half), (right - theirs.half, right + theirs.half)])
    assert boxes[0][0] >= social.MARGIN
    assert boxes[0][1] < boxes[1][0]
    assert boxes[1][1] <= social.WIDTH - social.MARGIN
    assert (left <= right) == (here <= clean), "the labels stand in the order of their marks"


def drawn(letter: str, face: str) -> bytes:
    return bytes(social.face(face, 400, 40).getmask(letter))


@pytest.mark.parametrize("face", [social.DISPLAY, social.BODY, social.LABEL])
def test_the_typefaces_have_every_letter_of_a_title(face: str) -> None:
    titles = "".join(article.title(file.stem) for file in article.pages())
    missing = drawn("\uffff", face)
    assert not [letter for letter in set(titles + "’“”…−–%,.") if drawn(letter, face) == missing]
