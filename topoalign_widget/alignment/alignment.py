"""Several Mapper graphs of the same inputs, laid out together."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from topoalign_widget.alignment import families as families_
from topoalign_widget.alignment import overlap as overlaps
from topoalign_widget.alignment import regions as regions_
from topoalign_widget.alignment import significance
from topoalign_widget.alignment.exchange import compare_inputs, follow, transferred
from topoalign_widget.alignment.families import Family
from topoalign_widget.alignment.labels import enrichment, explain, labelled
from topoalign_widget.alignment.layout import joint_layout
from topoalign_widget.alignment.lineage import lineage
from topoalign_widget.alignment.matching import LEAST_CONTENT
from topoalign_widget.alignment.overlap import Counterpart
from topoalign_widget.alignment.problem import adjacency
from topoalign_widget.alignment.region import Region
from topoalign_widget.alignment.remarks import coarse_remark, resolution_remark, shared_lens_remark
from topoalign_widget.keywords import checked_keywords, closest
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.representations import (
    MetadataError,
    Representation,
    as_metadata,
    as_representations,
    column,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from topoalign_widget.alignment.verdicts import Verdict
    from topoalign_widget.motifs.match import Matches
    from topoalign_widget.motifs.motif import Motif


class AlignmentError(ValueError):
    """The graphs cannot be compared, or a graph that was asked for is not among them."""


@dataclass(frozen=True, eq=False)
class Alignment:
    """Mapper graphs of the same inputs at comparable positions. Made by :func:`align`.

    Attributes
    ----------
    graphs : mapping of str to MapperGraph
        By name, in the order of the panels.
    positions : mapping of str to array of shape (n_nodes, 2), float32
        One coordinate frame for all graphs; no unit.
    coupling : float
        The coupling that the positions were made with.
    seed : int
        Of the layout, and of every test against chance.
    representations : mapping of str to array, or None
        What the graphs were built from, as it was given, for :meth:`measures`; None for ready-made graphs.
    metadata : DataFrame of n_inputs rows, or None
        What is known of the inputs; see :meth:`with_metadata`.
    label : str or None
        The column of classes.
    """

    graphs: Mapping[str, MapperGraph]
    positions: Mapping[str, NDArray[np.float32]]
    coupling: float
    seed: int
    representations: Mapping[str, Representation] | None = field(default=None, repr=False)
    metadata: pd.DataFrame | None = field(default=None, repr=False)
    label: str | None = None

    @property
    def n_inputs(self) -> int:
        """Number of inputs that all graphs share."""
        return next(iter(self.graphs.values())).n_inputs

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

    def find(
        self, motif: Motif, graph: str | None = None, *, limit: int = 500, timeout: float = 5.0
    ) -> Matches:
        """Look for a motif in one graph, or in all.

        Parameters
        ----------
        motif : Motif
            Of :mod:`topoalign_widget.motifs`, such as ``motifs.loop(8).where(label="sport")``.
        graph : str, optional
            Name of the graph to search. Default: all.
        limit : int, default 500
            Most matches that are returned.
        timeout : float, default 5
            Seconds that the search may take; graphs share them. Regions, which conditions may ask for, are found
            before.

        Returns
        -------
        Matches
            A sequence, best first; ``cut`` says where the limit or the time-out cut the search short.

        Raises
        ------
        AlignmentError
            If there is no such graph.
        MotifError
            If the motif, a condition, the limit or the time-out makes no sense here.
        MetadataError
            If a condition is on what is not known of the inputs.
        """
        from topoalign_widget.motifs.search import find

        if graph is not None:
            self._graph(graph)
        return find(self, motif, graph, limit, timeout)

    def relaid(self, coupling: float) -> Alignment:
        """Lay the same graphs out with another coupling, setting out from the present positions.

        Parameters
        ----------
        coupling : float
            See :func:`topoalign_widget.joint_layout`.

        Returns
        -------
        Alignment
            Another one, with the regions that were found.
        """
        positions = joint_layout(self.graphs, coupling=coupling, seed=self.seed, init=self.positions)
        return self._of_same_graphs(positions=MappingProxyType(positions), coupling=coupling)

    def with_graphs(self, graphs: Mapping[str, MapperGraph]) -> Alignment:
        """Replace the graphs by others of the same inputs; nodes set out from where their inputs are now.

        Parameters
        ----------
        graphs : mapping of str to MapperGraph
            By the same names.

        Returns
        -------
        Alignment

        Raises
        ------
        AlignmentError
            If the graphs have other names, or are of other inputs.
        """
        if set(graphs) != set(self.graphs) or any(g.n_inputs != self.n_inputs for g in graphs.values()):
            told = ", ".join(f"{name!r} of {graph.n_inputs} inputs" for name, graph in graphs.items())
            raise AlignmentError(
                f"Other graphs must have the names {', '.join(map(repr, self.graphs))} and {self.n_inputs} inputs; "
                f"got {told or 'none'}."
            )
        ordered = {name: graphs[name] for name in self.graphs}
        init = {
            name: transferred(self.graphs[name], self.positions[name], graph)
            for name, graph in ordered.items()
        }
        positions = joint_layout(ordered, coupling=self.coupling, seed=self.seed, init=init)
        return replace(self, graphs=MappingProxyType(ordered), positions=MappingProxyType(positions))

    def with_metadata(self, metadata: object, label: str | None = None) -> Alignment:
        """Tell what is known of the inputs: regions get their labels from it.

        Parameters
        ----------
        metadata : DataFrame, mapping or table of n_inputs rows, or None
        label : str, optional
            A column of classes. Whole numbers count as categories.

        Raises
        ------
        MetadataError
            If the metadata have another number of rows, or lack ``label``.
        """
        frame = as_metadata(metadata, self.n_inputs)
        if label is not None:
            column(frame, label)
        return self._of_same_graphs(metadata=frame, label=label)

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
            both sides of a region hold), ``ceiling`` (the largest that could be, if nodes hung together wherever the
            other graph joins them: what the way in which the two graphs cut the inputs allows), ``by_chance``
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

    @checked_keywords
    def measures(
        self, *, k: int = 10, n_permutations: int = 99, alpha: float = 0.05, most_inputs: int = 10_000
    ) -> pd.DataFrame:
        """Measure how alike each two representations are, beside the topology, each measure against its null.

        Global: unbiased linear CKA, Procrustes, RSA. Local: mutual kNN, CKNNA. Topological: RTD-Lite (a divergence:
        0 is alike), matched share, loop agreement. An alignment that does not know the representations (it was made
        of ready-made graphs, or loaded without them) has the last two only.

        Parameters
        ----------
        k : int, default 10
            Neighbours of mutual kNN and CKNNA.
        n_permutations : int, default 99
            Times that inputs are shuffled for the null; of matched share, at most 20.
        alpha : float, default 0.05
            Calibrated values are above 0 exactly where p is at most this.
        most_inputs : int, default 10,000
            From more inputs, so many are drawn, and the error of that is told; 1,000 for RSA and RTD-Lite.

        Returns
        -------
        DataFrame
            A row for each pair, with the levels "a" and "b"; columns (measure, statistic) with the statistics value,
            error (NaN where exact), null (mean under shuffling), calibrated (0 at chance, 1 for equal
            representations; Groeger, Wen, Brbic, arXiv 2602.14486) and p_value.

        Raises
        ------
        RegionError
            If there are fewer than two graphs, or ``n_permutations`` is no number of times.
        MeasureError
            If another number is out of its range.
        """
        from topoalign_widget.alignment.loop_agreement import loop_agreement
        from topoalign_widget.alignment.measures import measure_table

        significance.check_searched(self.graphs, n_permutations, "n_permutations", 0)
        regions = self.regions
        shuffled = self._shuffled(min(n_permutations, significance.N_SHUFFLES))
        shares = significance.matched_shares(self.graphs, regions, shuffled)
        topological = {
            (a, b): {
                "matched share": shares[a, b],
                "loop agreement": loop_agreement(self.graphs[a], self.graphs[b], n_permutations, self.seed),
            }
            for a, b in combinations(self.graphs, 2)
        }
        return measure_table(
            self.representations,
            topological,
            k=k,
            n_permutations=n_permutations,
            alpha=alpha,
            most_inputs=most_inputs,
            seed=self.seed,
        )

    def heat_map(
        self, table: pd.DataFrame, measures: Sequence[str] | None = None, statistic: str = "calibrated"
    ) -> Figure:
        """Draw a table of :meth:`measures` as graphs x graphs, a panel for each measure.

        Parameters
        ----------
        table : DataFrame
        measures : sequence of str, optional
            Default: all that are in the table.
        statistic : str, default "calibrated"
            Or "value", "error", "null", "p_value".

        Returns
        -------
        matplotlib.figure.Figure

        Raises
        ------
        ImportError
            Without matplotlib.
        """
        from topoalign_widget.alignment.heat_map import draw

        return draw(table, measures, statistic)

    def kept_neighbours(self, a: str, b: str, k: int = 10) -> NDArray[np.float64]:
        """Share of the k nearest inputs (cosine) of each input that is the same in two representations.

        A column of it in the metadata colours the nodes.

        Parameters
        ----------
        a, b : str
            Names of representations.
        k : int, default 10

        Returns
        -------
        array of float64, shape (n_inputs,)
            NaN for inputs that were not drawn, of more than 10,000.

        Raises
        ------
        AlignmentError
            If the alignment does not know the representations.
        """
        from topoalign_widget.alignment.measures import kept_neighbours

        self._graph(a), self._graph(b)
        if self.representations is None:
            raise AlignmentError(
                "This alignment does not know the representations: it was made of graphs, or loaded without them. "
                "Make it with topoalign_widget.align(representations), or load it with "
                "Alignment.load(path, representations=representations)."
            )
        return kept_neighbours(self.representations[a], self.representations[b], k, seed=self.seed)

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

    @cached_property
    def remarks(self) -> list[str]:
        """What a reader must know before comparing the graphs; empty where nothing speaks against it."""
        found = (remark(self.graphs) for remark in (coarse_remark, resolution_remark, shared_lens_remark))
        return [remark for remark in found if remark]

    def summary(self) -> pd.DataFrame:
        """Tell the size of each graph: nodes, edges, components, median inputs of a node, resolution, coverage."""
        rows = {name: _sizes(graph) for name, graph in self.graphs.items()}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("graph")

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write everything but the representations to one file; :meth:`load` reads it.

        Regions and searches of shuffled inputs are saved with it if they have been asked for.

        Parameters
        ----------
        path : str or path
            Such as "models.topo". A file that is there is replaced, once all has been written.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        MetadataError
            If a column of the metadata holds something else than numbers, strings, instants, or lists of such.
        PathError
            If there is no such folder.
        """
        from topoalign_widget.alignment.saving import save

        return save(self, path)

    @classmethod
    def load(cls, path: str | os.PathLike[str], representations: object = None) -> Alignment:
        """Read what :meth:`save` wrote. Nothing in a file is ever run, whoever made it.

        Parameters
        ----------
        path : str or path
        representations : mapping of str to array-like of shape (n_inputs, n_features), optional
            What the graphs were built from: :meth:`kept_neighbours` needs them, and six of the eight
            :meth:`measures`. Everything else works without.

        Raises
        ------
        AlignmentFileError
            If it is something else, is damaged, or was written by a newer version of the package.
        AlignmentError
            If the representations have other names or another number of inputs.
        FileNotFoundError
            If there is no such file.

        Examples
        --------
        >>> alignment.save("models.topo")  # doctest: +SKIP
        >>> alignment = Alignment.load("models.topo")  # doctest: +SKIP
        """
        from topoalign_widget.alignment.saving import load

        fields = load(path)
        found = {"_unlabelled": fields.pop("regions"), "_chance": fields.pop("chance")}
        alignment = cls(**fields)
        vars(alignment).update({name: value for name, value in found.items() if value is not None})
        return alignment if representations is None else alignment._with_representations(representations)

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name}: {g.n_nodes} nodes, {g.n_edges} edges" for name, g in self.graphs.items())
        return f"Alignment({self.n_inputs} inputs; {sizes})"

    def _of_same_graphs(self, **changes: Any) -> Alignment:
        """Replace what regions do not depend on: those that were found stay."""
        other = replace(self, **changes)
        vars(other).update(
            {name: vars(self)[name] for name in ("_unlabelled", "_chance") if name in vars(self)}
        )
        return other

    def _with_representations(self, given: object) -> Alignment:
        arrays = as_representations(given)
        if set(arrays) != set(self.graphs) or any(len(x) != self.n_inputs for x in arrays.values()):
            told = ", ".join(f"{name!r} of {len(x)}" for name, x in arrays.items())
            raise AlignmentError(
                f"The graphs are of the representations {', '.join(map(repr, self.graphs))} of {self.n_inputs} "
                f"inputs; got {told}."
            )
        return self._of_same_graphs(
            representations=MappingProxyType({name: arrays[name] for name in self.graphs})
        )

    def _known(self) -> pd.DataFrame:
        if self.metadata is None:
            raise MetadataError(
                "Nothing is known of the inputs. Give metadata: alignment.with_metadata(frame)."
            )
        return self.metadata

    def _graph(self, name: str) -> MapperGraph:
        if name not in self.graphs:
            raise AlignmentError(
                f"There is no graph {name!r}.{closest(str(name), list(self.graphs))} "
                f"There are {', '.join(map(repr, self.graphs))}."
            )
        return self.graphs[name]


def _sizes(graph: MapperGraph) -> dict[str, float]:
    return {
        "nodes": graph.n_nodes,
        "edges": graph.n_edges,
        "components": connected_components(adjacency(graph), directed=False, return_labels=False),
        "median_size": float(np.median(graph.node_sizes)) if graph.n_nodes else float("nan"),
        "resolution": graph.resolution,
        "coverage": graph.coverage,
    }
