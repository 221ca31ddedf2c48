"""Node for node and edge for edge the graph of kmapper, for any data that could come."""

import warnings

import kmapper
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.cluster import DBSCAN, HDBSCAN, AgglomerativeClustering, KMeans
from threadpoolctl import threadpool_limits

from topoalign_widget import Mapper, MapperGraph


@pytest.fixture(scope="module", autouse=True)
def _one_thread():
    """Tiny clouds: waking threads would take longer than the work."""
    with threadpool_limits(1):
        yield


coordinate = st.floats(-8, 8, width=32) | st.sampled_from([0.0, 1.0, -2.5])


@st.composite
def clouds(draw):
    """Points that are random, on a coarse grid (ties, equal distances), doubled, or flat in some column."""
    n, d = draw(st.integers(2, 40)), draw(st.integers(1, 4))
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    values = draw(arrays(np.float64, (n, d), elements=coordinate))
    if draw(st.booleans()):
        values = np.round(values)
    if draw(st.booleans()):
        values = values[draw(st.lists(st.integers(0, n - 1), min_size=2, max_size=40))]
    if draw(st.booleans()):
        values[:, draw(st.integers(0, d - 1))] = 3.0
    assume((values != values[0]).any())
    return values.astype(dtype)


covers = st.fixed_dictionaries({"n_intervals": st.integers(1, 7), "overlap": st.floats(0, 0.9)})
clusterers = st.one_of(
    st.builds(DBSCAN, eps=st.sampled_from([0.5, 1.0, 2.0, 5.0]), min_samples=st.integers(1, 4)),
    st.builds(DBSCAN, eps=st.sampled_from([0.9, 2.5]), metric=st.sampled_from(["manhattan", "cosine"])),
    st.builds(KMeans, n_clusters=st.integers(1, 2), n_init=st.just(1), random_state=st.just(0)),
    st.builds(AgglomerativeClustering, n_clusters=st.just(2)),
    st.builds(AgglomerativeClustering, n_clusters=st.none(), distance_threshold=st.just(1.5)),
    st.builds(HDBSCAN, min_cluster_size=st.integers(2, 4), copy=st.just(True)),
)


def by_kmapper(x, lens, cover, clusterer):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # KMeans on doubled points
        return kmapper.KeplerMapper(verbose=0).map(
            lens, x, cover=cover, clusterer=clusterer, remove_duplicate_nodes=True
        )


def by_us(x, **parameters):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Mapper(**{"cover": "uniform"} | parameters).fit(x).graph_


def assert_same(graph: MapperGraph, expected) -> None:
    nodes = [graph.inputs_of([i]).tolist() for i in range(graph.n_nodes)]
    assert nodes == [sorted(inputs) for inputs in expected["nodes"].values()]
    number = {name: i for i, name in enumerate(expected["nodes"])}
    edges = {(number[a], number[b]) for a, ends in expected["links"].items() for b in ends}
    assert set(map(tuple, graph.edges.tolist())) == edges
    assert graph.n_edges == len(edges)


@settings(max_examples=150)
@given(clouds(), st.integers(1, 2), covers, clusterers)
def test_uniform_cover(x, lens_dimensions, cover, clusterer):
    lens = x[:, [0, -1][:lens_dimensions]]
    graph = by_us(x, lens=lens, clusterer=clusterer, **cover)
    expected = by_kmapper(x, lens, kmapper.Cover(cover["n_intervals"], cover["overlap"]), clusterer)
    assert_same(graph, expected)


@settings(max_examples=40)
@given(clouds(), covers)
def test_cover_object_of_kmapper(x, cover):
    own = kmapper.Cover(cover["n_intervals"], cover["overlap"])
    clusterer = DBSCAN(eps=1.5, min_samples=2)
    graph = by_us(x, lens=x[:, 0], cover=own, clusterer=clusterer)
    assert_same(graph, by_kmapper(x, x[:, :1], own, clusterer))


def test_intervals_of_their_own_in_each_dimension_and_empty_pullbacks():
    rng = np.random.default_rng(0)
    x = np.concatenate([rng.normal(size=(80, 3)), rng.normal(size=(80, 3)) + 30])
    clusterer = DBSCAN(eps=1.0, min_samples=3)
    graph = by_us(x, lens=x[:, :2], n_intervals=[5, 9], overlap=[0.2, 0.6], clusterer=clusterer)
    assert_same(graph, by_kmapper(x, x[:, :2], kmapper.Cover([5, 9], [0.2, 0.6]), clusterer))
    assert graph.n_nodes > 1


@pytest.mark.parametrize("n", [500, 5000])
def test_ten_by_ten_cubes(n):
    rng = np.random.default_rng(2)
    x = rng.normal(size=(12, 384))[rng.integers(0, 12, n)] + rng.normal(size=(n, 384)) * 0.4
    x = x.astype(np.float32)
    graph = by_us(x, lens="pca2", n_intervals=10, overlap=0.4, clusterer=DBSCAN(eps=11.0, min_samples=3))
    assert graph.n_nodes > 20
    assert_same(graph, by_kmapper(x, graph.lens, kmapper.Cover(10, 0.4), DBSCAN(eps=11.0, min_samples=3)))


@pytest.mark.parametrize("lens", ["l2norm", "pca"])
def test_named_lens_on_a_larger_cloud(lens):
    x = np.random.default_rng(1).normal(size=(2000, 8)).astype(np.float32)
    graph = by_us(x, lens=lens, n_intervals=15, overlap=0.4, clusterer=DBSCAN(eps=1.6))
    assert_same(graph, by_kmapper(x, graph.lens, kmapper.Cover(15, 0.4), DBSCAN(eps=1.6)))


def test_single_precision_is_clustered_in_double():
    tenths = (np.random.default_rng(0).integers(0, 40, size=(60, 2)) / 10).astype(np.float32)
    clusterer = DBSCAN(eps=0.3, min_samples=2, metric="manhattan", algorithm="brute")
    assert (clusterer.fit_predict(tenths) != clusterer.fit_predict(tenths.astype(np.float64))).any()
    graph = by_us(tenths, lens=tenths[:, :1], n_intervals=1, overlap=0.5, clusterer=clusterer)
    assert_same(graph, by_kmapper(tenths, tenths[:, :1], kmapper.Cover(1, 0.5), clusterer))


@settings(max_examples=30)
@given(clouds(), covers)
def test_there_and_back(x, cover):
    graph = by_us(x, lens=x[:, 0], clusterer=DBSCAN(eps=2.0, min_samples=1), **cover)
    back = MapperGraph.from_kmapper(graph.to_kmapper(), graph.n_inputs)
    np.testing.assert_array_equal(back.edges, graph.edges)
    np.testing.assert_array_equal(back.membership.toarray(), graph.membership.toarray())
