"""A million inputs from a memory-mapped file: ``python -m benchmarks.million``. Ten minutes, 3 GB of disk."""

from __future__ import annotations

from tempfile import TemporaryDirectory

import numpy as np

import topoalign_widget as ta
from benchmarks.mixtures import fill, mixture
from benchmarks.peers import CUBE_OVERLAP, N_CUBES
from benchmarks.report import best
from benchmarks.scaling import Peak

N, D = 1_000_000, 768


def main() -> None:
    ta.Mapper(lens="pca2", n_intervals=4).fit(mixture(300))
    with TemporaryDirectory() as folder:
        x = np.lib.format.open_memmap(f"{folder}/x.npy", mode="w+", dtype=np.float32, shape=(N, D))
        fill(x)
        x.flush()
        x = np.load(f"{folder}/x.npy", mmap_mode="r")
        with Peak() as peak:
            mapper = ta.Mapper(lens="pca2", n_intervals=N_CUBES, overlap=CUBE_OVERLAP)
            seconds, graph = best(lambda: mapper.fit(x).graph_, 1)
    print(f"{graph}: {seconds / 60:.1f} minutes, {peak.gib:.1f} GiB above the input")


if __name__ == "__main__":
    main()
