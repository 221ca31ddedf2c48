from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topoalign_widget.alignment.features import branches, components, loops
from topoalign_widget.mapper.graph import MapperGraph


def mapper_graph(graph: nx.Graph) -> MapperGraph:
    """A Mapper graph with these nodes and edges: each edge is an input of its own, and so is each node."""
    numbered = nx.convert_node_labels_to_integers(graph)
    edges = list(numbered.edges)
    nodes = [[i, *(len(numbered) + k for k, e in enumerate(edges) if i in e)] for i in range(len(numbered))]
    return MapperGraph.from_nodes(nodes, len(numbered) + len(edges))


def filled_betti(graph: nx.Graph) -> int:
    """Loops of the clique complex, by the rank of the boundary of its triangles."""
    number = {frozenset(e): i for i, e in enumerate(graph.edges)}
    rank, pivots = 0, {}
    for triangle in (c for c in nx.enumerate_all_cliques(graph) if len(c) == 3):
        bits = sum(1 << number[frozenset(pair)] for pair in combinations(triangle, 2))
        while bits and (top := bits.bit_length()) in pivots:
            bits ^= pivots[top]
        if bits:
            pivots[top] = bits
            rank += 1
    return len(number) - len(graph) + nx.number_connected_components(graph) - rank


@settings(max_examples=150)
@given(st.integers(2, 14), st.floats(0.1, 0.6), st.integers(0, 10_000))
def test_as_many_loops_as_there_are_holes(n, density, seed):
    graph = nx.gnp_random_graph(n, density, seed=seed)
    found = loops(mapper_graph(graph), shortest=3)
    assert len(found) == filled_betti(graph)
    for loop in found:
        assert len(set(loop.tolist())) == len(loop) >= 4
        assert all(graph.has_edge(a, b) for a, b in zip(loop, np.roll(loop, 1), strict=True))
        chords = [e for e in combinations(loop.tolist(), 2) if graph.has_edge(*e)]
        assert len(chords) == len(loop)
    assert [len(loop) for loop in found] == sorted(map(len, found))


@settings(max_examples=60)
@given(st.integers(2, 12), st.floats(0.1, 0.4), st.integers(0, 10_000))
def test_without_triangles_they_are_a_minimum_cycle_basis(n, density, seed):
    graph = nx.gnp_random_graph(n, density, seed=seed)
    graph.remove_edges_from([e for c in nx.enumerate_all_cliques(graph) if len(c) == 3 for e in [c[:2]]])
    if any(len(c) == 3 for c in nx.enumerate_all_cliques(graph)):
        return
    expected = sorted(map(len, nx.minimum_cycle_basis(graph)))
    assert [len(loop) for loop in loops(mapper_graph(graph), shortest=3)] == expected


def lengths_of_shortest_loops(graph: nx.Graph) -> list[int]:
    """A shortest basis of the loops of the clique complex, of all candidates (Horton), by elimination."""
    number = {frozenset(e): i for i, e in enumerate(graph.edges)}
    pivots: dict[int, int] = {}

    def is_new(bits: int) -> bool:
        while bits and (top := bits.bit_length()) in pivots:
            bits ^= pivots[top]
        if bits:
            pivots[bits.bit_length()] = bits
        return bool(bits)

    for triangle in (c for c in nx.enumerate_all_cliques(graph) if len(c) == 3):
        is_new(sum(1 << number[frozenset(pair)] for pair in combinations(triangle, 2)))
    candidates = []
    for root in graph:
        paths = nx.single_source_shortest_path(graph, root)
        for a, b in graph.edges:
            if a in paths:
                steps = [
                    *zip(paths[a], paths[a][1:], strict=False),
                    *zip(paths[b], paths[b][1:], strict=False),
                ]
                bits = 1 << number[frozenset((a, b))]
                for step in steps:
                    bits ^= 1 << number[frozenset(step)]
                candidates.append((len(steps) + 1, bits))
    return [length for length, bits in sorted(candidates) if is_new(bits)]


@settings(max_examples=80)
@given(st.integers(4, 13), st.floats(0.15, 0.6), st.integers(0, 10_000))
def test_loops_are_as_short_as_can_be(n, density, seed):
    graph = nx.gnp_random_graph(n, density, seed=seed)
    assert [len(loop) for loop in loops(mapper_graph(graph), shortest=3)] == lengths_of_shortest_loops(graph)


def test_the_search_for_loops_can_be_ended():
    def stop():
        raise TimeoutError

    with pytest.raises(TimeoutError):
        loops(mapper_graph(nx.cycle_graph(9)), pause=stop)


def test_short_loops_are_left_out():
    both = nx.disjoint_union(nx.cycle_graph(4), nx.cycle_graph(9))
    assert [sorted(loop.tolist()) for loop in loops(mapper_graph(both))] == [list(range(4, 13))]


def test_many_loops_need_more_than_one_word():
    ladder = nx.grid_2d_graph(2, 81)
    found = loops(mapper_graph(ladder), shortest=4)
    assert len(found) == 80
    assert {len(loop) for loop in found} == {4}


@pytest.mark.parametrize(("arms", "length"), [(3, 4), (5, 3), (2, 6)])
def test_arms_of_a_star(arms, length):
    star = nx.empty_graph(1)
    for arm in range(arms):
        nx.add_path(star, [0, *range(1 + arm * length, 1 + (arm + 1) * length)])
    found = branches(mapper_graph(star))
    expected = [list(range(1 + arm * length, 1 + (arm + 1) * length)) for arm in range(arms)]
    assert sorted(own.tolist() for own in found) == expected


def test_no_branches_in_a_ring_or_a_clump():
    assert branches(mapper_graph(nx.cycle_graph(12))) == []
    assert branches(mapper_graph(nx.complete_graph(8))) == []
    assert branches(mapper_graph(nx.empty_graph(5))) == []


def test_components_in_order():
    both = nx.disjoint_union(nx.path_graph(3), nx.empty_graph(2))
    assert [c.tolist() for c in components(mapper_graph(both))] == [[0, 1, 2], [3], [4]]
