"""What can be asked of an alignment about nodes and inputs: where they are in other graphs, and what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from topoalign_widget.alignment import overlap as overlaps
from topoalign_widget.alignment.aligned_graphs import AlignedGraphs
from topoalign_widget.alignment.exchange import compare_inputs, follow, transferred
from topoalign_widget.alignment.labels import enrichment
from topoalign_widget.alignment.overlap import Counterpart

if TYPE_CHECKING:
    from topoalign_widget.alignment.verdict import Verdict


class PatternQuestions(AlignedGraphs):
    """What :class:`Alignment` says of patterns: nodes of a graph, or inputs."""

    def overlap(self, a: str, b: str) -> csr_array:
        """Count the inputs that each node of ``a`` shares with each node of ``b``.

        Parameters
        ----------
        a, b : str
            Names of graphs.

        Returns
        -------
        csr_array of int32, shape (n_nodes of a, n_nodes of b)
        """
        return overlaps.overlap(self._graph(a).membership, self._graph(b).membership)

    def jaccard(self, a: str, b: str) -> csr_array:
        """Divide the overlap of each pair of nodes by the size of their union.

        Parameters
        ----------
        a, b : str
            Names of graphs.

        Returns
        -------
        csr_array of float64, shape (n_nodes of a, n_nodes of b)
        """
        return overlaps.jaccard(self._graph(a).membership, self._graph(b).membership)

    def counterpart(self, graph: str, nodes: ArrayLike, other: str) -> Counterpart:
        """Find the nodes of another graph that hold the same inputs.

        Parameters
        ----------
        graph, other : str
            Names of graphs.
        nodes : array-like of int
            Node numbers of ``graph``; their inputs are looked for together.

        Returns
        -------
        Counterpart
            ``nodes`` (int32) of ``other`` and ``shares`` (float64, in (0, 1]) of the inputs that each holds,
            largest share first.
        """
        return overlaps.counterpart(self._graph(graph).inputs_of(nodes), self._graph(other).membership)

    def verdict(self, graph: str, nodes: ArrayLike, other: str) -> Verdict:
        """Say what became of the inputs of some nodes in another graph: kept, opened, split, merged or dissolved.

        Parameters
        ----------
        graph, other : str
            Names of graphs.
        nodes : array-like of int
            Node numbers of ``graph``; their inputs are one pattern.

        Returns
        -------
        Verdict
            With the nodes of ``other`` that hold the pattern there, and the evidence.

        Raises
        ------
        PatternError
            If there are no nodes.
        GraphError
            If there is no such node.
        """
        from topoalign_widget.alignment.verdicts import verdict_of

        here = self._graph(graph)
        return verdict_of(here.inputs_of(nodes), self._graph(other), here=here, nodes=nodes, seed=self.seed)

    def follow(self, inputs: ArrayLike) -> pd.DataFrame:
        """Follow inputs through all graphs: whether they hold together or fall apart; a row for each graph.

        Parameters
        ----------
        inputs : array-like of int

        Returns
        -------
        DataFrame
            See :func:`topoalign_widget.alignment.exchange.follow`.
        """
        return follow(inputs, self.graphs)

    def compare_inputs(self, a: ArrayLike, b: ArrayLike) -> pd.DataFrame:
        """List the inputs of two selections, of any graphs: held by both, only the first, only the second.

        Parameters
        ----------
        a, b : array-like of int
            Numbers of inputs.

        Returns
        -------
        DataFrame
            Indexed by input; ``held_by``, and the metadata.
        """
        return compare_inputs(a, b, self.metadata)

    def transferred(self, graph: str, values: ArrayLike, other: str) -> NDArray[np.float64]:
        """Carry a value of each node of a graph over to the nodes of another, by their inputs: to colour by.

        Parameters
        ----------
        graph, other : str
        values : array-like of shape (n_nodes,) or (n_nodes, k)

        Returns
        -------
        array of float64, shape (n_nodes of other,) or (n_nodes of other, k)
            NaN where none of a node's inputs is in a node with a value.
        """
        return transferred(self._graph(graph), values, self._graph(other))

    def enrichment(self, inputs: ArrayLike, among: ArrayLike | None = None) -> pd.DataFrame:
        """List which values of the metadata some inputs have more often than others.

        Parameters
        ----------
        inputs : array-like of int
        among : array-like of int, optional
            What they are compared with. Default: all inputs.

        Returns
        -------
        DataFrame
            See :func:`topoalign_widget.alignment.labels.enrichment`.

        Raises
        ------
        MetadataError
            Without metadata, or if there is no such input.
        """
        return enrichment(inputs, self._known(), among=among, label=self.label)
