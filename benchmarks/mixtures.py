"""Mixtures of normal distributions as wide as sentence embeddings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def mixture(n: int, d: int = 384, n_components: int = 20, seed: int = 0) -> NDArray[np.float32]:
    """Draw from components of different widths, whose centres are about as far apart as inputs within one."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(n_components, d)) * 12
    widths = rng.uniform(0.5, 1.5, n_components)
    which = rng.integers(0, n_components, n)
    noise = rng.normal(size=(n, d)) * widths[which, None]
    return ((centres[which] / 12 + noise) / np.sqrt(d)).astype(np.float32)
