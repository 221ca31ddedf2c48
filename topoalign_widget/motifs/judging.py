"""Which nodes of a graph meet conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from topoalign_widget.columns import categories_of, category_name, is_time, numbers_of
from topoalign_widget.keywords import closest
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.motifs.conditions import Conditions, MotifError, Range
from topoalign_widget.representations import MetadataError, column

if TYPE_CHECKING:
    from topoalign_widget.alignment.alignment import Alignment

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]


def nodes_meeting(conditions: Conditions, alignment: Alignment, name: str) -> Mask:
    """Mark the nodes of a graph that meet all conditions; bool, shape (n_nodes,).

    Raises
    ------
    MotifError
        If there is no such class, dimension of the lens, or graph to be matched with, or a column is not of numbers.
    MetadataError
        If nothing, or not enough, is known of the inputs.
    """
    graph = alignment.graphs[name]
    meet = _within(graph.node_sizes, conditions.size)
    if conditions.label or conditions.purity is not None:
        meet &= _labelled(conditions, alignment, graph)
    for dimension, bounds in conditions.lens:
        meet &= _within(_mean(graph, _dimension(graph, dimension)), bounds)
    if conditions.matched is not None:
        meet &= _matched(conditions.matched, alignment, name)
    for own, bounds in conditions.columns:
        meet &= _within(_mean(graph, _numbers(alignment.metadata, own)), bounds)
    return meet


def _within(values: NDArray[np.number], bounds: Range | None) -> Mask:
    """Mark what is within bounds; NaN is not, unless there are none."""
    low, high = bounds or (None, None)
    inside = np.ones(len(values), dtype=np.bool_)
    if low is not None:
        inside &= values >= low
    if high is not None:
        inside &= values <= high
    return inside


def _mean(graph: MapperGraph, values: Floats) -> Floats:
    """Average over the inputs of each node, those that are NaN left out; NaN where all are."""
    known = np.isfinite(values)
    held = graph.membership.astype(np.float64)
    with np.errstate(invalid="ignore"):
        return np.asarray((held @ np.where(known, values, 0.0)) / (held @ known.astype(np.float64)))


def _dimension(graph: MapperGraph, dimension: int) -> Floats:
    if dimension >= graph.lens.shape[1]:
        raise MotifError(
            f"The lens has the dimensions 0 to {graph.lens.shape[1] - 1}; got {dimension}."
            if graph.lens.shape[1] > 1
            else f"The lens has one dimension, 0; got {dimension}."
        )
    values = np.asarray(graph.lens[:, dimension])
    if not np.isfinite(values).any():
        raise MotifError(
            "The lens values of this graph are unknown. Give them with MapperGraph.from_nodes(lens=...)."
        )
    return values


def _labelled(conditions: Conditions, alignment: Alignment, graph: MapperGraph) -> Mask:
    shares, names = class_shares(alignment, graph), class_names(alignment)
    for label in conditions.label:
        if label not in names:
            raise MotifError(f"There is no class {label!r} in {alignment.label!r}.{closest(label, names)}")
    purity = shares.max(axis=1, initial=0.0)
    meet = (purity > 0) & (purity >= (conditions.purity or 0.0))
    if conditions.label:
        wanted = [i for i, label in enumerate(names) if label in conditions.label]
        meet &= np.isin(shares.argmax(axis=1), wanted)
    return np.asarray(meet)


def class_names(alignment: Alignment) -> list[str]:
    """List the classes of the inputs, as they are written.

    Raises
    ------
    MetadataError
        If they are not known.
    """
    return [category_name(category) for category in _classes(alignment)[1]]


def class_shares(alignment: Alignment, graph: MapperGraph) -> Floats:
    """Tell which share of the inputs of each node has each class; float64 of shape (n_nodes, n_classes).

    Raises
    ------
    MetadataError
        If the classes are not known.
    """
    codes, categories = _classes(alignment)
    known = np.flatnonzero(codes >= 0)
    shape = (graph.n_inputs, max(len(categories), 1))
    of_class = csr_array((np.ones(len(known)), (known, codes[known])), shape=shape)
    counts = (graph.membership.astype(np.float64) @ of_class).toarray()
    return np.asarray(counts / graph.node_sizes[:, None])


def _classes(alignment: Alignment) -> tuple[NDArray[np.int64], pd.Index[Any]]:
    if alignment.metadata is None or alignment.label is None:
        raise MetadataError(
            "The classes of the inputs are not known. Give them: alignment.with_metadata(frame, label='column')."
        )
    return categories_of(column(alignment.metadata, alignment.label))


def _matched(matched: bool | str, alignment: Alignment, name: str) -> Mask:
    if isinstance(matched, str) and matched not in alignment.graphs:
        known = list(alignment.graphs)
        raise MotifError(
            f"There is no graph {matched!r} to be matched with.{closest(matched, known)} "
            f"There are {', '.join(map(repr, known))}."
        )
    inside = np.zeros(alignment.graphs[name].n_nodes, dtype=np.bool_)
    for region in alignment.regions if len(alignment.graphs) > 1 else []:
        others = set(region.nodes) - {name}
        if name in region.nodes and (matched in others or isinstance(matched, bool)):
            inside[region.nodes[name]] = True
    return ~inside if matched is False else inside


def _numbers(metadata: pd.DataFrame | None, name: str) -> Floats:
    if metadata is None:
        raise MetadataError("Nothing is known of the inputs. Give metadata: alignment.with_metadata(frame).")
    values = column(metadata, name)
    if not (pd.api.types.is_numeric_dtype(values) or is_time(values)):
        raise MotifError(
            f"Column {name!r} is no column of numbers but of {values.dtype}; ask by label for classes."
        )
    return numbers_of(values)
