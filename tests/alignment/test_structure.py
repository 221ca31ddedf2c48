import networkx as nx
import numpy as np
import pytest
from scipy.stats import kstest

from topoalign_widget.alignment.significance import false_discovery_rates
from topoalign_widget.alignment.structure import SHORTEST, compare_structure, geodesics, holes
from topoalign_widget.mapper.graph import MapperGraph


def chain(n_nodes=6, step=10, lens=None, order=None):
    """Nodes that overlap along a line of inputs."""
    n = step * (n_nodes + 1)
    order = np.arange(n) if order is None else order
    return MapperGraph.from_nodes([order[i * step : (i + 2) * step] for i in range(n_nodes)], n, lens=lens)


def ring(n=120, n_nodes=12, lens=None):
    step = n // n_nodes
    nodes = [np.arange(i * step, (i + 2) * step) % n for i in range(n_nodes)]
    return MapperGraph.from_nodes(nodes, n, lens=lens)


def test_without_a_lens_distances_are_mean_hops_between_the_nodes_of_inputs():
    graph = ring()
    inputs = np.arange(0, 120, 7)
    hops = dict(nx.all_pairs_shortest_path_length(graph.to_networkx()))
    at = [np.flatnonzero(graph.shares([i])) for i in inputs]
    expected = [[np.mean([hops[u][v] for u in x for v in y]) for y in at] for x in at]
    np.testing.assert_allclose(geodesics(graph, np.arange(12), inputs), expected)


def expected_with_lens(graph, inputs):
    lens = graph.lens / np.where(np.ptp(graph.lens, axis=0) > 0, np.ptp(graph.lens, axis=0), 1)
    place = np.array([lens[graph.inputs_of([i])].mean(axis=0) for i in range(graph.n_nodes)])
    lengths = np.linalg.norm(place[graph.edges[:, 0]] - place[graph.edges[:, 1]], axis=1)
    unit = np.median(lengths)
    own = nx.Graph()
    own.add_nodes_from(range(graph.n_nodes))
    for (i, j), length in zip(graph.edges.tolist(), lengths, strict=True):
        own.add_edge(i, j, weight=length / unit + SHORTEST)
    along = dict(nx.all_pairs_dijkstra_path_length(own))
    at = [np.flatnonzero(graph.shares([i])) for i in inputs]

    def apart(p, q):
        there = [
            (np.linalg.norm(lens[inputs[p]] - place[u]) + np.linalg.norm(lens[inputs[q]] - place[v])) / unit
            + along[u][v]
            for u in at[p]
            for v in at[q]
        ]
        direct = np.linalg.norm(lens[inputs[p]] - lens[inputs[q]]) / unit
        return min([*there, direct] if set(at[p]) & set(at[q]) else there)

    return [[apart(p, q) for q in range(len(inputs))] for p in range(len(inputs))]


@pytest.mark.parametrize("dimensions", [1, 3])
def test_with_a_lens_distances_are_along_its_values(dimensions):
    lens = np.random.default_rng(0).normal(size=(120, dimensions)).cumsum(axis=0)
    graph, inputs = ring(lens=lens), np.arange(0, 120, 9)
    found = geodesics(graph, np.arange(12), inputs)
    np.testing.assert_allclose(found, expected_with_lens(graph, inputs))


def test_lens_values_of_one_dimension_may_be_all_the_same():
    line = np.arange(70.0)
    graph, wide = chain(lens=line), chain(lens=np.column_stack([line, np.full(70, 3.0)]))
    nodes, inputs = np.arange(6), np.arange(0, 70, 5)
    np.testing.assert_array_equal(geodesics(graph, nodes, inputs), geodesics(wide, nodes, inputs))
    still = geodesics(chain(lens=np.zeros(70)), nodes, inputs)
    assert np.isfinite(still).all()
    assert still[0].max() == still[0, -1]


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_where_a_lens_value_is_not_known_hops_count(bad):
    lens = np.arange(70.0)
    lens[3] = bad
    nodes, inputs = np.arange(6), np.arange(0, 70, 5)
    np.testing.assert_array_equal(
        geodesics(chain(lens=lens), nodes, inputs), geodesics(chain(), nodes, inputs)
    )


@pytest.mark.parametrize("lens", [None, np.r_[np.arange(0, 100, 2.5), np.arange(40) * 0.01]])
def test_what_no_path_joins_is_farthest_apart(lens):
    graph = MapperGraph.from_nodes([range(20), range(10, 40), range(40, 60), range(50, 80)], 80, lens=lens)
    apart = geodesics(graph, np.arange(4), np.arange(80))
    same = (np.arange(80) < 40)[:, None] == (np.arange(80) < 40)
    assert apart[~same].min() > apart[same].max()
    np.testing.assert_allclose(apart, apart.T)


def test_equal_arrangements_agree():
    graph = chain(lens=np.arange(70))
    found = compare_structure(
        graph, chain(), (np.arange(6),) * 2, np.arange(70), 99, np.random.default_rng(0)
    )
    assert found.agreement > 0.9
    assert found.p_value == 0.01
    # From the middle of the line outwards.
    assert abs(found.typical[:5] - 34.5).max() < abs(found.typical[-5:] - 34.5).min()


def test_scrambled_arrangements_agree_by_chance_only():
    p_values = []
    for seed in range(120):
        rng = np.random.default_rng(seed)
        a, b = chain(), chain(order=rng.permutation(70))
        found = compare_structure(a, b, (np.arange(6),) * 2, np.arange(70), 39, rng)
        p_values.append(found.p_value)
    assert min(p_values) >= 1 / 40
    assert kstest(p_values, "uniform").pvalue > 0.01


def test_few_nodes_or_equal_distances_tell_nothing():
    rng = np.random.default_rng(0)
    small = compare_structure(chain(), chain(), (np.arange(3), np.arange(6)), np.arange(40), 9, rng)
    assert np.isnan([small.agreement, small.p_value]).all()
    # All inputs are in all nodes.
    block = MapperGraph.from_nodes([range(70)] * 5, 70)
    flat = compare_structure(chain(), block, (np.arange(6), np.arange(5)), np.arange(70), 9, rng)
    assert np.isnan([flat.agreement, flat.p_value]).all()
    untested = compare_structure(chain(), chain(), (np.arange(6),) * 2, np.arange(70), 0, rng)
    assert untested.agreement == pytest.approx(1)
    assert np.isnan(untested.p_value)


def test_holes_of_a_part():
    assert holes(ring(), np.arange(12)) == 1
    assert holes(ring(), np.arange(11)) == 0


def test_false_discovery_rates_by_hand():
    gains = np.array([10.0, 5.0, 1.0])
    rates = false_discovery_rates(gains, np.array([6.0, 2.0, 0.5]), 9)
    # (1 + 0)/10/1, (1 + 1)/10/2, (1 + 2)/10/3: all 0.1.
    np.testing.assert_allclose(rates, [0.1, 0.1, 0.1])
    rates = false_discovery_rates(gains, np.array([6.0] * 8), 9)
    np.testing.assert_allclose(rates, [0.1, 0.3, 0.3])
    # As likely by chance as not: never above 1; never below what so many repetitions can tell.
    assert false_discovery_rates(np.array([1.0]), np.full(50, 2.0), 9).tolist() == [1]
    np.testing.assert_allclose(false_discovery_rates(gains, np.empty(0), 9), 1 / 30)
