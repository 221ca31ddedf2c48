"""What a reader must know before comparing graphs."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from topoalign_widget.alignment.problem import adjacency
from topoalign_widget.columns import categories_of, is_categorical
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.mapper.hops import Nodes
from topoalign_widget.mapper.lens import NAMED

# Graphs of which one tells inputs apart this much more finely than another differ for that reason alone.
COMPARABLE = 2.0
# A graph of one body that all inputs are in: as so many groups of equal size would tell them apart.
COARSE = 1.5
# A graph has a shape if at least so many of its inputs are in components that are no dust.
SHAPED = 0.5
# A label of more classes, and of fewer than two inputs each, names inputs.
MOST_CLASSES = 100


class ResolutionWarning(UserWarning):
    """One graph is much finer than another."""


class SharedLensWarning(UserWarning):
    """Graphs of different models have the same lens."""


class LabelWarning(UserWarning):
    """The label is a column that names inputs, not classes."""


def resolution_remark(graphs: Mapping[str, MapperGraph]) -> str | None:
    """Say so if one graph is much finer than another."""
    resolutions = {name: graph.resolution for name, graph in graphs.items() if graph.n_nodes}
    finest, coarsest = (pick(resolutions, key=resolutions.__getitem__, default="") for pick in (max, min))
    if not resolutions or resolutions[finest] <= COMPARABLE * resolutions[coarsest]:
        return None
    return (
        f"The graphs are not equally fine: {finest!r} tells its inputs apart as {resolutions[finest]:.0f} groups "
        f"would, {coarsest!r} as {resolutions[coarsest]:.0f}. What differs may be due to that."
    )


def coarse_remark(graphs: Mapping[str, MapperGraph]) -> str | None:
    """Say so if a graph hardly tells its inputs apart."""
    coarse = [name for name, graph in graphs.items() if graph.n_nodes and graph.resolution < COARSE]
    if not coarse:
        return None
    return (
        f"{_said(coarse, 'hardly tell')} inputs apart: nearly any two "
        'are together in a node. Try another lens, such as lens="pca2", or more intervals.'
    )


def dust_remark(graphs: Mapping[str, MapperGraph]) -> str | None:
    """Say so if most of a graph is in components of very few inputs."""
    dusty = [name for name, graph in graphs.items() if graph.n_nodes and _connected(graph) < SHAPED]
    if not dusty:
        return None
    return (
        f"{_said(dusty, 'fall')} into dust: most inputs are in "
        "components of less than 1 % of them, which have no shape to compare. Try a larger eps, or fewer intervals."
    )


def shared_lens_remark(graphs: Mapping[str, MapperGraph]) -> str | None:
    """Say so if graphs have the same lens values, other than ones that were computed from each representation."""
    given = [name for name, graph in graphs.items() if graph.parameters.get("lens") not in NAMED]
    for a, b in combinations(given, 2):
        if _same(graphs[a].lens, graphs[b].lens):
            return (
                f"{a!r} and {b!r} have the same lens. It cuts both alike whatever the models do, so that nearly "
                "everything seems to match: regions and their p-values say little."
            )
    return None


def label_remark(values: pd.Series[Any]) -> str | None:
    """Say so if the label's values name the inputs, as texts do, rather than classes of them."""
    if not is_categorical(values, is_label=True):
        return None
    codes = categories_of(values)[0]
    known = codes[codes >= 0]
    n_classes = len(np.unique(known))
    if n_classes <= MOST_CLASSES or len(known) >= 2 * n_classes:
        return None
    return (
        f"label={str(values.name)!r} has {n_classes:,} different values for {len(known):,} inputs: it names inputs, "
        "not classes of them, so that neither colours nor regions' names tell anything."
    )


def _said(names: list[str], verb: str) -> str:
    return f"{', '.join(map(repr, names))} {verb}{'s' if len(names) == 1 else ''}"


def _connected(graph: MapperGraph) -> float:
    return Nodes(graph.membership, adjacency(graph)).connected()


def _same(a: np.ndarray, b: np.ndarray) -> bool:
    return a.shape == b.shape and bool(np.isfinite(a).all()) and bool(np.array_equal(a, b))
