"""Components, trees and cliques, against networkx."""

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.alignment.test_features import filled_betti
from tests.motifs.graphs import aligned, found
from topoalign_widget import motifs

graphs = st.builds(nx.gnp_random_graph, st.integers(1, 14), st.floats(0.05, 0.7), st.integers(0, 10_000))


@settings(max_examples=100)
@given(graphs, st.integers(2, 5))
def test_cliques_are_all_maximal_ones(graph, k):
    expected = sorted(sorted(clique) for clique in nx.find_cliques(graph) if len(clique) >= k)
    matches = aligned(graph).find(motifs.clique(k))
    assert sorted(match.nodes.tolist() for match in matches) == expected
    assert all(len(match.edges) == len(match.nodes) * (len(match.nodes) - 1) / 2 for match in matches)
    assert [match.score for match in matches] == sorted(map(len, expected), reverse=True)


@settings(max_examples=100)
@given(graphs, st.integers(1, 4))
def test_components_and_those_without_holes(graph, least):
    own = [sorted(part) for part in nx.connected_components(graph) if len(part) >= least]
    assert sorted(found(aligned(graph), motifs.component(least))) == sorted(own)
    trees = [
        part for part in own if filled_betti(nx.convert_node_labels_to_integers(graph.subgraph(part))) == 0
    ]
    assert sorted(found(aligned(graph), motifs.tree(least))) == sorted(trees)


@pytest.mark.parametrize(("graph", "is_tree"), [(nx.complete_graph(4), True), (nx.cycle_graph(4), False)])
def test_triangles_of_a_tree_are_filled(graph, is_tree):
    assert bool(found(aligned(graph), motifs.tree())) == is_tree


def test_component_with_most_inputs_first():
    both = nx.disjoint_union(nx.path_graph(3), nx.complete_graph(5))
    assert found(aligned(both), motifs.component()) == [[3, 4, 5, 6, 7], [0, 1, 2]]
