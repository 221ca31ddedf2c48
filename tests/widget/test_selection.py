import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topoalign_widget.alignment.region import Region
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.widget import selection as selections
from topoalign_widget.widget.selection import SelectionError

GRAPHS = {
    "a": MapperGraph.from_nodes([[0, 1, 2], [2, 3], [3, 4, 5], [6]], n_inputs=8),
    "b": MapperGraph.from_nodes([[0, 1, 2, 3], [3, 4, 5], [5, 6, 7]], n_inputs=8),
}

node_picks = st.fixed_dictionaries(
    {}, optional={"b": st.lists(st.integers(0, 2)), "a": st.lists(st.integers(0, 3))}
)


@given(node_picks)
def test_picked_nodes_come_with_their_inputs_and_canonical_form_is_stable(nodes):
    selection = selections.of_nodes(nodes, GRAPHS)
    held = {i for name, picks in nodes.items() for n in picks for i in GRAPHS[name].inputs_of([n])}
    assert set(selection["inputs"]) == held
    assert selection["inputs"] == sorted(held)
    assert list(selection["nodes"]) == [name for name in GRAPHS if nodes.get(name)]
    assert all(picks == sorted(set(nodes[name])) for name, picks in selection["nodes"].items())
    assert selections.canonical(selection, GRAPHS) == selection


@given(st.lists(st.integers(0, 7)))
def test_free_inputs_are_sorted_and_unique(inputs):
    assert selections.of_inputs(inputs, GRAPHS) == {"nodes": {}, "inputs": sorted(set(inputs))}


def test_picked_nodes_decide_the_inputs():
    claimed = {"nodes": {"a": [1]}, "inputs": [7]}
    assert selections.canonical(claimed, GRAPHS) == {"nodes": {"a": [1]}, "inputs": [2, 3]}


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"nodes": {"aa": [0]}}, "no graph 'aa'. Did you mean 'a'?"),
        ({"nodes": {"a": [4]}}, "run from 0 to 3; got 4"),
        ({"nodes": {"a": [-1]}}, "run from 0 to 3; got -1"),
        ({"nodes": {"a": ["x"]}}, "whole numbers"),
        ({"nodes": [1]}, "must map a graph's name"),
        ({"inputs": [0.5]}, "whole numbers"),
        ({"inputs": [[0], [1, 2]]}, "whole numbers"),
        ({"inputs": [8]}, "run from 0 to 7; got 8"),
        ({"rows": [1]}, "'rows' is neither"),
    ],
)
def test_what_does_not_exist_is_named(bad, says):
    with pytest.raises(SelectionError, match=says.replace("?", r"\?")):
        selections.canonical(bad, GRAPHS)


FRAME = pd.DataFrame({"topic": ["x", "y", "x"], "sure": pd.array([True, None, False], dtype="boolean")})


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("topic == 'x'", [0, 2]),
        ([False, True, True], [1, 2]),
        (FRAME["topic"] == "y", [1]),
        ("sure", [0]),
        (np.zeros(3, dtype=bool), []),
    ],
)
def test_where(condition, expected):
    assert selections.where(condition, FRAME, 3).tolist() == expected


@pytest.mark.parametrize(
    "condition", ["topc == 'x'", "topic ==", "topic", [0, 1, 2], [True, False], "__import__('os')"]
)
def test_where_says_what_is_wrong(condition):
    with pytest.raises(SelectionError, match="where"):
        selections.where(condition, FRAME, 3)


def test_where_needs_metadata():
    with pytest.raises(SelectionError, match="pass metadata="):
        selections.where("topic == 'x'", None, 3)


REGIONS = [
    Region(nodes, np.array(inputs), "match", 1.0, {}, np.nan, np.nan, np.nan, 1.0, {}, {})
    for nodes, inputs in [({"a": np.array([0]), "b": np.array([0])}, [0, 1, 2])]
]


def test_region():
    # Node 0 of b holds input 3, too, which is not common.
    assert selections.of_region(0, REGIONS, GRAPHS) == {"nodes": {}, "inputs": [0, 1, 2]}
    assert selections.of_region(np.int64(0), REGIONS, GRAPHS)["inputs"] == [0, 1, 2]


@pytest.mark.parametrize(
    ("number", "regions", "says"),
    [
        (1, REGIONS, r"run from 0 to 0; got 1. See alignment.regions_frame\(\)"),
        (-1, REGIONS, "got -1"),
        (0, [], "No regions were found"),
        (True, REGIONS, "given by its number"),
        ("0", REGIONS, "given by its number"),
    ],
)
def test_regions_that_do_not_exist(number, regions, says):
    with pytest.raises(SelectionError, match=says):
        selections.of_region(number, regions, GRAPHS)
