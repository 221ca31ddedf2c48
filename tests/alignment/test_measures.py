import sys
from itertools import combinations

import dask.array as da
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy.stats import ortho_group

from topoalign_widget import MapperGraph
from topoalign_widget.alignment import measures
from topoalign_widget.alignment.calibration import STATISTICS, Score, calibrate
from topoalign_widget.alignment.heat_map import draw
from topoalign_widget.alignment.loop_agreement import loop_agreement
from topoalign_widget.alignment.measures import MeasureError, kept_neighbours, measure_table
from topoalign_widget.alignment.similarity import cka, cknna, mutual_knn, procrustes, rsa, rtd_lite
from topoalign_widget.mapper.progress import reported_to
from topoalign_widget.stored import StoredArray

FUNCTIONS = {
    "CKA": cka,
    "Procrustes": procrustes,
    "RSA": rsa,
    "mutual kNN": lambda x, y: mutual_knn(x, y).mean(),
    "CKNNA": cknna,
    "RTD-Lite": rtd_lite,
}


def views(n=120, noise=0.3, seed=0):
    """Two views of the same factors, one of the first turned, and one of nothing."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(n, 5))
    x, y = (z @ rng.normal(size=(5, 8)) + noise * rng.normal(size=(n, 8)) for _ in range(2))
    return {
        "x": x,
        "y": y,
        "turned": 3 * x @ ortho_group.rvs(8, random_state=0),
        "other": rng.normal(size=(n, 8)),
    }


@pytest.fixture(scope="module")
def table():
    return measure_table(views(), n_permutations=39)


def test_a_row_for_each_pair_with_the_values_of_the_functions(table):
    given = views()
    assert list(table.index) == list(combinations(given, 2))
    assert table.index.names == ["a", "b"]
    assert list(table.columns) == [(name, statistic) for name in FUNCTIONS for statistic in STATISTICS]
    for (a, b), row in table.iterrows():
        for name, function in FUNCTIONS.items():
            assert row[name, "value"] == pytest.approx(function(given[a], given[b]), abs=1e-12)
    assert table.xs("error", axis=1, level="statistic").isna().all(axis=None)


def test_calibrated_tells_alike_from_unrelated(table):
    calibrated = table.xs("calibrated", axis=1, level="statistic")
    p = table.xs("p_value", axis=1, level="statistic")
    np.testing.assert_allclose(calibrated.loc["x", "turned"], 1, atol=1e-6)
    assert (p.loc["x", "y"] == 1 / 40).all()
    assert (calibrated.loc["x", "y"] > 0.02).all()
    assert (calibrated.xs("other", level="b") < 0.05).all(axis=None)
    # Raw Procrustes similarity of independent arrays is far from 0.
    assert table.loc[("x", "other"), ("Procrustes", "value")] > 0.15
    assert ((calibrated > 0) == (p <= 0.05)).all(axis=None)


def test_p_is_uniform_for_independent_arrays():
    rng = np.random.default_rng(1)
    found = [
        measure_table(
            {"a": rng.normal(size=(40, 3)), "b": rng.normal(size=(40, 4))}, n_permutations=19, seed=i
        )
        for i in range(150)
    ]
    p = pd.concat(found).xs("p_value", axis=1, level="statistic")
    assert p.mean().between(0.43, 0.6).all()
    for level in (0.1, 0.25, 0.5, 0.75):
        assert ((p <= level).mean() - level).abs().max() < 0.13
    calibrated = pd.concat(found).xs("calibrated", axis=1, level="statistic")
    assert ((calibrated > 0).mean() < 0.11).all()


def test_nulls_are_those_of_shuffled_rows():
    given = views(40)
    table = measure_table({"x": given["x"], "y": given["y"]}, n_permutations=5, seed=3)
    shuffled = [given["y"][np.random.default_rng([3, i]).permutation(40)] for i in range(1, 6)]
    for name, function in FUNCTIONS.items():
        expected = np.mean([function(given["x"], y) for y in shuffled])
        assert table.loc[("x", "y"), (name, "null")] == pytest.approx(expected, abs=1e-9)


def test_the_same_seed_gives_the_same_table(table, monkeypatch):
    monkeypatch.setattr(measures, "MOST_THREADS", 1)
    pd.testing.assert_frame_equal(measure_table(views(), n_permutations=39), table, rtol=0, atol=1e-12)
    other = measure_table(views(), n_permutations=39, seed=1)
    assert not other.xs("null", axis=1, level="statistic").equals(table.xs("null", axis=1, level="statistic"))


def test_calibration_by_hand():
    null = np.arange(19) / 100
    told = calibrate(Score(0.6, null), 0.05)
    assert told["null"] == pytest.approx(0.09)
    assert told["p_value"] == 1 / 20
    assert told["calibrated"] == pytest.approx((0.6 - 0.18) / (1 - 0.18))
    assert calibrate(Score(0.18, null), 0.05)["p_value"] == 2 / 20
    assert calibrate(Score(0.18, null), 0.05)["calibrated"] == 0
    divergence = calibrate(Score(1.0, 10 + null, best=0.0, lower_is_alike=True), 0.05)
    assert divergence["calibrated"] == pytest.approx(0.9)
    assert divergence["p_value"] == 1 / 20
    assert divergence["null"] == pytest.approx(10.09)


def test_calibration_where_there_is_no_room_or_no_null():
    assert calibrate(Score(1.0, np.ones(19)), 0.05)["calibrated"] == 0
    assert calibrate(Score(1.0, np.ones(19)), 0.05)["p_value"] == 1
    assert np.isnan(calibrate(Score(0.5, np.empty(0)), 0.05)["calibrated"])
    assert np.isnan(calibrate(Score(np.nan, np.ones(19)), 0.05)["p_value"])


def test_drawn_inputs_have_an_error_that_is_how_far_draws_are_apart():
    given = {name: views(400)[name] for name in ("x", "y")}
    told = pd.concat(
        measure_table(given, n_permutations=0, most_inputs=80, seed=seed, k=5) for seed in range(40)
    )
    values = told.xs("value", axis=1, level="statistic")
    errors = np.sqrt((told.xs("error", axis=1, level="statistic") ** 2).mean())
    ratio = errors / values.std()
    assert ratio.between(0.7, 1.4).all()
    assert told.xs("p_value", axis=1, level="statistic").isna().all(axis=None)


def test_arrays_that_are_stored_elsewhere(tmp_path):
    given = {name: views(200)[name].astype(np.float32) for name in ("x", "y")}
    np.save(tmp_path / "x.npy", given["x"])
    away = {
        "x": np.load(tmp_path / "x.npy", mmap_mode="r"),
        "y": StoredArray(da.from_array(given["y"], chunks=(30, 8)), np.float32),
    }
    for most in (1000, 90):
        asked = {"n_permutations": 3, "most_inputs": most}
        pd.testing.assert_frame_equal(measure_table(away, **asked), measure_table(given, **asked))


def test_other_arguments_reach_the_measures():
    given = {name: views(60)[name] for name in ("x", "y")}
    table = measure_table(given, k=3, n_permutations=0)
    assert table["mutual kNN", "value"].item() == pytest.approx(mutual_knn(given["x"], given["y"], 3).mean())


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"n_permutations": -1}, "n_permutations must be a whole number of at least 0"),
        ({"k": 0}, "k must be"),
        ({"k": 2.5}, "k must be"),
        ({"alpha": 1}, "alpha must be between 0 and 1"),
        ({"most_inputs": 3}, "most_inputs"),
        ({"seed": -1}, "seed"),
    ],
)
def test_what_cannot_be_asked(asked, says):
    with pytest.raises(MeasureError, match=says):
        measure_table(views(), **asked)


def test_one_representation_is_not_compared():
    with pytest.raises(MeasureError, match="two representations or more; got 1"):
        measure_table({"x": np.eye(5)})


def test_scores_of_graphs_stand_beside():
    score = Score(0.5, np.linspace(0, 0.2, 19))
    given = views(30)
    table = measure_table(given, {("y", "x"): {"matched share": score, "mine": score}}, n_permutations=0)
    assert list(dict.fromkeys(table.columns.get_level_values(0))) == [*FUNCTIONS, "matched share", "mine"]
    assert table.loc[("x", "y"), ("matched share", "p_value")] == 1 / 20
    assert np.isnan(table.loc[("x", "other"), ("mine", "value")])
    alone = measure_table(None, {("a", "b"): {"mine": score}})
    assert alone.loc[("a", "b"), ("mine", "value")] == 0.5


def test_progress_can_end_it():
    class Enough(Exception):  # noqa: N818
        pass

    def listener(what, share):
        heard.append(what)
        if share > 0.5 and "comparing" in what:
            raise Enough

    heard = []
    with reported_to(listener), pytest.raises(Enough):
        measure_table(views(30), n_permutations=50)
    assert heard[0].startswith("CKA, Procrustes")


def test_neighbours_that_each_input_keeps():
    given = views(90)
    np.testing.assert_array_equal(kept_neighbours(given["x"], given["y"]), mutual_knn(given["x"], given["y"]))
    some = kept_neighbours(given["x"], given["y"], most_inputs=40)
    assert np.isfinite(some).sum() == 40
    drawn = np.flatnonzero(np.isfinite(some))
    np.testing.assert_array_equal(some[drawn], mutual_knn(given["x"][drawn], given["y"][drawn]))
    for wrong in (0, -1, 2.5, True):
        with pytest.raises(MeasureError, match="k must be a whole number of at least 1"):
            kept_neighbours(given["x"], given["y"], wrong)


def ring(inputs, n_nodes=8):
    """A loop through the given inputs."""
    parts = np.array_split(np.asarray(inputs), n_nodes)
    return [np.concatenate([parts[i], parts[(i + 1) % n_nodes][:1]]) for i in range(n_nodes)]


def graph(n_inputs, *nodes):
    return MapperGraph.from_nodes([node for own in nodes for node in own], n_inputs)


def test_loops_agree_by_their_inputs():
    n = 400
    large, small, third = np.arange(100), np.arange(100, 140), np.arange(200, 260)
    both, one = graph(n, ring(large), ring(small)), graph(n, ring(large))
    assert loop_agreement(both, both).value == 1
    assert loop_agreement(both, one).value == pytest.approx(200 / 240)
    assert loop_agreement(one, both).value == pytest.approx(200 / 240)
    moved = graph(n, ring(np.arange(20, 120)))
    assert loop_agreement(one, moved).value == 1  # 80 of 120 shared
    assert loop_agreement(one, graph(n, ring(np.arange(40, 140)))).value == 0  # 60 of 140
    assert loop_agreement(one, graph(n, ring(third))).value == 0
    score = loop_agreement(both, both, 19, seed=0)
    assert calibrate(score, 0.05)["p_value"] == 1 / 20
    assert calibrate(score, 0.05)["calibrated"] == 1


def test_loops_of_nearly_all_inputs_agree_by_chance():
    everything = graph(100, ring(np.arange(95)))
    told = calibrate(loop_agreement(everything, everything, 19), 0.05)
    assert (told["value"], told["null"], told["calibrated"], told["p_value"]) == (1, 1, 0, 1)


def test_loops_where_there_are_none():
    path = graph(50, [[0, 1], [1, 2], [2, 3]])
    loop = graph(50, ring(np.arange(40)))
    assert np.isnan(loop_agreement(path, path, 3).value)
    assert loop_agreement(path, loop, 3).value == 0
    assert calibrate(loop_agreement(path, loop, 19), 0.05)["p_value"] == 1


def heat_map_table(names, measures=("CKA", "RTD-Lite")):
    score = Score(0.3, np.linspace(0, 0.2, 19))
    return measure_table(None, {pair: dict.fromkeys(measures, score) for pair in combinations(names, 2)})


@pytest.mark.parametrize(("count", "written"), [(2, 2), (6, 30), (24, 0)])
def test_heat_map_of_few_and_many(count, written):
    figure = draw(heat_map_table([f"a model {i}" for i in range(count)]), "CKA")
    axes, bar = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == [f"a model {i}" for i in range(count)]
    assert len(axes.texts) == written
    assert bar.get_ylabel() == "calibrated"
    figure.canvas.draw()


def test_heat_map_shows_all_that_is_defined():
    table = heat_map_table(["a", "b", "c"])
    table["loop agreement", "calibrated"] = [0.5, np.nan, 0.0]
    table = table.rename_axis(columns=["measure", "statistic"])
    figure = draw(table)
    assert [axes.get_title() for axes in figure.axes[:-1]] == ["CKA", "RTD-Lite", "loop agreement"]
    assert len(figure.axes) == 4  # one bar: colours mean the same everywhere
    loops = figure.axes[2]
    assert len(loops.patches) == 2  # not defined, both ways
    assert sorted(text.get_text() for text in loops.texts) == [".50", ".50", "0", "0"]
    figure.canvas.draw()


def test_heat_map_of_values_says_which_way_is_alike():
    figure = draw(measure_table(views(40), n_permutations=0), statistic="value")
    titles = [axes.get_title() for axes in figure.axes if axes.get_title()]
    assert titles == ["CKA", "Procrustes", "RSA", "mutual kNN", "CKNNA", "RTD-Lite (lower is alike)"]
    figure.canvas.draw()


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"measures": "CKNA"}, "Did you mean 'CKA'"),
        ({"statistic": "values"}, "Did you mean 'value'"),
    ],
)
def test_heat_map_of_what_is_not_there(asked, says):
    with pytest.raises(MeasureError, match=says):
        draw(heat_map_table(["a", "b"]), **asked)


def test_loops_of_another_shape_do_not_matter():
    """A loop with an arm is the same loop."""
    cycle = nx.cycle_graph(8)
    cycle.add_edge(0, 8)
    n = 60
    held = {i: [i, *(20 + j for j, e in enumerate(cycle.edges) if i in e)] for i in cycle}
    armed = MapperGraph.from_nodes(list(held.values()), n)
    plain = MapperGraph.from_nodes(list(held.values())[:8], n)
    assert loop_agreement(armed, plain).value == 1


def test_heat_map_without_matplotlib(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ImportError, match="pip install matplotlib"):
        draw(heat_map_table(["a", "b"]))
