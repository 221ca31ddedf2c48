import sys

import joblib
import kmapper
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.cluster import (
    DBSCAN,
    HDBSCAN,
    AffinityPropagation,
    AgglomerativeClustering,
    KMeans,
    SpectralClustering,
)
from sklearn.decomposition import PCA
from sklearn.utils.estimator_checks import parametrize_with_checks

from topoalign_widget import Mapper
from topoalign_widget.mapper.clustering import ClustererError, JobsError, smallest_pullback
from topoalign_widget.mapper.cover import CoverError, pullbacks
from topoalign_widget.mapper.estimator import NoNodesWarning
from topoalign_widget.mapper.lens import LensError, apply_lens
from topoalign_widget.mapper.radius import knee_eps


@pytest.fixture(scope="module")
def x():
    rng = np.random.default_rng(0)
    return np.concatenate([rng.normal(size=(150, 5)), rng.normal(size=(150, 5)) + 6]).astype(np.float32)


def test_every_chosen_value_can_be_read_off_the_graph(x):
    mapper = Mapper(lens="density", n_intervals=7, overlap=0.3, clusterer="auto").fit(x)
    parameters = mapper.graph_.parameters
    assert (parameters["lens"], parameters["n_intervals"], parameters["overlap"]) == ("density", 7, 0.3)
    assert parameters["cover"] == mapper.suggestion_.cover
    assert parameters["eps"] == mapper.clusterer_.eps
    assert parameters["eps"] in mapper.suggestion_.evidence["eps"].to_numpy()
    assert parameters["min_samples"] == mapper.clusterer_.min_samples


NOT_MET = {"check_dtype_object": "says a ValueError, not a TypeError, of dictionaries as values"}


@pytest.mark.filterwarnings("ignore::topoalign_widget.mapper.estimator.NoNodesWarning")
@parametrize_with_checks([Mapper()], expected_failed_checks=lambda _: NOT_MET)
def test_checks_of_scikit_learn(estimator, check):
    check(estimator)


def test_scikit_learn_estimator(x):
    mapper = Mapper(n_intervals=9)
    assert clone(mapper).get_params() == mapper.get_params()
    assert mapper.set_params(overlap=0.2).fit(x) is mapper
    assert mapper.n_features_in_ == 5
    with pytest.raises(ValueError, match="Invalid parameter 'gain'"):
        mapper.set_params(gain=2)


def test_graph_does_not_depend_on_jobs_or_backend(x):
    expected = Mapper(lens="pca2", n_intervals=5).fit(x).graph_
    assert Mapper(lens="pca2", n_intervals=5, n_jobs=2).fit(x).graph_ == expected
    with joblib.parallel_config("loky", n_jobs=2):
        assert Mapper(lens="pca2", n_intervals=5).fit(x).graph_ == expected


def test_memory_mapped_input_gives_the_same_graph(x, tmp_path):
    path = tmp_path / "x.npy"
    np.save(path, x)
    assert Mapper().fit(np.load(path, mmap_mode="r")).graph_ == Mapper().fit(x).graph_


def test_nothing_but_noise_is_an_empty_graph_and_a_warning(x):
    with pytest.warns(NoNodesWarning, match="larger eps"):
        graph = Mapper(clusterer=DBSCAN(eps=1e-9)).fit(x).graph_
    assert (graph.n_nodes, graph.n_edges, graph.coverage) == (0, 0, 0)


def test_a_failed_fit_changes_nothing(x):
    mapper = Mapper().fit(x)
    before = mapper.graph_
    mapper.set_params(lens="nope")
    with pytest.raises(LensError):
        mapper.fit(x)
    assert mapper.graph_ is before


@pytest.mark.parametrize(
    ("lens", "expected"),
    [
        ("l2norm", lambda x: np.linalg.norm(x, axis=1)),
        ("eccentricity", lambda x: np.linalg.norm(x[:, None] - x, axis=2).mean(axis=1)),
        ("density", lambda x: -np.log(np.sort(np.linalg.norm(x[:, None] - x, axis=2))[:, 15])),
        (lambda x: x[:, 2], lambda x: x[:, 2]),
    ],
)
def test_lens_values(x, lens, expected):
    np.testing.assert_allclose(apply_lens(lens, x)[:, 0], expected(x), rtol=2e-4)


def test_pca_does_not_depend_on_the_order_of_inputs(x):
    order = np.random.default_rng(1).permutation(len(x))
    np.testing.assert_allclose(apply_lens("pca2", x)[order], apply_lens("pca2", x[order]), atol=1e-3)


def test_transformer_is_not_fitted_itself(x):
    transformer = PCA(2)
    assert apply_lens(transformer, x).shape == (300, 2)
    assert not hasattr(transformer, "components_")


def test_balanced_intervals_hold_equal_counts(x):
    skewed = np.exp(x[:, :1].astype(float) * 3)
    sizes = [len(inputs) for _, inputs in pullbacks(skewed, "balanced", 10, 0.0)]
    assert len(sizes) == 10
    assert max(sizes) - min(sizes) <= 1
    assert max(len(i) for _, i in pullbacks(skewed, "uniform", 10, 0.0)) > 200


def test_every_input_is_in_a_box(x):
    for cover in ("uniform", "balanced"):
        boxes = pullbacks(x[:, :2].astype(float), cover, 6, 0.25)
        assert np.array_equal(np.unique(np.concatenate([i for _, i in boxes])), np.arange(len(x)))


def test_cover_object_is_left_alone(x):
    cover = kmapper.Cover(4, 0.3, limits=np.array([[float("inf"), 3.0]]))
    Mapper(cover=cover, lens=x[:, 0]).fit(x)
    assert cover.centers_ is None
    assert np.isinf(cover.limits[0, 0])


def test_knee_of_doubled_inputs():
    doubled = np.repeat(np.random.default_rng(0).normal(size=(30, 2)), 10, axis=0)
    assert knee_eps(doubled) > 0
    assert Mapper().fit(doubled).graph_.coverage == 1


@pytest.mark.parametrize(
    ("clusterer", "smallest"),
    [
        (DBSCAN(min_samples=4), 4),
        (HDBSCAN(min_cluster_size=4, min_samples=2), 4),
        (SpectralClustering(n_clusters=3), 3),
        (SpectralClustering(n_clusters=np.int64(3)), 3),
        (AgglomerativeClustering(n_clusters=None, distance_threshold=1), 2),
    ],
)
def test_smallest_pullback_is_that_of_kmapper(clusterer, smallest):
    assert smallest_pullback(clusterer) == smallest


def test_two_inputs():
    assert Mapper(clusterer=DBSCAN(eps=10, min_samples=1)).fit([[0.0], [1.0]]).graph_.n_nodes >= 1


@pytest.mark.parametrize(
    ("parameters", "error", "says"),
    [
        ({"lens": "l2nrom"}, LensError, "Did you mean 'l2norm'"),
        ({"lens": np.zeros(7)}, LensError, r"each of the 300 inputs.*got shape \(7, 1\)"),
        ({"lens": lambda x: np.full(len(x), np.nan)}, LensError, "NaN or infinity for 300 inputs"),
        ({"lens": lambda x: ["a"] * len(x)}, LensError, "did not give numbers"),
        ({"cover": "circular"}, CoverError, "'uniform', 'balanced' or a kmapper.Cover"),
        ({"n_intervals": 0}, CoverError, "at least 1; got 0"),
        ({"n_intervals": 2.5}, CoverError, "whole number"),
        ({"n_intervals": 10**9}, CoverError, "at most 100,000; got 1,000,000,000"),
        ({"lens": "pca", "n_intervals": [3, 4]}, CoverError, "2 values, but the lens has 1"),
        ({"overlap": 1.0}, CoverError, "less than 1; got 1.0"),
        ({"overlap": "much"}, CoverError, "got 'much'"),
        ({"clusterer": "kmeans"}, ClustererError, "got 'kmeans'"),
        ({"clusterer": DBSCAN(metric="precomputed")}, ClustererError, "precomputed"),
        ({"clusterer": DBSCAN(min_samples="3")}, ClustererError, "must be an int"),
        ({"n_jobs": 0}, JobsError, "None, a number of jobs, or -1"),
        ({"n_jobs": "all"}, JobsError, "got 'all'"),
        ({"clusterer": AffinityPropagation(affinity="precomputed")}, ClustererError, "precomputed"),
        ({"clusterer": DBSCAN}, ClustererError, "got <class"),
        ({"clusterer": DBSCAN(eps=-1)}, ClustererError, "DBSCAN.eps=-1. cannot cluster: .*'eps'.*Got -1"),
        ({"clusterer": KMeans(n_init=0)}, ClustererError, "cannot cluster a pullback of .*fewer intervals"),
        ({"cover": kmapper.Cover([2, 3])}, CoverError, "cannot cover a lens of 1 dimension"),
    ],
)
def test_bad_parameters_say_how_to_mend_them(x, parameters, error, says):
    with pytest.raises(error, match=says):
        Mapper(**parameters).fit(x)


def test_unknown_parameter_is_named_with_its_neighbour():
    with pytest.raises(TypeError, match="Did you mean 'overlap'"):
        Mapper(overlp=0.3)


def test_umap_says_how_to_install_it(x, monkeypatch):
    monkeypatch.setitem(sys.modules, "umap", None)
    with pytest.raises(LensError, match="pip install umap-learn"):
        Mapper(lens="umap").fit(x)
