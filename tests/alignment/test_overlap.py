import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from topoalign_widget import MapperGraph
from topoalign_widget.alignment import overlap as overlaps

N = 10
nodes = st.lists(st.lists(st.integers(0, N - 1), min_size=1, unique=True), max_size=6)


@given(nodes, nodes)
def test_overlaps_are_those_of_sets(a, b):
    ma, mb = (MapperGraph.from_nodes(x, N).membership for x in (a, b))
    shared = np.array([[len(set(u) & set(v)) for v in b] for u in a]).reshape(len(a), len(b))
    either = np.array([[len(set(u) | set(v)) for v in b] for u in a]).reshape(len(a), len(b))
    roots = np.sqrt(np.outer([len(u) for u in a], [len(v) for v in b])).reshape(len(a), len(b))
    assert overlaps.overlap(ma, mb).dtype == np.int32
    np.testing.assert_array_equal(overlaps.overlap(ma, mb).toarray(), shared)
    np.testing.assert_allclose(overlaps.jaccard(ma, mb).toarray(), shared / either)
    np.testing.assert_allclose(overlaps.cosine(ma, mb).toarray(), shared / roots)


@given(nodes, st.lists(st.integers(0, N - 1)))
def test_counterparts_hold_what_was_asked_for_best_first(given_nodes, asked):
    found = overlaps.counterpart(
        np.array(asked, dtype=np.int64), MapperGraph.from_nodes(given_nodes, N).membership
    )
    shares = {i: len(set(node) & set(asked)) / len(set(asked)) for i, node in enumerate(given_nodes) if asked}
    assert dict(zip(found.nodes.tolist(), found.shares.tolist(), strict=True)) == {
        i: s for i, s in shares.items() if s
    }
    assert found.shares.tolist() == sorted(found.shares, reverse=True)
