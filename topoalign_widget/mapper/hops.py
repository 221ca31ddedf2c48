"""How far apart inputs are in a graph of nodes, and how many of them hang together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.int64]

# A component of a smaller share of the inputs is dust: it tells who is alike, and of no shape.
DUST = 0.01


class Nodes(NamedTuple):
    """Which inputs each node holds, and which nodes share inputs; arrays of shape (m, n_inputs) and (m, m)."""

    membership: csr_array
    adjacency: csr_array

    @classmethod
    def of(cls, nodes: list[Ints], n_inputs: int) -> Nodes:
        """Gather nodes that are given by their inputs."""
        ends = np.cumsum([0, *map(len, nodes)], dtype=np.int32)
        held = np.concatenate(nodes).astype(np.int32) if nodes else np.empty(0, dtype=np.int32)
        shape = (len(nodes), n_inputs)
        membership = csr_array((np.ones(len(held), dtype=np.float32), held, ends), shape=shape)
        return cls(membership, csr_array(membership @ membership.T))

    def hops(self, asked: Ints) -> Ints:
        """Count hops between inputs: 0 in a shared node; where there is no path, one more than on any path."""
        from topoalign_widget.mapper.hop_kernels import count_hops

        held = csr_array(self.membership[:, asked].T)
        counts = np.empty((len(asked), len(asked)), dtype=np.int64)
        count_hops(self.adjacency.indptr, self.adjacency.indices, held.indptr, held.indices, counts)
        counts[counts < 0] = counts.max(initial=0) + 1
        return counts

    def coverage(self) -> float:
        """Tell the share of the inputs that are in some node."""
        return float(np.mean(np.bincount(self.membership.indices, minlength=self.membership.shape[1]) > 0))

    def connected(self) -> float:
        """Tell the share of the inputs that are in components of at least 1 % of them."""
        n_inputs = self.membership.shape[1]
        component = connected_components(self.adjacency, directed=False)[1]
        rows = np.repeat(component, np.diff(self.membership.indptr))
        # An input is in one component only: its nodes are joined.
        of_input = np.full(n_inputs, -1)
        of_input[self.membership.indices] = rows
        sizes = np.bincount(of_input[of_input >= 0])
        return float(sizes[sizes >= DUST * n_inputs].sum() / n_inputs)
