import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from topoalign_widget import Mapper, MapperGraph, joint_layout
from topoalign_widget.alignment.energy import coordination
from topoalign_widget.alignment.layout import LayoutError
from topoalign_widget.alignment.overlap import cosine
from topoalign_widget.alignment.problem import Problem, Threads

N = 14
nodes = st.lists(st.lists(st.integers(0, N - 1), min_size=1, unique=True), max_size=7)


def ring(n_nodes, n_inputs=200, shift=0.0, sizes=3):
    """A cycle of nodes over inputs on a circle."""
    angle = (np.arange(n_inputs) / n_inputs * n_nodes + shift) % n_nodes
    held = [np.flatnonzero(((angle - i) % n_nodes) < sizes / 2) for i in range(n_nodes)]
    return MapperGraph.from_nodes(held, n_inputs)


@pytest.fixture(scope="module")
def pair():
    """Two models of the same three arms and a loop, each with noise of its own."""
    rng = np.random.default_rng(5)
    t = rng.random(900)
    which = rng.integers(0, 4, 900)
    flat = np.column_stack([np.cos(which * 2.1) * t * 4, np.sin(which * 2.1) * t * 4])
    turn = which == 3
    flat[turn] = np.column_stack([8 + np.cos(6.28 * t[turn]), np.sin(6.28 * t[turn])])
    models = [flat @ rng.normal(size=(2, 6)) + 0.15 * rng.normal(size=(900, 6)) for _ in range(2)]
    return {
        name: Mapper(lens="pca", n_intervals=14).fit(x).graph_ for name, x in zip("ab", models, strict=True)
    }


def stress(at, graph):
    i, j = graph.edges.T
    adjacency = csr_array((np.ones(len(i)), (i, j)), shape=(graph.n_nodes,) * 2)
    d = shortest_path(adjacency, directed=False, unweighted=True)
    u, v = np.nonzero(np.triu(np.isfinite(d), 1))
    length, hops = np.linalg.norm(at[u] - at[v], axis=1), d[u, v]
    scale = (length / hops).sum() / (length**2 / hops**2).sum()
    return ((scale * length / hops - 1) ** 2).mean()


def apart(layout, graphs):
    a, b = layout.values()
    c = cosine(*(g.membership for g in graphs.values())).tocoo()
    spread = 2 * np.var(np.concatenate([a, b]), axis=0).sum()
    return np.sqrt((c.data * ((a[c.row] - b[c.col]) ** 2).sum(axis=1)).sum() / c.data.sum() / spread)


@settings(max_examples=60)
@given(st.lists(nodes, min_size=1, max_size=4), st.sampled_from([0.0, 1.0, 10.0]))
def test_any_graphs_get_finite_positions_in_a_common_frame(all_nodes, coupling):
    graphs = [MapperGraph.from_nodes(n, N) for n in all_nodes]
    layout = joint_layout(graphs, coupling=coupling)
    assert list(layout) == [f"graph {i + 1}" for i in range(len(graphs))]
    for graph, at in zip(graphs, layout.values(), strict=True):
        assert at.shape == (graph.n_nodes, 2)
        assert at.dtype == np.float32
        assert np.isfinite(at).all()
    everything = np.concatenate(list(layout.values()))
    if len(everything) > 1:
        np.testing.assert_allclose(everything.mean(axis=0), 0, atol=1e-5)
        assert np.sqrt((everything**2).sum(axis=1).mean()) == pytest.approx(1, abs=1e-4)
        across, up = np.var(everything, axis=0)
        assert across >= up - 1e-5


def test_the_same_seed_gives_the_same_bytes(pair):
    first, second = joint_layout(pair, seed=3), joint_layout(pair, seed=3)
    assert all(first[name].tobytes() == second[name].tobytes() for name in pair)


def test_readable_and_coordinated_at_once(pair):
    joint, alone = joint_layout(pair), joint_layout(pair, coupling=0)
    assert apart(joint, pair) < 0.9 * apart(alone, pair)
    for name, graph in pair.items():
        assert stress(joint[name], graph) < stress(alone[name], graph) + 0.1
        assert stress(joint[name], graph) < 0.25


@pytest.mark.parametrize("seed", range(3))
def test_a_graph_that_differs_is_not_shrunk_among_the_others(seed):
    rng = np.random.default_rng(seed)
    here = rng.random((900, 2))
    there = np.column_stack([0.4 * here[:, 0] + rng.random(900), rng.random(900)])
    graphs = {
        name: Mapper(lens="pca2", cover="uniform", n_intervals=n, overlap=0.4).fit(x).graph_
        for name, x, n in (("a", here, 5), ("b", there, 9))
    }
    radii = [np.sqrt(np.var(at, axis=0).sum()) for at in joint_layout(graphs).values()]
    assert min(radii) > 0.7 * max(radii)


def test_the_slope_of_coordination_is_its_slope(pair):
    """By differences that leave the centre, with no outlier and one graph smaller than the other."""
    rng = np.random.default_rng(0)
    problem = Problem.of(list(pair.values()), rng, Threads())
    small = np.arange(problem.n_nodes)[:, None] < pair["a"].n_nodes
    at = rng.uniform(-1, 1, (problem.n_nodes, 2)) * np.where(small, 0.6, 1)
    _, slope = coordination(problem, at)
    for _ in range(3):
        step = 1e-6 * rng.normal(size=at.shape)
        step -= step.mean(axis=0)
        change = coordination(problem, at + step)[0] - coordination(problem, at - step)[0]
        assert change == pytest.approx(2 * (slope * step).sum(), rel=1e-4)


def test_more_coupling_means_nearer_counterparts(pair):
    distances = [apart(joint_layout(pair, coupling=c), pair) for c in (0.0, 0.3, 3.0, 30.0)]
    assert distances == sorted(distances, reverse=True)


def test_identical_graphs_coincide():
    layout = joint_layout([ring(16), ring(16)])
    assert np.abs(layout["graph 1"] - layout["graph 2"]).max() < 0.05


def test_a_ring_is_drawn_as_a_ring():
    at = joint_layout({"ring": ring(24, sizes=2.5)})["ring"]
    radius = np.linalg.norm(at - at.mean(axis=0), axis=1)
    assert radius.std() / radius.mean() < 0.1


def test_warm_start_stays_where_it_is(pair):
    cold = joint_layout(pair)
    warm = joint_layout(pair, init=cold)
    moved = np.concatenate([np.linalg.norm(warm[n] - cold[n], axis=1) for n in pair])
    assert np.median(moved) < 0.03
    shifted = {name: at * 5 + [100, -7] for name, at in cold.items()}
    again = joint_layout(pair, init=shifted)
    moved = np.concatenate([np.linalg.norm(again[n] - shifted[n], axis=1) for n in pair]) / 5
    assert np.median(moved) < 0.03


def test_warm_start_places_new_nodes_near_their_own(pair):
    cold = joint_layout(pair)
    partial = {"a": cold["a"]}
    placed = joint_layout(pair, init=partial)
    assert apart(placed, pair) < 2 * apart(cold, pair)


def test_graphs_without_common_inputs_in_nodes():
    layout = joint_layout(
        [MapperGraph.from_nodes([[0, 1], [1, 2]], 6), MapperGraph.from_nodes([[3, 4], [4, 5]], 6)]
    )
    assert np.isfinite(np.concatenate(list(layout.values()))).all()


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ({"coupling": -1}, LayoutError, "at least 0; got -1"),
        ({"coupling": float("nan")}, LayoutError, "finite"),
        ({"coupling": "high"}, LayoutError, "got 'high'"),
        ({"seed": -1}, LayoutError, "seed must be a whole number of at least 0; got -1"),
        ({"seed": "x"}, LayoutError, "got 'x'"),
        ({"graphs": {}}, LayoutError, "No graph"),
        ({"graphs": {"a": 1}}, LayoutError, "'a' must be a MapperGraph; got int"),
        ({"graphs": [ring(5), ring(5, n_inputs=100)]}, LayoutError, "same inputs"),
        ({"init": {"r": np.zeros((3, 2))}}, LayoutError, r"must have shape \(8, 2\); got \(3, 2\)"),
        ({"copling": 1}, TypeError, "Did you mean 'coupling'"),
    ],
)
def test_bad_arguments_say_how_to_mend_them(arguments, error, says):
    with pytest.raises(error, match=says):
        joint_layout(**{"graphs": {"r": ring(8)}, **arguments})
