"""What can be asked of an alignment's regions: what matches, what does not, and what chance gives."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topoalign_widget.alignment import families as families_
from topoalign_widget.alignment import regions as regions_
from topoalign_widget.alignment import significance
from topoalign_widget.alignment.aligned_graphs import AlignedGraphs
from topoalign_widget.alignment.families import Family
from topoalign_widget.alignment.labels import explain, labelled
from topoalign_widget.alignment.lineage import lineage
from topoalign_widget.alignment.matching import LEAST_CONTENT
from topoalign_widget.alignment.region import Region


class RegionQuestions(AlignedGraphs):
    """What :class:`Alignment` says of regions."""

    @cached_property
    def regions(self) -> list[Region]:
        """Matching regions of each two graphs, largest gain first; see :func:`topoalign_widget.find_regions`.

        With metadata, they have labels. Found when first asked for.
        """
        found = self._unlabelled
        return found if self.metadata is None else labelled(found, self.metadata, self.label)

    @cached_property
    def _unlabelled(self) -> list[Region]:
        significance.check_searched(self.graphs)
        return regions_.tested_regions(self.graphs, LEAST_CONTENT, lambda: self._chance, self.seed)

    @cached_property
    def _chance(self) -> pd.DataFrame:
        repetitions = significance.repetitions_for(self.graphs, significance.N_SHUFFLES)
        return significance.search_shuffled(self.graphs, LEAST_CONTENT, repetitions, self.seed)

    def _shuffled(self, n: int) -> pd.DataFrame:
        """Search shuffled inputs n times; what has been searched for the regions is not searched again."""
        known = vars(self).get("_chance")
        if known is not None and n <= known["repetition"].nunique():
            return known[known["repetition"] < n]
        return significance.search_shuffled(self.graphs, LEAST_CONTENT, n, self.seed)

    def regions_frame(self) -> pd.DataFrame:
        """Make a table of the regions: a row each, in order; pairs of values are of the first and second graph."""
        return regions_.regions_frame(self.regions)

    def save_regions(self, path: str | os.PathLike[str], by: str = "region") -> Path:
        """Write the regions as a table.

        Parameters
        ----------
        path : str or path
            ".csv" (UTF-8) or ".parquet", by the suffix. A file that is there is replaced.
        by : {"region", "input"}, default "region"
            "region": a row for each region, as in :meth:`regions_frame`, each value in a column of its own: those of
            the first and second graph end in ``_a`` and ``_b``; several numbers are in one string, with spaces
            between them. "input": a row for each region and each input that a side of it holds, to join with what is
            known of the inputs: ``input``, ``region``, ``kind``, ``graph_a``, ``graph_b``, ``held_by`` ("both",
            "only first", "only second").

        Returns
        -------
        Path
            The file.

        Raises
        ------
        PathError
            If the name has another suffix, or its folder is not there.
        RegionError
            If ``by`` is something else, or there are fewer than two graphs.
        ImportError
            For ".parquet" without pyarrow.
        """
        from topoalign_widget.alignment.region_tables import save_regions

        return save_regions(self, path, by)

    def unmatched(self, graph: str, other: str) -> list[NDArray[np.int32]]:
        """List the connected parts of a graph that are in no region with another: what only this graph has.

        Parameters
        ----------
        graph, other : str

        Returns
        -------
        list of array of int32
            Sorted nodes of each; what holds most inputs first.
        """
        self._graph(graph), self._graph(other)
        return families_.unmatched(graph, other, self.regions, self.graphs)

    def accounts(self) -> pd.DataFrame:
        """Account for every input of every graph, given each other graph, by the regions.

        Returns
        -------
        DataFrame of int
            A row for each ordered pair ("graph", "other"), that adds up to n_inputs: how many inputs are common to a
            "match" or a "rearranged", "split" or "merged" region, as the graph sees it; "left": in this graph's side
            of a region, but not in the other; "only here": in nodes that are in no region; "in no node".
        """
        return families_.accounts(self.regions, self.graphs)

    def match_summary(self) -> pd.DataFrame:
        """Summarise the regions of each two graphs.

        Returns
        -------
        DataFrame
            A row for each pair, with the levels "a" and "b": ``regions``, ``matched_share`` (share of all inputs that
            both sides of a region hold), ``together`` (the same for regions in one piece on both sides, those of kind
            "match" and "rearranged": what neither splits nor merges), ``largest`` (share of all inputs in the largest
            region: near ``matched_share``, one region is all that is shared, and says little), ``ceiling`` (the
            largest matched share that could be, if nodes hung together wherever the other graph joins them: what the
            way in which the two graphs cut the inputs allows), ``by_chance``
            (regions found in shuffled inputs, mean) and ``remark``: what to do where the ceiling is low.
        """
        return significance.match_summary(self.graphs, self.regions, self._chance)

    def null(self, n: int = 20) -> pd.DataFrame:
        """Search n times with the inputs of the second of each two graphs shuffled: what chance gives.

        Parameters
        ----------
        n : int, default 20

        Returns
        -------
        DataFrame
            A row for each repetition and pair: ``repetition``, ``a``, ``b``, ``regions`` (how many),
            ``largest_content``, ``largest_gain`` (0 without regions), ``matched_share``.
        """
        significance.check_searched(self.graphs, n)
        return significance.null(self._shuffled(n))

    @cached_property
    def families(self) -> list[Family]:
        """Regions of several pairs of graphs that are one and the same; of two graphs, each region by itself."""
        return families_.families(self.regions, self.graphs)

    def lineage(self, order: Sequence[str] | None = None) -> pd.DataFrame:
        """Tell what becomes of each family from graph to graph: born, kept, rearranged, split, merged, dies.

        Parameters
        ----------
        order : sequence of str, optional
            Names of graphs, such as layers from first to last. Default: all, as they were given.

        Returns
        -------
        DataFrame
            A row for each family, step and event; see :func:`topoalign_widget.alignment.lineage.lineage`.
        """
        names = list(self.graphs) if order is None else list(order)
        for name in names:
            self._graph(name)
        return lineage(self.families, self.regions, names, self.graphs)

    def explain(self, region: Region) -> pd.DataFrame:
        """Tell what the inputs of a region share, and what separates from them those that only one side holds.

        Parameters
        ----------
        region : Region

        Returns
        -------
        DataFrame
            See :func:`topoalign_widget.alignment.labels.explain`.

        Raises
        ------
        MetadataError
            Without metadata.
        """
        return explain(region, self.graphs, self._known(), self.label)
