"""What a search for a motif returns."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topoalign_widget.frozen import FrozenDict
from topoalign_widget.motifs.motif import Motif
from topoalign_widget.tables import joined, write_table

if TYPE_CHECKING:
    from topoalign_widget.alignment.alignment import Alignment
    from topoalign_widget.alignment.verdict import Verdict

COLUMNS = ("graph", "n_nodes", "n_inputs", "score", "nodes")


@dataclass(frozen=True, eq=False)
class Match:
    """An instance of a motif in one graph. Made by :meth:`Alignment.find`.

    Attributes
    ----------
    motif : Motif
        What was looked for.
    graph : str
        Name of the graph.
    nodes : array of int32
        In order along a path, flare or loop; of a star, a cut node or a bridge the centre, the node or the ends first
        (its ends are all nodes that a bridge has); otherwise sorted.
    edges : array of int32, shape (m, 2)
        The motif's own edges, as pairs of nodes of the graph.
    inputs : array of int64
        What the nodes hold, sorted.
    score : float
        What matches are ordered by, best first; the motif says what it counts.
    """

    motif: Motif
    graph: str
    nodes: NDArray[np.int32] = field(repr=False)
    edges: NDArray[np.int32] = field(repr=False)
    inputs: NDArray[np.int64] = field(repr=False)
    score: float
    alignment: Alignment = field(repr=False)

    @cached_property
    def verdicts(self) -> Mapping[str, Verdict]:
        """What became of its inputs in each other graph; see :meth:`Alignment.verdict`. Told when first asked for."""
        from topoalign_widget.alignment.verdicts import verdicts_of

        graphs, seed = self.alignment.graphs, self.alignment.seed
        others = {name: graph for name, graph in graphs.items() if name != self.graph}
        here = graphs[self.graph]
        found = verdicts_of(self.inputs, others.values(), here=here, nodes=self.nodes, seed=seed)
        return FrozenDict(dict(zip(others, found, strict=True)))

    def __repr__(self) -> str:
        return (
            f"Match({self.motif!r} in {self.graph!r}: {len(self.nodes)} nodes, {len(self.inputs)} inputs, "
            f"score {self.score:g})"
        )


@dataclass(frozen=True, eq=False, repr=False)
class Matches(Sequence[Match]):
    """Matches of a motif, best first. Made by :meth:`Alignment.find`.

    Attributes
    ----------
    motif : Motif
        What was looked for.
    graph : str or None
        Where; None: in all graphs.
    found : tuple of Match
    cut : str or None
        Where the search was cut by its limit or time-out, in a sentence; None if these are all matches.
    """

    motif: Motif
    graph: str | None
    found: tuple[Match, ...]
    cut: str | None = None

    @overload
    def __getitem__(self, which: int) -> Match: ...
    @overload
    def __getitem__(self, which: slice) -> tuple[Match, ...]: ...
    def __getitem__(self, which: int | slice) -> Match | tuple[Match, ...]:
        """Get a match, or a tuple of some."""
        return self.found[which]

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[Match]:
        return iter(self.found)

    def frame(self, verdicts: bool = True) -> pd.DataFrame:
        """Make a table of the matches, a row each.

        Parameters
        ----------
        verdicts : bool, default True
            Whether to say what became of each match in each other graph: some milliseconds for each.

        Returns
        -------
        DataFrame
            Columns ``graph``, ``n_nodes``, ``n_inputs``, ``score``, ``nodes``; then, for each other graph,
            ``verdict in <graph>`` (kept, opened, split, merged or dissolved), ``share in <graph>`` and
            ``content in <graph>``; missing in the match's own.
        """
        rows = [_row(match, verdicts) for match in self.found]
        columns = dict.fromkeys([*COLUMNS, *(name for row in rows for name in row)])
        return pd.DataFrame(rows, columns=list(columns)).rename_axis("match")

    def save(self, path: str | os.PathLike[str], verdicts: bool = True) -> Path:
        """Write the table of :meth:`frame`: ``match``, its number, comes first, and ``nodes`` are in one string.

        Parameters
        ----------
        path : str or path
            ".csv" (UTF-8) or ".parquet", by the suffix. A file that is there is replaced.
        verdicts : bool, default True
            As in :meth:`frame`.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        PathError
            If the name has another suffix, or its folder is not there.
        ImportError
            For ".parquet" without pyarrow.
        """
        frame = self.frame(verdicts).reset_index()
        return write_table(frame.assign(nodes=frame["nodes"].map(joined)), path)

    def __repr__(self) -> str:
        told = ", ".join(f"{count} in {name!r}" for name, count in self._counts().items())
        count = f"{len(self)} matches" if len(self) != 1 else "1 match"
        return f"Matches({self.motif!r}: {count}{f', {told}' if told else ''}{f'. {self.cut}' if self.cut else ''})"

    def _counts(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for match in self.found:
            counts[match.graph] = counts.get(match.graph, 0) + 1
        return counts


def _row(match: Match, verdicts: bool) -> dict[str, object]:
    row: dict[str, object] = {
        "graph": match.graph,
        "n_nodes": len(match.nodes),
        "n_inputs": len(match.inputs),
        "score": match.score,
        "nodes": tuple(match.nodes.tolist()),
    }
    for other, verdict in match.verdicts.items() if verdicts else ():
        row[f"verdict in {other}"] = verdict.kind
        row[f"share in {other}"] = verdict.share
        row[f"content in {other}"] = verdict.content
    return row
