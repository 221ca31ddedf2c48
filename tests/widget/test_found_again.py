"""What was selected, kept, found and done, after graphs were built again."""

import asyncio

import numpy as np
import pytest
from sklearn.cluster import DBSCAN

import topoalign_widget as ta
from tests.widget.test_finding import ask
from tests.widget.waits import at_rest
from topoalign_widget import motifs
from topoalign_widget.widget import region_list

# So that there are more nodes and fewer whatever a Mapper chooses by itself.
MANY, FEW = (ta.Mapper(n_intervals=n, clusterer=DBSCAN(eps=4)) for n in (6, 2))


@pytest.fixture
def many():
    rng = np.random.default_rng(0)
    x = np.concatenate([rng.normal(size=(80, 3)), rng.normal(size=(80, 3)) + 6])
    w = ta.compare({"one": x, "two": 2 * x}, mapper=MANY)
    yield w
    w.close()


def nodes_are_those_of_the_graphs(widget):
    return all(
        max(part["nodes"], default=0) < widget.alignment.graphs[name].n_nodes
        for pattern in widget._patterns
        for name, part in pattern["parts"].items()
    )


def test_other_graphs_have_patterns_of_their_own(many):
    last = many.alignment.graphs["one"].n_nodes - 1
    many.wrap("picked", nodes={"one": [last]})
    many.select(nodes={"one": [last]})
    inputs = many.selection["inputs"]
    many.rebuild(FEW)
    assert last >= many.alignment.graphs["one"].n_nodes
    assert many.selection == {"nodes": {}, "inputs": inputs}
    assert many.membranes == [{"name": "picked", "nodes": {}, "inputs": inputs}]
    assert nodes_are_those_of_the_graphs(many)
    # Inputs that are selected are the same after, but not the nodes that hold them.
    many.rebuild(MANY)
    assert many._patterns[0]["parts"]["one"]["nodes"] == [last]
    many.rebuild(FEW)
    assert nodes_are_those_of_the_graphs(many)


def test_regions_that_are_searched_for_are_those_of_the_graphs_that_are_shown(many, monkeypatch):
    searched = []
    original = region_list.encode_regions
    monkeypatch.setattr(region_list, "encode_regions", lambda a: searched.append(a) or original(a))
    before = many.alignment

    async def notebook():
        for _ in range(2):  # two views
            ask(many, "regions")
        many.rebuild(FEW)
        await at_rest()

    asyncio.run(notebook())
    assert [a for a in searched if a is not before] == [many.alignment]
    assert searched.count(before) <= 1
    assert len(many._regions) == len(many.alignment.families)


def test_a_query_stays_where_graphs_are_built_again_and_undone(many):
    many.find(motifs.component())
    many.match = len(many.matches) - 1
    many.rebuild(FEW)
    assert many.match is None
    assert all(match.alignment is many.alignment for match in many.matches)
    many.undo()
    assert many.selection["inputs"] == []
    assert all(match.alignment is many.alignment for match in many.matches)
    assert len(many._matches["entries"]) == len(many.matches)
    many.undo()
    assert many.matches is None
    assert not many._undoable["undo"]


def test_colours_that_are_no_more_are_not_brought_back(many):
    columns = many.color_columns
    many.color_by = columns[1]
    many._rewrite_history(lambda step: {**step, "color_by": "survival"})
    many.select(inputs=[1])
    many.rebuild(FEW)
    many.undo()
    assert many.color_by == columns[1]


def test_a_query_by_example_ends_with_its_graph(many):
    many.find(motifs.like("one", [0, 1]))
    many.rebuild(FEW)
    assert (many.motif, many.matches) == (None, None)
    many.undo()
    assert many.motif is None
