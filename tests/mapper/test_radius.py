import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import pdist, squareform

from topoalign_widget.mapper.hops import DUST
from topoalign_widget.mapper.radius import connecting_radius, knee_eps


def connected(rows, radius):
    """Share of the rows that are in components of at least 1 % of them, and of two."""
    near = squareform(pdist(rows)) <= radius
    sizes = np.bincount(connected_components(near)[1])
    return sizes[sizes >= max(DUST * len(rows), 2)].sum() / len(rows)


@given(st.integers(2, 40), st.integers(1, 5), st.integers(0, 99))
def test_at_the_connecting_radius_half_hang_together_and_below_it_they_do_not(n, copies, seed):
    rng = np.random.default_rng(seed)
    rows = np.repeat(rng.normal(size=(n, 3)), copies, axis=0) + 1e-3 * rng.normal(size=(n * copies, 3))
    radius = connecting_radius(rows)
    assert connected(rows, radius * (1 + 1e-6)) >= 0.5
    assert connected(rows, radius * (1 - 1e-6)) < 0.5


def test_near_doubles_do_not_count():
    rows = np.random.default_rng(0).normal(size=(250, 5))
    doubled = np.repeat(rows, 8, axis=0) + 1e-4 * np.random.default_rng(1).normal(size=(2000, 5))
    assert knee_eps(doubled) < 0.1 * connecting_radius(doubled)
    assert connecting_radius(doubled) == pytest.approx(connecting_radius(rows), rel=0.5)


def test_no_radius_connects_one_input():
    assert connecting_radius(np.zeros((1, 2))) == 0
    assert connecting_radius(np.zeros((5, 2))) == 0
