"""Do two accounts of the same inputs agree: who is together, and who is far from whom.

Accounts are square matrices over the same k inputs: hops in a graph, or distances. All of these are 0 by chance, 1
where the accounts agree, and 0 where one of them tells nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


def pairs(square: NDArray[Any]) -> NDArray[Any]:
    """List the values of all pairs, each once."""
    return np.asarray(square[np.triu_indices(len(square), k=1)])


def together_alike(a: Mask, b: Mask) -> float:
    """Correlate two properties of the same pairs: the phi coefficient."""
    p, q = a.mean() if a.size else 0.0, b.mean() if b.size else 0.0
    spread = np.sqrt(p * (1 - p) * q * (1 - q))
    return float(((a & b).mean() - p * q) / spread) if spread else 0.0


def nearest_share(together: Mask, rank: Ints) -> float:
    """Tell how many of the pairs that are together are among as many nearest pairs, beyond chance.

    ``rank`` counts for each pair those that are nearer.
    """
    count = int(together.sum())
    if count in (0, len(together)):
        return 0.0
    chance = count / len(together)
    return float(((rank[together] < count).mean() - chance) / (1 - chance))


def order_alike(a: Floats, b: Floats) -> float:
    """Correlate, for each input, two orders of all others, and take the mean (Spearman).

    ``a`` and ``b`` are :func:`orders`. Within rows, because an input that is far from all others is far from them in
    nearly every account; that says nothing of who is near whom.
    """
    return float((a * b).sum(axis=1).mean()) if len(a) else 0.0


def orders(square: NDArray[np.floating]) -> Floats:
    """Rank all others for each input, ties by their mean; rows are centred and of length 1, or 0 where all tie.

    Returns
    -------
    array of float64, shape (k, k - 1)
    """
    return _standardised(rankdata(_others(square), axis=1))


def hop_orders(hops: Ints) -> Floats:
    """Do as :func:`orders` for small whole numbers, which are quickly counted."""
    others = _others(hops)
    if not others.size:
        return np.zeros(others.shape)
    k, kinds = len(others), int(others.max()) + 1
    counts = np.bincount((others + kinds * np.arange(k)[:, None]).ravel(), minlength=k * kinds)
    counts = counts.reshape(k, kinds)
    ranks = counts.cumsum(axis=1) - (counts - 1) / 2
    return _standardised(np.take_along_axis(ranks, others, axis=1))


def _others(square: NDArray[Any]) -> NDArray[Any]:
    k = len(square)
    return np.asarray(square[~np.eye(k, dtype=bool)].reshape(k, max(k - 1, 0)))


def _standardised(ranks: Floats) -> Floats:
    centred = ranks - ranks.mean(axis=1, keepdims=True) if ranks.size else ranks
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.asarray(np.divide(centred, length, out=np.zeros_like(centred), where=length > 0))
