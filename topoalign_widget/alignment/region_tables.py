"""Regions as tables of plain columns, for files: a row for each region, or for each input of each."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from topoalign_widget.alignment.exchange import BOTH, ONLY_FIRST, ONLY_SECOND
from topoalign_widget.alignment.region import Region, RegionError
from topoalign_widget.alignment.regions import Graphs
from topoalign_widget.tables import joined, write_table

if TYPE_CHECKING:
    from topoalign_widget.alignment.region_questions import RegionQuestions

REGION, INPUT = "region", "input"

# Columns in their order, with their types.
BY_REGION = {
    "region": "int64",
    **dict.fromkeys(("graph_a", "graph_b", "kind", "label"), "string"),
    **dict.fromkeys(("n_inputs", "n_nodes_a", "n_nodes_b"), "int64"),
    **dict.fromkeys(("content", "coverage_a", "coverage_b", "structure"), "float64"),
    **dict.fromkeys(("p_value", "p_structure", "gain"), "float64"),
    **dict.fromkeys(("pieces_a", "pieces_b", "loops_a", "loops_b"), "int64"),
    **dict.fromkeys(("typical", "nodes_a", "nodes_b"), "string"),
}
BY_INPUT = {
    **dict.fromkeys(("input", "region"), "int64"),
    **dict.fromkeys(("kind", "graph_a", "graph_b", "held_by"), "string"),
}


def save_regions(alignment: RegionQuestions, path: str | os.PathLike[str], by: str = REGION) -> Path:
    """Write the regions; see :meth:`topoalign_widget.Alignment.save_regions`."""
    if by not in (REGION, INPUT):
        raise RegionError(f"Regions are saved by {REGION!r} or by {INPUT!r}; got {by!r}.")
    regions = alignment.regions
    frame = by_region(regions) if by == REGION else by_input(regions, alignment.graphs)
    return write_table(frame, path)


def by_region(regions: Sequence[Region]) -> pd.DataFrame:
    """Make a table of regions in which no cell holds several values."""
    rows = [{"region": number, **_row(region)} for number, region in enumerate(regions)]
    return pd.DataFrame(rows, columns=list(BY_REGION)).astype(BY_REGION)


def by_input(regions: Sequence[Region], graphs: Graphs) -> pd.DataFrame:
    """Make a table with a row for each region and each input that a side of it holds."""
    parts = [pd.DataFrame(columns=list(BY_INPUT)).astype(BY_INPUT)]
    for number, region in enumerate(regions):
        first, second = (graphs[name].inputs_of(nodes) for name, nodes in region.nodes.items())
        inputs = np.union1d(first, second)
        held_by = np.where(
            ~np.isin(inputs, second), ONLY_FIRST, np.where(~np.isin(inputs, first), ONLY_SECOND, BOTH)
        )
        a, b = region.graphs
        own = {"region": number, "kind": region.kind, "graph_a": a, "graph_b": b}
        parts.append(pd.DataFrame({"input": inputs, **own, "held_by": held_by}).astype(BY_INPUT))
    return pd.concat(parts, ignore_index=True)


def _row(region: Region) -> dict[str, object]:
    sides = {
        "graph": region.graphs,
        "n_nodes": map(len, region.nodes.values()),
        "coverage": region.coverage.values(),
        "pieces": region.pieces.values(),
        "loops": region.loops.values(),
        "nodes": (joined(nodes.tolist()) for nodes in region.nodes.values()),
    }
    of_sides = {
        f"{name}_{side}": value
        for name, values in sides.items()
        for side, value in zip("ab", values, strict=True)
    }
    of_both = {
        name: getattr(region, name)
        for name in ("kind", "label", "content", "structure", "p_value", "p_structure", "gain")
    }
    counted = {"n_inputs": len(region.inputs), "typical": joined(region.typical.tolist())}
    return {**of_sides, **of_both, **counted}
