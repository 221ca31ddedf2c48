"""How Mapper grows with inputs, features and cores: ``python -m benchmarks.scaling``.

Brute force compares all inputs of a pullback with each other. Its arithmetic, divided by the time taken and by what
a matrix product reaches here in float32, is the share of the roofline; above 100 % most of it was not done at all.
"""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from threadpoolctl import threadpool_limits

import topoalign_widget as ta
from benchmarks.mixtures import mixture
from benchmarks.peers import CUBE_OVERLAP, N_CUBES, dbscan
from benchmarks.report import best, table
from topoalign_widget.mapper.cover import pullbacks
from topoalign_widget.mapper.lens import apply_lens


def peak_flops(n_threads: int) -> float:
    """Operations a second in a large float32 product."""
    a = np.random.default_rng(0).random((4096, 1024), dtype=np.float32)
    with threadpool_limits(n_threads, user_api="blas"):
        seconds, _ = best(lambda: a @ a.T, 5)
    return 2 * len(a) ** 2 * a.shape[1] / seconds


def private_memory() -> float:
    """GiB of this process that are not pages of a mapped file."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("RssAnon:")[2].split()[0]) / 2**20


class Peak:
    """The most private memory within a block."""

    def __enter__(self) -> Peak:
        self.before, self.gib, self.done = private_memory(), 0.0, False
        self.watch = threading.Thread(target=self._watch, daemon=True)
        self.watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.done = True
        self.watch.join()

    def _watch(self) -> None:
        while not self.done:
            self.gib = max(self.gib, private_memory() - self.before)
            time.sleep(0.01)


def measured(x: np.ndarray, n_jobs: int | None, flops: float) -> list[str]:
    lens = apply_lens("pca2", x)
    mapper = ta.Mapper(
        lens=lens,
        cover="uniform",
        n_intervals=N_CUBES,
        overlap=CUBE_OVERLAP,
        clusterer=dbscan(x),
        n_jobs=n_jobs,
    )
    with Peak() as peak:
        seconds, graph = best(lambda: mapper.fit(x).graph_, 1)
    boxes = pullbacks(lens, "uniform", N_CUBES, CUBE_OVERLAP)
    brute = sum(len(inputs) ** 2 for _, inputs in boxes) / 2 * 2 * x.shape[1]
    share = brute / seconds / flops
    return [
        f"{graph.n_nodes}",
        f"{seconds:.2f} s",
        f"{brute / 1e12:.3f}",
        f"{share:.0%}",
        f"{peak.gib:.2f} GiB",
    ]


def on_disk(x: np.ndarray, folder: str) -> np.ndarray:
    np.save(f"{folder}/x.npy", x)
    return np.load(f"{folder}/x.npy", mmap_mode="r")


def main() -> None:
    ta.Mapper(lens="pca2", cover="uniform", n_intervals=4, overlap=0.5).fit(mixture(300))
    cores = os.cpu_count() or 1
    flops = peak_flops(cores)
    print(f"Float32 products reach {flops / 1e9:.0f} Gflop/s on {cores} cores.")
    header = ["nodes", "time", "brute force, Tflop", "share of the roofline", "memory above the input"]
    with TemporaryDirectory() as folder:
        rows = [
            [f"{n:,}", *measured(on_disk(mixture(n), folder), None, flops)]
            for n in (5000, 10_000, 20_000, 50_000, 100_000, 200_000)
        ]
        table("Inputs (384 features, memory-mapped)", ["inputs", *header], rows)
    rows = [[f"{d}", *measured(mixture(20_000, d), None, flops)] for d in (48, 96, 192, 384, 768, 1536)]
    table("Features (20,000 inputs)", ["features", *header], rows)
    x = mixture(50_000)
    rows = [[f"{n}", *measured(x, n, peak_flops(n))] for n in range(1, cores + 1)]
    table("Cores (50,000 inputs, 384 features)", ["cores", *header], rows)


if __name__ == "__main__":
    main()
