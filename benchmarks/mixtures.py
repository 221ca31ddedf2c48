"""Mixtures of normal distributions as wide as sentence embeddings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Rows that are drawn at a time, so that an array on a disk is never held in memory whole.
BLOCK = 50_000


def mixture(n: int, d: int = 384, n_components: int = 20) -> NDArray[np.float32]:
    """Draw from components of different widths, whose centres are about as far apart as inputs within one."""
    x = np.empty((n, d), dtype=np.float32)
    fill(x, n_components)
    return x


def fill(x: NDArray[np.float32], n_components: int = 20) -> None:
    """Draw a mixture into an array, block by block."""
    rng = np.random.default_rng(0)
    n, d = x.shape
    centres = rng.normal(size=(n_components, d))
    widths = rng.uniform(0.5, 1.5, n_components)
    for first in range(0, n, BLOCK):
        which = rng.integers(0, n_components, min(BLOCK, n - first))
        noise = rng.normal(size=(len(which), d)) * widths[which, None]
        x[first : first + BLOCK] = (centres[which] + noise) / np.sqrt(d)
