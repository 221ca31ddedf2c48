"""Where the inputs of nodes lie: whether a row of node sets is longer than it is wide.

A graph by itself cannot tell that. With a lens of one dimension every blob is a row of nodes, however wide; with a
lens of two, noise in the second is a cloth. The representation tells it where it is known, the lens to some degree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from topoalign_widget.alignment.overlap import marked
from topoalign_widget.mapper.graph import MapperGraph

if TYPE_CHECKING:
    from topoalign_widget.alignment.alignment import Alignment
    from topoalign_widget.representations import Representation

Floats = NDArray[np.float64]
Nodes = NDArray[np.int64]

# Inputs of a row that are looked at, and of each of its pieces at least, and dimensions of what they span.
MOST_PLACED, LEAST_PLACED, MOST_DIMENSIONS = 600, 5, 4
# Pieces of a row whose width is measured at a time.
STRETCH = 8
# A row is thin if it is that many times as long as wide, and parted where it is that many times as wide as elsewhere.
LEAST_ELONGATION, WIDE = 1.5, 2.0
# A band that is sqrt(12) standard deviations wide all over fills a ring whose radius is sqrt(3) of them.
LEAST_RADIUS = 2.0
# Length of an edge between nodes at the same place, in hops: a way is never free.
SHORTEST = 0.01


def hop_lengths(graph: MapperGraph) -> Floats:
    """Measure edges by how far the mean lens values of their nodes are apart, in units of a typical hop.

    A hop is as long as the longest edge of a node, of half the nodes. Edges across a ribbon are shorter. Where the
    lens is unknown, every edge is a hop.

    Returns
    -------
    array of float64, shape (n_edges,)
    """
    if not graph.n_edges or not np.isfinite(graph.lens).all():
        return np.ones(graph.n_edges)
    place = np.asarray(graph.membership.astype(np.float64) @ graph.lens) / graph.node_sizes[:, None]
    length = np.linalg.norm(place[graph.edges[:, 0]] - place[graph.edges[:, 1]], axis=1)
    longest = np.zeros(graph.n_nodes)
    np.maximum.at(longest, graph.edges.ravel(), np.repeat(length, 2))
    unit = np.median(longest[longest > 0]) if length.any() else 0.0
    return np.maximum(length / unit, SHORTEST) if unit else np.ones(graph.n_edges)


@dataclass(frozen=True)
class Space:
    """A graph and the space of its inputs: their representation if it is known, or else their lens values."""

    graph: MapperGraph
    rows: Representation | None

    @classmethod
    def of(cls, alignment: Alignment, name: str) -> Space:
        """Take the representation that the graph was built from, if the alignment knows it."""
        graph = alignment.graphs[name]
        if alignment.representations is not None and name in alignment.representations:
            return cls(graph, alignment.representations[name])
        return cls(graph, graph.lens if np.isfinite(graph.lens).all() else None)

    def is_thin(self, pieces: Sequence[Nodes]) -> bool:
        """Tell whether a row of node sets is one and a half times as long as it is wide; True if nothing is known.

        Length and width are standard deviations: of the places along the row (a line through the means of the
        pieces), and of the inputs beside it, in the direction in which they are widest. They are equal for a ball,
        whatever the lens.

        Parameters
        ----------
        pieces : sequence of arrays of int
            Nodes of each piece.
        """
        row = self._row(pieces, closed=False)
        return row is None or row.length >= LEAST_ELONGATION * row.width

    def is_ring(self, nodes: Nodes) -> bool:
        """Tell whether nodes in their order lie around a hole, rather than fill it; True if nothing is known."""
        row = self._row(list(nodes[:, None]), closed=True)
        return row is None or row.length >= LEAST_RADIUS * row.width

    def thin_runs(self, pieces: Sequence[Nodes]) -> list[slice]:
        """Part a row where it is twice as wide as it typically is, and list what is thin in between.

        A blob on a string is neither one path nor part of it.
        """
        row = self._row(pieces, closed=False)
        if row is None:
            return [slice(0, len(pieces))]
        narrow = row.widths <= WIDE * np.quantile(row.widths, 0.25)
        starts = np.flatnonzero(narrow & ~np.r_[False, narrow[:-1]])
        ends = np.flatnonzero(narrow & ~np.r_[narrow[1:], False]) + 1
        runs = [slice(int(start), int(end)) for start, end in zip(starts, ends, strict=True)]
        return [run for run in runs if self.is_thin(pieces[run])]

    def _row(self, pieces: Sequence[Nodes], closed: bool) -> _Row | None:
        """Measure a row as a whole for its length, and a few pieces at a time for its width.

        A long row winds through more dimensions than the few that hold most of its variance.
        """
        rows = self.rows
        if rows is None:
            return None
        held = [self.graph.inputs_of(piece) for piece in pieces]
        whole = _stretch(rows, held, closed)
        if closed or len(pieces) <= STRETCH:
            return whole
        width, widths = [], []
        for first in range(0, len(pieces), STRETCH):
            before = min(first, 1)
            part = _stretch(rows, held[first - before : first + STRETCH + 1], closed)
            width.append(part.width)
            widths.append(part.widths[before : before + STRETCH])
        return _Row(whole.length, float(np.sqrt(np.mean(np.square(width)))), np.concatenate(widths))


@dataclass(frozen=True)
class _Row:
    """Length and width of a row of pieces, and the width at each."""

    length: float
    width: float
    widths: Floats


def _stretch(rows: Representation, held: Sequence[NDArray[np.int64]], closed: bool) -> _Row:
    """Measure pieces by some of the inputs that each holds, which stand for the others."""
    most = max(MOST_PLACED // len(held), LEAST_PLACED)
    some = [own[np.linspace(0, len(own) - 1, min(len(own), most)).astype(np.int64)] for own in held]
    inputs = np.unique(np.concatenate(some))
    at = marked(held, len(rows))[:, inputs].toarray().astype(np.float64)
    stands_for = np.array([len(own) for own in held]) / at.sum(axis=1)
    weights = stands_for @ at / at.sum(axis=0)
    x = _spanned(np.asarray(rows[inputs], dtype=np.float64))
    return _measured(x, at, weights / weights.sum(), closed)


def _measured(x: Floats, at: Floats, weights: Floats, closed: bool) -> _Row:
    """Measure along a line through the means of pieces, and across it; ``at`` (n_pieces, n) says what is where."""
    share = at / at.sum(axis=1, keepdims=True)
    means = share @ x
    if closed:
        ahead = np.roll(means, -1, axis=0) - np.roll(means, 1, axis=0)
    else:
        ahead = np.gradient(means, axis=0) if len(means) > 1 else np.zeros_like(means)
    of_pieces = (at / at.sum(axis=0)).T
    along, forward = of_pieces @ means, _unit(of_pieces @ _unit(ahead))
    beside = x - along
    beside -= (beside * forward).sum(axis=1, keepdims=True) * forward
    length = np.sqrt(weights @ ((along - weights @ along) ** 2).sum(axis=1))
    return _Row(float(length), _widest(beside, weights), np.array([_widest(beside, own) for own in share]))


def _unit(vectors: Floats) -> Floats:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.finfo(float).tiny)


def _widest(beside: Floats, weights: Floats) -> float:
    """Take the standard deviation in the direction in which it is largest."""
    return float(np.sqrt(max(np.linalg.eigvalsh((beside * weights[:, None]).T @ beside)[-1], 0.0)))


def _spanned(x: Floats) -> Floats:
    """Turn points so that a few dimensions hold as much of their variance as can be, and drop the others."""
    x = x - x.mean(axis=0)
    n, d = x.shape
    if d <= MOST_DIMENSIONS:
        return x
    if d < n:
        return np.asarray(x @ eigh(x.T @ x, subset_by_index=(d - MOST_DIMENSIONS, d - 1))[1])
    values, vectors = eigh(x @ x.T, subset_by_index=(max(n - MOST_DIMENSIONS, 0), n - 1))
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))
