"""Graphs for other programs: networkx in memory, GraphML for Gephi, Cytoscape and yEd, JSON for the rest.

A file carries the attributes of nodes and edges that :meth:`topoalign_widget.MapperGraph.to_networkx` has, ``x`` and
``y`` of the nodes where positions are given, and, of the graph, ``n_inputs``, ``lens`` (of every input; null for what
is unknown) and ``parameters``: what it takes to read an equal graph back.

JSON is networkx's node-link form. GraphML has single values only: the inputs of a node are a string of numbers with
spaces between them, lens means of several dimensions are ``lens_1``, ``lens_2``, ..., unknown ones are left out, and
``lens`` and ``parameters`` of the graph are JSON in a string.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

import networkx as nx
import numpy as np
from numpy.typing import ArrayLike

from topoalign_widget.json_values import from_json, told_json
from topoalign_widget.tables import joined
from topoalign_widget.writing import suffix_of, written_whole

if TYPE_CHECKING:
    from topoalign_widget.mapper.graph import MapperGraph

GRAPHML, JSON = ".graphml", ".json"
GRAPHS = (GRAPHML, JSON)


class GraphFileError(ValueError):
    """A file holds no graph, or what is to be written does not fit the graph."""


def to_networkx(graph: MapperGraph) -> nx.Graph:
    """Copy to networkx; see :meth:`topoalign_widget.MapperGraph.to_networkx`."""
    copy = nx.Graph()
    for i in range(graph.n_nodes):
        inputs = graph.inputs_of([i])
        copy.add_node(
            i,
            inputs=inputs.tolist(),
            size=len(inputs),
            interval=int(graph.node_interval[i]),
            lens=graph.lens[inputs].mean(axis=0).tolist(),
        )
    held = graph.membership.astype(np.int32)
    shared = held[graph.edges[:, 0]].multiply(held[graph.edges[:, 1]]).sum(axis=1)
    ends, weights = graph.edges.tolist(), graph.edge_weights.tolist()
    for (i, j), weight, count in zip(ends, weights, shared.tolist(), strict=True):
        copy.add_edge(i, j, weight=weight, shared=count)
    return copy


def save(graph: MapperGraph, path: str | os.PathLike[str], positions: ArrayLike | None = None) -> Path:
    """Write a graph; see :meth:`topoalign_widget.MapperGraph.save`."""
    suffix = suffix_of(path, GRAPHS, "A graph")
    copy = to_networkx(graph)
    if positions is not None:
        _place(copy, positions)
    copy.graph["n_inputs"] = graph.n_inputs
    copy.graph["lens"] = [_known(row) for row in graph.lens.tolist()]
    copy.graph["parameters"] = told_json(graph.parameters)
    with written_whole(path) as beside:
        if suffix == JSON:
            beside.write_text(json.dumps(_node_link(copy), allow_nan=False), encoding="utf-8")
        else:
            nx.write_graphml_xml(_of_single_values(copy), beside)
    return Path(path)


def load(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read what :func:`save` wrote.

    Returns
    -------
    dict
        Arguments for :meth:`topoalign_widget.MapperGraph.from_nodes`.

    Raises
    ------
    GraphFileError
        If the file is something else, or only a part of one.
    PathError
        If the name has another suffix.
    """
    suffix, called = suffix_of(path, GRAPHS, "A graph"), os.fspath(path)
    try:
        graph, nodes = (_read_json if suffix == JSON else _read_graphml)(called)
        return {
            "nodes": [node["inputs"] for node in nodes],
            "n_inputs": graph["n_inputs"],
            "lens": [[math.nan if value is None else value for value in row] for row in graph["lens"]],
            "node_interval": np.array([node["interval"] for node in nodes], dtype=np.int32),
            "parameters": {name: from_json(value) for name, value in graph["parameters"].items()},
        }
    except KeyError as error:
        raise GraphFileError(
            f"{called!r} is no graph that MapperGraph.save wrote: it does not say {error}. For other graphs there is "
            "MapperGraph.from_networkx(graph, n_inputs)."
        ) from None
    except (
        ParseError,
        nx.NetworkXError,
        ValueError,
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise GraphFileError(f"{called!r} is no graph, or only a part of one: {error}.") from None


def _place(graph: nx.Graph, positions: ArrayLike) -> None:
    places = np.asarray(positions, dtype=np.float64)
    if places.shape != (len(graph), 2):
        raise GraphFileError(
            f"positions must have shape ({len(graph)}, 2), a place for each node; got {places.shape}. "
            "Those of an alignment are alignment.positions[name]."
        )
    for node, (x, y) in enumerate(places.tolist()):
        graph.nodes[node].update(x=x, y=y)


def _node_link(graph: nx.Graph) -> dict[str, Any]:
    """Say what ``networkx.node_link_data(graph, edges="edges")`` does, which networkx before 3.4 has no word for."""
    nodes = [{"id": node, **known, "lens": _known(known["lens"])} for node, known in graph.nodes(data=True)]
    edges = [{"source": i, "target": j, **known} for i, j, known in graph.edges(data=True)]
    return {"directed": False, "multigraph": False, "graph": graph.graph, "nodes": nodes, "edges": edges}


def _of_single_values(graph: nx.Graph) -> nx.Graph:
    copy = nx.Graph(n_inputs=graph.graph["n_inputs"])
    for name in ("lens", "parameters"):
        copy.graph[name] = json.dumps(graph.graph[name], allow_nan=False)
    for node, known in graph.nodes(data=True):
        rest = {name: value for name, value in known.items() if name not in ("inputs", "lens")}
        copy.add_node(node, **rest, **_lens_means(known["lens"]), inputs=joined(known["inputs"]))
    copy.add_edges_from(graph.edges(data=True))
    return copy


def _lens_means(values: list[float]) -> dict[str, float]:
    names = ["lens"] if len(values) == 1 else [f"lens_{i}" for i in range(1, len(values) + 1)]
    return {name: value for name, value in zip(names, values, strict=True) if math.isfinite(value)}


def _known(values: list[float]) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in values]


def _read_json(path: str) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    told = json.loads(Path(path).read_text(encoding="utf-8"))
    return told["graph"], told["nodes"]


def _read_graphml(path: str) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    graph = nx.read_graphml(path)
    known = {name: json.loads(graph.graph[name]) for name in ("lens", "parameters")}
    nodes: list[Mapping[str, Any]] = [
        {**own, "inputs": [int(number) for number in own["inputs"].split()]}
        for _, own in graph.nodes(data=True)
    ]
    return {**graph.graph, **known}, nodes
