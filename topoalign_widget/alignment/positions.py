"""Positions of the nodes of several graphs, laid out when somebody wants to see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from topoalign_widget.alignment.layout import check_coupling, check_seed, joint_layout
from topoalign_widget.mapper.graph import MapperGraph


class Positions(Mapping[str, NDArray[np.float32]]):
    """Positions by graph. The first that is asked for has all graphs laid out: regions and measures need none.

    Parameters
    ----------
    graphs : mapping of str to MapperGraph
        Of the same inputs.
    coupling : float >= 0
    seed : int
        See :func:`topoalign_widget.joint_layout`.

    Raises
    ------
    LayoutError
        At once, if ``coupling`` is negative or not finite, or ``seed`` is no whole number from 0 up.
    """

    def __init__(self, graphs: Mapping[str, MapperGraph], coupling: float, seed: int) -> None:
        self._graphs, self._coupling, self._seed = graphs, check_coupling(coupling), check_seed(seed)

    @cached_property
    def _laid_out(self) -> dict[str, NDArray[np.float32]]:
        return joint_layout(self._graphs, coupling=self._coupling, seed=self._seed)

    def __getitem__(self, name: str) -> NDArray[np.float32]:
        return self._laid_out[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._graphs)

    def __len__(self) -> int:
        return len(self._graphs)

    def __repr__(self) -> str:
        return repr(self._laid_out)
