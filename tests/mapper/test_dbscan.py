from contextlib import contextmanager

import joblib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import DBSCAN

from topoalign_widget import Mapper
from topoalign_widget.mapper import dbscan, tiles
from topoalign_widget.mapper.clustering import clusters
from topoalign_widget.mapper.dbscan import cluster_pullbacks, is_euclidean_dbscan


def expected(x, inputs, eps, min_samples):
    labels = DBSCAN(eps=eps, min_samples=min_samples).fit_predict(x[inputs].astype(np.float64))
    return [inputs[labels == label] for label in range(labels.max() + 1)]


def assert_as_scikit_learn(x, pullbacks, eps, min_samples, n_threads=None, device="cpu"):
    found = list(cluster_pullbacks(x, pullbacks, eps, min_samples, n_threads, device))
    assert len(found) == len(pullbacks)
    for (_, inputs), nodes in zip(pullbacks, found, strict=True):
        wanted = expected(x, inputs, eps, min_samples)
        assert [node.tolist() for node in nodes] == [node.tolist() for node in wanted]


def overlapping(n, rng, most=6):
    parts = [np.flatnonzero(rng.random(n) < rng.uniform(0.2, 1)) for _ in range(rng.integers(1, most))]
    return [(k, part) for k, part in enumerate(parts) if len(part)]


@contextmanager
def small():
    """Many tiles, rounds and full buffers from few inputs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiles, "TILE", 4)
        patch.setattr(dbscan, "PAIRS_AT_A_TIME", 2)
        patch.setattr(dbscan, "ROOM", 20)
        yield


@pytest.fixture
def small_tiles():
    with small():
        yield


@settings(max_examples=80)
@given(
    seed=st.integers(0, 2**32 - 1),
    n=st.integers(2, 90),
    d=st.integers(1, 20),
    eps=st.sampled_from([1.0, 1.5, 2.0, 3.0, 4.0]),
    min_samples=st.integers(1, 7),
    dtype=st.sampled_from([np.float32, np.float64]),
)
def test_whole_numbers_with_ties_and_doubles(seed, n, d, eps, min_samples, dtype):
    """Squared distances are whole numbers, so that many lie exactly at eps."""
    rng = np.random.default_rng(seed)
    x = rng.integers(0, rng.integers(2, 7), size=(n, d)).astype(dtype)
    with small():
        assert_as_scikit_learn(x, overlapping(n, rng), eps, min_samples)


def mixture(n, d, rng, spread=1.5):
    centres = rng.normal(size=(5, d)) * spread
    return centres[rng.integers(0, 5, n)] + rng.normal(size=(n, d)) * 0.4


@pytest.mark.parametrize("eps", [0.8, 1.7, 2.6, 4.0, 50.0])
@pytest.mark.parametrize("n_threads", [1, 3])
def test_mixtures_of_many_tiles(eps, n_threads):
    rng = np.random.default_rng(1)
    x = mixture(1500, 24, rng).astype(np.float32)
    assert_as_scikit_learn(x, overlapping(1500, rng), eps, 5, n_threads)


@pytest.mark.parametrize("factor", [1e-30, 1e-12, 1e15, 1e150])
def test_any_scale(small_tiles, factor):
    rng = np.random.default_rng(2)
    x = mixture(120, 5, rng) * factor
    assert_as_scikit_learn(x, overlapping(120, rng), 0.9 * factor, 3)


def test_far_from_the_origin(small_tiles):
    """Float32 cannot tell these inputs apart at all."""
    rng = np.random.default_rng(3)
    x = rng.integers(0, 8, size=(80, 3)) + 1e9
    assert_as_scikit_learn(x, overlapping(80, rng), 2.0, 3)


def test_inputs_that_float32_cannot_hold(small_tiles):
    rng = np.random.default_rng(4)
    x = rng.integers(0, 4, size=(40, 3)).astype(np.float64)
    x[::7] *= 1e60
    found = list(cluster_pullbacks(x, [(0, np.arange(40))], 1e-3, 2))
    doubles = np.unique(x, axis=0, return_counts=True)[1]
    assert sorted(map(len, found[0])) == sorted(doubles[doubles > 1])


def test_a_loose_radius_needs_few_comparisons(monkeypatch):
    """What is connected already is not compared again: that is where the speed comes from."""
    from topoalign_widget.mapper import kernels

    compared = []
    near_inputs = kernels.near_inputs

    def counting(*arguments):
        sure, unsure, reached = near_inputs(*arguments)
        compared.append(sure + unsure)
        return sure, unsure, reached

    monkeypatch.setattr(kernels, "near_inputs", counting)
    x = np.random.default_rng(0).normal(size=(6000, 8)).astype(np.float32)
    [[node]] = cluster_pullbacks(x, [(0, np.arange(6000))], 20.0, 3)
    assert len(node) == 6000
    assert sum(compared) < 0.2 * 6000**2 / 2


def test_memory_mapped_input(tmp_path):
    rng = np.random.default_rng(5)
    x = mixture(400, 12, rng).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    in_memory, from_disk = (Mapper(n_intervals=6).fit(a).graph_ for a in (x, mapped))
    assert (in_memory.membership != from_disk.membership).nnz == 0


@pytest.mark.parametrize("backend", ["threading", "loky"])
def test_backends_give_the_same_graph(backend):
    x = mixture(400, 12, np.random.default_rng(6))
    alone = Mapper(n_intervals=6, n_jobs=1).fit(x).graph_
    with joblib.parallel_config(backend, n_jobs=2):
        together = Mapper(n_intervals=6).fit(x).graph_
    assert (alone.membership != together.membership).nnz == 0
    np.testing.assert_array_equal(alone.node_interval, together.node_interval)


@pytest.mark.parametrize(
    ("clusterer", "ours"),
    [
        (DBSCAN(), True),
        (DBSCAN(metric="minkowski", p=2, algorithm="ball_tree"), True),
        (DBSCAN(metric="minkowski", p=1), False),
        (DBSCAN(metric="cosine"), False),
        (DBSCAN(min_samples=1000), False),
        (type("Other", (DBSCAN,), {})(), False),
    ],
)
def test_only_what_is_the_same_is_replaced(clusterer, ours):
    assert is_euclidean_dbscan(clusterer) is ours


def test_one_pullback_alone():
    x = mixture(200, 6, np.random.default_rng(7))
    inputs = np.arange(0, 200, 2)
    found = clusters(DBSCAN(eps=1.2, min_samples=4), x, inputs)
    assert [node.tolist() for node in found] == [node.tolist() for node in expected(x, inputs, 1.2, 4)]


def test_no_pullbacks():
    assert list(cluster_pullbacks(np.zeros((3, 2)), [], 1.0, 3)) == []
