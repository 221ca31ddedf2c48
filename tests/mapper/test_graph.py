import copy
import pickle

import kmapper
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topoalign_widget import MapperGraph
from topoalign_widget.mapper.graph import GraphError

N = 12
nodes = st.lists(st.lists(st.integers(0, N - 1), min_size=1, unique=True), max_size=8)


@given(nodes)
def test_edges_are_the_nerve_and_weights_are_jaccard(given_nodes):
    graph = MapperGraph.from_nodes(given_nodes, N)
    sets = [set(node) for node in given_nodes]
    expected = {
        (i, j): len(sets[i] & sets[j]) / len(sets[i] | sets[j])
        for i in range(len(sets))
        for j in range(i + 1, len(sets))
        if sets[i] & sets[j]
    }
    assert list(map(tuple, graph.edges.tolist())) == list(expected)
    np.testing.assert_allclose(graph.edge_weights, list(expected.values()), rtol=1e-6)
    assert graph.node_sizes.tolist() == [len(node) for node in sets]
    assert graph.coverage == pytest.approx(len(set().union(*sets)) / N)


@given(nodes, st.lists(st.integers(0, N - 1)))
def test_inputs_and_shares(given_nodes, asked):
    graph = MapperGraph.from_nodes(given_nodes, N)
    everything = range(len(given_nodes))
    assert graph.inputs_of(everything).tolist() == sorted(set().union(*map(set, given_nodes)))
    expected = [len(set(node) & set(asked)) / max(len(set(asked)), 1) for node in given_nodes]
    np.testing.assert_allclose(graph.shares(asked), expected)


@given(nodes)
def test_networkx_pickle_and_copies(given_nodes):
    graph = MapperGraph.from_nodes(given_nodes, N, parameters={"lens": "l2norm"})
    back = MapperGraph.from_networkx(graph.to_networkx(), N)
    np.testing.assert_array_equal(back.edges, graph.edges)
    for other in (pickle.loads(pickle.dumps(graph)), copy.deepcopy(graph)):
        assert other == graph
    assert graph != MapperGraph.from_nodes([*given_nodes, [0]], N)


def test_immutable():
    graph = MapperGraph.from_nodes([[0, 1], [1, 2]], 3)
    with pytest.raises(ValueError, match="read-only"):
        graph.edges[0] = 5
    with pytest.raises(ValueError, match="read-only"):
        graph.membership.data[0] = False
    with pytest.raises(AttributeError):
        graph.edges = graph.edges
    with pytest.raises(TypeError):
        graph.parameters["lens"] = "pca"


def test_arrays_of_the_caller_stay_writable():
    lens, interval = np.zeros(3), np.zeros(2, dtype=np.int32)
    MapperGraph.from_nodes([np.array([0, 1]), np.array([1, 2])], 3, lens=lens, node_interval=interval)
    lens[0] = 1
    interval[0] = 1


def test_repr_tells_sizes():
    assert (
        repr(MapperGraph.from_nodes([[0, 1], [1, 2]], 4))
        == "MapperGraph(2 nodes, 1 edges, 4 inputs, 75% covered)"
    )


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ([[0, 9]], "holds input 9, but inputs run from 0 to 3"),
        ([[-1]], "holds input -1"),
        ([[]], "at least one input"),
        ([[0, 0]], "holds an input twice"),
        ([[0.5]], "whole numbers"),
        ([["a"]], "whole numbers"),
        ([[[0], [1, 2]]], "list of input numbers"),
    ],
)
def test_what_is_no_node_is_named(bad, says):
    with pytest.raises(GraphError, match=says):
        MapperGraph.from_nodes(bad, 4)


def test_other_bad_input():
    graph = MapperGraph.from_nodes([[0]], 4)
    with pytest.raises(GraphError, match="run from 0 to 0; got 1"):
        graph.inputs_of([1])
    with pytest.raises(GraphError, match="whole numbers"):
        graph.inputs_of([0.5])
    with pytest.raises(GraphError, match="has 'nodes'"):
        MapperGraph.from_kmapper({"links": {}}, 3)
    with pytest.raises(GraphError, match="no attribute 'inputs'"):
        MapperGraph.from_networkx(nx.path_graph(2), 3)
    with pytest.raises(GraphError, match="each of the 4 inputs"):
        MapperGraph.from_nodes([[0]], 4, lens=[1, 2])
    with pytest.raises(GraphError, match="lens must be numbers"):
        MapperGraph.from_nodes([[0]], 2, lens=["a", "b"])
    with pytest.raises(GraphError, match="each of the 1 nodes"):
        MapperGraph.from_nodes([[0]], 4, node_interval=[1, 2])
    with pytest.raises(GraphError, match="at least 1; got 0"):
        MapperGraph.from_nodes([], 0)


@pytest.mark.parametrize("asked", [[4], [-1], [0.5], ["a"]])
def test_shares_of_what_is_no_input(asked):
    with pytest.raises(GraphError, match=r"Inputs (run from 0 to 3|are whole numbers)"):
        MapperGraph.from_nodes([[0]], 4).shares(asked)


def test_kmapper_draws_the_graph():
    graph = MapperGraph.from_nodes([[0, 1], [1, 2], [3]], 4, node_interval=[0, 1, 1])
    html = kmapper.KeplerMapper(verbose=0).visualize(graph.to_kmapper(), save_file=False)
    assert "cube1_cluster1" in html
    drawn = kmapper.adapter.to_networkx(graph.to_kmapper())
    assert set(drawn.edges) == {("cube0_cluster0", "cube1_cluster0")}
