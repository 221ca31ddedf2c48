"""Inputs in tiles: small groups of near ones that fall into the same pullbacks, for work on pairs of groups.

A tile's inputs lie next to one another in memory, in float32 and centred, so that the distances between two tiles
are one small matrix product. Each tile also has a box in a low-dimensional projection. Projecting shortens
distances, as does taking the difference of what is left of the norms, so boxes that lie far apart prove that all
inputs of their tiles do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from topoalign_widget.mapper.cover import Pullback
from topoalign_widget.stored import Rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Narrow = NDArray[np.float32]

# Inputs in a tile: large enough for a matrix product to be fast, small enough for its result to stay in cache.
TILE = 128
DIMENSIONS = 16
SAMPLE = 1500
# Float32's unit roundoff.
UNIT = 2.0**-24
BLOCK = 512


class Geometry(NamedTuple):
    """Inputs that are in some pullback, tile after tile, and which pullbacks they are in.

    A named tuple, because compiled code can read one. The product of two rows in float32 is off by at most d u times
    their lengths (Higham 2002, section 3.1), u = 2^-24, and each row by u times its own; a few more u are for the
    arithmetic around it.

    Attributes
    ----------
    rows : array of float32, shape (n, d)
        Centred inputs, in units of a scale.
    norms : array of float32, shape (n,)
        Their squared lengths.
    rounding : float32
        Bound of the error of squared distances from norms and products of rows, relative to norms and 1.
    projected : array of float32, shape (n, k)
        Coordinates whose distances are at most those of the inputs.
    bounds : array of int64, shape (n_tiles + 1,)
        Where tiles begin and end.
    low, high : arrays of float32, shape (n_tiles, k)
        Corners of the tiles' boxes.
    pullbacks_of, pullbacks : arrays of int64, shapes (n_tiles + 1,), (m,)
        For each tile, the pullbacks that hold some of it.
    tiles_of, tiles : arrays of int64, shapes (n_pullbacks + 1,), (m,)
        For each pullback, the tiles that it holds some of.
    largest, n_pullbacks : int
        Inputs in the largest tile; number of pullbacks.
    """

    rows: Narrow
    norms: Narrow
    rounding: np.float32
    projected: Narrow
    bounds: Ints
    low: Narrow
    high: Narrow
    pullbacks_of: Ints
    pullbacks: Ints
    tiles_of: Ints
    tiles: Ints
    largest: int
    n_pullbacks: int

    @property
    def reach(self) -> np.float32:
        """Squared projected distance above which no two inputs lie within 1, with room for rounding."""
        farthest = float(np.sqrt(self.norms.max(initial=0)))
        return np.float32((1 + 2e-6 * (1 + farthest)) ** 2)


class Memberships(NamedTuple):
    """The pullbacks of each input, ascending, and its place in the concatenation of all pullbacks.

    Attributes
    ----------
    start : array of int64, shape (n + 1,)
    pullback, slot : arrays of int64, shape (m,)
    """

    start: Ints
    pullback: Ints
    slot: Ints


def tiled(x: Rows, pullbacks: list[Pullback], scale: float) -> tuple[Ints, Geometry, Memberships]:
    """Arrange the inputs of some pullbacks; x is read in small blocks.

    Returns
    -------
    array of int64, Geometry, Memberships
        The first has the numbers of the inputs in their new order.
    """
    inputs = np.concatenate([i for _, i in pullbacks])
    pullback = np.repeat(np.arange(len(pullbacks)), [len(i) for _, i in pullbacks])
    used, place = np.unique(inputs, return_inverse=True)
    rng = np.random.default_rng(0)
    # What is too large for float32 is not a number in the end, and exact arithmetic decides about it.
    with np.errstate(over="ignore", invalid="ignore"):
        frame = _Frame.of(x, used, scale, rng)
        projected, norms = frame.projected(x, used)
        order, bounds = _ordered(_atoms(place, pullback, rng), projected)
        rows = frame.rows(x, used[order])
    projected = projected[order]
    position = np.empty_like(order)
    position[order] = np.arange(len(order))
    place = position[place]
    slot = np.lexsort((pullback, place))
    held = Memberships(np.searchsorted(place[slot], np.arange(len(order) + 1)), pullback[slot], slot)

    tile = np.repeat(np.arange(len(bounds) - 1), np.diff(held.start[bounds]))
    tile, within = np.divmod(np.unique(tile * len(pullbacks) + held.pullback), len(pullbacks))
    by_pullback = np.lexsort((tile, within))
    geometry = Geometry(
        rows=rows,
        norms=norms[order],
        rounding=np.float32((x.shape[1] + 16) * UNIT),
        projected=projected,
        bounds=bounds,
        low=np.minimum.reduceat(projected, bounds[:-1]),
        high=np.maximum.reduceat(projected, bounds[:-1]),
        pullbacks_of=np.searchsorted(tile, np.arange(len(bounds))),
        pullbacks=within,
        tiles_of=np.searchsorted(within[by_pullback], np.arange(len(pullbacks) + 1)),
        tiles=tile[by_pullback],
        largest=int(np.diff(bounds).max()),
        n_pullbacks=len(pullbacks),
    )
    return used[order], geometry, held


@dataclass(frozen=True)
class _Frame:
    """Where inputs are measured from, in which unit, and along which directions."""

    centre: Floats
    scale: float
    axes: Floats

    @classmethod
    def of(cls, x: Rows, used: Ints, scale: float, rng: np.random.Generator) -> _Frame:
        """Fit a frame to a sample."""
        some = np.sort(rng.choice(used, min(len(used), SAMPLE), replace=False))
        sample = np.asarray(x[some], dtype=np.float64)
        centre = sample.mean(axis=0)
        return cls(centre, scale, _main_directions((sample - centre) / scale, rng))

    def projected(self, x: Rows, inputs: Ints) -> tuple[Narrow, Narrow]:
        """Compute coordinates along the axes with the length of what is left, and squared lengths."""
        projected = np.empty((len(inputs), self.axes.shape[1] + 1), dtype=np.float32)
        norms = np.empty(len(inputs), dtype=np.float32)
        for own, block in self._blocks(x, inputs):
            along, square = block @ self.axes, np.einsum("ij,ij->i", block, block)
            # In double precision: a small difference of large numbers.
            rest = np.maximum(square - np.einsum("ij,ij->i", along, along), 0)
            projected[own, :-1], projected[own, -1], norms[own] = along, np.sqrt(rest), square
        return projected, norms

    def rows(self, x: Rows, inputs: Ints) -> Narrow:
        """Centre and scale inputs."""
        rows = np.empty((len(inputs), x.shape[1]), dtype=np.float32)
        for own, block in self._blocks(x, inputs):
            rows[own] = block
        return rows

    def _blocks(self, x: Rows, inputs: Ints) -> Iterator[tuple[slice, Floats]]:
        for first in range(0, len(inputs), BLOCK):
            own = slice(first, first + BLOCK)
            yield own, (np.asarray(x[inputs[own]], dtype=np.float64) - self.centre) / self.scale


def _main_directions(sample: Floats, rng: np.random.Generator) -> Floats:
    """Find orthonormal directions of much variance, by a few steps of subspace iteration."""
    axes = rng.normal(size=(sample.shape[1], min(DIMENSIONS, sample.shape[1])))
    for _ in range(3):
        axes = np.linalg.qr(sample.T @ (sample @ axes))[0]
    return np.asarray(axes)


def _atoms(place: Ints, pullback: Ints, rng: np.random.Generator) -> list[Ints]:
    """Group inputs that are in exactly the same pullbacks; groups of neighbouring pullbacks follow each other."""
    n = int(place.max()) + 1
    # Equal sums of random numbers stand for equal sets: were two sets taken for one, tiles would be less
    # compact and nothing else.
    keys = rng.integers(2**62, size=int(pullback.max()) + 1)
    key, first = np.zeros(n, dtype=np.int64), np.full(n, len(keys))
    np.add.at(key, place, keys[pullback])
    np.minimum.at(first, place, pullback)
    order = np.lexsort((key, first))
    return np.split(order, np.flatnonzero(np.diff(key[order])) + 1)


def _ordered(atoms: list[Ints], projected: Narrow) -> tuple[Ints, Ints]:
    """Divide large groups by their coordinates and put small ones together; returns the order and bounds."""
    ordered, bounds, filled = [], [0], 0
    for atom in atoms:
        if filled and filled + len(atom) > TILE:
            bounds.append(bounds[-1] + filled)
            filled = 0
        if len(atom) <= TILE:
            filled += len(atom)
            ordered.append(atom)
            continue
        for leaf in _leaves(atom, projected):
            bounds.append(bounds[-1] + len(leaf))
            ordered.append(leaf)
    if filled:
        bounds.append(bounds[-1] + filled)
    return np.concatenate(ordered), np.array(bounds)


def _leaves(members: Ints, projected: Narrow) -> Iterator[Ints]:
    """Halve a group across its widest axis until its parts are tiles."""
    if len(members) <= TILE:
        yield members
        return
    own = projected[members]
    widest = np.argmax(own.max(axis=0) - own.min(axis=0))
    # Full tiles, but for the last one.
    middle = -(-len(members) // TILE) // 2 * TILE
    order = np.argpartition(own[:, widest], middle)
    yield from _leaves(members[order[:middle]], projected)
    yield from _leaves(members[order[middle:]], projected)
