import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import pearsonr, spearmanr

from topoalign_widget.mapper.agreement import (
    hop_orders,
    nearest_share,
    order_alike,
    orders,
    pairs,
    together_alike,
)


@given(arrays(np.int64, (7, 7), elements=st.integers(0, 4)))
def test_counted_ranks_are_the_sorted_ones(hops):
    np.testing.assert_allclose(hop_orders(hops), orders(hops.astype(float)), atol=1e-12)


def test_order_alike_is_the_mean_of_spearman_within_rows():
    a, b = np.random.default_rng(0).normal(size=(2, 9, 9))
    rows = [spearmanr(np.delete(a[i], i), np.delete(b[i], i)).statistic for i in range(9)]
    assert order_alike(orders(a), orders(b)) == pytest.approx(np.mean(rows))
    assert order_alike(orders(a), orders(a**3)) == pytest.approx(1)


def test_who_is_far_from_all_says_nothing():
    """Distances that are nothing but how far two inputs are from the centre agree over all pairs, not within rows."""
    rng = np.random.default_rng(0)
    radius, x = rng.gamma(9, size=80), rng.normal(size=(80, 300))
    x *= (radius / np.linalg.norm(x, axis=1))[:, None]
    distances = np.linalg.norm(x[:, None] - x, axis=2)
    slices = np.abs(radius[:, None] - radius)
    assert spearmanr(pairs(distances), pairs(radius[:, None] + radius)).statistic > 0.9
    assert abs(order_alike(orders(slices), orders(distances))) < 0.25


def test_an_account_that_tells_nothing():
    flat, other = np.zeros((6, 6)), np.random.default_rng(0).normal(size=(6, 6))
    assert order_alike(orders(flat), orders(other)) == 0
    assert order_alike(hop_orders(flat.astype(int)), orders(other)) == 0
    for k in (0, 1):
        empty = np.zeros((k, k), dtype=int)
        assert order_alike(hop_orders(empty), orders(empty.astype(float))) == 0


def test_phi_is_a_correlation():
    a, b = np.random.default_rng(0).random((2, 50)) < 0.3
    assert together_alike(a, b) == pytest.approx(pearsonr(a, b).statistic)
    assert together_alike(a, np.ones(50, dtype=bool)) == 0


def test_nearest_share_is_beyond_chance():
    rank = np.random.default_rng(0).permutation(1000)
    assert nearest_share(rank < 100, rank) == 1
    assert nearest_share(np.arange(1000) < 500, rank) == pytest.approx(0, abs=0.1)
    assert nearest_share(np.zeros(1000, dtype=bool), rank) == 0
