"""Mapper as a scikit-learn estimator: lens, cover, clustering of each pullback, nerve."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import kmapper
import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.utils.validation import validate_data

from topoalign_widget.keywords import checked_keywords
from topoalign_widget.mapper.clustering import Workers, as_clusterer, check_jobs, cluster_all, distinct
from topoalign_widget.mapper.cover import pullbacks
from topoalign_widget.mapper.device import check_device
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.mapper.lens import Lens, apply_lens, lens_name
from topoalign_widget.mapper.selection import AUTO, AXES, Suggestion, is_auto, suggest_together, to_choose
from topoalign_widget.representations import Representation, as_representation


class NoNodesWarning(UserWarning):
    """The clusterer took every input for noise."""


class Mapper(BaseEstimator):  # type: ignore[misc]
    """Build the Mapper graph of a representation.

    A lens maps inputs to a few numbers, overlapping boxes cover those, the inputs of each box (its pullback)
    are clustered where they live, and clusters that share inputs are linked (Singh, Memoli, Carlsson 2007).
    With the same lens, cover and clusterer the graph is, node for node and edge for edge, that of
    ``kmapper.KeplerMapper.map(..., remove_duplicate_nodes=True)``.

    What is "auto" is chosen by :func:`suggest` to go with what is given, and can be read off ``graph_.parameters``.

    Parameters
    ----------
    lens : str, callable, transformer or array-like, default "auto"
        ``"l2norm"``, ``"pca"`` (one component), ``"pca2"`` (two), ``"density"``, ``"eccentricity"``, ``"umap"``
        (with umap-learn installed); a function of X; an object with ``fit_transform``; or values of shape
        (n_inputs,) or (n_inputs, k).
    cover : {"auto", "uniform", "balanced"} or kmapper.Cover, default "auto"
        Boxes of equal size, boxes of equal counts, or kmapper's own.
    n_intervals : int, sequence of int or "auto", default "auto"
        Intervals in each lens dimension; not used with a ``kmapper.Cover``.
    overlap : float in [0, 1), sequence of float or "auto", default "auto"
        Share of an interval that it has in common with the next; not used with a ``kmapper.Cover``.
    clusterer : "auto" or scikit-learn clusterer, default "auto"
        "auto" is DBSCAN with ``eps`` near the knee of the sorted distances to the 5th nearest neighbour, or where
        that is among near-doubles, near the radius at which half of the inputs hang together.
    n_jobs : int or None, default None
        Threads for DBSCAN with the Euclidean distance, which is clustered by code of our own (None: one for each
        core); for other clusterers the pullbacks that are clustered at a time, through joblib (None: one). Within
        a ``joblib.parallel_config`` that names another backend, such as loky or dask, pullbacks are jobs for its
        workers whatever the clusterer. The graph does not depend on any of this.
    device : {"cpu", "cuda", "cuda:<number>"}, default "cpu"
        What computes distances for DBSCAN with the Euclidean distance. For "cuda", torch must be installed and see
        the device; where it does not, a warning says so and the processor is used. The graph does not depend on it.

    Attributes
    ----------
    graph_ : MapperGraph
    clusterer_ : scikit-learn clusterer
        The clusterer that each pullback got a copy of.
    suggestion_ : Suggestion or None
        Why parameters that were "auto" have their values; None where none was.
    n_features_in_ : int

    Examples
    --------
    >>> import numpy as np
    >>> angle = np.linspace(0, 2 * np.pi, 400)
    >>> circle = np.column_stack([np.cos(angle), np.sin(angle)])
    >>> Mapper(lens="pca", cover="uniform", n_intervals=6, overlap=0.3).fit(circle).graph_
    MapperGraph(10 nodes, 10 edges, 400 inputs, 100% covered)
    """

    @checked_keywords
    def __init__(
        self,
        lens: Lens = AUTO,
        cover: str | kmapper.Cover = AUTO,
        n_intervals: int | Sequence[int] | str = AUTO,
        overlap: float | Sequence[float] | str = AUTO,
        clusterer: Any = AUTO,
        n_jobs: int | None = None,
        device: str = "cpu",
    ) -> None:
        self.lens = lens
        self.cover = cover
        self.n_intervals = n_intervals
        self.overlap = overlap
        self.clusterer = clusterer
        self.n_jobs = n_jobs
        self.device = device

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
        RepresentationError, LensError, CoverError, ClustererError, JobsError, DeviceError
            If X or a parameter cannot be used; nothing is changed then.

        Warns
        -----
        NoNodesWarning
            If every input is noise, so that the graph is empty.
        DeviceWarning
            If the device that was asked for could not be used.
        """
        x = as_representation(X)
        built = build_graphs({"X": x}, **self.how())["X"]
        validate_data(self, X, skip_check_array=True)  # only notes n_features_in_ and feature_names_in_
        self.suggestion_ = built.suggestion
        self.clusterer_ = as_clusterer(built.parameters["clusterer"])
        self.graph_ = built.graph
        return self

    def how(self) -> dict[str, Any]:
        """Tell ``build_graphs`` how this builds a graph."""
        check_device(self.device)
        check_jobs(self.n_jobs)
        parameters = {axis: getattr(self, axis) for axis in AXES}
        return {"parameters": parameters, "workers": Workers(self.n_jobs, self.device)}


class Built(NamedTuple):
    """A graph, the parameters that it was built with and by whom, and why "auto" ones have their values."""

    graph: MapperGraph
    parameters: Mapping[str, Any]
    workers: Workers
    suggestion: Suggestion | None


def build_graphs(
    arrays: Mapping[str, Representation], parameters: Mapping[str, Any], workers: Workers
) -> dict[str, Built]:
    """Build the graphs of checked representations; what is "auto" is chosen for all together. See :class:`Mapper`."""
    lens = parameters["lens"]
    lens_values = None if is_auto(lens) else {name: apply_lens(lens, x) for name, x in arrays.items()}
    chosen: Mapping[str, Suggestion] = {}
    if to_choose(parameters):
        chosen = suggest_together(arrays, parameters, lens_values)
    built = {}
    for name, x in arrays.items():
        own = chosen[name].parameters if chosen else parameters
        values = apply_lens(own["lens"], x) if lens_values is None else lens_values[name]
        built[name] = Built(_build_graph(x, values, own, workers), own, workers, chosen.get(name))
    return built


def _build_graph(
    x: Representation, lens: NDArray[np.float64], parameters: Mapping[str, Any], workers: Workers
) -> MapperGraph:
    cover, clusterer = parameters["cover"], as_clusterer(parameters["clusterer"])
    boxes = pullbacks(lens, cover, parameters["n_intervals"], parameters["overlap"])
    intervals, nodes = distinct(cluster_all(clusterer, x, boxes, workers))
    if not nodes:
        warnings.warn(
            f"The graph has no nodes: {clusterer!r} took every input for noise. "
            "Use a larger eps or a smaller min_samples, fewer intervals, or another clusterer.",
            NoNodesWarning,
            stacklevel=4,
        )
    own = cover if isinstance(cover, kmapper.Cover) else None
    told = {
        "lens": lens_name(parameters["lens"]),
        "cover": cover if own is None else repr(own),
        "n_intervals": parameters["n_intervals"] if own is None else own.n_cubes,
        "overlap": parameters["overlap"] if own is None else own.perc_overlap,
        "clusterer": repr(clusterer),
        **{name: v for name, v in clusterer.get_params().items() if name in ("eps", "min_samples")},
    }
    return MapperGraph.from_nodes(nodes, len(lens), lens=lens, node_interval=intervals, parameters=told)
