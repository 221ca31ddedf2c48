"""An Alignment as a file, and back.

The file is a zip of arrays (numpy's .npy) and JSON; ``numpy.load`` opens it, too. Format 1, with i, j, ... counting
from 0 in the order of the graphs, regions and columns:

=============================== ============== ==================================================================
member                          type, shape    what
=============================== ============== ==================================================================
alignment.json                                 ``format``, ``version``, ``saved_by`` (of the package), ``n_inputs``,
                                               ``coupling``, ``seed``, ``label``, ``graphs`` (name and parameters of
                                               each, as :mod:`topoalign_widget.json_values` writes them), ``metadata``
                                               (see :mod:`topoalign_widget.alignment.saved_metadata`; null without),
                                               ``regions`` (``graphs`` (i, j) and ``kind`` of each; null where they
                                               have not been searched for), ``chance`` (whether shuffled inputs have
                                               been searched)
graphs/<i>/indptr, indices.npy  int32          rows of the CSR matrix nodes x inputs
graphs/<i>/edges.npy            int32 (m, 2)   pairs of nodes
graphs/<i>/edge_weights.npy     float32 (m,)   their Jaccard index
graphs/<i>/lens.npy             float64 (n, k) lens values of the inputs
graphs/<i>/node_interval.npy    int32          cover element of each node
graphs/<i>/positions.npy        float32 (., 2) place of each node
metadata/<j>.npy or .json                      a column
regions/scores.npy              float64 (r, 5) ``content``, ``structure``, ``p_value``, ``p_structure``, ``gain``
regions/coverage.npy            float64 (r, 2) of both sides
regions/pieces, loops.npy       int64 (r, 2)   of both sides
regions/nodes_a, nodes_b.npy    int32          nodes of the regions, one region after the other
regions/inputs, typical.npy     int64          inputs, likewise
regions/<...>_counts.npy        int64 (r,)     how many of them each region has
chance/rows.npy                 int64 (s, 3)   repetition and graphs (i, j) of each search
chance/matched_share.npy        float64 (s,)
chance/gains, contents.npy      float64        of the regions found, one search after the other
chance/counts.npy               int64 (s,)     how many of them each search found
=============================== ============== ==================================================================

A later version reads this one; what it adds raises the version.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from topoalign_widget import __version__
from topoalign_widget.alignment.archive import AlignmentFileError, Archive, opened_archive, write_archive
from topoalign_widget.alignment.region import KINDS, Region
from topoalign_widget.alignment.saved_metadata import loaded_metadata, saved_metadata
from topoalign_widget.alignment.significance import FOUND
from topoalign_widget.damages import MISFITS
from topoalign_widget.frozen import FrozenDict
from topoalign_widget.json_values import from_json, told_json
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.writing import written_whole

if TYPE_CHECKING:
    from topoalign_widget.alignment.alignment import Alignment

SCORES = ("content", "structure", "p_value", "p_structure", "gain")
# What regions have several of, and where a region has it.
LISTS: Mapping[str, tuple[type, Callable[[Region], NDArray[Any]]]] = {
    "nodes_a": (np.int32, lambda region: region.nodes[region.graphs[0]]),
    "nodes_b": (np.int32, lambda region: region.nodes[region.graphs[1]]),
    "inputs": (np.int64, lambda region: region.inputs),
    "typical": (np.int64, lambda region: region.typical),
}
# What each side of a region has one of.
PAIRS = {"coverage": np.float64, "pieces": np.int64, "loops": np.int64}

Arrays = dict[str, NDArray[Any]]


def save(alignment: Alignment, path: str | os.PathLike[str]) -> Path:
    """Write an alignment; see :meth:`topoalign_widget.Alignment.save`."""
    names = list(alignment.graphs)
    known = vars(alignment)
    metadata = None if alignment.metadata is None else saved_metadata(alignment.metadata)
    regions: list[Region] | None = known.get("_unlabelled")
    chance: pd.DataFrame | None = known.get("_chance")
    header = {
        "saved_by": __version__,
        "n_inputs": alignment.n_inputs,
        "coupling": float(alignment.coupling),
        "seed": int(alignment.seed),
        "label": alignment.label,
        "graphs": [
            {"name": name, "parameters": told_json(graph.parameters)}
            for name, graph in alignment.graphs.items()
        ],
        "metadata": None if metadata is None else metadata.told,
        "regions": None
        if regions is None
        else [{"graphs": [names.index(name) for name in r.graphs], "kind": r.kind} for r in regions],
        "chance": chance is not None,
    }
    arrays: Arrays = {} if metadata is None else dict(metadata.arrays)
    for i, (name, graph) in enumerate(alignment.graphs.items()):
        own = {**_graph_arrays(graph), "positions": alignment.positions[name]}
        arrays.update({f"graphs/{i}/{part}": array for part, array in own.items()})
    arrays.update({} if regions is None else _region_arrays(regions))
    arrays.update({} if chance is None else _chance_arrays(chance, names))
    with written_whole(path) as beside:
        write_archive(beside, header, {} if metadata is None else metadata.values, arrays)
    return Path(path)


def load(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read what :func:`save` wrote.

    Returns
    -------
    dict
        What an Alignment is made of, by the names of its fields; ``regions`` (without labels) and ``chance``, what
        had been found of them, or None.

    Raises
    ------
    AlignmentFileError
        If it is something else, is damaged, or was written by a version that knows more.
    """
    with opened_archive(path) as archive:
        try:
            return _alignment(archive)
        except AlignmentFileError:
            raise
        except MISFITS as error:
            raise archive.damaged(f"its header is not what it should be ({error})") from None


def _alignment(archive: Archive) -> dict[str, Any]:
    header = archive.header
    n_inputs, label = header["n_inputs"], header["label"]
    names = [own["name"] for own in header["graphs"]]
    archive.check(
        names and len(set(names)) == len(names) and all(isinstance(name, str) for name in names),
        "its graphs have no names",
    )
    graphs = {
        own["name"]: _graph(archive, i, n_inputs, own["parameters"]) for i, own in enumerate(header["graphs"])
    }
    positions = {
        name: archive.array(f"graphs/{i}/positions", np.float32, (graph.n_nodes, 2))
        for i, (name, graph) in enumerate(graphs.items())
    }
    told = header["metadata"]
    metadata = None if told is None else loaded_metadata(archive, told, n_inputs)
    archive.check(
        label is None or (metadata is not None and label in metadata), f"it has no column {label!r}"
    )
    return {
        "graphs": FrozenDict(graphs),
        "positions": FrozenDict(positions),
        "coupling": float(header["coupling"]),
        "seed": int(header["seed"]),
        "metadata": metadata,
        "label": label,
        "regions": None if header["regions"] is None else _regions(archive, graphs, header["regions"]),
        "chance": _chance(archive, names) if header["chance"] else None,
    }


def _graph_arrays(graph: MapperGraph) -> Arrays:
    return {
        "indptr": graph.membership.indptr.astype(np.int32),
        "indices": graph.membership.indices.astype(np.int32),
        "edges": graph.edges,
        "edge_weights": graph.edge_weights,
        "lens": graph.lens,
        "node_interval": graph.node_interval,
    }


def _graph(archive: Archive, i: int, n_inputs: Any, parameters: Mapping[str, Any]) -> MapperGraph:
    def array(part: str, dtype: type, *shape: int | None) -> NDArray[Any]:
        return archive.array(f"graphs/{i}/{part}", dtype, shape)

    archive.check(type(n_inputs) is int and n_inputs > 0, f"it is of {n_inputs!r} inputs")
    indptr, indices = array("indptr", np.int32, None), array("indices", np.int32, None)
    n_nodes = len(indptr) - 1
    archive.check(
        n_nodes >= 0 and _are_rows(indptr, indices, n_inputs), f"nodes of graph {i} are no sets of inputs"
    )
    edges = array("edges", np.int32, None, 2)
    joins = (edges[:, 0] >= 0) & (edges[:, 0] < edges[:, 1]) & (edges[:, 1] < n_nodes)
    archive.check(joins.all(), f"edges of graph {i} join no nodes")
    values = np.ones(len(indices), dtype=np.bool_)
    return MapperGraph(
        csr_array((values, indices, indptr), shape=(n_nodes, n_inputs)),
        edges,
        array("edge_weights", np.float32, len(edges)),
        array("lens", np.float64, n_inputs, None),
        array("node_interval", np.int32, n_nodes),
        {name: from_json(value) for name, value in parameters.items()},
    )


def _are_rows(indptr: NDArray[Any], indices: NDArray[Any], n_inputs: int) -> bool:
    """Tell whether these are rows of which none is empty, sorted, with inputs that there are."""
    counts = np.diff(indptr)
    if indptr[0] != 0 or indptr[-1] != len(indices) or (counts < 1).any():
        return False
    if len(indices) and (indices.min() < 0 or indices.max() >= n_inputs):
        return False
    starts = np.zeros(len(indices), dtype=np.bool_)
    starts[indptr[:-1]] = True
    return bool((starts[1:] | (np.diff(indices) > 0)).all())


def _region_arrays(regions: Sequence[Region]) -> Arrays:
    scores = [[getattr(region, name) for name in SCORES] for region in regions]
    arrays: Arrays = {"scores": np.array(scores, np.float64).reshape(-1, len(SCORES))}
    for name, kind in PAIRS.items():
        arrays[name] = np.array([list(getattr(r, name).values()) for r in regions], kind).reshape(-1, 2)
    for name, (dtype, of) in LISTS.items():
        arrays[name], arrays[f"{name}_counts"] = _strung([of(region) for region in regions], dtype)
    return {f"regions/{name}": array for name, array in arrays.items()}


def _regions(archive: Archive, graphs: Mapping[str, MapperGraph], told: list[Any]) -> list[Region]:
    names, count = list(graphs), len(told)
    scores = archive.array("regions/scores", np.float64, (count, len(SCORES)))
    pairs = {name: archive.array(f"regions/{name}", dtype, (count, 2)) for name, dtype in PAIRS.items()}
    lists = {
        name: _cut(archive, f"regions/{name}", f"regions/{name}_counts", dtype, count)
        for name, (dtype, _) in LISTS.items()
    }
    regions = []
    for i, own in enumerate(told):
        a, b = own["graphs"]
        archive.check(0 <= a < b < len(names) and own["kind"] in KINDS, f"region {i} is of no kind")
        pair = names[a], names[b]
        nodes = {pair[0]: lists["nodes_a"][i], pair[1]: lists["nodes_b"][i]}
        for name, numbers in nodes.items():
            archive.check(_are_numbers(numbers, graphs[name].n_nodes), f"region {i} is of no nodes")
        held = lists["inputs"][i], lists["typical"][i]
        archive.check(
            all(_are_numbers(each, graphs[pair[0]].n_inputs) for each in held), f"region {i} has no inputs"
        )
        of_sides: dict[str, Any] = {
            name: FrozenDict(dict(zip(pair, values[i].tolist(), strict=True)))
            for name, values in pairs.items()
        }
        of_both: dict[str, Any] = dict(zip(SCORES, scores[i].tolist(), strict=True))
        regions.append(
            Region(FrozenDict(nodes), held[0], own["kind"], typical=held[1], **of_sides, **of_both)
        )
    return regions


def _chance_arrays(chance: pd.DataFrame, names: list[str]) -> Arrays:
    rows = [
        (repetition, names.index(a), names.index(b))
        for repetition, a, b in zip(chance["repetition"], chance["a"], chance["b"], strict=True)
    ]
    gains, counts = _strung([np.asarray(own) for own in chance["gains"]], np.float64)
    contents, _ = _strung([np.asarray(own) for own in chance["contents"]], np.float64)
    return {
        "chance/rows": np.array(rows, dtype=np.int64).reshape(-1, 3),
        "chance/matched_share": chance["matched_share"].to_numpy(dtype=np.float64),
        "chance/gains": gains,
        "chance/contents": contents,
        "chance/counts": counts,
    }


def _chance(archive: Archive, names: list[str]) -> pd.DataFrame:
    rows = archive.array("chance/rows", np.int64, (None, 3))
    searched = (rows[:, 0] >= 0) & (rows[:, 1] >= 0) & (rows[:, 1] < rows[:, 2]) & (rows[:, 2] < len(names))
    archive.check(searched.all(), "searches of shuffled inputs are of no graphs")
    parts = {
        name: [
            own.tolist() for own in _cut(archive, f"chance/{name}", "chance/counts", np.float64, len(rows))
        ]
        for name in ("gains", "contents")
    }
    found = {
        "repetition": rows[:, 0],
        "a": [names[i] for i in rows[:, 1]],
        "b": [names[j] for j in rows[:, 2]],
        "matched_share": archive.array("chance/matched_share", np.float64, (len(rows),)),
        **parts,
    }
    return pd.DataFrame(found, columns=list(FOUND))


def _strung(parts: Sequence[NDArray[Any]], dtype: type) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Put arrays in one, with the length of each."""
    return np.concatenate([*parts, np.empty(0, dtype)]).astype(dtype), np.array(
        [len(p) for p in parts], np.int64
    )


def _cut(archive: Archive, values: str, counts: str, dtype: type, count: int) -> list[NDArray[Any]]:
    """Cut what was strung together."""
    strung, lengths = archive.array(values, dtype, (None,)), archive.array(counts, np.int64, (count,))
    archive.check(
        (lengths >= 0).all() and lengths.sum() == len(strung), f"{counts}.npy does not fit {values}.npy"
    )
    return np.split(strung, np.cumsum(lengths)[:-1]) if count else []


def _are_numbers(numbers: NDArray[Any], count: int) -> bool:
    return not len(numbers) or bool(numbers.min() >= 0 and numbers.max() < count)
