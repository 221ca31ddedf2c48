"""Mapper as a scikit-learn estimator: lens, cover, clustering of each pullback, nerve."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any

import kmapper
import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.utils.validation import validate_data

from topoalign_widget.keywords import checked_keywords
from topoalign_widget.mapper.clustering import cluster_all, make_clusterer
from topoalign_widget.mapper.cover import pullbacks
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.mapper.lens import Lens, apply_lens, lens_name
from topoalign_widget.representations import as_representation


class NoNodesWarning(UserWarning):
    """The clusterer took every input for noise."""


class Mapper(BaseEstimator):  # type: ignore[misc]
    """Build the Mapper graph of a representation.

    A lens maps inputs to a few numbers, overlapping boxes cover those, the inputs of each box (its pullback)
    are clustered where they live, and clusters that share inputs are linked (Singh, Memoli, Carlsson 2007).
    With the same lens, cover and clusterer the graph is, node for node and edge for edge, that of
    ``kmapper.KeplerMapper.map(..., remove_duplicate_nodes=True)``.

    Parameters
    ----------
    lens : str, callable, transformer or array-like, default "l2norm"
        ``"l2norm"``, ``"pca"`` (one component), ``"pca2"`` (two), ``"density"``, ``"eccentricity"``, ``"umap"``
        (with umap-learn installed); a function of X; an object with ``fit_transform``; or values of shape
        (n_inputs,) or (n_inputs, k).
    cover : {"uniform", "balanced"} or kmapper.Cover, default "uniform"
        Boxes of equal size, boxes of equal counts, or kmapper's own.
    n_intervals : int or sequence of int, default 20
        Intervals in each lens dimension; not used with a ``kmapper.Cover``.
    overlap : float in [0, 1) or sequence of float, default 0.5
        Share of an interval that it has in common with the next; not used with a ``kmapper.Cover``.
    clusterer : "auto" or scikit-learn clusterer, default "auto"
        "auto" is DBSCAN with ``min_samples=3`` and ``eps`` at the knee of the sorted distances to the 5th
        nearest neighbour.
    n_jobs : int or None, default None
        Threads for DBSCAN with the Euclidean distance, which is clustered by code of our own (None: one for each
        core); for other clusterers the pullbacks that are clustered at a time, through joblib (None: one). Within
        a ``joblib.parallel_config`` that names another backend, such as loky or dask, pullbacks are jobs for its
        workers whatever the clusterer. The graph does not depend on any of this.

    Attributes
    ----------
    graph_ : MapperGraph
    clusterer_ : scikit-learn clusterer
        The clusterer that each pullback got a copy of.
    n_features_in_ : int

    Examples
    --------
    >>> import numpy as np
    >>> angle = np.linspace(0, 2 * np.pi, 400)
    >>> circle = np.column_stack([np.cos(angle), np.sin(angle)])
    >>> Mapper(lens="pca", n_intervals=6, overlap=0.3).fit(circle).graph_
    MapperGraph(10 nodes, 10 edges, 400 inputs, 100% covered)
    """

    @checked_keywords
    def __init__(
        self,
        lens: Lens = "l2norm",
        cover: str | kmapper.Cover = "uniform",
        n_intervals: int | Sequence[int] = 20,
        overlap: float | Sequence[float] = 0.5,
        clusterer: Any = "auto",
        n_jobs: int | None = None,
    ) -> None:
        self.lens = lens
        self.cover = cover
        self.n_intervals = n_intervals
        self.overlap = overlap
        self.clusterer = clusterer
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: object = None) -> Mapper:
        """Build the graph of X.

        Parameters
        ----------
        X : array-like of shape (n_inputs, n_features)
            float32 and float64 are used as they are.
        y : ignored

        Returns
        -------
        Mapper
            Itself, with ``graph_``.

        Raises
        ------
        RepresentationError, LensError, CoverError, ClustererError
            If X or a parameter cannot be used; nothing is changed then.

        Warns
        -----
        NoNodesWarning
            If every input is noise, so that the graph is empty.
        """
        x = as_representation(X)
        lens = apply_lens(self.lens, x)
        boxes = pullbacks(lens, self.cover, self.n_intervals, self.overlap)
        clusterer = make_clusterer(self.clusterer, x)
        found = cluster_all(clusterer, x, boxes, self.n_jobs)
        graph = self._graph(lens, found, clusterer)
        validate_data(self, X, skip_check_array=True)  # only notes n_features_in_ and feature_names_in_
        self.clusterer_ = clusterer
        self.graph_ = graph
        return self

    def _graph(
        self, lens: NDArray[np.float64], found: Iterable[tuple[int, NDArray[np.int64]]], clusterer: Any
    ) -> MapperGraph:
        unique: dict[bytes, tuple[int, NDArray[np.int64]]] = {}
        for interval, inputs in found:
            unique.setdefault(inputs.tobytes(), (interval, inputs))
        if not unique:
            warnings.warn(
                f"The graph has no nodes: {clusterer!r} took every input for noise. "
                "Use a larger eps or a smaller min_samples, fewer intervals, or another clusterer.",
                NoNodesWarning,
                stacklevel=3,
            )
        intervals, nodes = zip(*unique.values(), strict=True) if unique else ((), ())
        own = self.cover if isinstance(self.cover, kmapper.Cover) else None
        parameters = {
            "lens": lens_name(self.lens),
            "cover": self.cover if own is None else repr(own),
            "n_intervals": self.n_intervals if own is None else own.n_cubes,
            "overlap": self.overlap if own is None else own.perc_overlap,
            "clusterer": repr(clusterer),
            **{name: v for name, v in clusterer.get_params().items() if name in ("eps", "min_samples")},
        }
        return MapperGraph.from_nodes(
            nodes, len(lens), lens=lens, node_interval=intervals, parameters=parameters
        )
