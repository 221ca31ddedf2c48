"""Alignments as bytes: the data that the view decodes.

Every number is little-endian, every slice starts at a multiple of four bytes, and a manifest says where
each slice lies, so that the view reads typed arrays straight out of one buffer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.widget.wire import VERSION


def encode_topology(graphs: Mapping[str, MapperGraph]) -> tuple[dict[str, Any], bytes]:
    """Write nodes, edges and memberships of all graphs into one buffer.

    Parameters
    ----------
    graphs : mapping of str to MapperGraph
        At least one graph; all of the same inputs.

    Returns
    -------
    manifest : dict
        ``version``, ``n_inputs`` and, for each graph, its name, its sizes and ``slices``: name ->
        ``[offset in bytes, length in items]``.
    buffer : bytes
        int32 ``edges`` (2m), float32 ``edge_weights`` (m), int32 ``indptr`` (n_nodes + 1) and int32
        ``inputs`` (nnz) of each graph.
    """
    chunks: list[bytes] = []
    entries = []
    end = 0
    for name, graph in graphs.items():
        slices = {}
        for key, array in _topology_arrays(graph).items():
            chunks.append(array.tobytes())
            slices[key] = [end, int(array.size)]
            end += len(chunks[-1])
        entries.append({"name": name, "n_nodes": graph.n_nodes, "n_edges": graph.n_edges, "slices": slices})
    n_inputs = next(iter(graphs.values())).n_inputs
    return {"version": VERSION, "n_inputs": n_inputs, "graphs": entries}, b"".join(chunks)


def _topology_arrays(graph: MapperGraph) -> dict[str, NDArray[Any]]:
    return {
        "edges": graph.edges.astype("<i4").ravel(),
        "edge_weights": graph.edge_weights.astype("<f4"),
        "indptr": graph.membership.indptr.astype("<i4"),
        "inputs": graph.membership.indices.astype("<i4"),
    }


def encode_positions(positions: Iterable[NDArray[np.float32]]) -> bytes:
    """Write the (n_nodes, 2) positions of all graphs, one after another, as float32."""
    return b"".join(np.ascontiguousarray(p, dtype="<f4").tobytes() for p in positions)
