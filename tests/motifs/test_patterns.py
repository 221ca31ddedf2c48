"""Patterns and examples."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx.algorithms.isomorphism import GraphMatcher

from tests.motifs.graphs import aligned, found, mapper_graph
from topoalign_widget import motifs
from topoalign_widget.alignment.alignment import Alignment
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.motifs import MotifError

graphs = st.builds(nx.gnp_random_graph, st.integers(1, 11), st.floats(0.1, 0.6), st.integers(0, 10_000))
patterns = st.builds(nx.gnp_random_graph, st.integers(1, 4), st.floats(0.2, 1), st.integers(0, 10_000))


@settings(max_examples=150)
@given(graphs, patterns)
def test_patterns_are_induced_subgraphs_each_set_once(graph, pattern):
    expected = {frozenset(found) for found in GraphMatcher(graph, pattern).subgraph_isomorphisms_iter()}
    matches = aligned(graph).find(motifs.pattern(pattern))
    assert sorted(match.nodes.tolist() for match in matches) == sorted(map(sorted, expected))
    assert all(len(match.edges) == pattern.number_of_edges() for match in matches)


def test_conditions_on_nodes_of_a_pattern():
    """A path of small, large, small: sizes are one more than degrees."""
    wanted = nx.path_graph(3)
    nx.set_node_attributes(wanted, {0: (None, 2), 1: (4, None), 2: (None, 2)}, "size")
    tripod = nx.star_graph(3)
    tripod.add_edge(3, 4)
    assert found(aligned(tripod), motifs.pattern(wanted)) == [[0, 1, 2]]


def test_conditions_on_all_nodes_of_a_pattern():
    triangle = motifs.pattern(nx.complete_graph(3)).where(size=(None, 4))
    graph = nx.complete_graph(3)
    nx.add_path(graph, [0, 3, 4, 5, 3])
    graph.add_edge(0, 6)  # so it has five inputs
    assert found(aligned(graph), triangle) == [[3, 4, 5]]


def test_the_largest_first():
    matches = aligned(nx.star_graph(3)).find(motifs.pattern(nx.path_graph(2)))
    assert [match.score for match in matches] == [5, 5, 5]
    matches = aligned(nx.path_graph(5)).find(motifs.pattern(nx.path_graph(2)))
    assert [match.score for match in matches] == [5, 5, 4, 4]


def test_like_finds_the_same_shape_elsewhere():
    """A ring with a tail, thrice, among paths."""
    tadpole = nx.cycle_graph(5)
    nx.add_path(tadpole, [0, 5, 6])
    many = nx.disjoint_union_all([tadpole, nx.path_graph(9), tadpole, nx.path_graph(8), tadpole])
    matches = aligned(many).find(motifs.like("a", range(7)))
    assert sorted(match.nodes.tolist() for match in matches[:2]) == [list(range(16, 23)), list(range(31, 38))]
    assert [match.score for match in matches[:2]] == [2, 2]
    assert all(match.score < 1 for match in matches[2:])
    assert all(set(match.nodes.tolist()) != set(range(7)) for match in matches)


def test_like_in_another_graph():
    ring = nx.cycle_graph(6)
    one = mapper_graph(ring)
    other = MapperGraph.from_nodes([one.inputs_of([i]) for i in np.roll(range(6), 2)], one.n_inputs)
    matches = Alignment({"a": one, "b": other}, {}, 1.0, 0).find(motifs.like("a", range(6)))
    assert [(match.graph, match.score) for match in matches] == [("b", 2.0)]


def test_like_may_be_inexact():
    """Nothing in a path is a star; what comes nearest has as many nodes."""
    both = nx.disjoint_union(nx.star_graph(4), nx.path_graph(12))
    matches = aligned(both).find(motifs.like("a", range(5)))
    assert len(matches) > 0
    assert all(len(match.nodes) == 5 and 0 <= match.score < 1 for match in matches)


def test_places_of_like_matches_differ():
    matches = aligned(nx.path_graph(30)).find(motifs.like("a", range(4)))
    places = [set(range(4)), *(set(match.nodes.tolist()) for match in matches)]
    for i, one in enumerate(places):
        assert all(len(one & other) < len(one | other) / 2 for other in places[:i])


def test_like_compares_classes():
    many = nx.disjoint_union_all([nx.path_graph(3)] * 3)
    graph = mapper_graph(many)
    topic = np.full(graph.n_inputs, "art")
    topic[graph.inputs_of([3, 4, 5])] = "law"
    alignment = aligned(graph, metadata={"topic": topic}, label="topic")
    assert found(alignment, motifs.like("a", [0, 1, 2])) == [[6, 7, 8], [3, 4, 5]]


@pytest.mark.parametrize(
    ("motif", "said"),
    [
        (motifs.like("b", [0]), "graph 'b', which there is not"),
        (motifs.like("a", [2, 4]), "run from 0 to 3; got 4"),
        (motifs.like("a", [-1, 2]), "got -1"),
        (motifs.like("a", [0, 1, 3]), "are in 2 pieces. Ask for one of them, such as like('a', [0, 1])"),
    ],
)
def test_what_is_no_example(motif, said):
    graph = nx.path_graph(3)
    graph.add_node(3)
    with pytest.raises(MotifError) as error:
        aligned(graph).find(motif)
    assert said in str(error.value)
