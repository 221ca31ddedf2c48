"""Which matched regions are found again between graphs of other parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from topoalign_widget.alignment.grid import Together
from topoalign_widget.alignment.matching import LEAST_CONTENT
from topoalign_widget.alignment.overlap import SAME, marked, most_alike
from topoalign_widget.alignment.region import Region
from topoalign_widget.alignment.wholes import find_wholes
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.mapper.progress import with_progress

COLUMNS = ("region", "graphs", "n_inputs", "kind", "content", "survival")


def surviving_regions(
    regions: Sequence[Region],
    base: Mapping[str, MapperGraph],
    others: Mapping[str, Sequence[MapperGraph]],
    together: Mapping[tuple[str, str], Sequence[Together]],
) -> pd.DataFrame:
    """Search the graphs of each setting for matches, and count those with the inputs of a region.

    Parameters
    ----------
    regions : sequence of Region
    base : mapping of str to MapperGraph
        The graphs that they are regions of.
    others : mapping of str to sequence of MapperGraph
        Of each setting.
    together : mapping of tuple of str to sequence of tuple
        Numbers of the settings of each two graphs that go together; None stands for the graph of ``base``.

    Returns
    -------
    DataFrame
        A row for each region: its index, graphs, n_inputs, kind, content, and ``survival``, the share of settings
        with a match whose common inputs have a Jaccard index of at least 0.5 with its own.
    """
    found = np.zeros(len(regions))
    # Where there is nothing to find again, nothing is searched.
    own = {pair: [i for i, region in enumerate(regions) if region.graphs == pair] for pair in together}
    jobs = [
        (pair, numbers) for pair, own_settings in together.items() if own[pair] for numbers in own_settings
    ]
    for pair, numbers in with_progress(jobs, len(jobs), "matching under other parameters"):
        a, b = (
            base[name] if number is None else others[name][number]
            for name, number in zip(pair, numbers, strict=True)
        )
        looked_for = marked([regions[i].inputs for i in own[pair]], a.n_inputs)
        found[own[pair]] += most_alike(looked_for, _common_inputs(a, b)) >= SAME
    rows = [
        {
            "region": i,
            "graphs": region.graphs,
            "n_inputs": len(region.inputs),
            "kind": region.kind,
            "content": region.content,
            "survival": found[i] / len(together[region.graphs]),
        }
        for i, region in enumerate(regions)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _common_inputs(a: MapperGraph, b: MapperGraph) -> csr_array:
    """Mark the inputs that both sides of each match hold; bool, shape (n_matches, n_inputs)."""
    if not a.n_nodes or not b.n_nodes:
        return marked([], a.n_inputs)
    coupled, matches = find_wholes(a, b, LEAST_CONTENT)
    return marked([np.flatnonzero(coupled.common(match.inside)) for match in matches], a.n_inputs)
