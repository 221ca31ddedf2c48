"""A million inputs from a memory-mapped file: ``python -m benchmarks.million``. Ten minutes, 3 GB of disk."""

from __future__ import annotations

from tempfile import TemporaryDirectory

import numpy as np

import topoalign_widget as ta
from benchmarks.mixtures import fill, mixture
from benchmarks.peers import CUBE_OVERLAP, N_CUBES, dbscan
from benchmarks.report import best
from benchmarks.scaling import Peak

N, D = 1_000_000, 768


def run(x: np.ndarray) -> ta.MapperGraph:
    mapper = ta.Mapper("pca2", "uniform", n_intervals=N_CUBES, overlap=CUBE_OVERLAP, clusterer=dbscan(x))
    return mapper.fit(x).graph_


def main() -> None:
    run(mixture(300))  # compiles
    with TemporaryDirectory() as folder:
        x = np.lib.format.open_memmap(f"{folder}/x.npy", mode="w+", dtype=np.float32, shape=(N, D))
        fill(x)
        x.flush()
        x = np.load(f"{folder}/x.npy", mmap_mode="r")
        with Peak() as peak:
            seconds, graph = best(lambda: run(x), 1)
    print(f"{graph}: {seconds / 60:.1f} minutes, {peak.gib:.1f} GiB above the input")


if __name__ == "__main__":
    main()
