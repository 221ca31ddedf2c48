"""Lenses: functions from inputs to one or a few numbers, along which the cover is laid.

Each is computed from one representation alone. Nothing of size n_inputs x n_inputs is formed, and "l2norm" and
"pca" read arrays that are on a disk or stored elsewhere a few rows at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import eigh
from sklearn.base import clone
from sklearn.decomposition import PCA
from sklearn.metrics import pairwise_distances_chunked
from sklearn.neighbors import NearestNeighbors

from topoalign_widget.keywords import closest
from topoalign_widget.representations import Representation
from topoalign_widget.stored import over_blocks

DENSITY_NEIGHBOURS = 15
# Above this many features their covariance is no small matrix any more.
WIDE = 5000


class LensError(ValueError):
    """There is no such lens, or it does not give finite numbers for every input."""


class Transformer(Protocol):
    """Anything with scikit-learn's ``fit_transform``."""

    def fit_transform(self, X: Any) -> Any:
        """Fit to X (n_inputs, n_features) and return (n_inputs, k)."""


Lens = str | Callable[[Representation], ArrayLike] | Transformer | ArrayLike


def l2norm(x: Representation) -> NDArray[np.floating]:
    """Euclidean norm of each row, the lens of Explainable Mapper (arXiv 2507.18607)."""
    return np.concatenate(over_blocks(partial(np.linalg.norm, axis=1), x))


def pca(x: Representation, n_components: int = 1) -> NDArray[np.floating]:
    """Project on the leading principal components; each points to where its largest loading is positive."""
    if n_components > min(x.shape):
        raise LensError(
            f"lens='pca{n_components}' needs at least {n_components} inputs and features; got shape {x.shape}."
        )
    if x.shape[1] > WIDE or len(x) < x.shape[1]:
        # The whole array at once. scikit-learn fixes the signs by the loadings, so that they do not depend on the
        # order of the inputs.
        return np.asarray(PCA(n_components, svd_solver="full").fit_transform(np.asarray(x)))
    mean = sum(over_blocks(partial(np.sum, axis=0, dtype=np.float64), x)) / len(x)
    covariance = sum(over_blocks(partial(_scatter, mean), x))
    last = x.shape[1] - 1
    axes = eigh(covariance, subset_by_index=[last + 1 - n_components, last])[1][:, ::-1]
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(n_components)])
    return np.concatenate(over_blocks(partial(_along, mean, axes), x))


def _scatter(mean: NDArray[np.float64], rows: NDArray[np.floating]) -> NDArray[np.float64]:
    centred = rows - mean
    return np.asarray(centred.T @ centred)


def _along(
    mean: NDArray[np.float64], axes: NDArray[np.float64], rows: NDArray[np.floating]
) -> NDArray[np.float64]:
    return np.asarray((rows - mean) @ axes)


def density(x: Representation) -> NDArray[np.floating]:
    """Negative log of the distance to the 15th nearest neighbour, a density estimate up to scale and shift.

    The k-nearest-neighbour estimate (Loftsgaarden and Quesenberry 1965) has no bandwidth to choose, and its
    logarithm spreads inputs over the intervals where raw densities crowd near zero.
    """
    neighbours = NearestNeighbors(n_neighbors=min(DENSITY_NEIGHBOURS, len(x) - 1)).fit(np.asarray(x))
    distance = neighbours.kneighbors()[0][:, -1]
    positive = distance[distance > 0]
    return -np.log(np.maximum(distance, positive.min() if positive.size else 1.0))


def eccentricity(x: Representation) -> NDArray[np.floating]:
    """Mean distance to all inputs (Singh, Memoli, Carlsson 2007, section 3.2, with p = 1)."""
    means = pairwise_distances_chunked(np.asarray(x), reduce_func=lambda block, _: block.mean(axis=1))
    return np.concatenate(list(means))


def umap(x: Representation) -> NDArray[np.floating]:
    """Two-dimensional UMAP with a fixed seed."""
    if len(x) < 5:
        raise LensError(f"lens='umap' needs at least 5 inputs; got {len(x)}. Use another lens.")
    try:
        from umap import UMAP
    except ImportError:
        raise LensError("lens='umap' needs umap-learn: pip install umap-learn.") from None
    return np.asarray(
        UMAP(n_neighbors=min(15, len(x) - 1), random_state=0, n_jobs=1).fit_transform(np.asarray(x))
    )


NAMED: dict[str, Callable[[Representation], NDArray[np.floating]]] = {
    "l2norm": l2norm,
    "pca": pca,
    "pca2": lambda x: pca(x, 2),
    "density": density,
    "eccentricity": eccentricity,
    "umap": umap,
}


def apply_lens(lens: Lens, x: Representation) -> NDArray[np.float64]:
    """Compute lens values.

    Parameters
    ----------
    lens : str, callable, transformer or array-like
        One of ``"l2norm"``, ``"pca"``, ``"pca2"``, ``"density"``, ``"eccentricity"``, ``"umap"``; a function
        of X; an object with ``fit_transform`` (a copy of it is fitted); or the values themselves.
    x : array of shape (n_inputs, n_features)

    Returns
    -------
    array of float64, shape (n_inputs, k)

    Raises
    ------
    LensError
        If the lens has no such name, or does not give one or more finite numbers for each input.
    """
    called = f"lens {lens!r}" if isinstance(lens, str) else f"The lens ({type(lens).__name__})"
    try:
        values = np.array(_values(lens, x), dtype=np.float64)
    except (TypeError, ValueError) as error:
        if isinstance(error, LensError):
            raise
        raise LensError(f"{called} did not give numbers: {error}") from error
    if values.ndim == 1:
        values = values[:, None]
    if values.ndim != 2 or len(values) != len(x) or not values.shape[1]:
        raise LensError(
            f"{called} must give one or more numbers for each of the {len(x)} inputs, in shape ({len(x)},) or "
            f"({len(x)}, k); got shape {values.shape}."
        )
    if not np.isfinite(values).all():
        raise LensError(
            f"{called} gives NaN or infinity for {(~np.isfinite(values)).any(axis=1).sum()} inputs."
        )
    return values


def lens_name(lens: Lens) -> str:
    """Tell a lens in a word, for the graph's parameters."""
    if isinstance(lens, str):
        return lens
    if hasattr(lens, "fit_transform"):
        return repr(lens)
    return getattr(lens, "__name__", type(lens).__name__) if callable(lens) else "array"


def _values(lens: Lens, x: Representation) -> Any:
    if isinstance(lens, str):
        if lens not in NAMED:
            raise LensError(
                f"There is no lens {lens!r}.{closest(lens, list(NAMED))} There are "
                f"{', '.join(map(repr, NAMED))}; a function, a transformer or an array will do as well."
            )
        return NAMED[lens](x)
    if hasattr(lens, "fit_transform"):
        return clone(lens, safe=False).fit_transform(np.asarray(x))
    return lens(np.asarray(x)) if callable(lens) else lens
