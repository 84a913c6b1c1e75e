"""Finders: a stroke lies where it was found, and each has a name of its own."""

from dataclasses import replace

import pytest
import torch

from gapviz import data
from gapviz.imaging.strokes.place import Place
from gapviz.shifts import FINDERS, SHIFTS, Shift
from gapviz.shifts import shift as register

grafting = {name: shift for name, shift in SHIFTS.items() if shift.finder}


@pytest.mark.parametrize("shift", grafting.values(), ids=grafting.keys())
def test_a_place_that_is_known_is_drawn_on_as_if_it_were_found_again(
    shift: Shift,
) -> None:
    test = data.load("mnist", "test")
    grey = test.at(test.places(*shift.classes)[:60])
    colour = grey.view(20, 3, 28, 28)
    known = FINDERS[shift.finder](grey)
    assert known.found.any(), "without a place nothing is compared"
    for severity in (2, 5):
        again = shift(grey, severity=severity)
        assert torch.equal(shift(grey, severity=severity, places=known), again)
        assert torch.equal(shift(colour, severity=severity, places=known), again.view(colour.shape)), (
            "a colour is an image"
        )
    nowhere = replace(known, found=torch.zeros_like(known.found))
    assert torch.equal(shift(grey, severity=5, places=nowhere), grey), "what is given is not searched for"


def test_two_finders_of_one_name_are_refused() -> None:
    def find_stem(images: torch.Tensor) -> Place:
        return FINDERS["find_stem"](images)

    with pytest.raises(
        ValueError, match=r"^finder 'find_stem' is registered already, and is another function$"
    ):
        register(classes="1", find=find_stem, length=(1, 2, 3, 4, 5))
