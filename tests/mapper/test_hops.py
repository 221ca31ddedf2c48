import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topoalign_widget.mapper.hops import DUST, Nodes

nodes_of_30 = st.lists(st.sets(st.integers(0, 29), min_size=1, max_size=8).map(sorted), max_size=12)


def gathered(nodes, n_inputs=30):
    return Nodes.of([np.array(node, dtype=np.int64) for node in nodes], n_inputs)


@given(nodes_of_30)
def test_hops_are_those_of_networkx(nodes):
    asked = np.array([0, 3, 7, 11, 12, 29])
    links = nx.Graph()
    links.add_nodes_from(range(len(nodes)))
    links.add_edges_from((i, j) for i in range(len(nodes)) for j in range(i) if set(nodes[i]) & set(nodes[j]))
    length = dict(nx.all_pairs_shortest_path_length(links))

    def between(a, b):
        ways = [length[i][j] for i in range(len(nodes)) for j in length[i] if a in nodes[i] and b in nodes[j]]
        return min(ways, default=None)

    found = [[between(a, b) for b in asked] for a in asked]
    most = max((hops for row in found for hops in row if hops is not None), default=0)
    expected = [[most + 1 if hops is None else hops for hops in row] for row in found]
    np.testing.assert_array_equal(gathered(nodes).hops(asked), expected)


@given(nodes_of_30)
def test_coverage_counts_inputs_once(nodes):
    assert gathered(nodes).coverage() == pytest.approx(len({i for node in nodes for i in node}) / 30)


def test_dust_does_not_count_as_connected():
    n = 1000
    small = int(DUST * n) - 1
    chain = [range(60), range(50, 120)]
    apart = [range(200, 200 + small), range(300, 300 + small + 1)]
    nodes = gathered([list(node) for node in (*chain, *apart)], n)
    assert nodes.coverage() == pytest.approx((120 + 2 * small + 1) / n)
    assert nodes.connected() == pytest.approx((120 + small + 1) / n)


def test_no_nodes():
    nodes = gathered([])
    assert (nodes.coverage(), nodes.connected()) == (0, 0)
    assert np.unique(nodes.hops(np.arange(4))).size == 1
