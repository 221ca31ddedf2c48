"""How alike two representations of the same inputs are: pure functions of two arrays, row for row.

What a measure needs to know of one array is found once (`centred`, `neighbours`, `distances`); what depends on which
row goes with which is cheap, and can be asked for many orders of the rows: that is its permutation null.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh
from scipy.spatial.distance import pdist, squareform
from scipy.stats import rankdata

from topoalign_widget.stored import BLOCK, Rows

Floats = NDArray[np.float64]
Order = NDArray[np.int64]

# Neighbours of an input, unless others are asked for.
NEIGHBOURS = 10
# Distances of RTD-Lite are in units of this quantile of theirs.
UNIT = 0.9
# From so many inputs on, products are of single precision: right to 1e-6, in half the time.
MANY_INPUTS = 2_000
# From so many features on, singular values come from a matrix of squares: twice as fast, right to 1e-5.
MANY_FEATURES = 128


def cka(x: Rows, y: Rows) -> float:
    """Centred kernel alignment with linear kernels, unbiased: 1 for the same shape, 0 on average by chance.

    HSIC(K, L) / sqrt(HSIC(K, K) HSIC(L, L)) with K = XX', L = YY' and the unbiased HSIC of Song and others (JMLR 13,
    2012). Of centred arrays that takes no matrix of all pairs of inputs. Rotations, translations and one scale factor
    change nothing. NaN where one of the arrays has no spread beyond chance, or there are fewer than four inputs.
    """
    return global_similarities(centred(x), centred(y))[0]


def procrustes(x: Rows, y: Rows) -> float:
    """Nuclear norm of X'Y of centred arrays of norm 1: in [0, 1], 1 if one is the other turned and scaled.

    The distance after the best rotation is sqrt(2 - 2 s). Never 0 by chance: the more features, the higher.
    """
    return global_similarities(centred(x), centred(y))[1]


def rsa(x: Rows, y: Rows) -> float:
    """Spearman's correlation of the Euclidean distances of all pairs of inputs, in [-1, 1].

    Holds all pairs at once: meant for at most a few thousand inputs. NaN where all distances are equal.
    """
    return distance_similarities(distances(x), distances(y))[0]


def rtd_lite(x: Rows, y: Rows) -> float:
    """Divergence of how inputs join into clusters: 0 for the same, *lower is more alike*.

    (|d| + |e|) / 2 - |min(d, e)| where |.| is the weight of the minimum spanning tree and d, e are the Euclidean
    distances over their quantile .9 (RTD-Lite, arXiv 2503.11910). It grows with the number of inputs. Holds all pairs
    at once.
    """
    return distance_similarities(distances(x), distances(y))[1]


def mutual_knn(x: Rows, y: Rows, k: int = NEIGHBOURS) -> Floats:
    """Share of the k nearest inputs (cosine) that is the same in both arrays, for each input.

    Returns
    -------
    array of float64, shape (n_inputs,)
        In [0, 1]. The mean is the measure; k / (n - 1) of it is chance.
    """
    return shared_neighbours(neighbours(x, k), neighbours(y, k))


def cknna(x: Rows, y: Rows, k: int = NEIGHBOURS) -> float:
    """CKA of the cosines of those pairs only that are among the k nearest in both arrays (arXiv 2405.07987).

    The published formula depends a little on which array comes first; this is the mean of both ways.
    """
    return local_similarities(neighbours(x, k), neighbours(y, k))[1]


@dataclass(frozen=True, eq=False)
class Centred:
    """An array without its mean, of Frobenius norm 1.

    Attributes
    ----------
    rows : array of float32 or float64, shape (n, features)
    squares : array of float64, shape (n,)
        Squared length of each row.
    spread : float
        Unbiased HSIC with itself, without its constant factor.
    """

    rows: Rows
    squares: Floats
    spread: float


def centred(x: Rows, most_features: int | None = None) -> Centred:
    """Centre an array; of single precision if it is, or has many inputs.

    Parameters
    ----------
    x : array of shape (n, d)
    most_features : int, optional
        Of wider arrays, keep so many principal components.
    """
    rows = np.asarray(x, dtype=np.float64)
    rows = _within_one(rows - rows.mean(axis=0))
    rows /= np.linalg.norm(rows) or 1.0
    if rows.shape[1] > len(rows):
        # The same inner products with as many features as inputs.
        rows = np.asarray(np.linalg.qr(rows.T, mode="r")).T
    if most_features is not None and rows.shape[1] > most_features:
        d = rows.shape[1]
        rows = rows @ eigh(rows.T @ rows, subset_by_index=(d - most_features, d - 1))[1]
    squares = np.einsum("ij,ij->i", rows, rows)
    single = x.dtype == np.float32 or len(rows) >= MANY_INPUTS
    rows = np.ascontiguousarray(rows, dtype=np.float32 if single else np.float64)
    return Centred(rows, squares, _hsic(rows.T @ rows, squares, squares))


def global_similarities(a: Centred, b: Centred, order: Order | None = None) -> tuple[float, float]:
    """Compute CKA and Procrustes similarity, with the rows of b in the given order."""
    theirs, squares = (b.rows, b.squares) if order is None else (b.rows[order], b.squares[order])
    product = a.rows.T @ theirs
    spread = a.spread * b.spread if min(a.spread, b.spread) > 0 else 0.0
    alignment = _ratio(_hsic(product, a.squares, squares), np.sqrt(spread))
    known = a.squares.any() and b.squares.any()
    return alignment, min(_nuclear_norm(product), 1.0) if known else float("nan")


def _hsic(product: Rows, k: Floats, l: Floats) -> float:  # noqa: E741
    """Unbiased HSIC times n (n - 3) of centred arrays, from X'Y and the diagonals of K and L; 0 where undefined."""
    n = len(k)
    if n < 4:
        return 0.0
    diagonals = float(k @ l)
    pairs = float(np.square(product, dtype=np.float64).sum()) - diagonals
    value = pairs + float(k.sum() * l.sum()) / ((n - 1) * (n - 2)) - 2 * diagonals / (n - 2)
    # What rounding leaves of nothing is nothing.
    return value if abs(value) > 1e-13 * (pairs + diagonals) else 0.0


def _nuclear_norm(product: Rows) -> float:
    if min(product.shape) < MANY_FEATURES:
        return float(np.linalg.svd(product, compute_uv=False).sum(dtype=np.float64))
    narrow = np.asarray(product if product.shape[0] >= product.shape[1] else product.T, dtype=np.float64)
    squares = np.linalg.eigvalsh(narrow.T @ narrow)
    # Below, there is only rounding.
    return float(np.sqrt(squares[squares > 1e-14 * squares[-1]]).sum())


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The nearest inputs of each input.

    Attributes
    ----------
    inputs : array of int32, shape (n, k)
        Nearest first.
    cosines : array of float64, shape (n, k)
    mutual : array of bool, shape (n, k)
        Whether the neighbour has this input among its own.
    spread : float
        Unbiased HSIC with itself, without its constant factor.
    """

    inputs: NDArray[np.int32]
    cosines: Floats
    mutual: NDArray[np.bool_]
    spread: float


def neighbours(x: Rows, k: int = NEIGHBOURS) -> Neighbours:
    """Find the k inputs (fewer if there are not so many) of largest cosine, by blocks of rows."""
    from topoalign_widget.alignment.similarity_kernels import most_similar

    n = len(x)
    k = min(k, n - 1)
    unit = _within_one(np.asarray(x, dtype=np.float64), axis=1)
    length = np.linalg.norm(unit, axis=1, keepdims=True)
    unit = (unit / np.where(length > 0, length, 1)).astype(
        np.float32 if x.dtype == np.float32 else np.float64
    )
    inputs, cosines = np.empty((n, k), dtype=np.int32), np.empty((n, k))
    step = max(1, BLOCK // n)
    for first in range(0, n, step):
        own = slice(first, min(first + step, n))
        most_similar(unit[own] @ unit.T, first, inputs[own], cosines[own])
    here = np.arange(n)[:, None]
    mutual = np.isin(inputs.astype(np.int64) * n + here, here * n + inputs)
    row, place = np.indices(inputs.shape).reshape(2, -1)
    alone = Neighbours(inputs, cosines, mutual, 0.0)
    return Neighbours(inputs, cosines, mutual, _masked_hsic(alone, alone, (row, place, row, place)))


Shared = tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.integer], NDArray[np.integer]]


def local_similarities(a: Neighbours, b: Neighbours, order: Order | None = None) -> tuple[float, float]:
    """Compute the mean of mutual kNN, and CKNNA, with the inputs of b in the given order."""
    shared = _shared(a, b, order)
    spread = a.spread * b.spread if min(a.spread, b.spread) > 0 else 0.0
    return len(shared[0]) / a.inputs.size, _ratio(_masked_hsic(a, b, shared), np.sqrt(spread))


def shared_neighbours(a: Neighbours, b: Neighbours) -> Floats:
    """Share of the neighbours of each input that is the same in both."""
    n, k = a.inputs.shape
    return np.bincount(_shared(a, b, None)[0], minlength=n) / k


def _shared(a: Neighbours, b: Neighbours, order: Order | None) -> Shared:
    """List the neighbours in both: the input, its place in a, and the row and place in b."""
    n, k = a.inputs.shape
    theirs = b.inputs
    if order is not None:
        now = np.empty(n, dtype=np.int32)
        now[order] = np.arange(n, dtype=np.int32)
        theirs = now[b.inputs[order]]
    found = []
    step = max(1, BLOCK // k**2)
    for first in range(0, n, step):
        own = slice(first, first + step)
        row, place, other = np.nonzero(a.inputs[own, :, None] == theirs[own, None, :])
        found.append((row + first, place, other))
    row, place, other = (np.concatenate(part) for part in zip(*found, strict=True))
    return row, place, row if order is None else order[row], other


def _masked_hsic(a: Neighbours, b: Neighbours, shared: Shared) -> float:
    """Unbiased HSIC times n (n - 3) of the cosines of shared neighbours; the others count as 0."""
    row, place, their_row, their_place = shared
    n = len(a.inputs)
    if n < 4:
        return 0.0
    column = a.inputs[row, place]
    k, l = a.cosines[row, place], b.cosines[their_row, their_place]  # noqa: E741
    # Neighbours go one way, so an entry meets its transpose only where both ways hold.
    both = a.mutual[row, place] & b.mutual[their_row, their_place]
    out_k, out_l = np.bincount(row, k, n), np.bincount(row, l, n)
    into_k, into_l = np.bincount(column, k, n), np.bincount(column, l, n)
    middle = float(into_k @ out_l + into_l @ out_k)
    return float((k * l)[both].sum() + k.sum() * l.sum() / ((n - 1) * (n - 2)) - middle / (n - 2))


@dataclass(frozen=True, eq=False)
class Distances:
    """The Euclidean distances of all pairs of inputs.

    Attributes
    ----------
    scaled : array of float64, shape (n, n)
        Over their quantile .9.
    ranks : array of float64, shape (n, n)
        Of mean 0 and norm 1 off the diagonal, 0 on it; 0 everywhere if all distances are equal.
    tree : float
        Weight of the minimum spanning tree of ``scaled``.
    """

    scaled: Floats
    ranks: Floats
    tree: float


def distances(x: Rows) -> Distances:
    """Compute and rank all distances."""
    from topoalign_widget.alignment.similarity_kernels import joint_tree

    pairs = pdist(_within_one(np.asarray(x, dtype=np.float64)))
    scaled = squareform(pairs / (np.quantile(pairs, UNIT) or pairs.max() or 1.0))
    ranks = rankdata(pairs)
    ranks -= ranks.mean()
    ranks /= np.sqrt(2) * np.linalg.norm(ranks) or 1.0
    return Distances(scaled, squareform(ranks), joint_tree(scaled, scaled, np.arange(len(x))))


def distance_similarities(a: Distances, b: Distances, order: Order | None = None) -> tuple[float, float]:
    """Compute RSA and RTD-Lite, with the inputs of b in the given order."""
    from topoalign_widget.alignment.similarity_kernels import joint_tree

    order = np.arange(len(a.scaled)) if order is None else order
    known = a.ranks.any() and b.ranks.any()
    correlation = float(np.vdot(a.ranks, b.ranks[np.ix_(order, order)])) if known else float("nan")
    divergence = (a.tree + b.tree) / 2 - joint_tree(a.scaled, b.scaled, order)
    # A tree adds its edges up in an order of its own.
    return correlation, divergence if divergence > 1e-12 * (a.tree + b.tree) else 0.0


def _within_one(x: Floats, axis: int | None = None) -> Floats:
    """Divide by the largest magnitude: squares then neither overflow nor vanish."""
    largest = np.abs(x).max(axis=axis, keepdims=True)
    return x / np.where(largest > 0, largest, 1)


def _ratio(value: float, scale: float) -> float:
    return float(value / scale) if scale > 0 else float("nan")
