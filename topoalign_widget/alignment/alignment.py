"""Several Mapper graphs of the same inputs, laid out together."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import connected_components

from topoalign_widget.alignment.aligned_graphs import AlignmentError
from topoalign_widget.alignment.exchange import transferred
from topoalign_widget.alignment.layout import joint_layout
from topoalign_widget.alignment.measure_questions import MeasureQuestions
from topoalign_widget.alignment.pattern_questions import PatternQuestions
from topoalign_widget.alignment.problem import adjacency
from topoalign_widget.alignment.remarks import (
    LabelWarning,
    coarse_remark,
    dust_remark,
    label_remark,
    resolution_remark,
    shared_lens_remark,
)
from topoalign_widget.frozen import FrozenDict
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.representations import as_metadata, as_representations, column

if TYPE_CHECKING:
    from topoalign_widget.motifs.match import Matches
    from topoalign_widget.motifs.motif import Motif


@dataclass(frozen=True, eq=False)
class Alignment(PatternQuestions, MeasureQuestions):
    """Mapper graphs of the same inputs at comparable positions. Made by :func:`align`.

    Attributes
    ----------
    graphs : mapping of str to MapperGraph
        By name, in the order of the panels.
    positions : mapping of str to array of shape (n_nodes, 2), float32
        One coordinate frame for all graphs; no unit. Laid out when first asked for.
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
        return self._of_same_graphs(positions=FrozenDict(positions), coupling=coupling)

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
        return replace(self, graphs=FrozenDict(ordered), positions=FrozenDict(positions))

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

        Warns
        -----
        LabelWarning
            If the label has more than 100 values, and on average fewer than two inputs have one of them in common.
        """
        frame = as_metadata(metadata, self.n_inputs)
        if label is not None and (remark := label_remark(column(frame, label))):
            advice = "Give a column of classes; what is to be read goes to text=."
            warnings.warn(f"{remark} {advice}", LabelWarning, stacklevel=2)
        return self._of_same_graphs(metadata=frame, label=label)

    @cached_property
    def remarks(self) -> list[str]:
        """What a reader must know before comparing the graphs; empty where nothing speaks against it."""
        asked = (coarse_remark, dust_remark, resolution_remark, shared_lens_remark)
        return [remark for remark in (ask(self.graphs) for ask in asked) if remark]

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
        return self._of_same_graphs(representations=FrozenDict({name: arrays[name] for name in self.graphs}))


def _sizes(graph: MapperGraph) -> dict[str, float]:
    return {
        "nodes": graph.n_nodes,
        "edges": graph.n_edges,
        "components": connected_components(adjacency(graph), directed=False, return_labels=False),
        "median_size": float(np.median(graph.node_sizes)) if graph.n_nodes else float("nan"),
        "resolution": graph.resolution,
        "coverage": graph.coverage,
    }
