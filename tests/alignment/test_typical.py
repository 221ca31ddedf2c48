import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import topoalign_widget as ta
from topoalign_widget.alignment import typical
from topoalign_widget.alignment.typical import typical_first
from topoalign_widget.mapper.graph import MapperGraph


def alignment(graphs, **representations):
    positions = {name: np.zeros((g.n_nodes, 2), dtype=np.float32) for name, g in graphs.items()}
    return ta.Alignment(graphs, positions, 1.0, 0, representations=representations or None)


def test_typical_inputs_are_in_the_middle_of_every_representation():
    line = np.array([0, 1, 2, 3, 4, 100, 6, 7], dtype=float)[:, None]
    graphs = {name: MapperGraph.from_nodes([range(8)], n_inputs=8) for name in "ab"}
    own = alignment(graphs, a=line, b=line * [[-2.0, 0.0]])
    assert typical_first(np.array([0, 1, 2, 3, 4]), own).tolist() == [2, 1, 3, 0, 4]
    # Input 5 is in the middle of one and far out in the other.
    twisted = alignment(graphs, a=np.arange(8.0)[:, None], b=line)
    assert typical_first(np.arange(8), twisted)[-1] != 5
    assert typical_first(np.arange(8), twisted)[0] in (3, 4)


@given(st.sets(st.integers(0, 40), min_size=3))
def test_typical_squared_distances_are_those_of_all_pairs(inputs):
    x = np.random.default_rng(0).normal(size=(41, 3)) * [1, 5, 0.1]
    graphs = {name: MapperGraph.from_nodes([range(41)], n_inputs=41) for name in "ab"}
    own = np.array(sorted(inputs))
    pairs = np.square(x[own][:, None] - x[own]).sum(axis=(1, 2))
    assert typical_first(own, alignment(graphs, a=x, b=x)).tolist() == own[np.argsort(pairs)].tolist()


def test_ready_made_graphs_tell_what_is_typical_by_their_edges():
    path = MapperGraph.from_nodes([[i, i + 1] for i in range(8)], n_inputs=10)
    ordered = typical_first(np.arange(10), alignment({"a": path, "b": path}))
    assert ordered[0] == 4
    assert ordered[-1] == 9  # in no node
    assert set(ordered[-3:]) == {0, 8, 9}
    empty = MapperGraph.from_nodes([], n_inputs=3)
    assert typical_first(np.arange(3), alignment({"a": empty})).tolist() == [0, 1, 2]


def test_what_is_in_another_piece_is_far():
    # Three inputs by themselves, and a path of seven.
    pieces = MapperGraph.from_nodes([[0, 1, 2], *([i, i + 1] for i in range(3, 9))], n_inputs=10)
    ordered = typical_first(np.arange(10), alignment({"a": pieces}))
    assert ordered[0] == 6
    assert set(ordered[-3:].tolist()) == {0, 1, 2}


def test_of_many_inputs_some_are_put_in_order_and_none_is_lost(monkeypatch):
    monkeypatch.setattr(typical, "MOST_RANKED", 5)
    x = np.arange(40.0)[:, None]
    graphs = {"a": MapperGraph.from_nodes([range(40)], n_inputs=40)}
    ordered = typical_first(np.arange(0, 40, 2), alignment(graphs, a=x))
    assert sorted(ordered.tolist()) == list(range(0, 40, 2))
    assert (np.diff(ordered[5:]) > 0).all()
