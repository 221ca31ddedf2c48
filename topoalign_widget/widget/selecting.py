"""What is selected, from Python: to set it, to read it, to hear of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import traitlets as t
from numpy.typing import ArrayLike, NDArray

from topoalign_widget.keywords import checked_keywords
from topoalign_widget.widget import selection as selections
from topoalign_widget.widget.traits import SharedTraits


class Selecting(SharedTraits):
    """Selections of :class:`TopoAlignWidget`."""

    @property
    def selected_inputs(self) -> NDArray[np.int64]:
        """Numbers of the selected inputs, sorted; empty where nothing is selected."""
        return np.array(self.selection["inputs"], dtype=np.int64)

    @property
    def selected_nodes(self) -> dict[str, NDArray[np.int64]]:
        """Numbers of the picked nodes by graph; empty where inputs were selected without picking nodes."""
        return {name: np.array(nodes, dtype=np.int64) for name, nodes in self.selection["nodes"].items()}

    def selected_frame(self) -> pd.DataFrame:
        """Return the metadata of the selected inputs, indexed by input number.

        Returns
        -------
        DataFrame of ``len(selected_inputs)`` rows
            Without metadata it has an index and no columns.
        """
        index = pd.Index(self.selected_inputs, name="input")
        if self._alignment.metadata is None:
            return pd.DataFrame(index=index)
        return self._alignment.metadata.iloc[index].set_axis(index, axis=0)

    @checked_keywords
    def select(
        self,
        *,
        inputs: ArrayLike | None = None,
        nodes: Mapping[str, ArrayLike] | None = None,
        region: int | None = None,
        where: str | ArrayLike | None = None,
    ) -> None:
        """Select inputs by exactly one of four ways; the view follows.

        Parameters
        ----------
        inputs : array-like of int, optional
            Numbers of inputs. An empty list clears the selection.
        nodes : mapping of graph name to node numbers, optional
            Nodes to pick; the inputs that they hold are selected.
        region : int, optional
            Number of one of ``alignment.regions``, of more than two graphs of ``alignment.families``: the inputs that
            both its sides hold are selected. To pick its nodes, with all that they hold:
            ``select(nodes=alignment.regions[i].nodes)``.
        where : str or array-like of bool, shape (n_inputs,), optional
            An expression of metadata columns (``"digit == 3"``) or a mask.

        Raises
        ------
        SelectionError
            If a graph, node, region or input does not exist, or the expression cannot be evaluated.
        TypeError
            Unless exactly one way is given.
        """
        ways = {"inputs": inputs, "nodes": nodes, "region": region, "where": where}
        self.selection = dict(selections.chosen(ways, self._alignment))

    @checked_keywords
    def wrap(
        self,
        name: str,
        *,
        inputs: ArrayLike | None = None,
        nodes: Mapping[str, ArrayLike] | None = None,
        region: int | None = None,
        where: str | ArrayLike | None = None,
    ) -> None:
        """Give a pattern a membrane that stays, whatever is selected after; drop it from ``widget.membranes``.

        Parameters
        ----------
        name : str
            What it is called; the membrane that had this name before goes.
        inputs, nodes, region, where
            The pattern, in exactly one way, as for :meth:`select`.

        Raises
        ------
        SelectionError
            If what is to be wrapped does not exist, or is nothing.
        TypeError
            Unless exactly one way is given.
        """
        ways = {"inputs": inputs, "nodes": nodes, "region": region, "where": where}
        others = [each for each in self.membranes if each["name"] != name]
        self.membranes = [*others, {"name": name, **selections.chosen(ways, self._alignment)}]

    def on_selection(self, function: Callable[[NDArray[np.int64]], Any]) -> Callable[[], None]:
        """Call a function with the selected inputs after every change, wherever it was made.

        Parameters
        ----------
        function : callable
            Takes the array of selected input numbers.

        Returns
        -------
        callable
            Call it to stop.
        """

        def changed(_: t.Bunch) -> None:
            function(self.selected_inputs)

        self.observe(changed, "selection")
        return lambda: self.unobserve(changed, "selection")
