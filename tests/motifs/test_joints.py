"""Stars, bridges and cut nodes, against their definitions."""

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.motifs.graphs import aligned, found, mapper_graph
from topoalign_widget import motifs
from topoalign_widget.mapper.graph import MapperGraph

graphs = st.builds(nx.gnp_random_graph, st.integers(1, 14), st.floats(0.05, 0.4), st.integers(0, 10_000))
# Inputs in nodes at random: they overlap as they like.
covers = st.lists(st.sets(st.integers(0, 30), min_size=1, max_size=6), min_size=1, max_size=14)


def parts_without(graph, edge=(), node=None):
    """Number of inputs of each part that remains of the component, largest first."""
    whole = nx.Graph()
    whole.add_nodes_from(range(graph.n_nodes))
    whole.add_edges_from(graph.edges.tolist())
    start = edge[0] if edge else node
    whole = whole.subgraph(nx.node_connected_component(whole, start)).copy()
    whole.remove_edges_from([edge] if edge else [])
    whole.remove_nodes_from([] if node is None else [node])
    return sorted((len(graph.inputs_of(sorted(p))) for p in nx.connected_components(whole)), reverse=True)


@settings(max_examples=150)
@given(covers)
def test_bridges_and_cut_nodes_count_each_input_once(cover):
    graph = MapperGraph.from_nodes([sorted(node) for node in cover], 31)
    whole = nx.Graph(graph.edges.tolist())
    alignment = aligned(graph)
    bridges = {tuple(match.nodes.tolist()): match.score for match in alignment.find(motifs.bridge(1))}
    assert bridges == {tuple(sorted(edge)): parts_without(graph, edge=edge)[1] for edge in nx.bridges(whole)}
    cut = {int(match.nodes[0]): match.score for match in alignment.find(motifs.cut_node(1))}
    assert cut == {node: parts_without(graph, node=node)[1] for node in nx.articulation_points(whole)}


def test_both_sides_are_large_enough():
    graph = nx.path_graph(6)
    scores = [match.score for match in aligned(graph).find(motifs.bridge(3))]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) >= 3
    assert found(aligned(graph), motifs.bridge(1000)) == found(aligned(graph), motifs.cut_node(1000)) == []


def test_edges_of_a_cut_node():
    match = aligned(nx.star_graph(3)).find(motifs.cut_node(1))[0]
    assert match.nodes.tolist() == [0]
    assert match.edges.tolist() == [[0, 1], [0, 2], [0, 3]]


@settings(max_examples=80)
@given(graphs, st.integers(2, 4))
def test_stars(graph, leaves):
    expected = {}
    for centre in graph:
        own = [node for node in graph[centre] if graph.degree(node) == 1]
        if len(own) >= leaves:
            expected[centre] = sorted(own)
    matches = aligned(mapper_graph(graph)).find(motifs.star(leaves))
    assert {int(m.nodes[0]): m.nodes[1:].tolist() for m in matches} == expected
    for match in matches:
        assert match.score == len(match.edges) == len(match.nodes) - 1
        assert np.isin(match.edges, match.nodes).all()
