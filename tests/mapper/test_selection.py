import numpy as np
import pytest
from sklearn.cluster import DBSCAN, AgglomerativeClustering

import topoalign_widget as ta
from topoalign_widget.mapper.cover import CoverError
from topoalign_widget.mapper.lens import LensError
from topoalign_widget.mapper.resampling import Resamples, Setting
from topoalign_widget.mapper.selection import AXES, KEPT, LENSES, suggest


def loop_and_blobs(n=900, d=12, seed=0):
    """A loop, and two blobs away from it."""
    rng = np.random.default_rng(seed)
    angle = 2 * np.pi * rng.random(n // 3)
    loop = np.column_stack([np.cos(angle), np.sin(angle), np.zeros(n // 3)]) * 2
    blobs = [rng.normal(size=(n // 3, 3)) * 0.3 + at for at in ([6, 0, 0], [0, 7, 0])]
    placed = np.concatenate([loop, *blobs]) @ np.linalg.qr(rng.normal(size=(d, 3)))[0].T
    return (placed + 0.05 * rng.normal(size=placed.shape)).astype(np.float32)


@pytest.fixture(scope="module")
def x():
    return loop_and_blobs()


@pytest.fixture(scope="module")
def suggestion(x):
    return suggest(x)


def test_the_chosen_setting_keeps_most_of_the_best_score(suggestion):
    evidence = suggestion.evidence
    [chosen] = evidence[evidence["chosen"]].to_dict("records")
    alike = evidence
    for column in ("lens", "cover", "overlap", "scale", "min_samples"):
        alike = alike[alike[column] == chosen[column]]
    kept = alike[alike["score"] >= KEPT * alike["score"].max()]
    assert chosen["resolution"] == kept["resolution"].max()
    assert chosen["coverage"] > 0.9
    assert chosen["stability"] > 0.8
    assert set(evidence["lens"]) == set(LENSES)


def test_mapper_uses_it_by_default(x, suggestion):
    mapper = ta.Mapper().fit(x)
    assert mapper.graph_ == ta.Mapper(**suggestion.parameters).fit(x).graph_
    assert mapper.graph_.parameters["n_intervals"] == suggestion.n_intervals
    assert mapper.graph_.parameters["eps"] == suggestion.clusterer.eps
    assert mapper.graph_.parameters["lens"] == suggestion.lens
    assert mapper.graph_.parameters["overlap"] == suggestion.overlap
    assert mapper.graph_.parameters["cover"] == suggestion.cover
    assert mapper.graph_.parameters["min_samples"] == suggestion.clusterer.min_samples
    assert ta.Mapper(**suggestion.parameters).fit(x).suggestion_ is None


def test_the_same_every_time(x, suggestion):
    again = suggest(x.copy())
    assert again.evidence.equals(suggestion.evidence)
    assert again.reasons == suggestion.reasons


def test_a_lens_that_means_nothing_is_not_chosen(x):
    unit = x / np.linalg.norm(x, axis=1, keepdims=True)
    found = suggest(unit)
    assert found.lens != "l2norm"
    best = found.evidence.groupby("lens")["score"].max()
    assert best["l2norm"] < 0.8 * best[found.lens]


def test_slices_are_stable_but_not_true_to_the_geometry(x):
    rng = np.random.default_rng(0)
    values = {"noise": rng.random((len(x), 1)), "first": np.linalg.svd(x, full_matrices=False)[0][:, :1]}
    resamples = Resamples(x, values)
    noise, first = (
        resamples.evidence(Setting(name, "uniform", 10, 0.5, 1.25, 3)) for name in ("noise", "first")
    )
    assert first.fidelity > noise.fidelity + 0.2
    assert first.score > noise.score


def concepts(n, copies=1, seed=0):
    """Five long concepts in 40 dimensions; each input has near-doubles, as the forms of one sentence have."""
    rng = np.random.default_rng(seed)
    own = n // copies
    centre, way = rng.normal(size=(2, 5, 40))
    which = rng.integers(0, 5, own)
    rows = 2 * centre[which] + 3 * rng.random((own, 1)) * way[which] + 0.4 * rng.normal(size=(own, 40))
    x = np.repeat(rows, copies, axis=0) + 0.02 * rng.normal(size=(own * copies, 40))
    return x.astype(np.float32), np.repeat(which, copies)


@pytest.mark.parametrize(("n", "copies"), [(1500, 1), (1500, 6), (9000, 1), (9000, 36), (40_000, 1)])
def test_what_was_tried_on_some_is_built_of_all(n, copies):
    x, _ = concepts(n, copies)
    mapper = ta.Mapper().fit(x)
    [chosen] = mapper.suggestion_.evidence.query("chosen").to_dict("records")
    assert mapper.graph_.resolution == pytest.approx(chosen["resolution"], rel=0.25)
    assert mapper.graph_.coverage > 0.8


@pytest.mark.parametrize("n", [4000, 6000, 12_000])
def test_as_many_inputs_are_core_as_in_the_subsets(n):
    x = np.random.default_rng(0).normal(size=(n, 3))
    resamples = Resamples(x, {"pca": None})

    def core(rows, eps, min_samples):
        return len(DBSCAN(eps=eps, min_samples=min_samples).fit(rows).core_sample_indices_) / len(rows)

    drawn = np.random.default_rng(1).choice(n, min(round(0.8 * n), 1600), replace=False)
    tried = core(x[drawn], 0.5 * resamples.radius, 3)
    assert core(x, *resamples.density(0.5, 3)) == pytest.approx(tried, abs=0.06)


def test_near_doubles_are_no_groups_of_their_own():
    x, which = concepts(1800, copies=6)
    graph = ta.Mapper().fit(x).graph_
    held = [which[graph.inputs_of([i])] for i in range(graph.n_nodes)]
    assert 4 < graph.resolution < 60
    assert graph.node_sizes.mean() > 12
    assert np.mean([np.bincount(own).max() / len(own) for own in held]) > 0.9


def test_the_smallest_radius_that_keeps_most_of_the_score(suggestion):
    evidence, [chosen] = suggestion.evidence, suggestion.evidence.query("chosen").to_dict("records")
    smaller = evidence[(evidence["lens"] == chosen["lens"]) & (evidence["scale"] < chosen["scale"])]
    assert (smaller["score"] < evidence["score"].max()).all()


def test_what_is_given_is_kept(x):
    clusterer = AgglomerativeClustering(n_clusters=None, distance_threshold=1.0)
    found = suggest(x, lens="pca", n_intervals=9, clusterer=clusterer)
    assert (found.lens, found.n_intervals, found.clusterer) == ("pca", 9, clusterer)
    assert [axis for axis in AXES if found.reasons[axis] == "given"] == ["lens", "n_intervals", "clusterer"]
    assert set(found.evidence["n_intervals"]) == {9}
    assert found.evidence["eps"].isna().all()


def test_values_for_each_dimension_choose_a_lens_of_as_many(x):
    found = suggest(x, n_intervals=[4, 6])
    assert (found.lens, found.n_intervals) == ("pca2", [4, 6])
    with pytest.raises(CoverError, match="none of the lenses to choose from"):
        suggest(x, overlap=[0.1, 0.2, 0.3])


def test_a_lens_of_ones_own_is_computed_once(x):
    calls = []

    def lens(rows):
        calls.append(len(rows))
        return rows[:, :2]

    graph = ta.Mapper(lens=lens).fit(x).graph_
    assert calls == [len(x)]
    np.testing.assert_array_equal(graph.lens, x[:, :2])
    with pytest.raises(LensError, match="each of the 900 inputs"):
        suggest(x, lens=x[:10, 0])


def test_graphs_to_compare_are_equally_fine(x):
    rng = np.random.default_rng(1)
    stretched = x @ np.diag(np.linspace(1, 4, x.shape[1])) + 0.1 * rng.normal(size=x.shape)
    wide = np.concatenate([x**3, x], axis=1)
    together = suggest({"one": x, "stretched": stretched, "wide": wide})
    assert len({(s.lens, s.cover, s.overlap, s.clusterer.min_samples) for s in together.values()}) == 1
    alignment = ta.align({"one": x, "stretched": stretched, "wide": wide})
    resolutions = alignment.summary()["resolution"]
    assert resolutions.max() / resolutions.min() < 1.6
    assert alignment.remarks == []
    for name, graph in alignment.graphs.items():
        assert graph.parameters["n_intervals"] == together[name].n_intervals
        assert graph.parameters["eps"] == together[name].clusterer.eps


def test_the_convention_where_nothing_tells():
    found = suggest([[0.0], [1.0], [2.0]])
    assert (found.lens, found.cover, found.n_intervals, found.overlap) == ("l2norm", "uniform", 20, 0.5)
    assert set(found.reasons.values()) == {"the convention: nothing did better than chance"}
    assert isinstance(found.clusterer, DBSCAN)


def test_table_and_figure(suggestion):
    table = suggestion.table()
    assert list(table.index) == list(AXES)
    assert str(suggestion.n_intervals) == table.loc["n_intervals", "value"]
    assert "stability" in table.loc["n_intervals", "reason"]
    assert all(axis in repr(suggestion) and axis in suggestion._repr_html_() for axis in AXES)
    figure = suggestion.plot()
    assert [axes.get_title() for axes in figure.axes] == [
        "lens",
        "eps / its unit",
        "overlap",
        "cover",
        "min_samples",
        "intervals",
    ]


def test_without_matplotlib_it_says_so(suggestion, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "matplotlib.figure", None)
    with pytest.raises(ImportError, match="pip install matplotlib"):
        suggestion.plot()


@pytest.mark.parametrize("groups", [1, 4, 10])
def test_resolution_counts_equal_groups(groups):
    nodes = np.array_split(np.arange(3000), groups)
    graph = ta.MapperGraph.from_nodes([*nodes, nodes[0][:5]], 4000)
    assert graph.resolution == pytest.approx(groups, rel=0.05)
