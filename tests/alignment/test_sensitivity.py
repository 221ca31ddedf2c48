import numpy as np
import pytest
from sklearn.cluster import DBSCAN, KMeans

import topoalign_widget as ta
from topoalign_widget.alignment.coupled import Coupled
from topoalign_widget.alignment.grid import Grid, settings_together
from topoalign_widget.alignment.matching import LEAST_CONTENT, find_matches
from topoalign_widget.alignment.sensitivity import GridError
from topoalign_widget.mapper.estimator import NoNodesWarning
from topoalign_widget.widget.coloring import ColorError

FIXED = ta.Mapper("pca2", "uniform", 8, 0.4, DBSCAN(eps=0.5, min_samples=3))


@pytest.fixture(scope="module")
def pair():
    """A ring in one model, which the other has cut open; and some noise for features that do not last."""
    rng = np.random.default_rng(0)
    angle = np.sort(rng.random(700)) * 2 * np.pi
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) * 3
    cut = np.column_stack([angle, np.zeros(700)])
    return {name: x + 0.12 * rng.normal(size=x.shape) for name, x in (("ring", ring), ("cut", cut))}


@pytest.fixture(scope="module")
def found(pair):
    return ta.sensitivity(pair, mapper=FIXED)


def test_what_is_in_the_data_survives(found):
    loops = found.features.query("kind == 'loop'")
    assert len(loops.query("graph == 'ring'")) >= 1
    assert loops.query("graph == 'ring'")["survival"].max() > 0.9
    assert not (loops.query("graph == 'cut'")["survival"] > 0.5).any()
    assert found.features.query("kind == 'component'")["survival"].max() == 1


def test_every_setting_has_its_graph(pair, found):
    rows = found.settings.query("graph == 'ring'").sample(4, random_state=0)
    for row in rows.to_dict("records"):
        clusterer = DBSCAN(eps=row["eps"], min_samples=3)
        graph = (
            ta.Mapper("pca2", "uniform", row["n_intervals"], row["overlap"], clusterer)
            .fit(pair["ring"])
            .graph_
        )
        told = (row["nodes"], row["edges"], row["coverage"], row["resolution"])
        assert told == (graph.n_nodes, graph.n_edges, graph.coverage, graph.resolution)
    assert found.settings.groupby("graph").size().tolist() == [26, 26]


def test_shares_by_hand(pair):
    found = ta.sensitivity(pair, mapper=FIXED, grid={"n_intervals": [8, 6, 30], "overlap": [0.4, 0.3]})
    assert len(found.settings) == 2 * 5
    base = found.alignment.graphs["cut"]
    again = [
        ta.Mapper("pca2", "uniform", n, p, FIXED.clusterer).fit(pair["cut"]).graph_
        for n, p in [(8, 0.3), (6, 0.4), (6, 0.3), (30, 0.4), (30, 0.3)]
    ]
    for node in range(base.n_nodes):
        own = base.inputs_of([node])
        held = 0
        for graph in again:
            theirs = [graph.inputs_of([i]) for i in range(graph.n_nodes)]
            held += any(len(np.intersect1d(own, t)) / len(np.union1d(own, t)) >= 0.5 for t in theirs)
        assert found.node_survival["cut"][node] == pytest.approx(held / 5)
    for shares, size in ((found.node_survival, "n_nodes"), (found.edge_survival, "n_edges")):
        for name, graph in found.alignment.graphs.items():
            assert shares[name].shape == (getattr(graph, size),)
            assert ((shares[name] >= 0) & (shares[name] <= 1)).all()


def test_other_parameters(pair):
    grid = {"lens": ["pca", "pca2"], "cover": ["balanced"], "min_samples": [2, 4]}
    found = ta.sensitivity(pair, mapper=FIXED, grid=grid)
    assert set(found.settings["lens"]) == {"pca", "pca2"}
    assert set(found.settings["min_samples"]) == {2, 4}
    summary = found.summary()
    assert summary.loc[("ring", "node"), "count"] == found.alignment.graphs["ring"].n_nodes


@pytest.fixture(scope="module")
def groups():
    """Three groups in each of two models; in the second, two of them lie close together."""
    rng = np.random.default_rng(1)
    group = np.repeat(np.arange(3), 60)
    centres = {"apart": [[0, 0], [9, 0], [20, 1]], "close": [[0, 0], [3, 0], [20, 0]]}
    return {name: np.array(c)[group] + rng.normal(size=(180, 2)) for name, c in centres.items()}


def test_regions_that_survive_by_hand(groups):
    mapper = ta.Mapper("pca", "uniform", 8, 0.4, DBSCAN(eps=1.2, min_samples=3))
    grid = {"n_intervals": [6, 8], "eps": [0.9, 1.2, 4.0]}
    found = ta.sensitivity(groups, mapper=mapper, grid=grid)
    regions = found.alignment.regions
    assert len(regions) == len(found.regions) >= 2
    again = np.zeros(len(regions))
    for n in grid["n_intervals"]:
        for eps in grid["eps"]:
            if (n, eps) == (8, 1.2):
                continue
            a, b = (
                ta.Mapper("pca", "uniform", n, 0.4, DBSCAN(eps=eps, min_samples=3)).fit(x).graph_
                for x in groups.values()
            )
            coupled = Coupled.of(a, b)
            common = [
                np.flatnonzero(coupled.inputs(m.inside, 0) & coupled.inputs(m.inside, 1))
                for m in find_matches(coupled, LEAST_CONTENT)
            ]
            for i, region in enumerate(regions):
                own = region.inputs
                alike = [len(np.intersect1d(own, c)) / len(np.union1d(own, c)) for c in common]
                again[i] += max(alike, default=0) >= 0.5
    assert found.regions["survival"].tolist() == pytest.approx(again / 5)
    assert 0 < found.regions["survival"].min() < found.regions["survival"].max()
    assert found.regions["region"].tolist() == list(range(len(regions)))
    assert found.regions["n_inputs"].tolist() == [len(region.inputs) for region in regions]
    assert found.summary().loc[("apart and close", "region"), "count"] == len(regions)


def test_one_graph_has_no_regions(groups):
    mapper = ta.Mapper("pca", "uniform", 8, 0.4, DBSCAN(eps=1.2, min_samples=3))
    found = ta.sensitivity({"apart": groups["apart"]}, mapper=mapper, grid={"eps": [1.0]})
    assert found.regions.empty
    assert "region" not in found.summary().index.get_level_values("kind")


def own(n_intervals, overlap, eps=1.0):
    return {
        "lens": "pca",
        "cover": "uniform",
        "n_intervals": n_intervals,
        "overlap": overlap,
        "clusterer": DBSCAN(eps=eps),
    }


def test_steps_of_two_graphs_go_together_where_one_has_fewer():
    grids = {"a": Grid.of(own(20, 0.4), None), "b": Grid.of(own(1, 0.0), None)}
    assert len(grids["a"].settings) == 26
    # One interval has no fewer, none no less overlap: 1 interval, overlap 0 or 0.1, three radii.
    assert len(grids["b"].settings) == 2 * 3 - 1
    together = settings_together(grids)["a", "b"]
    assert len(together) == len(set(together)) == 26
    assert (None, None) not in together
    told = [
        (grids["a"].settings[a], {**own(1, 0.0), **(grids["b"].settings[b] if b is not None else {})})
        for a, b in together
    ]
    for a, b in told:
        assert b["overlap"] == (0.1 if a["overlap"] == 0.5 else 0.0)


def test_values_of_a_grid_go_together_whatever_the_graphs_own():
    grid = {"n_intervals": [10, 20, 30]}
    grids = {"a": Grid.of(own(10, 0.4), grid), "b": Grid.of(own(20, 0.4), grid)}
    values = [
        tuple(
            own_n if number is None else grids[name].settings[number]["n_intervals"]
            for name, own_n, number in zip("ab", (10, 20), numbers, strict=True)
        )
        for numbers in settings_together(grids)["a", "b"]
    ]
    assert values == [(10, 10), (20, 20), (30, 30)]


def test_other_clusterers_have_no_radius(pair):
    mapper = ta.Mapper("pca2", "uniform", 5, 0.3, KMeans(2, n_init=1, random_state=0))
    found = ta.sensitivity(pair, mapper=mapper)
    assert "eps" not in found.settings
    assert len(found.settings) == 2 * 8


@pytest.mark.parametrize(
    ("grid", "says"),
    [
        ({"n_interval": [4]}, "Did you mean 'n_intervals'"),
        ({"overlap": []}, "at least one value"),
        ({"lens": "pca"}, "must be a list"),
        ({"n_intervals": [8]}, "no setting but the graph's own"),
        ([4, 8], "must be a mapping"),
    ],
)
def test_grids_that_cannot_be_used(pair, grid, says):
    with pytest.raises(GridError, match=says):
        ta.sensitivity(pair, mapper=FIXED, grid=grid)


def test_a_setting_or_a_graph_without_nodes(pair):
    found = ta.sensitivity(pair, mapper=FIXED, grid={"eps": [1e-9, 0.5, 0.6], "n_intervals": [8]})
    assert found.settings.query("eps == 1e-9")["nodes"].tolist() == [0, 0]
    assert 0 < found.node_survival["ring"].max() <= 0.5
    nothing = ta.Mapper("pca2", "uniform", 8, 0.4, DBSCAN(eps=1e-9, min_samples=3))
    with pytest.warns(NoNodesWarning):
        found = ta.sensitivity(pair, mapper=nothing)
    assert not len(found.features)


def test_graphs_cannot_be_built_again(found):
    with pytest.raises(TypeError, match="representations, not graphs"):
        ta.sensitivity(dict(found.alignment.graphs))


def test_a_radius_needs_dbscan(pair):
    with pytest.raises(GridError, match="not DBSCAN"):
        ta.sensitivity(pair, mapper=ta.Mapper("pca", "uniform", 5, 0.3, KMeans(2)), grid={"eps": [1.0]})


def test_nodes_and_edges_coloured_by_it(found):
    widget = ta.TopoAlignWidget(found.alignment, sensitivity=found)
    widget.color_by = "survival"
    assert widget._color_scale["per"] == "node and edge"
    sent = np.frombuffer(widget._colors, dtype="<f4")
    ring = found.alignment.graphs["ring"]
    np.testing.assert_allclose(sent[: ring.n_nodes], found.node_survival["ring"], rtol=1e-6)
    np.testing.assert_allclose(
        sent[ring.n_nodes : ring.n_nodes + ring.n_edges], found.edge_survival["ring"], rtol=1e-6
    )
    other = ta.align(dict(found.alignment.graphs))
    with pytest.raises(ColorError, match="other graphs"):
        ta.TopoAlignWidget(other, sensitivity=found)
    with pytest.raises(ColorError):
        ta.TopoAlignWidget(other).color_by = "survival"
