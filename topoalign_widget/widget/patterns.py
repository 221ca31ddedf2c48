"""Patterns in every graph: what the view draws membranes of, and the evidence that it prints.

A pattern is a set of inputs, such as a selection. Where it was made by picking nodes, those are the pattern in their
graph; in every other graph it is the pattern's counterpart (:mod:`topoalign_widget.alignment.verdicts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topoalign_widget.alignment.extent import shares_of
from topoalign_widget.alignment.features import pieces_of
from topoalign_widget.alignment.structure import holes
from topoalign_widget.alignment.verdict import Verdict
from topoalign_widget.alignment.verdicts import Chance, verdicts_of
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.widget.queries import still_asked
from topoalign_widget.widget.selection import SelectionError
from topoalign_widget.widget.selection import canonical as canonical_selection
from topoalign_widget.widget.wire import Membrane, Pattern, PatternPart

SELECTION = "selection"


def canonical(membranes: Any, graphs: Mapping[str, MapperGraph]) -> list[Membrane]:
    """Bring membranes into canonical form.

    Raises
    ------
    SelectionError
        If one has no name, the name of another, or nodes or inputs that do not exist.
    """
    if isinstance(membranes, (str, Mapping)) or not isinstance(membranes, Iterable):
        raise SelectionError(f"membranes is a list of dicts with a name; got {membranes!r}.")
    found: list[Membrane] = []
    for membrane in membranes:
        if (
            not isinstance(membrane, Mapping)
            or not isinstance(membrane.get("name"), str)
            or not membrane["name"]
        ):
            raise SelectionError(f"A membrane has a 'name', and 'nodes' or 'inputs'; got {membrane!r}.")
        if membrane["name"] == SELECTION:
            raise SelectionError(f"A membrane cannot be called {SELECTION!r}: that is the selection's own.")
        rest = {key: value for key, value in membrane.items() if key != "name"}
        if any(membrane["name"] == other["name"] for other in found):
            raise SelectionError(f"There are two membranes {membrane['name']!r}: give each its own name.")
        selection = canonical_selection(rest, graphs)
        if not selection["inputs"]:
            raise SelectionError(f"The membrane {membrane['name']!r} would hold no input.")
        found.append({"name": membrane["name"], **selection})
    return found


# A membrane, and what was found of it.
Followed = tuple[Mapping[str, Any], dict[str, Any]]


def followed(
    selection: Mapping[str, Any],
    membranes: Iterable[Mapping[str, Any]],
    graphs: Mapping[str, MapperGraph],
    seed: int,
    known: Sequence[Followed] = (),
    chance: Chance | None = None,
) -> list[Followed]:
    """Find the selection, if there is one, and every membrane in each graph; what is known is not looked for.

    Those who ask again and again give the same ``chance``: see :func:`verdicts_of`.

    Returns
    -------
    list of (membrane, pattern)
        Patterns are as :class:`~topoalign_widget.widget.wire.Pattern`.
    """
    chosen = [{"name": SELECTION, **selection}] if selection["inputs"] else []
    found: list[Followed] = []
    for each in (*chosen, *membranes):
        pattern = next((pattern for other, pattern in known if other == each), None)
        found.append((each, pattern or dict(_pattern(each, graphs, seed, chance))))
    return found


def _pattern(
    membrane: Mapping[str, Any], graphs: Mapping[str, MapperGraph], seed: int, chance: Chance | None
) -> Pattern:
    inputs = np.array(membrane["inputs"], dtype=np.int64)
    picked = {name: np.array(nodes, dtype=np.int32) for name, nodes in membrane["nodes"].items()}
    # What becomes of a loop can be told where the loop is in one graph.
    here, nodes = next(((graphs[name], nodes) for name, nodes in picked.items()), (None, None))
    others = [graph for name, graph in graphs.items() if name not in picked]
    verdicts = verdicts_of(inputs, others, here=here, nodes=nodes, seed=seed, chance=chance)
    parts = {
        name: _origin(inputs, picked[name], graph)
        if name in picked
        else _counterpart(inputs, graph, next(verdicts))
        for name, graph in graphs.items()
    }
    return Pattern(name=membrane["name"], n_inputs=len(inputs), parts=parts)


def _origin(inputs: NDArray[np.int64], nodes: NDArray[np.int32], graph: MapperGraph) -> PatternPart:
    held = len(graph.inputs_of(nodes))  # all of them are the pattern's
    shares, held_by = _weights(inputs, nodes, graph)
    return PatternPart(
        nodes=nodes.tolist(),
        shares=shares,
        held=held_by,
        share=held / len(inputs),
        content=held / len(inputs),
        p_value=None,
        pieces=len(pieces_of(graph, nodes)),
        loops=holes(graph, nodes.astype(np.int64)),
        kind="origin",
        said="the nodes that were picked",
    )


def _counterpart(inputs: NDArray[np.int64], graph: MapperGraph, verdict: Verdict) -> PatternPart:
    shares, held_by = _weights(inputs, verdict.nodes, graph)
    return PatternPart(
        nodes=verdict.nodes.tolist(),
        shares=shares,
        held=held_by,
        share=float(verdict.share),
        content=float(verdict.content),
        p_value=None if np.isnan(verdict.p_value) else float(verdict.p_value),
        pieces=verdict.pieces,
        loops=verdict.loops,
        kind=verdict.kind,  # type: ignore[typeddict-item]
        said=verdict.sentence(),
    )


def _weights(
    inputs: NDArray[np.int64], nodes: NDArray[np.int32], graph: MapperGraph
) -> tuple[list[float], list[float]]:
    """How much of each node is the pattern's, and how much of the pattern each node holds."""
    return shares_of(graph, inputs)[nodes].tolist(), graph.shares(inputs)[nodes].tolist()


def without_nodes(step: Mapping[str, Any]) -> dict[str, Any]:
    """Say a step of the history without what only the graphs knew that it was made in: inputs are what they were."""
    membranes = [{**each, "nodes": {}} for each in step["membranes"]]
    selection = {"nodes": {}, "inputs": step["selection"]["inputs"]}
    motif = still_asked(step["motif"])
    found_again: dict[str, Any] = {"motif": motif, "match": None, "found": None, "regions": None}
    return {**step, **found_again, "membranes": membranes, "selection": selection}
