"""Distances by torch: on its processor backend, which runs the same code, and on CUDA where there is one."""

import sys
from contextlib import contextmanager

import numpy as np
import pytest

from tests.mapper.test_dbscan import assert_as_scikit_learn, mixture, overlapping, small
from topoalign_widget import Mapper
from topoalign_widget.mapper import dbscan, kernels
from topoalign_widget.mapper.device import DeviceError, DeviceWarning, Products

try:
    import torch
except ImportError:
    torch = None

needs_torch = pytest.mark.skipif(torch is None, reason="torch is not installed")
needs_cuda = pytest.mark.skipif(
    torch is None or not torch.cuda.is_available(), reason="torch sees no CUDA device"
)


@pytest.fixture
def by_torch(monkeypatch):
    """Have torch compute distances on the processor; lists the numbers of pairs that it found."""
    found = []

    class Counting(Products):
        def near_inputs(self, *arguments):
            sure, unsure, reached = super().near_inputs(*arguments)
            found.append(sure + unsure)
            return sure, unsure, reached

    @contextmanager
    def products_on(_device, tiles):
        yield Counting(tiles, torch.device("cpu"))

    monkeypatch.setattr(dbscan, "products_on", products_on)
    monkeypatch.setattr(kernels, "near_inputs", None)
    return found


@needs_torch
@pytest.mark.parametrize("seed", range(30))
def test_whole_numbers_with_ties_and_doubles(by_torch, seed):
    """Squared distances are whole numbers, so that many lie exactly at eps."""
    rng = np.random.default_rng(seed)
    n, d = rng.integers(2, 90), rng.integers(1, 20)
    x = rng.integers(0, rng.integers(2, 7), size=(n, d)).astype(np.float32)
    with small():
        assert_as_scikit_learn(x, overlapping(n, rng), rng.choice([1.0, 1.5, 2.0, 3.0]), rng.integers(1, 7))
    assert by_torch


@needs_torch
@pytest.mark.parametrize("eps", [0.8, 1.7, 2.6, 4.0, 50.0])
@pytest.mark.parametrize("n_threads", [1, 3])
def test_mixtures_of_many_tiles(by_torch, eps, n_threads):
    rng = np.random.default_rng(1)
    x = mixture(1500, 24, rng).astype(np.float32)
    assert_as_scikit_learn(x, overlapping(1500, rng), eps, 5, n_threads)


@needs_torch
@pytest.mark.parametrize("factor", [1e-30, 1e15, 1e150])
def test_any_scale(by_torch, factor):
    rng = np.random.default_rng(2)
    with small():
        assert_as_scikit_learn(mixture(120, 5, rng) * factor, overlapping(120, rng), 0.9 * factor, 3)


@needs_torch
def test_a_loose_radius_needs_few_comparisons(by_torch):
    x = np.random.default_rng(0).normal(size=(6000, 8)).astype(np.float32)
    [[node]] = dbscan.cluster_pullbacks(x, [(0, np.arange(6000))], 20.0, 3)
    assert len(node) == 6000
    assert sum(by_torch) < 0.2 * 6000**2 / 2


@needs_cuda
def test_cuda_finds_the_same_clusters_whatever_the_precision_of_products():
    rng = np.random.default_rng(1)
    x = mixture(4000, 64, rng).astype(np.float32)
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("medium")
    try:
        assert_as_scikit_learn(x, overlapping(4000, rng), 2.6, 5, device="cuda")
        assert torch.get_float32_matmul_precision() == "medium"
    finally:
        torch.set_float32_matmul_precision(before)


@pytest.mark.skipif(torch is not None and torch.cuda.is_available(), reason="a CUDA device is there")
def test_the_processor_stands_in_and_says_so():
    x = mixture(300, 6, np.random.default_rng(3))
    settings = {"lens": "l2norm", "n_intervals": 6}
    with pytest.warns(DeviceWarning, match="device='cuda' was not used: torch"):
        graph = Mapper(**settings, device="cuda").fit(x).graph_
    assert graph == Mapper(**settings).fit(x).graph_


def test_without_torch_the_warning_says_that(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.warns(DeviceWarning, match="torch is not installed"):
        Mapper(lens="l2norm", device="cuda:1").fit(mixture(300, 6, np.random.default_rng(3)))


@pytest.mark.parametrize("device", ["gpu", "cuda:", None, 0])
def test_unknown_devices_are_refused(device):
    with pytest.raises(DeviceError, match=r"'cpu', 'cuda' or 'cuda:<number>'; got"):
        Mapper(device=device).fit(np.eye(5))
