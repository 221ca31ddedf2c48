"""Write what Python sends, and what it means, for the view's tests to decode.

``python -m tests.widget.write_fixtures`` writes tests/fixtures/wire; a test checks that they are fresh.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import topoalign_widget as ta
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.widget.traits import SharedTraits

FIXTURES = Path(__file__).parents[1] / "fixtures" / "wire"
BUFFERS = ("_topology", "_positions", "_colors")


def graphs() -> dict[str, MapperGraph]:
    return {
        "a": MapperGraph.from_nodes([[0, 1, 2], [2, 3], [3, 4, 5], [6]], n_inputs=8),
        "b": MapperGraph.from_nodes([[0, 1, 2, 3], [3, 4, 5], [5, 6, 7]], n_inputs=8),
    }


def alignment(graphs: dict[str, MapperGraph]) -> ta.Alignment:
    positions = {
        name: np.arange(2 * g.n_nodes, dtype=np.float32).reshape(-1, 2) / 4 for name, g in graphs.items()
    }
    return ta.Alignment(graphs, positions, coupling=1.0, seed=0)


def widgets() -> Iterator[tuple[str, ta.TopoAlignWidget]]:
    topic = ["sport", "sport", "news", None, "news", "<img src=x onerror=boom()>", "sport", "news"]
    metadata = {"topic": topic, "score": [0.5, 1.5, np.nan, 2.0, -1.0, 0.0, 3.25, 1.0]}
    metadata["text"] = [f"sentence {i}" for i in range(8)]

    two = alignment(graphs())
    yield "categories", ta.TopoAlignWidget(two, metadata=metadata, label="topic", text="text")

    numbers = ta.TopoAlignWidget(two, metadata=metadata, label="topic")
    numbers.color_by = "score"
    yield "numbers", numbers

    lens = {
        name: MapperGraph.from_nodes([[0, 1], [1, 2]], n_inputs=3, lens=np.c_[[3.0, 1.0, 2.0]])
        for name in "ab"
    }
    ranked = ta.TopoAlignWidget(alignment(lens))
    ranked.color_by = "lens percentile"
    yield "lens", ranked

    share = {
        name: (np.linspace(0, 1, g.n_nodes), np.linspace(1, 0.5, g.n_edges)) for name, g in graphs().items()
    }
    nodes, edges = ({name: own[i] for name, own in share.items()} for i in range(2))
    found = ta.Sensitivity(two, pd.DataFrame(), pd.DataFrame(), nodes, edges)
    survival = ta.TopoAlignWidget(two, sensitivity=found)
    survival.color_by = "survival"
    yield "survival", survival

    empty = {
        "full": MapperGraph.from_nodes([[0, 1]], n_inputs=2),
        "empty": MapperGraph.from_nodes([], n_inputs=2),
    }
    yield "empty", ta.TopoAlignWidget(alignment(empty))


def meaning(widget: ta.TopoAlignWidget) -> list[dict[str, Any]]:
    """Spell out each graph as plain lists."""
    return [
        {
            "name": name,
            "nodes": [graph.inputs_of([i]).tolist() for i in range(graph.n_nodes)],
            "edges": graph.edges.tolist(),
            "edge_weights": graph.edge_weights.astype(float).tolist(),
            "positions": widget.alignment.positions[name].astype(float).tolist(),
        }
        for name, graph in widget.alignment.graphs.items()
    ]


def encoded() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each fixture."""
    for name, widget in widgets():
        state = widget.get_state(drop_defaults=False)
        own = {k: v for k, v in state.items() if k in vars(SharedTraits) and k not in ("_esm", "_css")}
        for key in BUFFERS:
            own[key] = base64.b64encode(own[key]).decode()
        case = {"state": own, "graphs": meaning(widget)}
        yield f"{name}.json", json.dumps(case, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


if __name__ == "__main__":
    FIXTURES.mkdir(parents=True, exist_ok=True)
    for name, text in encoded():
        (FIXTURES / name).write_text(text)
