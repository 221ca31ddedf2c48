"""What one graph tells of another by the inputs alone: selections compared and followed, colours carried over."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from topoalign_widget.alignment.features import pieces_of
from topoalign_widget.columns import rows_of
from topoalign_widget.mapper.graph import MapperGraph

BOTH, ONLY_FIRST, ONLY_SECOND = HELD_BY = ("both", "only first", "only second")
MAJORITY = 0.5


class ExchangeError(ValueError):
    """Values that are to be carried over do not fit the graph that they are of."""


def compare_inputs(a: ArrayLike, b: ArrayLike, metadata: pd.DataFrame | None = None) -> pd.DataFrame:
    """List the inputs of two selections by which of them holds each.

    Parameters
    ----------
    a, b : array-like of int
        Input numbers, of nodes of one graph or of two (``graph.inputs_of(nodes)``); doubles count once.
    metadata : DataFrame of n_inputs rows, optional

    Returns
    -------
    DataFrame
        A row for each input that one of them holds, indexed by its number ("input"): ``held_by`` ("both",
        "only first", "only second": in this order), then the columns of the metadata.

    Raises
    ------
    MetadataError
        If something is no input number, or the metadata have no row for it.
    """
    n_inputs = np.iinfo(np.int64).max if metadata is None else len(metadata)
    first, second = rows_of(a, n_inputs), rows_of(b, n_inputs)
    parts = (np.intersect1d(first, second), np.setdiff1d(first, second), np.setdiff1d(second, first))
    index = pd.Index(np.concatenate(parts), name="input")
    held_by = pd.DataFrame({"held_by": np.repeat(HELD_BY, [len(part) for part in parts])}, index=index)
    if metadata is None:
        return held_by
    return pd.concat([held_by, metadata.iloc[index].set_axis(index, axis=0)], axis=1)


def follow(inputs: ArrayLike, graphs: Mapping[str, MapperGraph]) -> pd.DataFrame:
    """Follow a selection through graphs, by its inputs: whether it holds together or falls apart.

    Parameters
    ----------
    inputs : array-like of int
        Input numbers; doubles count once.
    graphs : mapping of str to MapperGraph

    Returns
    -------
    DataFrame
        A row for each graph:

        held : of the inputs are in nodes
        nodes : hold at least one of them
        pieces : connected pieces of its main nodes, of whose inputs half or more are selected, or which hold half of
            the selection or more. 0 where it has dissolved: it is nowhere by itself, and nowhere as a whole
        largest_share : of the inputs that the piece with most of them holds, in [0, 1]; NaN without inputs
        purity : share of all inputs of the nodes that are among the selected ones, in (0, 1]; NaN where no node
            holds any

    Raises
    ------
    GraphError
        If there is no such input.
    """
    rows = {name: _followed(np.unique(np.asarray(inputs)), graph) for name, graph in graphs.items()}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("graph")


def _followed(inputs: NDArray[np.int64], graph: MapperGraph) -> dict[str, float]:
    counts = np.rint(graph.shares(inputs) * len(inputs))
    nodes = np.flatnonzero(counts)
    around = graph.inputs_of(nodes)
    held = np.intersect1d(inputs, around)
    main = np.flatnonzero((counts > 0) & (counts >= MAJORITY * np.minimum(graph.node_sizes, len(inputs))))
    pieces = pieces_of(graph, main)
    most = max((len(np.intersect1d(inputs, graph.inputs_of(piece))) for piece in pieces), default=0)
    return {
        "held": len(held),
        "nodes": len(nodes),
        "pieces": len(pieces),
        "largest_share": most / len(inputs) if len(inputs) else float("nan"),
        "purity": len(held) / len(around) if len(around) else float("nan"),
    }


def transferred(graph: MapperGraph, values: ArrayLike, other: MapperGraph) -> NDArray[np.float64]:
    """Carry values of nodes over to the nodes of another graph, by their inputs: colours, or positions.

    An input gets the mean over the nodes that hold it, a node of the other graph the mean over its inputs.

    Parameters
    ----------
    graph : MapperGraph
    values : array-like of shape (n_nodes,) or (n_nodes, k)
        Of the nodes of ``graph``; nodes with NaN do not count.
    other : MapperGraph
        Of the same inputs.

    Returns
    -------
    array of float64, shape (n_nodes of other,) or (n_nodes of other, k)
        NaN where none of the node's inputs is in a node that has a value.

    Raises
    ------
    ExchangeError
        If there is not a value for each node, or the graphs are of different inputs.
    """
    given = np.asarray(values, dtype=np.float64)
    if given.ndim not in (1, 2) or len(given) != graph.n_nodes:
        raise ExchangeError(
            f"Values must be one row for each of the {graph.n_nodes} nodes; got shape {given.shape}."
        )
    if graph.n_inputs != other.n_inputs:
        raise ExchangeError(
            f"The graphs must be of the same inputs; they have {graph.n_inputs} and {other.n_inputs}."
        )
    rows = given[:, None] if given.ndim == 1 else given
    known = ~np.isnan(rows).any(axis=1)
    held = graph.membership[known].astype(np.float64)
    count = np.asarray(held.sum(axis=0)).ravel()
    theirs = other.membership.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        of_inputs = np.nan_to_num((held.T @ rows[known]) / count[:, None])
        found = np.asarray((theirs @ of_inputs) / (theirs @ (count > 0))[:, None])
    return found[:, 0] if given.ndim == 1 else found
