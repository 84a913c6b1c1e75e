"""Where strokes are grafted onto test digits is found once, and is what a search from anew would find."""

import pytest
import torch

from gapviz import data, evaluation
from gapviz.evaluation import places
from gapviz.shifts import FINDERS, SHIFTS

GRAFTING = {name: shift for name, shift in SHIFTS.items() if shift.finder}
every_graft = pytest.mark.parametrize("shift", GRAFTING.values(), ids=GRAFTING.keys())


@pytest.fixture
def searched(monkeypatch):
    """How many images each finder has searched since the test began, with nothing known before."""
    counts = dict.fromkeys(FINDERS, 0)

    def counting(name, find):
        def counted(images):
            counts[name] += len(images)
            return find(images)

        return counted

    for name, find in list(FINDERS.items()):
        monkeypatch.setitem(FINDERS, name, counting(name, find))
    places._of_chunk.cache_clear()
    yield counts
    places._of_chunk.cache_clear()


@every_graft
def test_each_digit_of_the_class_is_searched_once_whatever_the_reader_moves(shift, searched):
    own = data.load("mnist", "test").places(*shift.classes)
    for severity in (1, 4, 5):
        where = evaluation.condition(shift.name, severity)
        evaluation.images_under(where, own)
        assert searched[shift.finder] == len(own)
        evaluation.logits_under("softmax-0", where)
        assert searched[shift.finder] == len(own)
    assert sum(searched.values()) == len(own), "no other finder was asked"


def test_shifts_of_one_finder_share_what_it_found(searched):
    own = data.load("mnist", "test").places("1")
    for name in ("flag", "foot", "serifs"):
        evaluation.images_under(evaluation.condition(name, 3), own)
    assert searched["find_stem"] == len(own)


@every_graft
def test_digits_grafted_in_the_set_are_those_grafted_directly(shift):
    test = data.load("mnist", "test")
    own = test.places(*shift.classes)
    others = (test.labels != int(shift.classes[0])).nonzero().flatten()
    chosen = torch.cat((own[::37].flip(0), others[:3], own[:2], own[:1]))
    shown = evaluation.images_under(evaluation.condition(shift.name, 4), chosen)
    expected = test.at(chosen)
    rows = test.labels[chosen] == int(shift.classes[0])
    expected[rows] = shift(expected[rows], severity=4)
    torch.testing.assert_close(shown, expected, rtol=0, atol=1e-6)
    assert (shown[rows] != test.at(chosen)[rows]).any(), "nothing was drawn, so that nothing was compared"


def test_places_stand_in_the_order_of_the_digits_that_were_asked_for():
    test, flag = data.load("mnist", "test"), SHIFTS["flag"]
    own = test.places("1")[torch.tensor([700, 3, 3, 1134, 0])]
    found, direct = places.on_test_digits("mnist", flag, own), FINDERS["find_stem"](test.at(own))
    assert found.found.tolist() == direct.found.tolist()
    torch.testing.assert_close(found.top, direct.top, rtol=0, atol=1e-4)


def test_what_is_kept_of_a_test_set_is_a_few_megabytes():
    test, size = data.load("mnist", "test"), 0
    for shift in {shift.finder: shift for shift in GRAFTING.values()}.values():
        found = places.on_test_digits("mnist", shift, test.places(*shift.classes))
        size += sum(values.numel() * values.element_size() for values in vars(found).values())
    assert size < 8e6
    chunks = -(-len(test) // data.CHUNK) * len(FINDERS)
    assert chunks <= places.KEPT, "a test set fits, so that no release searches again"
