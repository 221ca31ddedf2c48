"""Radii of DBSCAN that are read off the data."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import squareform
from sklearn.neighbors import NearestNeighbors

from topoalign_widget.mapper.hops import DUST
from topoalign_widget.representations import Representation
from topoalign_widget.stored import Rows, over_blocks

KNEE_NEIGHBOURS = 5
# Above this many inputs the knee is read off a sample: the curve is smooth long before, and the cost quadratic.
KNEE_SAMPLE, FEWEST, MOST_PAIRS = 4000, 1000, 400_000_000


def knee_eps(x: Representation) -> float:
    """Read a DBSCAN radius off the knee of the sorted distances to the 5th nearest neighbour.

    The knee is where the ascending curve lies farthest below its chord (Satopaa et al. 2011, "Finding a
    Kneedle in a Haystack"), as in the tools of the TopoAlign authors. Above 4,000 inputs, the distances of a
    fixed random 4,000 of them to their neighbours among all inputs are used; 1,000 from 400,000 inputs on.

    Parameters
    ----------
    x : array of shape (n_inputs, n_features)

    Returns
    -------
    float > 0
        In units of x.
    """
    distances = np.sort(neighbour_distances(x, KNEE_NEIGHBOURS))
    distances = distances[distances > 0]
    if not distances.size:  # every input has that many doubles: any radius keeps them together
        return float(np.finfo(np.float32).eps)
    rise = distances[-1] - distances[0]
    if rise == 0:
        return float(distances[0])
    below = np.linspace(0, 1, len(distances)) - (distances - distances[0]) / rise
    return float(distances[np.argmax(below)])


def neighbour_distances(x: Representation, k: int) -> NDArray[np.floating]:
    """Measure how far the k-th nearest neighbour is, of all inputs or of a fixed random sample; see `knee_eps`.

    Where there are fewer others, of the last of them.
    """
    n = len(x)
    k = min(k, n - 1)
    if n <= KNEE_SAMPLE:
        return NearestNeighbors(n_neighbors=k).fit(np.asarray(x)).kneighbors()[0][:, -1]
    size = min(KNEE_SAMPLE, max(FEWEST, MOST_PAIRS // n))
    asked = x[np.sort(np.random.default_rng(0).choice(n, size, replace=False))]
    # Rows of the sample are their own nearest neighbours.
    found = np.concatenate(over_blocks(partial(_nearest, asked, k + 1), x), axis=1)
    return np.partition(found, k, axis=1)[:, k]


def _nearest(asked: NDArray[np.floating], k: int, rows: NDArray[np.floating]) -> NDArray[np.floating]:
    return NearestNeighbors(n_neighbors=min(k, len(rows))).fit(rows).kneighbors(asked)[0]


def connecting_radius(rows: Rows) -> float:
    """Find the least radius at which half of the inputs hang together in components that are no dust.

    Below it, only near-doubles do, such as the forms of one sentence. The components are those of single linkage,
    each of at least 1 % of the inputs. Takes all pairs of rows at once.

    Parameters
    ----------
    rows : array of shape (n, n_features)

    Returns
    -------
    float >= 0
        In units of the rows.
    """
    n = len(rows)
    if n < 2:
        return 0.0
    tree = linkage(squareform(squared_distances(rows), checks=False), "single")
    sizes = np.concatenate([np.ones(n), tree[:, 3]])
    parts = sizes[tree[:, :2].astype(np.int64)]
    enough = max(DUST * n, 2)
    joined = np.where(parts < enough, parts, 0).sum(axis=1) * (tree[:, 3] >= enough)
    return float(np.sqrt(max(tree[np.searchsorted(joined.cumsum(), n / 2), 2], 0.0)))


def squared_distances(rows: Rows) -> NDArray[np.float64]:
    """Return the squares of all distances, but for a rounding that does not change who is nearer."""
    centred = rows.astype(np.float64) - rows.mean(axis=0, dtype=np.float64)
    squares = (centred**2).sum(axis=1)
    return np.asarray(squares[:, None] + squares - 2 * centred @ centred.T)
