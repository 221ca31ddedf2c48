"""Where a motif is looked for: one graph of an alignment, its nodes that may be used, and the time that is left."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topoalign_widget.mapper.graph import MapperGraph

if TYPE_CHECKING:
    from topoalign_widget.alignment.alignment import Alignment


class TimeUpError(Exception):
    """The time for a search is used up; never leaves the search."""


class Deadline:
    """A moment after which :meth:`check` raises. Long loops call it in each turn."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds that are left; negative ones after it."""
        return self._end - time.monotonic()

    def check(self) -> None:
        """Raise TimeUpError if the time is up."""
        if self.left < 0:
            raise TimeUpError


@dataclass(frozen=True)
class Ground:
    """One graph to search in.

    Attributes
    ----------
    alignment : Alignment
    name : str
        Of the graph.
    allowed : array of bool, shape (n_nodes,)
        Nodes that a motif which depends on its own nodes alone may use.
    deadline : Deadline
    """

    alignment: Alignment
    name: str
    allowed: NDArray[np.bool_]
    deadline: Deadline

    @property
    def graph(self) -> MapperGraph:
        """The graph itself."""
        return self.alignment.graphs[self.name]
