"""Clustering of pullbacks, by any scikit-learn clusterer."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from numbers import Integral
from typing import Any, NamedTuple

import numpy as np
from joblib import Parallel, delayed, effective_n_jobs
from joblib.parallel import ThreadingBackend, get_active_backend
from numpy.typing import NDArray
from sklearn.base import clone

from topoalign_widget.mapper.cover import Pullback
from topoalign_widget.mapper.dbscan import cluster_pullbacks, is_euclidean_dbscan
from topoalign_widget.mapper.progress import with_progress
from topoalign_widget.representations import Representation
from topoalign_widget.stored import StoredArray, portable


class ClustererError(ValueError):
    """What was given cannot cluster."""


class Workers(NamedTuple):
    """Who clusters pullbacks: ``n_jobs`` and ``device`` of :class:`topoalign_widget.Mapper`. Clusters do not tell."""

    n_jobs: int | None = None
    device: str = "cpu"


class JobsError(ValueError):
    """No such number of jobs can be asked for."""


def check_jobs(n_jobs: Any) -> None:
    """Refuse what is no number of jobs.

    Raises
    ------
    JobsError
        If it is neither None nor a whole number but 0.
    """
    whole = isinstance(n_jobs, Integral) and not isinstance(n_jobs, bool)
    if n_jobs is not None and not (whole and n_jobs):
        raise JobsError(f"n_jobs must be None, a number of jobs, or -1 for one on each core; got {n_jobs!r}.")


def as_clusterer(clusterer: Any) -> Any:
    """Copy a clusterer for the pullbacks.

    Raises
    ------
    ClustererError
        If it is no scikit-learn clusterer, or one of distances rather than inputs.
    """
    known = hasattr(clusterer, "fit_predict") and hasattr(clusterer, "get_params")
    if not known or isinstance(clusterer, type):
        raise ClustererError(
            f"clusterer must be 'auto' or a scikit-learn clusterer such as DBSCAN(eps=0.5); got {clusterer!r}."
        )
    for name in ("metric", "affinity"):
        if str(getattr(clusterer, name, None)) == "precomputed":
            raise ClustererError(
                f"A clusterer with {name}='precomputed' would take rows of X for distances. "
                f"Give it the {name} itself."
            )
    return clone(clusterer)


def smallest_pullback(clusterer: Any) -> int:
    """Tell how many inputs a pullback needs to be clustered at all, by kmapper's rule."""
    parameters = clusterer.get_params()
    for name in ("n_clusters", "min_cluster_size", "min_samples"):
        value = parameters.get(name)
        if value and isinstance(value, Integral):
            return int(value)
    return 2


def cluster_all(
    clusterer: Any,
    x: Representation,
    pullbacks: list[Pullback],
    workers: Workers,
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Cluster all pullbacks, in their order whatever the order of the work; noise is left out.

    Yields
    ------
    (index, inputs)
        A cluster, with the index of its pullback; the clusters of a pullback by ascending label.

    Raises
    ------
    ClustererError
        If the clusterer refuses its parameters or some inputs.
    """
    enough = smallest_pullback(clusterer)
    asked = [(index, inputs) for index, inputs in pullbacks if len(inputs) >= enough]
    # Threads share x; a backend that was set around this call wins.
    threads = isinstance(get_active_backend(prefer="threads")[0], ThreadingBackend)
    ours = is_euclidean_dbscan(clusterer)
    n_jobs = workers.n_jobs
    if ours:
        _refuse_invalid(clusterer)
        n_jobs = os.cpu_count() if n_jobs is None and threads else n_jobs
    if ours and threads and not isinstance(x, StoredArray):
        dbscan = (clusterer.eps, int(clusterer.min_samples))
        found = cluster_pullbacks(x, asked, *dbscan, effective_n_jobs(n_jobs), workers.device)
    else:
        parallel = Parallel(n_jobs=n_jobs, prefer="threads", return_as="generator")
        shared = x if threads else portable(x)
        jobs = parallel(delayed(clusters)(clusterer, shared, inputs) for _, inputs in asked)
        found = with_progress(jobs, len(asked), "clustering pullbacks")
    for (index, _), nodes in zip(asked, found, strict=True):
        for inputs in nodes:
            yield index, inputs


def distinct(
    found: Iterable[tuple[int, NDArray[np.int64]]],
) -> tuple[list[int], list[NDArray[np.int64]]]:
    """Make nodes of clusters: of those that hold the same inputs the first stays, with its pullback's index."""
    unique: dict[bytes, tuple[int, NDArray[np.int64]]] = {}
    for index, inputs in found:
        unique.setdefault(inputs.tobytes(), (index, inputs))
    return [index for index, _ in unique.values()], [inputs for _, inputs in unique.values()]


def _refuse_invalid(clusterer: Any) -> None:
    try:
        clone(clusterer).fit(np.zeros((1, 1)))
    except ValueError as error:
        raise ClustererError(f"{clusterer!r} cannot cluster: {error}") from error


def clusters(clusterer: Any, x: Representation, inputs: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Cluster one pullback; noise (label -1) is left out.

    Returns
    -------
    list of array of int64
        The inputs of each cluster, by ascending label.

    Raises
    ------
    ClustererError
        If the clusterer refuses these inputs.
    """
    if is_euclidean_dbscan(clusterer):
        alone = [(0, np.arange(len(inputs)))]
        dbscan = (clusterer.eps, int(clusterer.min_samples))
        [found] = cluster_pullbacks(x[inputs], alone, *dbscan, n_threads=1)
        return [inputs[own] for own in found]
    # Double precision, because kmapper's id column makes it so: an input at distance eps stays where it was.
    rows = np.asarray(x[inputs], dtype=np.float64)
    try:
        labels = clone(clusterer).fit_predict(rows)
    except ValueError as error:
        raise ClustererError(
            f"{clusterer!r} cannot cluster a pullback of {len(inputs)} inputs: {error} "
            "Change its parameters, or make pullbacks larger by fewer intervals or more overlap."
        ) from error
    return [inputs[labels == label] for label in np.unique(labels) if label != -1 and not np.isnan(label)]
