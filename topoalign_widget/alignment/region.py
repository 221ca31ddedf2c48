"""A matching region: a part of one graph and a part of another that hold the same inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

MATCH, REARRANGED, SPLIT, MERGED = "match", "rearranged", "split", "merged"
KINDS = (MATCH, REARRANGED, SPLIT, MERGED)
# In one piece on both sides.
TOGETHER = (MATCH, REARRANGED)


class RegionError(ValueError):
    """Regions cannot be searched for with what was given."""


@dataclass(frozen=True, eq=False)
class Region:
    """A part of one graph and a part of another that hold the same inputs. Made by :func:`find_regions`.

    Attributes
    ----------
    nodes : mapping of str to array of int32
        Sorted nodes of each of the two graphs. A node is in one region at most of the regions of two graphs.
    inputs : array of int64
        Inputs that both sides hold, sorted.
    kind : {"match", "rearranged", "split", "merged"}
        "match": connected in both graphs, and the inputs are arranged more alike than by chance (``structure`` tells
        how much more, and may be small where there are many), or no arrangement could be tested;
        "rearranged": the same members, but no more alike in arrangement than chance; "split": connected in the
        first graph, in several pieces in the second; "merged": the reverse.
    content : float
        Jaccard index of the inputs of the two sides, in (0, 1].
    coverage : mapping of str to float
        Share of each side's inputs that the other side holds, in (0, 1].
    structure : float
        Rank correlation of the geodesic distances that the two sides give their common inputs, in [-1, 1]; NaN
        where a side has fewer than four nodes.
    p_value : float
        False discovery rate of the content: regions that chance gives for each that is found, with a gain at
        least as large, when the inputs of one graph are shuffled and everything is searched again; NaN without
        permutations.
    p_structure : float
        Of the structure, against inputs shuffled within the region (Mantel 1967), adjusted for the number of
        regions (Benjamini, Hochberg 1995); NaN where it was not tested.
    gain : float
        What the region tells of the inputs, in nats: mutual information of being in one side and in the other,
        times n_inputs, times content.
    pieces, loops : mapping of str to int
        Connected pieces of each side, and holes with triangles filled (beta_0 and beta_1).
    label : str or None
        What the inputs have in common, where metadata are known; see :mod:`topoalign_widget.alignment.labels`.
    typical : array of int64
        Up to three inputs from the middle of the region, most typical first.
    """

    nodes: Mapping[str, NDArray[np.int32]]
    inputs: NDArray[np.int64] = field(repr=False)
    kind: str
    content: float
    coverage: Mapping[str, float] = field(repr=False)
    structure: float
    p_value: float
    p_structure: float
    gain: float
    pieces: Mapping[str, int] = field(repr=False)
    loops: Mapping[str, int] = field(repr=False)
    label: str | None = None
    typical: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64), repr=False)

    @property
    def graphs(self) -> tuple[str, str]:
        """Names of the two graphs, in the order of the alignment."""
        a, b = self.nodes
        return a, b
