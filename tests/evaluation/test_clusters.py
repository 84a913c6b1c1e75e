"""Intervals where digits come in clusters: typefaces, writers, photographs."""

import numpy as np
import pytest
import scipy

from gapviz import evaluation
from gapviz.evaluation.metrics import student_95


def test_clusters_that_stand_or_fall_together_count_once():
    whole = np.repeat(np.arange(40)[:, None] < 30, 10, axis=1)
    found, alone = evaluation.clustered(whole), evaluation.estimate(30, 40)
    assert (found.value, found.n) == (alone.value, 400)
    assert (found.low, found.high) == pytest.approx((alone.low, alone.high), abs=0.01)


def test_clusters_of_single_draws_are_as_wide_as_these():
    draws = np.random.default_rng(3).random((200, 10)) < 0.8
    found, plain = evaluation.clustered(draws), evaluation.estimate(int(draws.sum()), draws.size)
    assert found.high - found.low == pytest.approx(plain.high - plain.low, rel=0.2)
    assert found.high - found.low >= plain.high - plain.low - 1e-9
    same = np.ones((5, 10), dtype=bool)
    assert evaluation.clustered(same) == evaluation.estimate(50, 50)


def writers(count, size, spread, seed):
    """How many of `size` digits each writer has right: their shares are spread about 0.7 (beta-binomial)."""
    dice = np.random.default_rng(seed)
    return dice.binomial(size, dice.beta(0.7 / spread, 0.3 / spread, count))


def test_the_interval_of_writers_is_that_of_a_bootstrap_by_writer():
    right = writers(60, 50, 0.5, seed=1)
    sizes = np.full(60, 50)
    sizes[::2], right[::2] = 30, right[::2] * 30 // 50
    found = evaluation.clustered_counts(right, sizes)
    drawn = np.random.default_rng(2).integers(0, 60, (20_000, 60))
    low, high = np.quantile(right[drawn].sum(1) / sizes[drawn].sum(1), [0.025, 0.975])
    assert (found.value, found.n) == (right.sum() / sizes.sum(), 2400)
    assert found.high - found.low == pytest.approx(high - low, rel=0.05)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.01)
    alone = evaluation.estimate(int(right.sum()), 2400)
    assert found.high - found.low > 3 * (alone.high - alone.low), "these writers differ"


def test_the_interval_of_few_writers_holds_the_truth_as_often_as_it_says():
    held = {"by writer": 0, "by digit": 0}
    for seed in range(500):
        right = writers(9, 60, 0.3, seed)
        by_digit = evaluation.estimate(int(right.sum()), 540)
        for name, found in (
            ("by writer", evaluation.clustered_counts(right, [60] * 9)),
            ("by digit", by_digit),
        ):
            held[name] += found.low <= 0.7 <= found.high
    assert held["by writer"] / 500 == pytest.approx(0.95, abs=0.025)
    assert held["by digit"] / 500 < 0.6, "digits are no draws of their own"


def test_one_writer_is_a_cluster_whose_digits_are_the_draws():
    assert evaluation.clustered_counts([40], [60]) == evaluation.estimate(40, 60)


def test_quantiles_of_students_t_are_scipys():
    for freedom in (*range(1, 30), 100, 1000):
        assert student_95(freedom) == pytest.approx(scipy.stats.t.ppf(0.975, freedom), rel=2e-3)
