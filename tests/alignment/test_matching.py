from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from sklearn.cluster import DBSCAN
from sklearn.metrics import mutual_info_score

from topoalign_widget.alignment.coupled import Coupled
from topoalign_widget.alignment.hierarchy import merge_tree
from topoalign_widget.alignment.matching import MOST_HOPES, _Search, find_matches
from topoalign_widget.alignment.matching_kernels import gain_of, gains_of_clusters, refine, set_bits
from topoalign_widget.mapper.estimator import Mapper
from topoalign_widget.mapper.graph import MapperGraph

seeds = st.integers(0, 2**32 - 1)


def adjacency(weights):
    upper = np.triu(weights, 1)
    graph = csr_array(upper + upper.T)
    graph.sort_indices()
    return graph


def tree_of(weights):
    graph = adjacency(weights)
    return merge_tree(graph.indptr, graph.indices, graph.data)


def members_of(merges, n):
    members = [frozenset([i]) for i in range(n)]
    for x, y in merges.tolist():
        members.append(members[x] | members[y])
    return members


def nearness(w, x, y):
    x, y = list(x), list(y)
    return w[np.ix_(x, y)].sum() / (w[x].sum() * w[y].sum())


def merged_naively(w):
    """Merge, of all pairs, the nearest first."""
    clusters, made = [frozenset([i]) for i in range(len(w))], set()
    while len(clusters) > 1:
        x, y = max(combinations(clusters, 2), key=lambda two: nearness(w, *two))
        made.add(x | y)
        clusters = [c for c in clusters if c not in (x, y)] + [x | y]
    return made


@given(seeds, st.integers(3, 12))
@settings(max_examples=40)
def test_the_tree_merges_what_is_nearest(seed, n):
    weights = np.random.default_rng(seed).uniform(0.1, 1, (n, n))
    assert set(members_of(tree_of(weights), n)[n:]) == merged_naively(adjacency(weights).toarray())


@given(seeds, st.integers(1, 12), st.floats(0.1, 1), st.booleans())
@settings(max_examples=60)
def test_each_merge_is_of_two_that_are_each_others_nearest(seed, n, density, ties):
    rng = np.random.default_rng(seed)
    weights = (np.full((n, n), 0.3) if ties else rng.uniform(0.1, 1, (n, n))) * (rng.random((n, n)) < density)
    w, merges = adjacency(weights).toarray(), tree_of(weights)
    members = members_of(merges, n)
    there = set(range(n))
    for m, (x, y) in enumerate(merges.tolist()):
        assert {x, y} <= there
        near = nearness(w, members[x], members[y])
        assert near > 0
        for other in there - {x, y}:
            for own in (x, y):
                if w[list(members[own])].sum() and w[list(members[other])].sum():
                    assert nearness(w, members[own], members[other]) <= near * (1 + 1e-6)
        there = there - {x, y} | {n + m}
    assert len(there) == nx.number_connected_components(nx.from_numpy_array(w))


def test_a_tree_of_nothing():
    for n in (0, 1, 4):
        assert tree_of(np.zeros((n, n))).shape == (0, 2)


@pytest.mark.parametrize("seed", [974, 1763, 3131, 3425, 5132])
def test_equally_near_clusters_do_not_run_in_a_circle(seed):
    """Sums of the same weights in another order differ by rounding errors; these did not end."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(6, 60))
    values = [0.1, 0.2, 0.3, 0.7, 1 / 3, 1 / 7, 0.6][: int(rng.integers(1, 7))]
    kinds = int(rng.integers(2, 4))
    between = np.triu(rng.choice(values, (kinds, kinds)))
    between += np.triu(between, 1).T
    kind = rng.integers(0, kinds, n)
    assert len(tree_of(between[kind][:, kind])) == n - 1


@given(seeds, st.integers(2, 300))
@settings(max_examples=60)
def test_the_gain_is_mutual_information_times_content(seed, n):
    rng = np.random.default_rng(seed)
    a = rng.random(n) < rng.random()
    b = np.where(rng.random(n) < rng.random(), a, rng.random(n) < rng.random())
    both, either = (a & b).sum(), (a | b).sum()
    gain = gain_of(a.sum(), b.sum(), both, n)
    if both * n <= a.sum() * b.sum():
        assert gain == 0
    else:
        assert gain == pytest.approx(mutual_info_score(a, b) * n * both / either, rel=1e-6, abs=1e-9)


def test_the_gain_of_very_many_inputs_does_not_overflow():
    n = 2**31
    a = np.int64(n // 2)
    assert gain_of(a, a, a, n) == pytest.approx(n * np.log(2), rel=1e-9)


@st.composite
def graphs(draw, n_inputs=70, most=9):
    """A random graph: nodes are stretches of a circle of inputs, and some strewn ones."""
    rng = np.random.default_rng(draw(seeds))
    nodes = []
    for _ in range(draw(st.integers(0, most))):
        stretch = (rng.integers(n_inputs) + np.arange(rng.integers(1, n_inputs // 2))) % n_inputs
        strewn = rng.choice(n_inputs, rng.integers(0, 4), replace=False)
        nodes.append(np.union1d(stretch[rng.random(len(stretch)) < 0.8], strewn))
    return MapperGraph.from_nodes([node.astype(int) for node in nodes if len(node)], n_inputs)


pairs = st.tuples(graphs(), graphs())


def held(graph, nodes):
    return set(graph.inputs_of(list(nodes)).tolist())


@given(pairs)
@settings(max_examples=60)
def test_clusters_gain_what_their_largest_pieces_do(pair):
    a, b = pair
    coupled = Coupled.of(a, b)
    joined = csr_array(coupled.within + coupled.between)
    joined.sort_indices()
    merges = merge_tree(joined.indptr, joined.indices, joined.data)
    m, near = coupled.membership, coupled.within
    bits = set_bits(m.indptr, m.indices, coupled.n_inputs // 64 + 1)
    gains, largest = gains_of_clusters(merges, a.n_nodes, near.indptr, near.indices, bits, a.n_inputs)
    whole = nx.from_scipy_sparse_array(near)
    sets = [set(m.indices[m.indptr[i] : m.indptr[i + 1]].tolist()) for i in range(coupled.n_nodes)]
    for c, members in enumerate(members_of(merges, coupled.n_nodes)):
        pieces = [
            [(p, set().union(*(sets[i] for i in p))) for p in nx.connected_components(whole.subgraph(own))]
            for own in ({i for i in members if i < a.n_nodes}, {i for i in members if i >= a.n_nodes})
        ]
        for side in range(2):
            assert (largest[c, side] < 0) == (not pieces[side])
            if pieces[side]:
                [(_, own)] = [piece for piece in pieces[side] if largest[c, side] in piece[0]]
                assert len(own) == max(len(inputs) for _, inputs in pieces[side])
                pieces[side] = own
        if all(pieces) and c >= coupled.n_nodes:
            x, y = pieces
            assert gains[c] == pytest.approx(gain_of(len(x), len(y), len(x & y), a.n_inputs))
        else:
            assert gains[c] == 0


@given(pairs, seeds)
@settings(max_examples=60)
def test_refining_gains_and_breaks_nothing(pair, seed):
    a, b = pair
    coupled = Coupled.of(a, b)
    rng = np.random.default_rng(seed)
    before = rng.random(coupled.n_nodes) < 0.5
    free = rng.random(coupled.n_nodes) < 0.7
    m, near = coupled.membership, coupled.within
    inside = before.copy()
    sizes = refine(
        m.indptr, m.indices, near.indptr, near.indices, a.n_nodes, a.n_inputs, inside, free | before
    )
    now, then = ([coupled.inputs(own, 0), coupled.inputs(own, 1)] for own in (inside, before))
    assert sizes.tolist() == [now[0].sum(), now[1].sum(), (now[0] & now[1]).sum()]
    gains = [gain_of(x.sum(), y.sum(), (x & y).sum(), a.n_inputs) for x, y in (then, now)]
    assert gains[1] >= gains[0]
    assert not (inside & ~before & ~free).any()
    for more, fewer in zip(coupled.pieces(before), coupled.pieces(inside), strict=True):
        assert fewer <= more


def told(matches, n_a, swapped=False):
    """What matches are, whatever the order."""
    sides = [(match.inside[:n_a], match.inside[n_a:]) for match in matches]
    return sorted(
        (np.flatnonzero(x).tolist(), np.flatnonzero(y).tolist())
        for x, y in (side[::-1] if swapped else side for side in sides)
    )


@given(pairs)
@settings(max_examples=60)
def test_matches_share_no_node_and_are_what_they_say(pair):
    a, b = pair
    coupled = Coupled.of(a, b)
    found = find_matches(coupled, 0.1)
    assert (sum((match.inside.astype(int) for match in found), np.zeros(coupled.n_nodes, int)) <= 1).all()
    gains = [match.gain for match in found]
    assert gains == sorted(gains, reverse=True)
    for match in found:
        x = held(a, np.flatnonzero(match.inside[: a.n_nodes]))
        y = held(b, np.flatnonzero(match.inside[a.n_nodes :]))
        assert match.sizes.tolist() == [len(x), len(y), len(x & y)]
        assert match.content == pytest.approx(len(x & y) / len(x | y))
        assert match.gain == pytest.approx(gain_of(len(x), len(y), len(x & y), a.n_inputs))
        assert match.beyond_chance(a.n_inputs) >= 0.1
        assert min(coupled.pieces(match.inside)) == 1
    taken = np.logical_or.reduce([np.zeros(coupled.n_nodes, bool), *(match.inside for match in found)])
    for node in np.flatnonzero(~taken):
        side = int(node >= a.n_nodes)
        own = np.zeros(coupled.n_nodes, bool)
        own[node] = True
        for match in found:
            assert (coupled.inputs(own, side) & ~coupled.inputs(match.inside, side)).any()


@given(pairs, seeds)
@settings(max_examples=40)
def test_numbers_of_inputs_do_not_matter(pair, seed):
    order = np.random.default_rng(seed).permutation(pair[0].n_inputs)
    again = [
        MapperGraph.from_nodes([order[g.inputs_of([i])] for i in range(g.n_nodes)], g.n_inputs) for g in pair
    ]
    n_a = pair[0].n_nodes
    assert told(find_matches(Coupled.of(*pair), 0.1), n_a) == told(find_matches(Coupled.of(*again), 0.1), n_a)


def ring(n, n_nodes, width=2.0, shift=0):
    """Nodes that overlap around a ring of n inputs."""
    step = n / n_nodes
    return [
        (np.arange(np.ceil(i * step + shift), np.ceil(i * step + shift + width * step)).astype(int)) % n
        for i in range(n_nodes)
    ]


@pytest.mark.parametrize("n", [63, 64, 65, 128])
def test_words_of_64_inputs(n):
    inputs = MapperGraph.from_nodes([range(n // 2), range(n // 2, n)], n)
    found = find_matches(Coupled.of(inputs, inputs), 0.3)
    assert [match.content for match in found] == [1, 1]


def test_very_many_equal_neighbours_take_no_time():
    """All parts of a grid match, and so do all neighbours taken as one: each pair of them, and so on."""
    xy = np.random.default_rng(0).random((3000, 2)) * 14
    cells = [(i, j) for i in range(14) for j in range(14)]
    nodes = [np.flatnonzero((abs(xy - [i + 0.5, j + 0.5]) < 0.75).all(axis=1)) for i, j in cells]
    graph = MapperGraph.from_nodes(nodes, len(xy))
    search = _Search(Coupled.of(graph, graph))
    found = search.candidates()
    assert len(search.with_neighbours(found)) <= 2 * len(found) + MOST_HOPES


@pytest.mark.parametrize(
    ("near", "n_intervals", "seed"), [(1.3, 10, 1), (1.9, 12, 0), (2.2, 8, 0), (2.2, 8, 2)]
)
def test_a_merger_is_found_though_a_neighbour_takes_some_of_its_nodes(near, n_intervals, seed):
    """The first two of four blobs are one in the first graph, and the third is so near that it shares nodes."""
    rng = np.random.default_rng(seed)
    blob = np.repeat(np.arange(4), [150, 150, 90, 150])
    mapper = Mapper(lambda x: x, "uniform", n_intervals, 0.4, DBSCAN(0.5, min_samples=3))
    graphs = []
    for second in ((0, 0), (0, 5)):
        places = np.array([(0, 0), second, (near, 0), (6, 6)])
        graphs.append(mapper.fit(places[blob] + 0.6 * rng.normal(size=(len(blob), 2))).graph_)
    coupled = Coupled.of(*graphs)
    held = [coupled.common(match.inside)[blob < 2].mean() for match in find_matches(coupled, 0.3)]
    assert max(held) > 0.85
