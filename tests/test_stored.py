"""Arrays elsewhere: read in blocks, by workers, with the same graph as in memory."""

import pickle

import dask.array as da
import joblib
import numpy as np
import pytest
import zarr
from distributed import Client, LocalCluster
from sklearn.cluster import DBSCAN
from sklearn.decomposition import PCA

import topoalign_widget as ta
from topoalign_widget import stored
from topoalign_widget.mapper.lens import apply_lens
from topoalign_widget.mapper.radius import knee_eps
from topoalign_widget.representations import RepresentationError
from topoalign_widget.stored import StoredArray, portable

MAPPER = {
    "lens": "l2norm",
    "cover": "uniform",
    "n_intervals": 8,
    "overlap": 0.5,
    "clusterer": DBSCAN(eps=1.6, min_samples=4),
}


@pytest.fixture(scope="module")
def x():
    rng = np.random.default_rng(0)
    return (
        rng.normal(size=(4, 12))[rng.integers(0, 4, 3000)] * 2 + rng.normal(size=(3000, 12)) * 0.5
    ).astype(np.float32)


@pytest.fixture
def in_zarr(x, tmp_path):
    array = zarr.open_array(tmp_path / "x.zarr", mode="w", shape=x.shape, chunks=(500, 12), dtype=x.dtype)
    array[:] = x
    return zarr.open_array(tmp_path / "x.zarr", mode="r")


@pytest.fixture
def on_disk(x, tmp_path):
    np.save(tmp_path / "x.npy", x)
    return np.load(tmp_path / "x.npy", mmap_mode="r")


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(stored, "BLOCK", 12 * 700)


def same(a, b):
    return np.array_equal(a.edges, b.edges) and (a.membership != b.membership).nnz == 0


def test_the_same_suggestion_as_in_memory(x, in_zarr, small_blocks):
    away, here = ta.suggest(in_zarr), ta.suggest(x)
    assert away.evidence.drop(columns="eps").equals(here.evidence.drop(columns="eps"))
    assert away.clusterer.eps == pytest.approx(here.clusterer.eps, rel=1e-5)


@pytest.mark.parametrize("kind", ["zarr", "dask"])
def test_the_same_graph_as_in_memory(kind, x, in_zarr, small_blocks):
    away = in_zarr if kind == "zarr" else da.from_array(in_zarr)
    assert same(ta.Mapper(**MAPPER).fit(away).graph_, ta.Mapper(**MAPPER).fit(x).graph_)
    aligned = ta.align({"here": x, "there": away}, mapper=ta.Mapper(**MAPPER))
    assert same(aligned.graphs["here"], aligned.graphs["there"])


@pytest.mark.parametrize("lens", ["l2norm", "pca", "pca2", "density", lambda x: x[:, 0]])
def test_lenses(lens, x, in_zarr, small_blocks):
    away = apply_lens(lens, StoredArray(in_zarr, np.float32))
    np.testing.assert_allclose(away, apply_lens(lens, x), atol=1e-4)


def test_principal_components_of_many_features_are_found_block_by_block(tmp_path, monkeypatch):
    rng = np.random.default_rng(0)
    wide = (rng.normal(size=(5, 1536))[rng.integers(0, 5, 1600)] + rng.normal(size=(1600, 1536))).astype("f4")
    array = zarr.open_array(
        tmp_path / "wide.zarr", mode="w", shape=wide.shape, chunks=(200, 1536), dtype="f4"
    )
    array[:] = wide
    monkeypatch.setattr(stored, "BLOCK", 1536 * 300)
    monkeypatch.setattr(StoredArray, "__array__", None)
    expected = PCA(2, svd_solver="full").fit_transform(wide.astype(np.float64))
    found = apply_lens("pca2", StoredArray(array, np.float32))
    np.testing.assert_allclose(found, expected, atol=1e-3)


def test_knee(x, in_zarr, small_blocks, monkeypatch):
    from topoalign_widget.mapper import radius

    monkeypatch.setattr(radius, "KNEE_SAMPLE", 2000)
    assert knee_eps(StoredArray(in_zarr, np.float32)) == pytest.approx(knee_eps(x), rel=1e-5)


def test_rows_in_any_order(x, in_zarr):
    array = StoredArray(in_zarr, np.float64)
    rows = np.array([2999, 0, 7, 7, 1200])
    np.testing.assert_array_equal(array[rows], x[rows].astype(np.float64))
    np.testing.assert_array_equal(array[5], x[5])
    np.testing.assert_array_equal(np.asarray(array), x)
    assert array[3:5].dtype == np.float64


def test_whole_numbers_become_float64(tmp_path):
    array = zarr.open_array(tmp_path / "n.zarr", mode="w", shape=(40, 3), dtype="int16")
    array[:] = np.random.default_rng(0).integers(0, 9, size=(40, 3))
    assert ta.Mapper(n_intervals=4).fit(array).graph_.n_inputs == 40


def test_what_is_not_finite_is_found_where_it_is(x, tmp_path, small_blocks):
    array = zarr.open_array(tmp_path / "bad.zarr", mode="w", shape=x.shape, chunks=(500, 12), dtype=x.dtype)
    broken = x.copy()
    broken[2345, 6] = np.nan
    broken[2500, 0] = np.inf
    array[:] = broken
    with pytest.raises(RepresentationError, match=r"in 2 place\(s\), the first at row 2345, column 6: nan"):
        ta.Mapper().fit(array)
    with pytest.raises(RepresentationError, match=r"in 2 place\(s\), the first at row 2345, column 6: nan"):
        ta.Mapper().fit(broken)


def test_a_memory_map_travels_as_its_file(x, on_disk):
    sent = portable(on_disk)
    assert isinstance(sent, StoredArray)
    assert len(pickle.dumps(sent)) < 1000
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(sent))[np.array([5, 3])], x[[5, 3]])


def test_a_part_of_a_memory_map_is_not_taken_for_the_whole(on_disk):
    part = on_disk[100:200]
    assert portable(part) is part


@pytest.fixture(scope="module")
def cluster():
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        ) as workers,
        Client(workers),
    ):
        yield


@pytest.mark.parametrize("kind", ["memory", "zarr", "file"])
def test_a_dask_cluster_gives_the_same_graph(kind, cluster, x, in_zarr, on_disk):
    given = {"memory": x, "zarr": in_zarr, "file": on_disk}[kind]
    with joblib.parallel_config("dask"):
        found = ta.Mapper(**MAPPER).fit(given).graph_
    assert same(found, ta.Mapper(**MAPPER).fit(x).graph_)


def test_workers_read_what_they_need_and_the_client_does_not(cluster, x, in_zarr, small_blocks, monkeypatch):
    read = []
    numbers = StoredArray._numbers

    def noted(self, block):
        read.append(len(block))
        return numbers(self, block)

    monkeypatch.setattr(StoredArray, "_numbers", noted)
    with joblib.parallel_config("dask"):
        graph = ta.Mapper(**MAPPER).fit(in_zarr).graph_
    assert graph.n_nodes > 3
    # The first row, and the first block to compare it with.
    assert sum(read) <= 1 + 700
