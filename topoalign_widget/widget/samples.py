"""Sample inputs of every node, sent ahead so that a hover is answered without the kernel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topoalign_widget.mapper.graph import MapperGraph

PER_NODE = 4
LONGEST_TEXT = 160


def encode_samples(graphs: Mapping[str, MapperGraph], text: pd.Series[Any] | None) -> dict[str, Any]:
    """Choose up to four inputs of each node and cut out their texts.

    Parameters
    ----------
    graphs : mapping of str to MapperGraph
    text : Series of n_inputs values, or None
        The column shown for an input; None: an input is shown by its number.

    Returns
    -------
    dict
        ``column``; ``nodes``: graph name -> sample inputs of each node; ``texts``: input (as a string) ->
        text of at most 160 characters.
    """
    nodes = {name: [_spread(inputs) for inputs in _inputs_by_node(graph)] for name, graph in graphs.items()}
    if text is None:
        return {"column": None, "nodes": nodes, "texts": {}}
    shown = sorted({i for by_node in nodes.values() for inputs in by_node for i in inputs})
    texts = {str(i): _cut(str(value)) for i, value in zip(shown, text.iloc[shown], strict=True)}
    return {"column": str(text.name), "nodes": nodes, "texts": texts}


def _inputs_by_node(graph: MapperGraph) -> list[NDArray[Any]]:
    return np.split(graph.membership.indices, graph.membership.indptr[1:-1]) if graph.n_nodes else []


def _spread(inputs: NDArray[Any]) -> list[int]:
    # Evenly through the node rather than its first few: inputs often come sorted by topic.
    at = np.unique(np.linspace(0, len(inputs) - 1, min(PER_NODE, len(inputs))).round().astype(int))
    return [int(i) for i in inputs[at]]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
