"""What holds a graph together: stars, bridges and cut nodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from topoalign_widget.alignment.features import neighbours_of
from topoalign_widget.motifs.blocks import blocks_of
from topoalign_widget.motifs.ground import Ground
from topoalign_widget.motifs.motif import Found, Motif


@dataclass(frozen=True, repr=False)
class Star(Motif):
    """A node with leaves: neighbours that have no other neighbour.

    Parameters
    ----------
    leaves : int, default 3
        So many or more.

    Notes
    -----
    The first node is the centre, the others are all its leaves; the score is their number.
    """

    kind: ClassVar[str] = "star"
    leaves: int = 3

    def __post_init__(self) -> None:
        self._whole(leaves=2)

    def search(self, ground: Ground) -> Iterator[Found]:
        """Count the leaves of each node."""
        near = neighbours_of(ground.graph)
        for centre, own in enumerate(near):
            leaves = sorted(node for node in own if len(near[node]) == 1)
            if len(leaves) >= self.leaves:
                edges = [sorted((centre, leaf)) for leaf in leaves]
                yield Found(np.array([centre, *leaves]), np.array(edges), float(len(leaves)))


@dataclass(frozen=True, repr=False)
class Bridge(Motif):
    """An edge that alone holds two parts together.

    Parameters
    ----------
    min_inputs : int, default 10
        Inputs of each part, its end of the edge among it.

    Notes
    -----
    The score is the number of inputs of the smaller part.
    """

    kind: ClassVar[str] = "bridge"
    min_inputs: int = 10

    def __post_init__(self) -> None:
        self._whole(min_inputs=1)

    def search(self, ground: Ground) -> Iterator[Found]:
        """Look through the blocks of two nodes."""
        blocks = blocks_of(ground.graph)
        for number, ends in enumerate(blocks.nodes):
            ground.deadline.check()
            if len(ends) == 2:
                smaller = min(blocks.sides(ground.graph, number))
                if smaller >= self.min_inputs:
                    yield Found(np.array(ends), np.array([ends]), float(smaller))


@dataclass(frozen=True, repr=False)
class CutNode(Motif):
    """A node without which what it is part of falls apart.

    Parameters
    ----------
    min_inputs : int, default 10
        Inputs of each of the two largest parts that remain.

    Notes
    -----
    Its edges are those to its neighbours; the score is the number of inputs of the second largest part.
    """

    kind: ClassVar[str] = "cut_node"
    min_inputs: int = 10

    def __post_init__(self) -> None:
        self._whole(min_inputs=1)

    def search(self, ground: Ground) -> Iterator[Found]:
        """Look through the articulation points."""
        blocks, near = blocks_of(ground.graph), neighbours_of(ground.graph)
        for kind, node in sorted(blocks.tree):
            ground.deadline.check()
            if kind == "node":
                second = blocks.without_node(node)[1]
                if second >= self.min_inputs:
                    edges = [sorted((node, other)) for other in sorted(near[node])]
                    yield Found(np.array([node]), np.array(edges), float(second))
