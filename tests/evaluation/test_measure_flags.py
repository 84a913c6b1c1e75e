"""What is counted of ones alone: the eraser takes what it says, and the recorded tables are made again."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gapviz import data
from gapviz.core import tables
from gapviz.evaluation.measure import flags
from gapviz.evaluation.measure.registry import TABLES, Run


@given(seed=st.integers(0, 1000), share=st.floats(0.0, 0.4))
@settings(max_examples=40, deadline=None, derandomize=True, database=None)
def test_as_much_ink_is_rubbed_out_as_lies_under_the_mask_and_none_of_it_there(seed, share):
    dice = torch.Generator().manual_seed(seed)
    images = torch.rand(4, 1, 6, 7, generator=dice)
    mask = torch.rand(images.shape, generator=dice) < share
    order = torch.randn(images.shape, generator=dice)
    rubbed = flags.rubbed_out(images, order, mask)
    assert torch.equal(rubbed[mask], images[mask])
    assert (rubbed >= -1e-6).all()
    gone, under = (images - rubbed).sum((1, 2, 3)), (images * mask).sum((1, 2, 3))
    outside = (images * ~mask).sum((1, 2, 3))
    torch.testing.assert_close(gone, torch.minimum(under, outside), rtol=0, atol=1e-4)


def test_the_largest_goes_first():
    images, mask = torch.tensor([[[[1.0, 1.0, 1.0, 1.0]]]]), torch.tensor([[[[True, False, False, False]]]])
    order = torch.tensor([[[[9.0, 1.0, 3.0, 2.0]]]])
    assert flags.rubbed_out(images, order, mask).flatten().tolist() == [1.0, 1.0, 0.0, 1.0]


@pytest.mark.long
def test_the_detector_and_the_hands_are_counted_again():
    assert TABLES["detector"].count(Run(())).to_dict("list") == tables.table("detector", None).to_dict("list")
    again, recorded = flags.hands(Run(("cnn-0",))), tables.table("hands").query("model == 'cnn-0'")
    assert again["right"].tolist() == recorded["right"].tolist()
    assert again["n"].tolist() == recorded["n"].tolist()


def test_what_was_found_on_training_digits_are_ones():
    table = tables.table("flagged")
    labels = data.load("mnist", "train").labels[torch.tensor(table["index"].to_numpy())]
    assert (labels == flags.ONE).all()
    assert (table["flag"] | table["foot"]).all()
    assert table.query("flag == 1")["length"].min() > 0


@pytest.mark.parametrize("model", flags.EXPLAINED_MODELS)
@pytest.mark.parametrize("name", flags.EXPLAINED_SETS)
def test_evidence_is_recorded_for_every_method_on_the_same_ones(name, model):
    rows = tables.table("evidence").query("set == @name and model == @model")
    assert tuple(rows["method"]) == flags.EXPLAINED
    assert rows[["n", "kept", "without", "at_random"]].drop_duplicates().shape[0] == 1
    assert ((rows["low"] <= rows["of_evidence"]) & (rows["of_evidence"] <= rows["high"])).all()
    (images,) = (images for given, images, _ in flags.masked() if given == name)
    assert (rows["n"] == len(images)).all()


def test_fewer_than_1_percent_of_the_test_ones_cannot_be_given_a_flag():
    assert tables.table("evidence").query("set == 'grafted'")["n"].min() > 0.99 * len(flags.test_ones())
