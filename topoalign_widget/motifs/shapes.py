"""Shapes of a graph that a reader sees: paths, forks, flares and loops."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from topoalign_widget.alignment.features import SHORTEST_LOOP, loops
from topoalign_widget.motifs.ground import Ground
from topoalign_widget.motifs.motif import Found, Motif, edges_within
from topoalign_widget.motifs.skeleton import Skeleton, Strand, skeleton_of
from topoalign_widget.motifs.space import Space, hop_lengths

# Level sets at a joint in which arms are not apart yet.
WIDE_AT_JOINT = 2


@dataclass(frozen=True, repr=False)
class Path(Motif):
    """A part that is long and thin, and neither branches nor closes.

    The graph is cut into level sets of the distance from its centre; a path is a row of them between joints or ends.
    It is parted where it is twice as wide as elsewhere, and must be longer than wide, as far as the space of its
    inputs is known. With a lens of two dimensions its nodes are a ribbon.

    Parameters
    ----------
    min_length : int, default 5
        Level sets in a row: nodes, where it is one node wide.

    Notes
    -----
    Nodes are in order along it; the score is its length in level sets.
    """

    kind: ClassVar[str] = "path"
    min_length: int = 5

    def __post_init__(self) -> None:
        self._whole(min_length=2)

    def search(self, ground: Ground) -> Iterator[Found]:
        """Look for thin runs of the strands."""
        space = Space.of(ground.alignment, ground.name)
        for strand in _skeleton(ground, space).strands:
            ground.deadline.check()
            if len(strand.pieces) < self.min_length:
                continue
            for run in space.thin_runs(strand.pieces):
                pieces = strand.pieces[run]
                if len(pieces) >= self.min_length:
                    nodes = np.concatenate(pieces)
                    yield Found(nodes, edges_within(ground.graph, nodes), float(len(pieces)))


@dataclass(frozen=True, repr=False)
class Flare(Motif):
    """An arm that sticks out and ends: thin as a path, with one free end.

    What sticks out is what persists of the distance from the centre (dimension 0; Carriere, Michel, Oudot, arXiv
    1706.00204).

    Parameters
    ----------
    min_length : int, default 2
        Level sets that it sticks out.

    Notes
    -----
    Nodes are in order from where it sticks out to its tip; the score is its length in level sets.
    """

    kind: ClassVar[str] = "flare"
    min_length: int = 2

    def __post_init__(self) -> None:
        self._whole(min_length=1)

    def search(self, ground: Ground) -> Iterator[Found]:
        """Look for strands with one free end that are thin to the tip."""
        space = Space.of(ground.alignment, ground.name)
        skeleton = _skeleton(ground, space)
        for joint in skeleton.joints:
            for strand in skeleton.arms(joint):
                ground.deadline.check()
                for run in space.thin_runs(strand.pieces)[-1:]:
                    pieces = strand.pieces[run]
                    if run.stop == len(strand.pieces) and len(pieces) >= self.min_length:
                        nodes = np.concatenate(pieces)
                        yield Found(nodes, edges_within(ground.graph, nodes), float(len(pieces)))


@dataclass(frozen=True, repr=False)
class Fork(Motif):
    """A joint from which several thin arms run apart, and do not meet again.

    Parameters
    ----------
    arms : int, default 3
        So many or more.
    min_length : int, default 2
        Level sets that each arm sticks out.

    Notes
    -----
    Nodes are the joint and its arms, each to its end, the next joint, or where it is no more thin; sorted. The score
    is the length of the shortest of the longest ``arms`` arms, in level sets.
    """

    kind: ClassVar[str] = "fork"
    arms: int = 3
    min_length: int = 2

    def __post_init__(self) -> None:
        self._whole(arms=3, min_length=1)

    def search(self, ground: Ground) -> Iterator[Found]:
        """Look for joints of so many thin strands."""
        space = Space.of(ground.alignment, ground.name)
        skeleton = _skeleton(ground, space)
        for joint, middle in skeleton.joints.items():
            ground.deadline.check()
            strands = skeleton.from_joint(joint)
            if len(strands) < self.arms:
                continue
            arms = [_arm(space, strand) for strand in strands]
            arms = sorted((arm for arm in arms if len(arm) >= self.min_length), key=len, reverse=True)
            if len(arms) >= self.arms:
                nodes = np.sort(np.concatenate([middle, *(piece for arm in arms for piece in arm)]))
                yield Found(nodes, edges_within(ground.graph, nodes), float(len(arms[self.arms - 1])))


@dataclass(frozen=True, repr=False)
class Loop(Motif):
    """A hole with triangles filled, and a shortest cycle around it.

    Triangles and four-cycles come from the overlap of neighbouring boxes, so cycles of a graph by themselves are no
    shapes. These are a shortest basis of the first homology of the clique complex, without chords; those whose inputs
    fill the hole, as far as their space is known, are left out.

    Parameters
    ----------
    min_length : int, default 5
        Nodes.

    Notes
    -----
    Nodes are in order along it; the score is its number of nodes.
    """

    kind: ClassVar[str] = "loop"
    min_length: int = SHORTEST_LOOP

    def __post_init__(self) -> None:
        self._whole(min_length=4)

    def search(self, ground: Ground) -> Iterator[Found]:
        """Look for holes."""
        space = Space.of(ground.alignment, ground.name)
        for nodes in loops(ground.graph, self.min_length, ground.deadline.check):
            ground.deadline.check()
            if space.is_ring(nodes):
                yield Found(nodes, np.stack([nodes, np.roll(nodes, -1)], axis=1), float(len(nodes)))


def _skeleton(ground: Ground, space: Space) -> Skeleton:
    return skeleton_of(ground.graph, hop_lengths(ground.graph), space.is_thin, ground.deadline.check)


def _arm(space: Space, strand: Strand) -> tuple[NDArray[np.int64], ...]:
    """Follow a strand from its joint for as long as it is thin, once it is: where arms part, they are wide."""
    runs = space.thin_runs(strand.pieces)
    return strand.pieces[: runs[0].stop] if runs and runs[0].start <= WIDE_AT_JOINT else ()
