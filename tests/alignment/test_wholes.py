import numpy as np
import pytest

import topoalign_widget as ta
from topoalign_widget.alignment.matching import LEAST_CONTENT, find_matches
from topoalign_widget.alignment.wholes import find_wholes


def ring(order, n_nodes=40, reach=2):
    """A ring of nodes, each with the inputs of a few neighbouring places."""
    places = np.array_split(order, n_nodes)
    nodes = [np.concatenate([places[(i + k) % n_nodes] for k in range(reach)]) for i in range(n_nodes)]
    return ta.MapperGraph.from_nodes(nodes, len(order))


def test_equal_graphs_in_one_piece_are_one_region_though_all_inputs_are_in_it():
    graph = ring(np.arange(400))
    coupled, matches = find_wholes(graph, graph, LEAST_CONTENT)
    assert len(find_matches(coupled, LEAST_CONTENT)) > 1
    assert len(matches) == 1
    assert matches[0].inside.all()
    assert matches[0].content == 1
    (region,) = ta.find_regions({"a": graph, "b": graph})
    assert (region.kind, region.content) == ("match", 1)
    assert region.structure == pytest.approx(1)
    assert dict(region.loops) == {"a": 1, "b": 1}


def test_a_whole_gains_what_its_parts_gain():
    graph = ring(np.arange(400))
    coupled, matches = find_wholes(graph, graph, LEAST_CONTENT)
    parts = find_matches(coupled, LEAST_CONTENT)
    assert matches[0].gain == pytest.approx(sum(part.gain for part in parts))


def test_parts_that_are_strung_in_another_order_stay_apart():
    arcs = np.array_split(np.arange(400), 8)
    other = np.concatenate([arcs[i] for i in (0, 4, 1, 6, 3, 7, 2, 5)])
    graphs = {"a": ring(np.arange(400)), "b": ring(other)}
    regions = ta.find_regions(graphs)
    assert len(regions) > 1
    assert max(len(region.inputs) for region in regions) < 200


def test_wholes_have_no_node_in_common_and_are_in_one_piece():
    rng = np.random.default_rng(0)
    order = np.arange(400)
    order[:60] = rng.permutation(order[:60])
    coupled, matches = find_wholes(ring(np.arange(400)), ring(order), LEAST_CONTENT)
    assert np.sum([match.inside for match in matches], axis=0).max() <= 1
    assert all(min(coupled.pieces(match.inside)) == 1 for match in matches)
