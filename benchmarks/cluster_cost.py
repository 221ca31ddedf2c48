"""What a run on a cluster would cost, from pullbacks timed here: ``python -m benchmarks.cluster_cost``.

A pullback of m inputs with d features is a job of its own. On one core it takes about alpha m d + beta m^2 d seconds;
the two constants are fitted to measured jobs, and the largest relative error of the fit is printed beside them.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import nnls

from benchmarks.mixtures import mixture
from benchmarks.peers import CUBE_OVERLAP, dbscan
from benchmarks.report import best, table
from topoalign_widget.mapper.clustering import clusters

D = 768
LENS_DIMENSIONS = 2
# An input is in this many pullbacks, on average.
TIMES_COVERED = (1 - CUBE_OVERLAP) ** -LENS_DIMENSIONS


def timed(m: int) -> float:
    """Seconds of one job on one core."""
    # A pullback is a part of the lens, with fewer components than the whole.
    x = mixture(m, D, n_components=4)
    clusterer = dbscan(x)
    return best(lambda: clusters(clusterer, x, np.arange(m)))[0]


def main() -> None:
    timed(1000)
    sizes = np.array([5000, 10_000, 20_000, 40_000, 80_000])
    seconds = np.array([timed(int(m)) for m in sizes])
    # Relative errors count, so each equation is divided by its right side.
    terms = np.column_stack([sizes * D, sizes.astype(float) ** 2 * D]) / seconds[:, None]
    (alpha, beta), _ = nnls(terms, np.ones(len(sizes)))
    error = np.abs(terms @ [alpha, beta] - 1).max()
    rows = [[f"{m:,}", f"{s:.2f} s"] for m, s in zip(sizes, seconds, strict=True)]
    table(f"One pullback on one core ({D} features)", ["inputs", "time"], rows)
    print(f"\nalpha = {alpha:.2e} s, beta = {beta:.2e} s; largest error of the fit {error:.0%}")

    rows = []
    for n, m in ((10**6, 20_000), (10**7, 50_000), (10**8, 50_000), (10**8, 100_000), (10**8, 200_000)):
        jobs = TIMES_COVERED * n / m
        core_hours = jobs * (alpha * m * D + beta * m**2 * D) / 3600
        read = TIMES_COVERED * n * D * 4
        per_job = 2 * m * D * 4
        client = n * (8 * LENS_DIMENSIONS + 24 * TIMES_COVERED)
        rows.append(
            [f"{n:,}", f"{m:,}", f"{jobs:,.0f}", f"{core_hours:,.1f}", f"{core_hours / 64:,.2f} h",
             f"{read / 1e9:,.0f} GB", f"{per_job / 1e9:.1f} GB", f"{client / 1e9:.1f} GB"]
        )  # fmt: skip
    header = [
        "inputs",
        "in a pullback",
        "jobs",
        "core hours",
        "on 64 cores",
        "read",
        "memory of a job",
        "of the client",
    ]
    table(f"A whole run ({D} features, two-dimensional lens, overlap {CUBE_OVERLAP})", header, rows)


if __name__ == "__main__":
    main()
