"""What the view says where a motif has no match."""

import networkx as nx
import numpy as np
import pytest

import topoalign_widget as ta
from topoalign_widget import motifs
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.widget.nearest import nearest

N_INPUTS = 84


def around(n):
    """Nodes around a ring, each with some inputs in common with the next."""
    inputs = np.arange(12 * n)
    return [np.take(inputs, np.arange(12 * k, 12 * k + 18), mode="wrap").tolist() for k in range(n)]


@pytest.fixture
def alignment():
    graphs = {name: MapperGraph.from_nodes(around(n), N_INPUTS) for name, n in (("six", 6), ("seven", 7))}
    return ta.align(graphs, metadata={"topic": np.repeat(["a", "b"], N_INPUTS // 2)}, label="topic")


def told(alignment, motif, graph=None):
    return nearest(alignment.find(motif, graph=graph), alignment)


def test_the_largest_is_told_where_none_is_as_large_as_was_asked_for(alignment):
    assert told(alignment, motifs.loop(min_length=9)) == "The largest, in 'seven', has 7 nodes."
    assert told(alignment, motifs.loop(min_length=9), graph="six") == "The largest, in 'six', has 6 nodes."
    assert told(alignment, motifs.component(min_nodes=50)) == "The largest, in 'seven', has 7 nodes."


def test_other_graphs_are_told_first(alignment):
    assert told(alignment, motifs.loop(min_length=7), graph="six") == "There is one in 'seven'."


def test_conditions_are_told_where_they_are_the_reason(alignment):
    of_one_topic = motifs.loop(min_length=5).where(label="a")
    assert told(alignment, of_one_topic) == "There are 2 of other nodes: ask for less of the nodes."
    assert told(alignment, of_one_topic, graph="six").startswith("There is one of other nodes")


def test_nothing_is_said_where_nothing_comes_near_or_something_is_found(alignment):
    assert told(alignment, motifs.star(leaves=5)) == ""
    assert told(alignment, motifs.loop()) == ""
    assert told(alignment, motifs.pattern(nx.complete_graph(3))) == ""


def test_a_search_that_was_cut_short_claims_no_more_than_it_found():
    pairs = [own for first in range(0, 2400, 4) for own in ([first, first + 1], [first + 1, first + 2])]
    graph = MapperGraph.from_nodes(pairs, 2400)
    many = ta.align({"pairs": graph}, metadata={"topic": ["a"] * 2399 + ["b"]}, label="topic")
    of_one_topic = motifs.component(min_nodes=2).where(label="b")
    assert told(many, of_one_topic) == "There are 500 or more of other nodes: ask for less of the nodes."
    assert told(many, motifs.component(min_nodes=3)) == "One, in 'pairs', has 2 nodes."


@pytest.mark.parametrize("kind", [kind for kind in motifs.KINDS if kind not in ("pattern", "like")])
def test_every_motif_of_the_palette_can_be_asked_for_less(alignment, kind):
    spec = motifs.from_spec({"kind": kind}).spec()
    larger = {name: 1000 for name in spec if name != "kind"}
    assert alignment.find(motifs.from_spec({**spec, **larger})).found == ()
    told(alignment, motifs.from_spec({**spec, **larger}))
