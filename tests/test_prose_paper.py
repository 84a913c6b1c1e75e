"""What the prose of chapter 7 says of digits on real paper holds, for the networks that it names."""

import pandas as pd
import pytest

from gapviz.core import tables
from gapviz.imaging import photo

WITHOUT_CONVOLUTION = "mlp|softmax"
PUBLISHED = "recognizer|mnist-react"


@pytest.fixture(scope="module")
def read() -> pd.DataFrame:
    """The shares that are read: a row a set and step that is off, a column a network."""
    return tables.table("photos").set_index(["set", "off", "model"])["value"].unstack()


@pytest.fixture(scope="module")
def convolutional(read: pd.DataFrame) -> pd.DataFrame:
    return read.loc[:, ~read.columns.str.match(WITHOUT_CONVOLUTION)]


@pytest.fixture(scope="module")
def others(read: pd.DataFrame) -> pd.DataFrame:
    return read.loc[:, read.columns.str.match(WITHOUT_CONVOLUTION)]


def test_on_clean_scans_most_steps_are_worth_nothing(read: pd.DataFrame) -> None:
    lost = pd.DataFrame({step: read.loc["written", ""] - read.loc["written", step] for step in photo.STEPS})
    idle = (lost < 0.005).sum(axis=1)
    assert (idle > len(photo.STEPS) / 2).all()


def test_a_plain_threshold_is_as_good_to_a_point_in_a_hundred(convolutional: pd.DataFrame) -> None:
    for scans_of, most in (("american", 0.01), ("others", 0.005), ("others 1 7 9", 0.03), ("written", 0.01)):
        assert (convolutional.loc[scans_of, ""] - convolutional.loc[scans_of, "otsu"]).max() < most


def test_centring_counts_on_ones_sevens_and_nines(convolutional: pd.DataFrame, others: pd.DataFrame) -> None:
    trained = convolutional.loc[:, ~convolutional.columns.str.match(PUBLISHED)]
    for networks, least, most in ((trained, 0.055, 0.145), (others, 0.25, 0.5)):
        worth = networks.loc["others 1 7 9", ""] - networks.loc["others 1 7 9", "centre"]
        assert least < worth.min() <= worth.max() < most
    steps = [step for step in photo.STEPS if step != "centre"]
    for step in steps:
        assert (convolutional.loc["others 1 7 9", step] > convolutional.loc["others 1 7 9", "centre"]).all()


def test_on_photographs_the_steps_are_worth_nearly_everything_and_not_enough(read: pd.DataFrame) -> None:
    assert read.loc["printed", "otsu"].max() < 0.3
    assert read.loc["printed", ""].min() > 0.75
    assert read.loc["printed", ""].max() < 0.95


def test_what_the_squeeze_loses(
    convolutional: pd.DataFrame, others: pd.DataFrame, read: pd.DataFrame
) -> None:
    lost = 1 - convolutional.loc["written", "tutorial"]
    assert 0.2 < lost.min() < 0.25, "from under a quarter of the scans"
    assert 0.5 < lost.max() < 0.7, "to over half"
    assert (1 - others.loc["written", "tutorial"]).min() > 0.5, "most of them for the other two"
    assert (1 - read.loc["printed", "tutorial"]).min() > 0.75, "more than three in four of the printed digits"
