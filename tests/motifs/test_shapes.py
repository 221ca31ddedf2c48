"""Paths, forks, flares and loops."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import topoalign_widget as ta
from tests.motifs.graphs import aligned, found, mapper_graph
from topoalign_widget import motifs
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.motifs.skeleton import skeleton_of
from topoalign_widget.motifs.space import Space, hop_lengths

SHAPES = (motifs.path(), motifs.fork(), motifs.flare(), motifs.loop())


def spider(*lengths):
    """A node with legs."""
    legs = nx.empty_graph(1)
    for length in lengths:
        nx.add_path(legs, [0, *range(len(legs), len(legs) + length)])
    return legs


def ribbon(length, width):
    return nx.convert_node_labels_to_integers(nx.strong_product(nx.path_graph(length), nx.path_graph(width)))


def test_path_in_order():
    match = aligned(nx.path_graph(9)).find(motifs.path())[0]
    assert match.nodes.tolist() in (list(range(9)), list(range(9))[::-1])
    assert match.edges.tolist() == [[i, i + 1] for i in range(8)]
    assert match.score == 9


def test_a_path_is_as_long_as_asked():
    assert found(aligned(nx.path_graph(7)), motifs.path(8)) == []
    assert found(aligned(nx.path_graph(7)), motifs.path(7)) == [list(range(7))]


@pytest.mark.parametrize("width", [2, 3])
def test_a_ribbon_is_a_path(width):
    """Nearly all of its nodes have three neighbours or more."""
    match = aligned(ribbon(14, width)).find(motifs.path())[0]
    assert sorted(match.nodes.tolist()) == list(range(14 * width))
    across = match.nodes // width
    assert (np.diff(across) >= 0).all() or (np.diff(across) <= 0).all()


def test_neither_path_nor_fork_in_rings_and_clumps():
    for graph in (nx.cycle_graph(20), nx.complete_graph(12), nx.empty_graph(6), ribbon(7, 7)):
        alignment = aligned(graph)
        for motif in (motifs.path(), motifs.fork(), motifs.flare()):
            assert found(alignment, motif) == []


@pytest.mark.parametrize("lengths", [(4, 4, 4), (6, 5, 4, 3), (8, 3, 3)])
def test_arms_of_a_spider(lengths):
    alignment = aligned(spider(*lengths))
    fork = alignment.find(motifs.fork())[0]
    assert sorted(fork.nodes.tolist()) == list(range(1 + sum(lengths)))
    assert fork.score == sorted(lengths)[-3]
    flares = alignment.find(motifs.flare())
    assert [len(flare.nodes) for flare in flares] == sorted(lengths, reverse=True)
    assert {int(flare.nodes[-1]) for flare in flares} == {v for v, d in spider(*lengths).degree if d == 1}
    assert found(alignment, motifs.fork(len(lengths) + 1)) == []
    assert found(alignment, motifs.fork(min_length=sorted(lengths)[-3] + 1)) == []


def test_a_short_leg_is_part_of_the_path():
    assert found(aligned(spider(6, 6, 1)), motifs.path()) == [list(range(14))]
    assert found(aligned(spider(6, 6, 1)), motifs.fork()) == []


def test_arms_that_meet_again_are_no_fork():
    lollipop = nx.cycle_graph(14)
    nx.add_path(lollipop, [0, *range(14, 20)])
    alignment = aligned(lollipop)
    assert found(alignment, motifs.fork()) == []
    assert found(alignment, motifs.flare()) == [list(range(14, 20))]
    assert found(alignment, motifs.path()) == [list(range(14, 20))]
    assert found(alignment, motifs.loop()) == [list(range(14))]


def test_loop_in_order():
    match = aligned(nx.cycle_graph(9)).find(motifs.loop())[0]
    ring = nx.Graph(match.edges.tolist())
    assert nx.is_isomorphic(ring, nx.cycle_graph(9))
    assert all(ring.has_edge(a, b) for a, b in zip(match.nodes, np.roll(match.nodes, 1), strict=True))
    assert match.score == 9


def test_longest_loop_first():
    both = nx.disjoint_union(nx.cycle_graph(6), nx.cycle_graph(10))
    assert [match.score for match in aligned(both).find(motifs.loop())] == [10, 6]
    assert found(aligned(both), motifs.loop(7)) == [list(range(6, 16))]


@settings(max_examples=60)
@given(st.integers(1, 16), st.floats(0.05, 0.5), st.integers(0, 10_000))
def test_strands_and_joints_of_any_graph(n, density, seed):
    """No node is in two of them, each holds together, and strands are as long as matches say."""
    graph = mapper_graph(nx.gnp_random_graph(n, density, seed=seed))
    skeleton = skeleton_of(graph, np.ones(graph.n_edges))
    parts = [np.concatenate(strand.pieces) for strand in skeleton.strands] + list(skeleton.joints.values())
    nodes = np.concatenate(parts)
    assert len(np.unique(nodes)) == len(nodes) == n
    whole = nx.Graph(graph.edges.tolist())
    whole.add_nodes_from(range(n))
    for strand in skeleton.strands:
        assert (
            nx.is_connected(whole.subgraph(np.concatenate(strand.pieces).tolist())) or len(strand.pieces) == 1
        )
        assert set(strand.joints) <= {None, *skeleton.joints}


@settings(max_examples=30)
@given(st.integers(0, 1000), st.sampled_from([(5, 5, 5), (7, 3, 3, 2), (9, 9)]))
def test_the_order_of_nodes_does_not_matter(seed, lengths):
    graph = spider(*lengths)
    order = np.random.default_rng(seed).permutation(len(graph))
    shuffled = nx.relabel_nodes(graph, dict(enumerate(order.tolist())))
    shuffled = nx.Graph(sorted(map(sorted, shuffled.edges)))
    again = nx.Graph()
    again.add_nodes_from(range(len(graph)))
    again.add_edges_from(shuffled.edges)
    for motif in (motifs.path(), motifs.fork(), motifs.flare()):
        there = [sorted(order[nodes].tolist()) for nodes in found(aligned(graph), motif)]
        assert sorted(there) == sorted(found(aligned(again), motif))


def strip(rows, width, n=600, seed=0):
    """Inputs in a strip with a lens along it, in nodes of overlapping intervals, and what lies beside the lens."""
    rng = np.random.default_rng(seed)
    along = np.sort(rng.random(n)) * rows
    starts = np.arange(0, rows - 1)
    nodes = [np.flatnonzero((along >= start) & (along < start + 2)) for start in starts]
    beside = width * rng.normal(size=(n, 3))
    return MapperGraph.from_nodes(nodes, n, lens=along), np.column_stack([along, beside])


def test_the_representation_tells_what_is_wide():
    """With a lens of one dimension the graph is the same path, however wide the data are."""
    thin, x = strip(12, 0.1)
    wide, y = strip(12, 5.0)
    assert thin == wide
    assert len(aligned(thin, representations={"a": x}).find(motifs.path())) == 1
    assert len(aligned(wide, representations={"a": y}).find(motifs.path())) == 0
    assert len(aligned(wide).find(motifs.path())) == 1  # nothing is known


def test_a_blob_on_a_string_parts_it():
    graph, x = strip(30, 0.05, n=1500)
    x[(x[:, 0] > 12) & (x[:, 0] < 16), 1:] *= 40
    matches = aligned(graph, representations={"a": x}).find(motifs.path())
    assert len(matches) == 2
    for match in matches:
        assert not np.isin(match.inputs, np.flatnonzero((x[:, 0] > 13) & (x[:, 0] < 15))).any()


def test_width_does_not_depend_on_how_much_is_looked_at():
    graph, x = strip(12, 2.0, n=20_000)
    few, y = strip(12, 2.0, n=1000)
    pieces = [np.array([i]) for i in range(11)]
    whole, part = (Space(g, rows)._row(pieces, False) for g, rows in ((graph, x), (few, y)))
    assert whole.length == pytest.approx(part.length, rel=0.1)
    assert whole.width == pytest.approx(part.width, rel=0.1)
    assert whole.width == pytest.approx(2.0, rel=0.15)


def test_hops():
    assert hop_lengths(mapper_graph(nx.path_graph(4))).tolist() == [1, 1, 1]
    graph = MapperGraph.from_nodes([[0, 1], [1, 2], [2, 3]], 4, lens=[0.0, 2, 4, 6])
    assert hop_lengths(graph).tolist() == [1, 1]
    same = MapperGraph.from_nodes([[0, 1], [1, 2]], 3, lens=[1.0, 1, 1])
    assert hop_lengths(same).tolist() == [1]
    assert hop_lengths(mapper_graph(nx.empty_graph(2))).tolist() == []


@pytest.mark.parametrize(("shape", "motif"), [("loop", motifs.loop(12)), ("fork", motifs.fork())])
def test_planted_shapes(shape, motif):
    """With a lens of two dimensions; of a blob, it shows none of the shapes."""
    rng = np.random.default_rng(3)
    t = rng.random(800)
    if shape == "loop":
        angle = 2 * np.pi * t
        x = np.column_stack([np.cos(angle), np.sin(angle)]) * 1.2
    else:
        arm = rng.integers(0, 3, 800) * 2 * np.pi / 3
        x = np.column_stack([np.cos(arm) * t, np.sin(arm) * t]) * 2.2
    x = np.column_stack([x, np.zeros((800, 4))]) + 0.05 * rng.normal(size=(800, 6))
    blob = rng.normal(size=(800, 6)) * 0.45 + [9, 0, 0, 0, 0, 0]
    mapper = ta.Mapper("pca2", "uniform", 12, 0.5)
    one, none = (ta.align({"a": rows.astype(np.float32)}, mapper=mapper) for rows in (x, blob))
    assert [len(match.inputs) > 400 for match in one.find(motif)] == [True]
    for other in SHAPES:
        assert len(none.find(other)) == 0
