"""What can be asked of an alignment in numbers: how alike representations are, and what nodes tell of the inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from topoalign_widget.alignment import significance
from topoalign_widget.alignment.aligned_graphs import AlignmentError
from topoalign_widget.alignment.region_questions import RegionQuestions
from topoalign_widget.alignment.regions import find_regions
from topoalign_widget.keywords import checked_keywords

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class MeasureQuestions(RegionQuestions):
    """What :class:`Alignment` measures."""

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
            Times that inputs are shuffled for the null; of matched share, at most 20. 0: nothing is shuffled, so
            there are values only, and matched share is of all regions that are found, none of them tested.
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
        # Without shuffled inputs nothing is tested, regions included.
        regions = self.regions if n_permutations else find_regions(self.graphs, n_shuffles=0, seed=self.seed)
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

    @checked_keywords
    def information(
        self,
        columns: str | Sequence[str] | Mapping[str, ArrayLike] | pd.DataFrame | None = None,
        *,
        given: str | Sequence[str] | None = None,
        n_permutations: int = 99,
    ) -> pd.DataFrame:
        """Tell how much the nodes of each graph say of columns of the metadata: 0 for chance, 1 for everything.

        Parameters
        ----------
        columns : str, sequence of str, mapping of str to array-like of shape (n_inputs,), or DataFrame, optional
            Columns of the metadata, or others with their values. Default: all columns that hold classes.
        given : str or sequence of str, optional
            Columns whose classes are known already: what nodes tell beyond them. A column that is among them is asked
            for without.
        n_permutations : int, default 99
            Times that classes are shuffled for the null.

        Returns
        -------
        DataFrame
            A row for each column and graph, with the levels "column" and "graph": ``given``, ``n_inputs``, ``value``
            (share of the information, 0 to 1), ``null`` (mean under shuffling), ``adjusted`` (about 0 at chance, 1
            for everything; Vinh, Epps, Bailey 2010) and ``p_value``. Formula, and what counts as a class:
            :func:`topoalign_widget.alignment.information.information_table`.

        Raises
        ------
        MetadataError
            If there is no such column, a column holds no classes or not a value for each input, or none is named.
        MeasureError
            If ``n_permutations`` is no number of times.

        Examples
        --------
        >>> table = alignment.information(["topic", "tense"], given="topic")  # doctest: +SKIP
        >>> table["adjusted"].unstack()  # a row for each column, a column for each graph  # doctest: +SKIP
        """
        from topoalign_widget.alignment.information import information_table

        return information_table(
            self.graphs,
            self.metadata,
            columns,
            given=given,
            label=self.label,
            n_permutations=n_permutations,
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
            If the alignment does not know the representations, or there is no such graph.
        MeasureError
            If ``k`` is no whole number from 1 up.
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
