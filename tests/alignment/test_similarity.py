import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import procrustes as scipy_procrustes
from scipy.spatial.distance import cdist, pdist, squareform
from scipy.stats import ortho_group, spearmanr
from sklearn.neighbors import NearestNeighbors

from topoalign_widget.alignment import similarity
from topoalign_widget.alignment.similarity import (
    centred,
    cka,
    cknna,
    distance_similarities,
    distances,
    global_similarities,
    local_similarities,
    mutual_knn,
    neighbours,
    procrustes,
    rsa,
    rtd_lite,
)

MEASURES = (cka, procrustes, rsa, mutual_knn, cknna, rtd_lite)
seeds = st.integers(0, 10_000)


def pair(seed, n=60):
    """Two views of the same four factors."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(n, 4))
    x = z @ rng.normal(size=(4, 7)) + 0.3 * rng.normal(size=(n, 7))
    y = np.tanh(z) @ rng.normal(size=(4, 5)) + 0.3 * rng.normal(size=(n, 5))
    return x, y


def number(measure, x, y):
    return float(np.mean(measure(x, y)))


def naive_hsic(k, l):  # noqa: E741
    m = len(k)
    k, l = k - np.diag(np.diag(k)), l - np.diag(np.diag(l))  # noqa: E741
    total = (k * l.T).sum() + k.sum() * l.sum() / ((m - 1) * (m - 2)) - 2 * (k @ l).sum() / (m - 2)
    return total / (m * (m - 3))


def naive_neighbours(x, k):
    cosine = 1 - cdist(x, x, "cosine")
    np.fill_diagonal(cosine, -np.inf)
    mask = np.zeros_like(cosine)
    np.put_along_axis(mask, np.argsort(-cosine, axis=1)[:, :k], 1, axis=1)
    return np.where(np.isfinite(cosine), cosine, 0), mask


@pytest.mark.parametrize("seed", range(3))
def test_by_formula(seed):
    x, y = pair(seed)
    k, l = x @ x.T, y @ y.T  # noqa: E741
    assert cka(x, y) == pytest.approx(naive_hsic(k, l) / np.sqrt(naive_hsic(k, k) * naive_hsic(l, l)))
    padded = np.pad(y, ((0, 0), (0, 2)))
    assert 1 - procrustes(x, y) ** 2 == pytest.approx(scipy_procrustes(x, padded)[2])
    assert rsa(x, y) == pytest.approx(spearmanr(pdist(x), pdist(y)).statistic)
    (k, a), (l, b) = naive_neighbours(x, 6), naive_neighbours(y, 6)  # noqa: E741
    np.testing.assert_allclose(mutual_knn(x, y, 6), (a * b).sum(axis=1) / 6)
    own = np.sqrt(naive_hsic(a * k, a * k) * naive_hsic(b * l, b * l))
    both = naive_hsic(a * b * k, a * b * l) + naive_hsic(a * b * l, a * b * k)
    assert cknna(x, y, 6) == pytest.approx(both / 2 / own)
    d, e = (squareform(pdist(v) / np.quantile(pdist(v), 0.9)) for v in (x, y))
    weights = [minimum_spanning_tree(csr_array(v)).sum() for v in (d, e, np.minimum(d, e))]
    assert rtd_lite(x, y) == pytest.approx((weights[0] + weights[1]) / 2 - weights[2])


def test_as_others_compute_it():
    """Numbers that these packages gave for the same arrays; for CKNNA, the mean of both orders."""
    x, y = pair(0)
    assert cka(x, y) == pytest.approx(0.3839849158568219)  # cka-pytorch 1.1.3, hsic1
    assert rsa(x, y) == pytest.approx(0.39456742)  # rsatoolbox 0.3.2, euclidean and spearman
    assert rtd_lite(x, y) == pytest.approx(2.1195500288, rel=1e-6)  # ripser 0.6.15, bars of dimension 0
    # platonic-rep, metrics.py at 07ef02a, of rows of length 1
    assert cknna(x, y) == pytest.approx((0.4682935668369737 + 0.46648236482598304) / 2)
    assert np.mean(mutual_knn(x, y)) == pytest.approx(0.465)


def test_neighbours_are_those_of_scikit_learn():
    x, _ = pair(3)
    found = NearestNeighbors(n_neighbors=5, metric="cosine").fit(x).kneighbors()[1]
    np.testing.assert_array_equal(neighbours(x, 5).inputs, found)


@settings(max_examples=25)
@given(seeds, st.floats(0.01, 100))
def test_rotation_and_scale_change_nothing(seed, scale):
    x, y = pair(seed, 40)
    turned = scale * y @ ortho_group.rvs(5, random_state=seed)
    for measure in MEASURES:
        assert number(measure, x, turned) == pytest.approx(number(measure, x, y), abs=1e-9)
        best = 0 if measure is rtd_lite else 1
        assert number(measure, y, turned) == pytest.approx(best, abs=1e-7)


@settings(max_examples=25)
@given(seeds)
def test_translation_and_order_of_inputs_change_nothing(seed):
    x, y = pair(seed, 40)
    rng = np.random.default_rng(seed)
    moved, order = y + 10 * rng.normal(size=5), rng.permutation(40)
    for measure in MEASURES:
        assert number(measure, x[order], y[order]) == pytest.approx(number(measure, x, y), abs=1e-9)
        assert number(measure, y, x) == pytest.approx(number(measure, x, y), abs=1e-9)
        if measure not in (mutual_knn, cknna):  # cosines are seen from the origin
            assert number(measure, x, moved) == pytest.approx(number(measure, x, y), abs=1e-9)


@settings(max_examples=25)
@given(seeds)
def test_shuffled_is_what_shuffled_rows_give(seed):
    x, y = pair(seed, 40)
    order = np.random.default_rng(seed).permutation(40)
    for prepare, compare in (
        (centred, global_similarities),
        (neighbours, local_similarities),
        (distances, distance_similarities),
    ):
        found = compare(prepare(x), prepare(y), order)
        assert found == pytest.approx(compare(prepare(x), prepare(y[order])), abs=1e-9)


def test_blocks_change_nothing(monkeypatch):
    x, y = pair(1, 300)
    before = [measure(x, y) for measure in (mutual_knn, cknna)]
    monkeypatch.setattr(similarity, "BLOCK", 1000)
    np.testing.assert_array_equal(mutual_knn(x, y), before[0])
    assert cknna(x, y) == before[1]


def test_wide_arrays():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(50, 400)), rng.normal(size=(50, 300))
    y[:, :100] += 2 * x[:, :100]
    k, l = x @ x.T, y @ y.T  # noqa: E741
    assert cka(x, y) == pytest.approx(naive_hsic(k, l) / np.sqrt(naive_hsic(k, k) * naive_hsic(l, l)))
    x0, y0 = x - x.mean(axis=0), y - y.mean(axis=0)
    norm = np.linalg.norm(x0) * np.linalg.norm(y0)
    assert procrustes(x, y) == pytest.approx(np.linalg.norm(x0.T @ y0, "nuc") / norm)
    # Few components hold nearly all of a low-rank array.
    low = rng.normal(size=(500, 8)) @ rng.normal(size=(8, 60)) + 1e-4 * rng.normal(size=(500, 60))
    other = low @ rng.normal(size=(60, 40))
    few, all_of_it = (global_similarities(centred(low, m), centred(other, m)) for m in (10, None))
    assert few == pytest.approx(all_of_it, abs=1e-6)
    assert centred(low, 10).rows.shape == (500, 10)


def test_many_features_of_low_rank():
    rng = np.random.default_rng(0)
    z = rng.normal(size=(600, 5))
    x, y = (z @ rng.normal(size=(5, similarity.MANY_FEATURES + 20)) for _ in range(2))
    x0, y0 = x - x.mean(axis=0), y - y.mean(axis=0)
    expected = np.linalg.norm(x0.T @ y0, "nuc") / np.linalg.norm(x0) / np.linalg.norm(y0)
    assert procrustes(x, y) == pytest.approx(expected, abs=1e-6)


def test_single_precision_is_enough():
    x, y = pair(5, 500)
    for measure in MEASURES:
        single = number(measure, x.astype(np.float32) + 100, y.astype(np.float32) + 100)
        assert single == pytest.approx(
            number(measure, x + 100, y + 100), rel=2e-2 if "nn" in measure.__name__ else 1e-4
        )


def test_many_inputs_are_compared_in_single_precision(monkeypatch):
    x, y = pair(6, 3000)
    single = global_similarities(centred(x), centred(y))
    monkeypatch.setattr(similarity, "MANY_INPUTS", 10_000)
    assert centred(x).rows.dtype == np.float64
    assert single == pytest.approx(global_similarities(centred(x), centred(y)), abs=1e-6)


def test_chance():
    rng = np.random.default_rng(0)
    found = np.array(
        [[cka(*rng.normal(size=(2, 30, 10))), rsa(*rng.normal(size=(2, 30, 10)))] for _ in range(300)]
    )
    assert np.abs(found.mean(axis=0)).max() < 0.02
    kept = [np.mean(mutual_knn(*rng.normal(size=(2, 30, 10)), 5)) for _ in range(300)]
    assert np.mean(kept) == pytest.approx(5 / 29, abs=0.01)


def test_where_nothing_can_be_said():
    line = np.arange(12.0)[:, None]
    corners = np.eye(12)
    assert np.isnan(cka(line, corners))
    assert np.isnan(rsa(line, corners))
    assert np.isnan(cka(line[:3], line[:3]))
    assert np.isnan(procrustes(np.ones((5, 2)), line[:5]))
    assert np.isnan(rsa(line[:2], line[:2]))
    assert 0 < procrustes(line, corners) < 1


@pytest.mark.parametrize("scale", [1e-150, 1e150])
def test_extreme_numbers(scale):
    x, y = pair(2, 30)
    for measure in MEASURES:
        assert number(measure, x * scale, y) == pytest.approx(number(measure, x, y), abs=1e-9)


def test_doubles_and_zeros():
    x, y = pair(2, 30)
    x[:10] = x[0]
    y[5:9] = 0
    found = {measure.__name__: number(measure, x, y) for measure in MEASURES}
    assert all(np.isfinite(value) for value in found.values())
    # Inputs that are equal in one array cost nothing to join; scipy's trees need that said.
    d, e = (squareform(pdist(v) / np.quantile(pdist(v), 0.9)) for v in (x, y))
    stretched = (csr_array(np.where(v == 0, 1e-12, v)) for v in (d, e, np.minimum(d, e)))
    trees = [minimum_spanning_tree(v).sum() for v in stretched]
    assert found["rtd_lite"] == pytest.approx((trees[0] + trees[1]) / 2 - trees[2], abs=1e-8)
