"""A million inputs from a memory-mapped file: ``python -m benchmarks.million``. Ten minutes, 3 GB of disk."""

from __future__ import annotations

import time
from tempfile import TemporaryDirectory

import numpy as np

import topoalign_widget as ta
from benchmarks.mixtures import mixture
from benchmarks.scaling import N_CUBES, OVERLAP, Peak

N, D, BLOCK = 1_000_000, 768, 50_000


def main() -> None:
    ta.Mapper(lens="pca2", n_intervals=4).fit(mixture(300))
    with TemporaryDirectory() as folder:
        x = np.lib.format.open_memmap(f"{folder}/x.npy", mode="w+", dtype=np.float32, shape=(N, D))
        fill(x)
        x.flush()
        x = np.load(f"{folder}/x.npy", mmap_mode="r")
        with Peak() as peak:
            start = time.perf_counter()
            graph = ta.Mapper(lens="pca2", n_intervals=N_CUBES, overlap=OVERLAP).fit(x).graph_
            seconds = time.perf_counter() - start
    print(f"{graph}: {seconds / 60:.1f} minutes, {peak.gib:.1f} GiB above the input")


def fill(x: np.ndarray) -> None:
    """Fill an array, block by block, with one mixture."""
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(20, D)).astype(np.float32)
    widths = rng.uniform(0.5, 1.5, 20).astype(np.float32)
    for first in range(0, len(x), BLOCK):
        which = rng.integers(0, 20, min(BLOCK, len(x) - first))
        noise = rng.standard_normal((len(which), D), dtype=np.float32) * widths[which, None]
        x[first : first + BLOCK] = (centres[which] + noise) / np.float32(np.sqrt(D))


if __name__ == "__main__":
    main()
