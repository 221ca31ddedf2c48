import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topoalign_widget.alignment.exchange import ExchangeError, compare_inputs, follow, transferred
from topoalign_widget.alignment.features import pieces_of
from topoalign_widget.mapper.graph import GraphError, MapperGraph
from topoalign_widget.representations import MetadataError

N = 12
nodes = st.lists(st.lists(st.integers(0, N - 1), min_size=1, unique=True), min_size=1, max_size=6)


def graph(*held, n_inputs=N):
    return MapperGraph.from_nodes(held, n_inputs)


def test_two_selections():
    found = compare_inputs([5, 1, 1, 3], [3, 9])
    assert found.index.tolist() == [3, 1, 5, 9]
    assert found.index.name == "input"
    assert found["held_by"].tolist() == ["both", "only first", "only first", "only second"]
    metadata = pd.DataFrame({"topic": list("abcdefghij")})
    told = compare_inputs([5, 1, 3], [3, 9], metadata)
    assert told.columns.tolist() == ["held_by", "topic"]
    assert told["topic"].tolist() == ["d", "b", "f", "j"]
    assert compare_inputs([], [], metadata).empty
    with pytest.raises(MetadataError, match="got 10"):
        compare_inputs([10], [], metadata)


def test_a_selection_holds_together_splits_dissolves_and_is_gone():
    graphs = {
        "together": graph([0, 1, 2, 3], [3, 4, 5], [6, 7]),
        "split": graph([0, 1, 2], [3, 4, 5], [6, 7]),
        "within": graph(list(range(12))),
        "dissolved": graph([0, 6, 7, 8], [1, 7, 8, 9], [2, 8, 9, 10], [3, 9, 10, 11]),
        "gone": graph([6, 7]),
        "empty": graph(),
    }
    found = follow([0, 1, 2, 3, 4, 5, 5], graphs)
    assert found.index.tolist() == list(graphs)
    assert found["held"].tolist() == [6, 6, 6, 4, 0, 0]
    assert found["nodes"].tolist() == [2, 2, 1, 4, 0, 0]
    assert found["pieces"].tolist() == [1, 2, 1, 0, 0, 0]
    assert found["largest_share"].tolist() == [1, 0.5, 1, 0, 0, 0]
    np.testing.assert_allclose(found["purity"], [1, 1, 0.5, 0.4, np.nan, np.nan])
    nothing = follow([], graphs)
    assert nothing[["held", "nodes", "pieces"]].to_numpy().sum() == 0
    assert nothing["largest_share"].isna().all()
    with pytest.raises(GraphError, match="Inputs run from 0 to 11"):
        follow([12], graphs)


def test_pieces():
    found = pieces_of(graph([0, 1], [1, 2], [2, 3], [5]), np.array([0, 2, 3]))
    assert [piece.tolist() for piece in found] == [[0], [2], [3]]
    found = pieces_of(graph([0, 1], [1, 2], [2, 3], [5]), np.array([0, 1, 3]))
    assert [piece.tolist() for piece in found] == [[0, 1], [3]]


def test_colours_by_hand():
    source, other = graph([0, 1], [1, 2]), graph([0], [1], [0, 1, 2], [2, 3], [3, 4])
    np.testing.assert_allclose(transferred(source, [0.0, 1.0], other), [0, 0.5, 0.5, 1, np.nan])
    np.testing.assert_allclose(transferred(source, [np.nan, 1.0], other), [np.nan, 1, 1, 1, np.nan])
    found = transferred(source, [[0.0, 1.0], [2.0, 0.0]], other)
    np.testing.assert_allclose(found[:3], [[0, 1], [1, 0.5], [1, 0.5]])
    assert transferred(graph(), [], other).shape == (5,)
    assert transferred(source, [0.0, 1.0], graph()).shape == (0,)
    with pytest.raises(ExchangeError, match="each of the 2 nodes; got shape"):
        transferred(source, [1.0], other)
    with pytest.raises(ExchangeError, match="same inputs"):
        transferred(source, [0.0, 1.0], graph([0], n_inputs=3))


@given(nodes, nodes)
@settings(max_examples=50)
def test_positions_stay_among_those_of_the_nodes_that_hold_the_inputs(a, b):
    one, two = graph(*a), graph(*b)
    positions = np.random.default_rng(0).normal(size=(one.n_nodes, 2)).astype(np.float32)
    found = transferred(one, positions, two)
    inside = found[~np.isnan(found[:, 0])]
    assert (inside >= positions.min(axis=0) - 1e-6).all()
    assert (inside <= positions.max(axis=0) + 1e-6).all()
